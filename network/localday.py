"""The day of a moment by the clock of the network, as SQL that thousands of rows are put in order by.

PostgreSQL looks the rules of a zone up for each row, which takes it five times as long as adding the hours. Between two
changes of the clock the hours are the same, so the rules are asked only for moments before and after that time.
"""

import zoneinfo
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.conf import settings

FARTHEST = 400  # days around today; most promises lie within weeks
A_DAY = timedelta(days=1)


@lru_cache(maxsize=2)
def local_day(column: str, today: date) -> str:
    """The expression for a column of moments. ``today`` decides only which moments are quick."""
    zone = zoneinfo.ZoneInfo(settings.NETWORK_TIME_ZONE)
    midday = datetime.combine(today, time(12), zoneinfo.ZoneInfo("UTC"))
    hours = midday.astimezone(zone).utcoffset() or timedelta()
    first, last = (_still_the_same(midday, hours, zone, step) for step in (-A_DAY, A_DAY))
    quick = f"{column} BETWEEN '{first.isoformat()}' AND '{last.isoformat()}'"
    added = f"{column} AT TIME ZONE INTERVAL '{hours.total_seconds():.0f} seconds'"
    return f"(CASE WHEN {quick} THEN {added} ELSE {column} AT TIME ZONE '{zone.key}' END)::date"


def _still_the_same(midday: datetime, hours: timedelta, zone: zoneinfo.ZoneInfo, step: timedelta) -> datetime:
    """The last midday in this direction until which the clock was not changed."""
    for _day in range(FARTHEST):
        if (midday + step).astimezone(zone).utcoffset() != hours:
            break
        midday += step
    return midday
