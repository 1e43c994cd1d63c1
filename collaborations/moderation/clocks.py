"""By when somebody decides about a report, and what happens when nobody did: one table, which the public page shows.

Nothing waits for ever, and nothing that could hurt somebody is shown because nobody looked.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collaborations.moderation.holds import BY_NAME
from collaborations.moderation.models import Case
from network.workdays import after_working_days

CATEGORY, STATE = Case.Category, Case.State

HIDDEN_UNTIL_DECIDED = _(
    "It is hidden until somebody decides, and the deputies and safeguarding officers are asked, too."
)
OTHERS_ARE_ASKED = _("The deputies and safeguarding officers are asked, too.")
STAYS_HIDDEN_AND_ASKED = _("It stays hidden, and the deputies and safeguarding officers are asked, too.")
APPEAL_ENDS = _("The decision stands, and the case is closed.")


@dataclass(frozen=True)
class Clock:
    """So many working days; ``hides`` says whether the thing is hidden when they are over."""

    days: int
    hides: bool = False

    @property
    def otherwise(self) -> str | Promise:
        return HIDDEN_UNTIL_DECIDED if self.hides else OTHERS_ARE_ASKED


CLOCKS = {  # the most severe first
    CATEGORY.DANGER: Clock(1, hides=True),
    CATEGORY.PRIVATE: Clock(1, hides=True),
    CATEGORY.HURTFUL: Clock(2),
    CATEGORY.UNTRUE: Clock(5),
    CATEGORY.RIGHTS: Clock(5),
    CATEGORY.SPAM: Clock(5),
    CATEGORY.OTHER: Clock(5),
}
SEVERITY = {str(category): place for place, category in enumerate(CLOCKS)}
APPEAL_DAYS = 5


def clock_of(category: str) -> Clock:
    return CLOCKS.get(CATEGORY(category or CATEGORY.OTHER), CLOCKS[CATEGORY.OTHER])


def more_severe(one: str, other: str) -> str:
    """Which of two categories goes first; an empty one never."""
    return min((one, other), key=lambda category: SEVERITY.get(category, len(SEVERITY)))


def due_after(case: Case, moment: datetime) -> datetime:
    """By when somebody decides about ``case``, counted from ``moment``."""
    days = APPEAL_DAYS if case.state == STATE.APPEALED else clock_of(case.category).days
    return after_working_days(moment, days)


def otherwise(case: Case) -> str | Promise:
    """What happens when nobody does anything until ``due_at``: the sentence of clock.py, for every state."""
    if case.state == STATE.TOLD:
        return APPEAL_ENDS
    if case.is_held and case.state == STATE.CONTAINED and not case.category:
        return BY_NAME[case.held_by].otherwise
    if case.state in {STATE.CONTAINED, STATE.APPEALED}:
        return STAYS_HIDDEN_AND_ASKED
    return clock_of(case.category).otherwise


def otherwise_on(case: Case, day: str) -> str:
    """The same for the desk, in one sentence with its day."""
    if case.is_held and case.state == STATE.CONTAINED and not case.category:
        stays = gettext("It stays hidden on %(day)s, and its author is told.")
        said = stays if BY_NAME[case.held_by].rule else gettext("It is shown on %(day)s if nobody objects.")
    elif case.state in {STATE.CONTAINED, STATE.APPEALED}:
        said = gettext("It stays hidden. Deputies and safeguarding officers are asked, too, on %(day)s.")
    elif clock_of(case.category).hides:
        said = gettext("It is hidden on %(day)s, and deputies and safeguarding officers are asked, too.")
    else:
        said = gettext("Deputies and safeguarding officers are asked, too, on %(day)s.")
    return said % {"day": day}
