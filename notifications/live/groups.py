"""Which open pages hear what, and whether the seats of a page's reader are still those it was made with."""

import re
from datetime import UTC, datetime

from django.db.models import Q
from django.utils import timezone

from members.seats.models import SeatTerm

SAID = re.compile(rb"made=(\d{1,11}\.\d{6})")


def seats_of(person_id: int) -> frozenset[int]:
    """The seats held at this moment; an open page may stay while it has every one that it was opened with."""
    return frozenset(SeatTerm.objects.held().filter(person=person_id).values_list("pk", flat=True))


def made_now() -> str:
    """When a page was made, for the address of its socket. Unsigned: it can only close one's own socket."""
    return f"?made={timezone.now().timestamp():.6f}"


def lost_since(query: bytes, person_id: int) -> bool:
    """Whether a seat ended, or stopped giving access, after the page was made; False when the address says no time."""
    if not (said := SAID.fullmatch(query)):
        return False
    made = datetime.fromtimestamp(float(said[1]), UTC)
    stopped = Q(ended_at__gt=made) | Q(organisation__state="suspended", organisation__suspended_at__gt=made)
    return SeatTerm.objects.filter(stopped, person=person_id).exists()


def group_of(person_id: int) -> str:
    """The name under which all open pages of one person listen."""
    return f"person-{person_id}"
