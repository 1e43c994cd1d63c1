"""When a digest is due, by the database's clock and the reader's own.

PostgreSQL turns a local time that a spring change skips into the first valid instant after it, and a local time
that an autumn change repeats into one of the two: a digest at any hour comes once a day, on every day there is.
"""

from datetime import datetime

from django.db import connection, transaction

# Read with members_person as p and notifications_cursor as c; %(now)s is None for the database's own clock.
NOW = "COALESCE(%(now)s::timestamptz, now())"
LOCAL_DAY = f"({NOW} AT TIME ZONE p.time_zone)::date"
TODAY = f"(({LOCAL_DAY} + make_interval(hours => c.send_hour)) AT TIME ZONE p.time_zone)"
TOMORROW = f"(({LOCAL_DAY} + 1 + make_interval(hours => c.send_hour)) AT TIME ZONE p.time_zone)"
NEXT_DUE = f"CASE WHEN {TODAY} > {NOW} THEN {TODAY} ELSE {TOMORROW} END"
PERIOD = f"CASE WHEN {TODAY} <= {NOW} THEN {LOCAL_DAY} ELSE {LOCAL_DAY} - 1 END"

OPEN_CURSORS = f"""
    INSERT INTO notifications_cursor (person_id, cadence, send_hour, next_due_at, from_transaction)
    SELECT p.id, 'daily', c.send_hour, {NEXT_DUE}, pg_snapshot_xmin(pg_current_snapshot())::text::bigint
      FROM members_person p CROSS JOIN (SELECT 8 AS send_hour) c
     WHERE p.is_active AND p.email IS NOT NULL
       AND EXISTS (SELECT 1 FROM members_seatterm s WHERE s.person_id = p.id AND s.ended_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM notifications_cursor k WHERE k.person_id = p.id)
    ON CONFLICT DO NOTHING"""

MATERIALISE = f"""
    INSERT INTO notifications_digestrun (person_id, cadence, period_start, due_at)
    SELECT p.id, c.cadence, {PERIOD}, {NOW}
      FROM notifications_cursor c JOIN members_person p ON p.id = c.person_id
     WHERE c.cadence = 'daily' AND c.next_due_at <= {NOW} AND p.is_active AND p.email IS NOT NULL
    ON CONFLICT DO NOTHING"""

MOVE_ON = f"""
    UPDATE notifications_cursor c SET next_due_at = {NEXT_DUE}
      FROM members_person p
     WHERE p.id = c.person_id AND c.cadence = 'daily' AND c.next_due_at <= {NOW}"""

RESCHEDULE = f"""
    UPDATE notifications_cursor c SET next_due_at = {NEXT_DUE}
      FROM members_person p WHERE p.id = c.person_id AND c.person_id = %(person)s"""


@transaction.atomic
def materialise(now: datetime | None = None) -> int:
    """Write a due run for everybody whose hour has come; the number of new ones.

    Any number of beats may do this at once: a window that is there stays as it is. While a run waits, for a mail
    server that is away perhaps for days, no other is written beside it: one digest covers them all. ``now`` is for
    playing other days; without it the database's clock decides.
    """
    with connection.cursor() as cursor:
        cursor.execute(OPEN_CURSORS, {"now": now})
        cursor.execute(MATERIALISE, {"now": now})
        new = cursor.rowcount
        cursor.execute(MOVE_ON, {"now": now})
    return new


def reschedule(person_id: int) -> None:
    """Find the next due moment after a person changed hour, zone or cadence; a day already served stays served."""
    with connection.cursor() as cursor:
        cursor.execute(RESCHEDULE, {"now": None, "person": person_id})


def oldest_running() -> int:
    """The oldest transaction that has not ended: everything before it is committed or never will be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (number,) = cursor.fetchone()
    return number
