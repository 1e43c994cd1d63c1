"""Giving and ending seats. Ending a seat ends all access that came with it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.handovers.belongings import pass_on
from members.handovers.models import HandOver
from members.invitations.leaving import take_back_for_contacts
from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.models import SeatTerm
from network import journal, standing
from network.moves import MoveRefused


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
def change_role(seat: SeatTerm, *, role: str, by: Person | None) -> SeatTerm:
    """Make the holder a contact, or staff again. The organisation's row is held, so that two cannot both be the last.

    Raises MoveRefused for the only contact in reach, and for a seat that ended.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=seat.organisation_id)
    seats = SeatTerm.objects.filter(organisation=seat.organisation_id, ended_at=None)
    if role != SeatTerm.Role.CONTACT and not seats.contacts().in_reach().exclude(pk=seat.pk).exists():
        raise MoveRefused(
            _("%(name)s is the only contact. Make a colleague contact first; then this works.") % {"name": seat.person}
        )
    if not seats.filter(pk=seat.pk).update(role=role):
        raise MoveRefused(_("This seat has ended."))
    seat.role = role
    journal.record("change_role", seat, by=by, role=role)
    return seat


@transaction.atomic
def be_listed(seat: SeatTerm, *, is_listed: bool, by: Person) -> SeatTerm:
    """Stand by name on the organisation's public page, or no longer. Raises MoveRefused for anybody else's seat."""
    if seat.person_id != by.pk:
        raise MoveRefused(_("Only the person themselves decides whether their name stands on a public page."))
    SeatTerm.objects.filter(pk=seat.pk).update(is_listed=is_listed)
    seat.is_listed = is_listed
    journal.record("be_listed", seat, by=by, is_listed=is_listed)
    return seat


@transaction.atomic
def end_seat(seat: SeatTerm, *, by: Person | None, why: str = "") -> SeatTerm:
    """End the seat now: pages, links and sockets ask for it anew and find it gone. Ending twice changes nothing.

    What still belongs to it becomes vacant; to choose successors first, hand the seat over (members/handovers).
    """
    now = timezone.now()
    if SeatTerm.objects.filter(pk=seat.pk, ended_at=None).update(ended_at=now, state=SeatTerm.State.ENDED):
        seat.ended_at, seat.state = now, SeatTerm.State.ENDED
        pass_on(seat, {})
        HandOver.objects.filter(seat=seat, state=HandOver.State.OPEN).update(state=HandOver.State.DONE, finished_at=now)
        journal.record("end_seat", seat, by=by, why=why)
        take_back_for_contacts(seat, by=by)
        standing.changed([seat.person_id])
    return seat
