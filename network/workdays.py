"""Working days of the network: Monday to Friday, without the public holidays of its country (NETWORK_COUNTRY).

Holidays come from the package `holidays`, which keeps the law of each country by year.
"""

import zoneinfo
from datetime import date, datetime, timedelta
from functools import cache

from django.conf import settings

SATURDAY = 5
A_WEEK = 5  # working days: what is promised to whoever proposes or asks


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _holidays(settings.NETWORK_COUNTRY)


def after_working_days(moment: datetime, days: int) -> datetime:
    """The same hour of the ``days``-th working day after the day of ``moment``, by the clock of the network.

    The day itself does not count: proposed on a Friday, five working days end on the next Friday. Aware in, aware out.
    """
    local = moment.astimezone(zoneinfo.ZoneInfo(settings.NETWORK_TIME_ZONE))
    while days > 0:
        local += timedelta(days=1)
        days -= is_working_day(local.date())
    return local


def last_working_day(moment: datetime) -> date:
    """The day of ``moment`` by the clock of the network, or the working day before it: when somebody is there."""
    day = moment.astimezone(zoneinfo.ZoneInfo(settings.NETWORK_TIME_ZONE)).date()
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def working_days_between(first: datetime, last: datetime) -> int:
    """How many working days begin after the day of ``first``, up to that of ``last``; never less than 0."""
    zone = zoneinfo.ZoneInfo(settings.NETWORK_TIME_ZONE)
    day, end, count = first.astimezone(zone).date(), last.astimezone(zone).date(), 0
    while day < end:
        day += timedelta(days=1)
        count += is_working_day(day)
    return count


@cache
def _holidays(country: str) -> "dict[date, str]":
    """Grows by itself with each year that is asked; importing it costs a tenth of a second, so it comes late."""
    import holidays

    return holidays.country_holidays(country)
