"""Seats of many people in one query, for whoever asks each of them."""

from collections.abc import Iterable

from members.people.models import Person
from members.seats.models import SeatTerm


def load_seats(people: Iterable[Person]) -> None:
    """Fill ``person.seats`` for all of ``people`` at once; one query."""
    by_person: dict[int, list[SeatTerm]] = {person.pk: [] for person in people}
    for seat in SeatTerm.objects.held().filter(person_id__in=by_person):
        by_person[seat.person_id].append(seat)
    for person in people:
        person.seats = by_person[person.pk]
