"""Working days are those on which people in the network's country work."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.workdays import _holidays, after_working_days, is_working_day, working_days_between

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOMENTS = st.integers(1_700_000_000, 1_980_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


def local(*parts):
    return datetime(*parts, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (local(2026, 11, 23, 10), local(2026, 11, 30, 10)),  # Monday to Monday
        (local(2026, 11, 27, 16, 30), local(2026, 12, 4, 16, 30)),  # Friday to Friday
        (local(2026, 11, 28, 9), local(2026, 12, 4, 9)),  # on a Saturday the first day is Monday
        (local(2026, 4, 24, 9), local(2026, 5, 4, 9)),  # King's Day, 27 April, is no working day
        (local(2026, 12, 23, 9), local(2026, 12, 31, 9)),  # nor are both days of Christmas, of which one is a Saturday
        (local(2026, 12, 30, 9), local(2027, 1, 7, 9)),  # nor is New Year's Day
        (local(2026, 10, 23, 9), local(2026, 10, 30, 9)),  # nine stays nine when the clocks change in between
    ],
)
def test_five_working_days_end_at_the_same_hour(begin, end):
    assert after_working_days(begin, 5) == end


def test_the_day_is_that_of_the_network_not_of_the_server():
    late_on_thursday_in_utc = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)  # Friday in Amsterdam
    assert after_working_days(late_on_thursday_in_utc, 1) == local(2026, 11, 30, 0, 30)


def test_another_country_has_other_holidays(settings):
    assert not is_working_day(date(2026, 4, 27))
    settings.NETWORK_COUNTRY = "BE"
    assert is_working_day(date(2026, 4, 27))
    assert not is_working_day(date(2026, 7, 21))
    _holidays.cache_clear()


@given(begin=MOMENTS, days=st.integers(0, 30))
def test_counting_there_and_back_agree(begin, days):
    end = after_working_days(begin, days)
    assert working_days_between(begin, end) == days
    assert days == 0 or is_working_day(end.date())
