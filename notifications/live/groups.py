"""Which open pages hear what, and for which seats a page was opened."""

import re
from collections.abc import Iterable

from members.seats.models import SeatTerm

SAID = re.compile(rb"seats=((?:\d{1,18}(?:\.\d{1,18})*)?)")


def seats_of(person_id: int) -> frozenset[int]:
    """The seats held at this moment; an open page may stay while it has every one that it was opened with."""
    return frozenset(SeatTerm.objects.held().filter(person=person_id).values_list("pk", flat=True))


def said_in_address(seats: Iterable[int]) -> str:
    """The seats of a page's reader, for the address of its socket. Unsigned: it can only close one's own socket."""
    return "?seats=" + ".".join(str(seat) for seat in sorted(seats))


def opened_with(query: bytes, *, otherwise: frozenset[int]) -> frozenset[int]:
    """What ``said_in_address`` said; ``otherwise`` when the address says something else."""
    said = SAID.fullmatch(query)
    return frozenset(int(seat) for seat in said[1].split(b".") if seat) if said else otherwise


def group_of(person_id: int) -> str:
    """The name under which all open pages of one person listen."""
    return f"person-{person_id}"
