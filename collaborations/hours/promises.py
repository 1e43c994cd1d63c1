"""By when somebody new hears, computed from the hours at the desk, who is away, holidays, and what waits already.

Others ask for a sentence: ``promises.in_words(minutes=5, latest=theme.due_at, otherwise=_("it opens by itself"))``.
"""

from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from collaborations.hours.models import Leave, WorkingWeek
from members.people.models import Person
from network.queue import queue_of
from network.workdays import is_working_day

HOURS_UNSAID = 8  # a week, of a coordinator who did not say
DAYS_A_WEEK = 5
LOOKS_AHEAD = timedelta(days=90)


def heard_by(*, minutes: int = 5, ahead: int | None = None, now: datetime | None = None) -> date | None:
    """The working day on which something that takes ``minutes`` and begins to wait ``now`` is read.

    ``ahead`` are the minutes that wait before it; None asks the desk. Today does not count: whoever proposes in the
    evening should not be promised the same day. None when nobody keeps the desk within three months. Six queries.
    """
    today = timezone.localdate(now or timezone.now())
    daily = _minutes_a_day()
    away = _away(today, list(daily))
    left: float = minutes + (_waiting() if ahead is None else ahead)
    day = today
    while day < today + LOOKS_AHEAD:
        day += timedelta(days=1)
        if is_working_day(day):
            left -= sum(most for person, most in daily.items() if not _is_away(away, person, day))
        if left <= 0:
            return day
    return None


def in_words(
    *,
    minutes: int = 5,
    ahead: int | None = None,
    latest: datetime | None = None,
    otherwise: str = "",
    now: datetime | None = None,
) -> str:
    """"We expect to answer by Thursday 3 December; at the latest it opens by itself on 8 December."

    In the language that is active.

    ``otherwise`` is what happens at ``latest`` if nobody does anything, without a full stop; a day of ours that
    would come later than that is not promised.
    """  # fmt: skip
    day = heard_by(minutes=minutes, ahead=ahead, now=now)
    last = timezone.localtime(latest) if latest else None
    if day is None or (last and day >= last.date()):
        said = {"otherwise": otherwise, "day": last and day_in_words(last.date())}
        return _("At the latest %(otherwise)s on %(day)s.") % said if last and otherwise else ""
    if not (last and otherwise):
        return _("We expect to answer by %(day)s.") % {"day": day_in_words(day)}
    said = {"soon": day_in_words(day), "otherwise": otherwise, "day": day_in_words(last.date())}
    return _("We expect to answer by %(soon)s; at the latest %(otherwise)s on %(day)s.") % said


def day_in_words(day: date) -> str:
    """Thursday 3 December: the year goes without saying."""
    return date_format(day, "l j F")


def _minutes_a_day() -> dict[int, float]:
    """Of each coordinator, by their number."""
    weeks = dict(WorkingWeek.objects.values_list("person", "hours"))
    people = Person.objects.filter(is_coordinator=True, is_active=True).order_by("pk").values_list("pk", flat=True)
    return {pk: weeks.get(pk, HOURS_UNSAID) * 60 / DAYS_A_WEEK for pk in people}


def _away(today: date, people: list[int]) -> list[Leave]:
    return list(Leave.objects.filter(person__in=people, last_day__gte=today).order_by("pk"))


def _is_away(away: list[Leave], person: int, day: date) -> bool:
    return any(leave.person_id == person and leave.covers(day) for leave in away)


def _waiting() -> int:
    """The minutes of all that waits where a coordinator can see it."""
    coordinator = Person.objects.filter(is_coordinator=True, is_active=True).order_by("pk").first()
    if coordinator is None:
        return 0
    union, params = queue_of(coordinator)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum(minutes), 0) FROM ({union}) AS waiting", params)
        return int(cursor.fetchone()[0])
