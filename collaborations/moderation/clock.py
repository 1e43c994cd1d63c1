"""What becomes due in moderation, by the table in clocks.py and holds.py; each sweep runs it."""

from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone, translation

from collaborations.moderation.actions import close, contain, escalate, hide, keep
from collaborations.moderation.clocks import clock_of, otherwise
from collaborations.moderation.holds import BY_NAME
from collaborations.moderation.models import Case, lock_thing
from members.people.models import Person

log = structlog.get_logger(__name__)


def keep_promises(*, now: datetime | None = None, by: Person | None = None) -> int:
    """Act on every case that is due, each in a transaction of its own; the number acted on. Safe twice and at once."""
    moment = now or timezone.now()
    due = Case.objects.under_way().filter(due_at__lte=moment).order_by("due_at", "pk")
    return sum(_act(pk, moment, by) for pk in due.values_list("pk", flat=True))


def _act(pk: int, moment: datetime, by: Person | None) -> bool:
    """One bad case never stops the rest; it is tried again with the next sweep."""
    try:
        with transaction.atomic(), translation.override("en"):
            waiting = Case.objects.under_way().filter(pk=pk, due_at__lte=moment)
            if about := waiting.values_list("subject_kind", "subject_id").first():
                lock_thing(*about)
            case = waiting.select_for_update(skip_locked=True, of=("self",)).first()
            if case:
                _end_promise(case, by)
            return case is not None
    except Exception:
        log.exception("promise_not_kept", kind="case", pk=pk)
        return False


def _end_promise(case: Case, by: Person | None) -> None:
    why = str(otherwise(case))
    if case.state == Case.State.TOLD:
        close(case, by=by)
    elif case.is_held and case.state == Case.State.CONTAINED and not case.category:
        _end_hold(case, by)
    else:
        if case.state == Case.State.REPORTED and clock_of(case.category).hides:
            contain(case, by=by)
        escalate(case, why=why, by=by)


def _end_hold(case: Case, by: Person | None) -> None:
    """Nobody objected to a first post; what another rule holds stays hidden."""
    if rule := BY_NAME[case.held_by].rule:
        hide(case, reason=rule, by=by)
    else:
        keep(case, by=by)
