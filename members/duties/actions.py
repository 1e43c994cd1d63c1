"""Duties: what an organisation has taken on, and which of its seats sees to it."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from members.handovers.belongings import BELONGINGS, DutyKind
from members.handovers.models import Duty
from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.holding import hold_seat
from network import journal
from network.moves import MoveRefused


@transaction.atomic
def begin_duty(kind: str, thing_id: int, *, organisation: Organisation, by: Person) -> Duty:
    """From now on ``organisation`` sees to the thing, by the seat that ``by`` holds there; vacant when they hold none.

    Beginning twice changes nothing.
    """
    seat = hold_seat(by, organisation.pk)
    duty, _is_new = Duty.objects.get_or_create(
        kind=kind,
        thing_id=thing_id,
        organisation=organisation,
        ended_at=None,
        defaults={"seat": seat, "vacant_since": None if seat else timezone.now()},
    )
    return duty


@transaction.atomic
def end_duty(kind: str, thing_id: int, *, by: Person | None, but_of: Organisation | None = None) -> int:
    """There is nothing left to see to, or only for ``but_of``; the number of duties that ended. Twice is once."""
    over = Duty.objects.now().filter(kind=kind, thing_id=thing_id)
    if but_of is not None:
        over = over.exclude(organisation=but_of)
    return over.update(ended_at=timezone.now())


@transaction.atomic
def end_duties_without_a_thing(*, by: Person | None = None) -> int:
    """End the duties whose thing was deleted, whoever did it: nobody can see to it. One query a kind; twice is once."""
    ended = 0
    for kind in BELONGINGS.values():
        if isinstance(kind, DutyKind):
            thing = kind.model._base_manager.filter(pk=OuterRef("thing_id"))
            gone = Duty.objects.now().filter(~Exists(thing), kind=kind.name)
            ended += gone.update(ended_at=timezone.now())
    return ended


@transaction.atomic
def take_on(duty: Duty, *, by: Person) -> Duty:
    """See to a vacant duty of one's organisation; raises MoveRefused without a seat, or when somebody was faster."""
    seat = hold_seat(by, duty.organisation_id)
    if seat is None:
        raise MoveRefused(_("You hold no seat at %(name)s, so you cannot take this on.") % {"name": duty.organisation})
    now = timezone.now()
    taken = Duty.objects.now().filter(pk=duty.pk, seat=None).update(seat=seat, since=now, vacant_since=None)
    if not taken:
        raise MoveRefused(_("Somebody took this on a moment ago."))
    duty.refresh_from_db()
    journal.record("take_on", duty, by=by, seat=seat.pk)
    return duty


@transaction.atomic
def let_go(duty: Duty, *, by: Person) -> Duty:
    """Nobody needs to see to it any more. Raises MoveRefused when somebody does."""
    if not Duty.objects.now().filter(pk=duty.pk, seat=None).update(ended_at=timezone.now()):
        raise MoveRefused(_("Somebody took this on a moment ago."))
    duty.refresh_from_db()
    journal.record("let_go", duty, by=by)
    return duty


@transaction.atomic
def leave_vacant(organisation: Organisation, *, by: Person | None) -> int:
    """The organisation ended: nobody of it sees to anything any more, and the desk knows. The number of duties."""
    held = Duty.objects.now().filter(organisation=organisation, seat__isnull=False)
    left = held.update(seat=None, vacant_since=timezone.now())
    if left:
        journal.record("leave_vacant", organisation, by=by, duties=left)
    return left
