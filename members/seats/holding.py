"""The seat by which somebody acts, held until their act is done."""

from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.models import SeatTerm


def hold_seat(person: Person, organisation_id: int) -> SeatTerm | None:
    """The seat of ``person`` there at this moment, held until the commit: a hand-over or an end at once comes after.

    Both then find what the act gave to the seat, and move it; a seat that ended a moment ago is none. Two queries.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    seats = SeatTerm.objects.held().filter(person=person, organisation=organisation_id)
    return seats.select_for_update(of=("self",)).first()
