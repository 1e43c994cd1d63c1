"""The quick way to the day of a moment finds the same day as the rules of the zone, also where the clock changes."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from network.localday import local_day

CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
ZONES = ["Europe/Amsterdam", "Africa/Kampala", "Pacific/Auckland", "America/St_Johns", "UTC"]


def days_of(moments, today):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {local_day('due', today)} FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS of (due, n) ORDER BY n",
            [moments],
        )
        return [day for (day,) in cursor.fetchall()]


@pytest.mark.parametrize("today", [date(2026, 1, 15), date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 26)])
@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_two_years_falls_on_the_day_of_the_zone(db, settings, zone, today):
    settings.NETWORK_TIME_ZONE = zone
    local_day.cache_clear()
    around = [change + timedelta(minutes=minutes) for change in CHANGES for minutes in range(-3000, 3000, 15)]
    far = [datetime(2025, 1, 1, 0, 30, tzinfo=UTC) + timedelta(hours=hours) for hours in range(0, 24 * 800, 1)]
    local = [moment.astimezone(zoneinfo.ZoneInfo(zone)).date() for moment in around + far]
    try:
        assert days_of(around + far, today) == local
    finally:
        local_day.cache_clear()


def test_what_was_promised_for_no_day_has_none(db):
    assert days_of([None], date(2026, 5, 1)) == [None]
