"""Announcing what was prepared: only now does it happen, in the name of whoever prepared it."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from collaborations.desk.faster import still_waiting
from collaborations.desk.models import Delegated, Postponed, Prepared
from members.people.models import Person
from network.moves import MoveRefused

log = structlog.get_logger(__name__)


@transaction.atomic
def announce(prepared: Prepared, *, by: Person | None) -> Prepared:
    """Do what was decided, and let everybody know; ``by`` None is the clock.

    What is not possible any more, or not allowed to whoever decided it, is refused and says why in the outbox. Raises
    MoveRefused when it was announced or taken back a moment ago.
    """
    waiting = Prepared.objects.waiting().asking_whether_overtaken().select_related("by")
    held = waiting.select_for_update(of=("self",)).filter(pk=prepared.pk).first()
    if held is None:
        prepared.refresh_from_db(fields=["state"])
        raise MoveRefused(prepared.too_late())
    try:
        with transaction.atomic(), translation.override(held.by.language):
            _carry_out(held)
    except MoveRefused as refused:
        held.move("refuse", finished_at=timezone.now(), refusal=str(refused))
    else:
        held.move("announce", finished_at=timezone.now())
        done: dict[str, Any] = {"pile": held.pile, "thing_id": held.thing_id}
        Delegated.objects.filter(**done).delete()
        Postponed.objects.filter(**done).delete()
    return held


def announce_all(*, by: Person) -> list[Prepared]:
    """Everything that ``by`` prepared, each on its own: one that is refused does not stop the others.

    What went out, or was taken back, at this very moment comes as it is now, with the sentence that says so.
    """
    done = []
    for prepared in Prepared.objects.visible_to(by).waiting():
        try:
            done.append(announce(prepared, by=by))
        except MoveRefused as refused:
            prepared.refusal = str(refused)
            done.append(prepared)
    return done


def announce_due(*, now: datetime | None = None, by: Person | None = None) -> int:
    """The clock: what goes out by itself by now; the number announced or refused. Safe to run twice and at once."""
    done = 0
    for pk in list(Prepared.objects.due(now or timezone.now()).values_list("pk", flat=True)):
        try:
            done += _announce_if_waiting(pk, by=by)
        except Exception:  # one bad thing does not stop the rest; the next sweep tries again
            log.exception("decision_not_announced", prepared=pk)
    return done


@transaction.atomic
def _announce_if_waiting(pk: int, *, by: Person | None) -> bool:
    """Unless somebody else does it at this moment."""
    waiting = Prepared.objects.waiting().select_for_update(skip_locked=True, of=("self",))
    prepared = waiting.filter(pk=pk).first()
    if prepared is None:
        return False
    announce(prepared, by=by)
    return True


def _carry_out(held: Prepared) -> None:
    """Everything is asked again: whether the person may, and whether the thing still waits, as it was."""
    person = held.by
    if not (person.is_active and person.has_a_desk):
        raise MoveRefused(held.why_not)
    _pile, decision, row = still_waiting(held, person)
    if held.is_overtaken:
        raise MoveRefused(held.why_not)
    if not person.has_perm(decision.permission, row):
        raise MoveRefused(_("You do not decide about this one."))
    decision.carry_out(row, by=person, reason=held.reason, text=held.text)
