"""The daily digest, and a person's wishes about it."""

import time
from datetime import datetime, timedelta

from django.db import transaction

from members.people.models import Person
from network import journal
from notifications.digests import calendar, claims, sending
from notifications.digests.models import Cadence, Cursor

A_RUN = timedelta(minutes=5)  # half of a task's time limit; the next sweep goes on


def send_due_digests(*, by: Person | None = None, now: datetime | None = None) -> int:
    """Send every digest whose hour has come; the number sent.

    Safe to run twice and by many workers at once: the rows decide. ``now`` plays another day; without it the
    database's clock decides.
    """
    calendar.materialise(now)
    claims.sweep()
    sent, enough = 0, time.monotonic() + A_RUN.total_seconds()
    while time.monotonic() < enough and (runs := claims.claim()):
        outcome = sending.serve(runs)
        if outcome is None:
            break
        sent += outcome
    return sent


@transaction.atomic
def set_digest(person: Person, *, cadence: str, send_hour: int, by: Person) -> Cursor:
    """Keep ``person``'s wish and find the next due moment; a day already served is not served again.

    Whoever turns it on again hears from now on, and nothing of the time without it.
    """
    cursor = cursor_of(person, by=by)
    if cursor.cadence == Cadence.OFF and cadence != Cadence.OFF:
        Cursor.objects.filter(pk=cursor.pk).update(from_transaction=calendar.oldest_running())
    cursor.cadence, cursor.send_hour = cadence, send_hour
    cursor.save(update_fields=["cadence", "send_hour"])
    calendar.reschedule(person.pk)
    return cursor


@transaction.atomic
def stop_digest(cursor: Cursor, *, by: Person) -> Cursor:
    """No more digests, as one press in the mail asks (RFC 8058). Twice is once."""
    if Cursor.objects.filter(pk=cursor.pk).exclude(cadence=Cadence.OFF).update(cadence=Cadence.OFF):
        cursor.cadence = Cadence.OFF
        journal.record("stop_digest", cursor, by=by)
    return cursor


def cursor_of(person: Person, *, by: Person) -> Cursor:
    """Where ``person`` stands; a new one starts now, so that nobody is told what is older than themselves."""
    cursor, _is_new = Cursor.objects.get_or_create(
        person=person, defaults={"from_transaction": calendar.oldest_running(), "cadence": Cadence.OFF}
    )
    return cursor
