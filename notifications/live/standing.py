"""What goes on by itself ends with a seat: the sockets of open pages at once, and the digest with the last seat."""

from django.db.models import Exists, OuterRef

from members.organisations.models import Organisation
from members.seats.models import SeatTerm
from network.nudges import nudge
from notifications.digests.models import Cadence, Cursor


def look_again(person_ids: list[int]) -> None:
    """Called in the transaction that ends seats: two statements for any number of people, and a nudge after it.

    Whoever holds no seat any more gets no digest; they can turn it on again, for what everybody may read.
    Seats of a suspended organisation are not over: their digests only find nothing new.
    """
    from notifications import tasks

    held = SeatTerm.objects.filter(person=OuterRef("person"), ended_at=None)
    seats = held.exclude(organisation__state=Organisation.State.ENDED)
    left = Cursor.objects.filter(person__in=person_ids, person__is_coordinator=False).exclude(Exists(seats))
    left.filter(person__seat_terms__isnull=False).update(cadence=Cadence.OFF)
    nudge(tasks.look_again, person_ids)
