"""Organisations with their people, in the very columns that an import reads, line by line."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch

from members.imports.cells import guarded, written
from members.imports.columns import NAMES
from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.models import SeatTerm

A_PIECE = 500


def organisations_for(person: Person) -> Any:
    """All of them for coordinators; for contacts their own."""
    if person.is_coordinator:
        return Organisation.objects.order_by("pk")
    return Organisation.objects.filter(
        pk__in=[seat.organisation_id for seat in person.seats if seat.is_contact]
    ).order_by("pk")


def lines(organisations: Any) -> Iterator[str]:
    """CSV text in pieces: one row for each seat, one for an organisation without; memory does not grow with the rows.

    Three queries for every 500 organisations. People without an address are left out: no import could find them again.
    """
    yield "\ufeff" + _written([NAMES])
    seats = SeatTerm.objects.filter(ended_at=None, person__email__isnull=False).select_related("person").order_by("pk")
    found = organisations.prefetch_related("interests", Prefetch("seat_terms", seats, to_attr="held_now"))
    for organisation in found.iterator(chunk_size=A_PIECE):
        facts = written(organisation, [topic.name for topic in organisation.interests.all()])
        rows = [facts | _about(seat) for seat in organisation.held_now] or [facts]
        yield _written([row.get(name, "") for name in NAMES] for row in rows)


def _about(seat: SeatTerm) -> dict[str, str]:
    person = seat.person
    return {
        "person": guarded(person.name),
        "email": guarded(person.email or ""),
        "role": seat.role,
        "language": person.language,
    }


def _written(rows: Any) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
