"""Giving and ending seats. Ending a seat ends all access that came with it."""

from django.db import transaction
from django.utils import timezone

from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.models import SeatTerm
from network import journal


@transaction.atomic
def give_seat(organisation: Organisation, *, person: Person, role: str, by: Person | None) -> SeatTerm:
    """Seat ``person`` for ``organisation``; a seat held already is left. ``by`` None is the platform itself."""
    seat, is_new = SeatTerm.objects.get_or_create(
        organisation=organisation, person=person, ended_at=None, defaults={"role": role}
    )
    if is_new:
        journal.record("give_seat", seat, by=by, role=role)
    return seat


@transaction.atomic
def end_seat(seat: SeatTerm, *, by: Person | None, why: str = "") -> SeatTerm:
    """End the seat now: pages, links and sockets ask for it anew and find it gone. Ending twice changes nothing."""
    now = timezone.now()
    if SeatTerm.objects.filter(pk=seat.pk, ended_at=None).update(ended_at=now, state=SeatTerm.State.ENDED):
        seat.ended_at, seat.state = now, SeatTerm.State.ENDED
        journal.record("end_seat", seat, by=by, why=why)
    return seat
