"""When a prepared decision goes out by itself."""

import zoneinfo
from datetime import datetime, time, timedelta

from django.conf import settings

from network.workdays import is_working_day

MORNING = time(9)
BEFORE_THE_PROMISE = timedelta(hours=1)
BY_HAND_BEFORE = timedelta(minutes=10)


def goes_out_at(now: datetime, due: datetime | None) -> datetime:
    """The next working morning by the clock of the network, an hour before ``due`` at the latest; never the past."""
    morning = next_working_morning(now)
    if due is None:
        return morning
    return max(min(morning, due - BEFORE_THE_PROMISE), now)


def goes_out_unasked_at(now: datetime, due: datetime | None) -> datetime:
    """What waits for a hand: a moment before the promise ends, so that no default says the opposite."""
    if due is None or due <= now:
        return next_working_morning(now)
    return max(due - BY_HAND_BEFORE, now)


def next_working_morning(now: datetime) -> datetime:
    """Nine o'clock of the first working day after today: whoever decides on Friday sleeps a weekend over it."""
    zone = zoneinfo.ZoneInfo(settings.NETWORK_TIME_ZONE)
    day = now.astimezone(zone).date() + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, zone)
