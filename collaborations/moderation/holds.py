"""What is held before anybody reads it: a short list of simple rules, all of them on the public page.

No classifier and no score: each rule can be said in one sentence and checked by hand. Whatever is held lies on the desk
with its default, so nobody's words stay hidden because nobody looked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collaborations.moderation.hidden import Moderated
from collaborations.moderation.models import Case
from collaborations.moderation.notices import CASE_WAITS, CONTENT_HELD
from collaborations.moderation.reportables import REPORTABLES
from members.people.models import Person
from network import journal
from network.kinds import tell
from network.workdays import after_working_days

MANY_LINKS = 4
OFTEN = 3  # times the same, by the same person

LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…。؟]+(?=\s|$)|\n+")


@dataclass(frozen=True)
class Hold:
    """One rule. ``sentence`` stands on the public page; ``days`` are working days on the desk.

    ``rule`` is what a text breaks that stays hidden then because nobody decided; without one it is shown.
    """

    name: str
    sentence: str | Promise
    otherwise: str | Promise
    days: int
    rule: str
    catches: Callable[[str, Any, str, Person], bool]

    @property
    def in_the_journal(self) -> str:
        """Its sentence in the language of the source; whoever shows it translates it."""
        with translation.override("en"):
            return str(self.sentence)


def _is_first_post(kind: str, thing: Any, text: str, by: Person) -> bool:
    """Of somebody for whom no organisation answers, until one of their posts was released."""
    if by.seats:
        return False
    released = Case.objects.filter(author=by, origin=Case.Origin.HOLD, decision=Case.Decision.KEEP)
    return not released.exists()


def _has_many_links(kind: str, thing: Any, text: str, by: Person) -> bool:
    links = len(LINK.findall(text))
    return links >= MANY_LINKS or links > _sentences(text)


def _says_the_same_again(kind: str, thing: Any, text: str, by: Person) -> bool:
    return REPORTABLES[kind].said_before(thing, text, by) + 1 >= OFTEN


def _sentences(text: str) -> int:
    """Pieces with words in them between full stops and line ends; links are none."""
    return sum(1 for piece in SENTENCE_END.split(LINK.sub(" ", text)) if re.search(r"\w", piece))


HOLDS = (
    Hold(
        "first-post",
        _("The first posts of somebody for whom no organisation answers here, until one was released."),
        _("It is shown if nobody objects by then."),
        days=2,
        rule="",
        catches=_is_first_post,
    ),
    Hold(
        "many-links",
        _("A text with four links or more, or with more links than sentences."),
        _("It stays hidden then, and its author is told."),
        days=10,
        rule=Case.Rule.PURPOSE,
        catches=_has_many_links,
    ),
    Hold(
        "same-again",
        _("The same text from the same person for the third time."),
        _("It stays hidden then, and its author is told."),
        days=10,
        rule=Case.Rule.PURPOSE,
        catches=_says_the_same_again,
    ),
)
BY_NAME = {hold.name: hold for hold in HOLDS}


def rule_against(kind: str, thing: Moderated, *, text: str, by: Person) -> Hold | None:
    """The first rule of the list that catches ``thing``; none catches what those write who decide."""
    if by.keeps_the_desk or by.is_safeguarding_officer:
        return None
    return next((hold for hold in HOLDS if hold.catches(kind, thing, text, by)), None)


@transaction.atomic
def hold_if_needed(kind: str, thing: Moderated, *, text: str, by: Person) -> Case | None:
    """Hide ``thing`` and lay it on the desk when a rule of the list catches it; None when none does.

    ``kind`` names its ``Reportable``, ``text`` is all that ``by`` wrote in it. Call it in the transaction that wrote
    the thing, new or edited. What coordinators, deputies and safeguarding officers write is never held; what is on
    somebody's desk already stays there, and its history says that the text is another one.
    """
    for case in Case.objects.under_way().about(kind, thing.pk):
        journal.record("change_text", case, by=by)
    caught = rule_against(kind, thing, text=text, by=by)
    if caught is None:
        return None
    now = timezone.now()
    case, is_new = Case.objects.exclude(state=Case.State.CLOSED).get_or_create(
        subject_kind=kind,
        subject_id=thing.pk,
        defaults={
            "author": by,
            "origin": Case.Origin.HOLD,
            "held_by": caught.name,
            "state": Case.State.CONTAINED,
            "contained_at": now,
            "due_at": after_working_days(now, caught.days),
        },
    )
    if is_new:
        thing.hidden_at = now
        thing.save(update_fields=["hidden_at"])
        journal.record("hold", case, by=None, why=caught.in_the_journal, rule=caught.name)
        tell(CONTENT_HELD, case, by=None)
        tell(CASE_WAITS, case, by=by)
    return case if case.state == Case.State.CONTAINED else None
