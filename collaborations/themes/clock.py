"""What happens to themes by itself, at the end of what was promised: one table, one sweep.

    state, whose ``due_at`` is over          what happens                                    who undoes it
    ---------------------------------------  ----------------------------------------------  ------------------------
    proposed, neither protected nor held     it opens                                        the desk: reconsider
    proposed, protected or held back         it stays closed; deputies and safeguarding      nobody: nothing was
    appealed, whatever its protection        officers are asked; ten working days more       decided
    open, forming                            it is parked, with an honest note               who looks after it, the
                                                                                             desk: revive

    invited into a sealed one, not vouched   the invitation lapses after 30 days             whoever invites again

What moderation has hidden waits until its case is decided: it neither opens nor is parked behind everybody's back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from collaborations.themes import actions
from collaborations.themes.admitting.actions import let_go_unvouched
from collaborations.themes.models import QUORUM_MISSED, SENSITIVE, Theme
from members.people.models import Person

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Promise:
    """Themes ``among`` which the end of a promise means ``act``; ``rule`` is what the journal says about why."""

    among: Q
    act: Callable[..., Any]
    rule: str


PROMISES = (
    Promise(
        Q(state=Theme.State.PROPOSED) & ~SENSITIVE,
        actions.open_theme,
        gettext_noop("Nobody decided within 5 working days, and it is neither protected nor held back."),
    ),
    Promise(
        Q(state=Theme.State.PROPOSED) & SENSITIVE,
        actions.escalate,
        gettext_noop("Nobody decided in time, and what is protected or held back never opens by itself."),
    ),
    Promise(
        Q(state=Theme.State.APPEALED),
        actions.escalate,
        gettext_noop("Nobody answered the appeal in time, and no appeal is granted by itself."),
    ),
    Promise(
        Q(state__in=Theme.GATHERS),
        lambda theme, *, by, why: actions.park(theme, text=QUORUM_MISSED, by=by, why=why),
        gettext_noop("90 days went by, and no journey started."),
    ),
)


def keep_promises(*, now: datetime | None = None, by: Person | None = None) -> int:
    """Do what is due; how many themes and invitations changed. Twice is once, and two sweeps at once share the work.

    One transaction a theme: a sweep that dies in the middle leaves the rest to the next one, and a theme that cannot be
    moved is logged and stops no other.
    """
    now = now or timezone.now()
    return let_go_unvouched(now=now, by=by) + sum(
        _keep(promise, pk, now, by)
        for promise in PROMISES
        for pk in _due(promise, now).order_by("due_at", "pk").values_list("pk", flat=True)
    )


def _due(promise: Promise, now: datetime) -> Any:
    return Theme.objects.shown().filter(promise.among, due_at__lte=now)


def _keep(promise: Promise, pk: int, now: datetime, by: Person | None) -> bool:
    """Whether it was this sweep that did it: what somebody decides at this moment is theirs."""
    try:
        with transaction.atomic():
            theme = _due(promise, now).filter(pk=pk).select_for_update(skip_locked=True, of=("self",)).first()
            if theme is not None:
                promise.act(theme, by=by, why=promise.rule)
            return theme is not None
    except Exception:
        log.exception("promise_not_kept", theme=pk, rule=promise.rule)
        return False
