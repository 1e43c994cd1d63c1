"""A digest at any hour comes once a day, on every day there is, wherever clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Max, Min
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from members.models import Person
from notifications.digests import calendar
from notifications.digests.actions import set_digest
from notifications.digests.models import DigestRun
from notifications.models import Cursor
from tests.at_once import at_once
from tests.factories import SeatFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

ZONES = ["Europe/Amsterdam", "America/St_Johns", "Pacific/Apia", "Africa/Cairo", "Australia/Lord_Howe"]
THREE_YEARS = timedelta(days=3 * 366)
# Before each of these moments clocks are about to change, or, in Apia, a whole day to be left out.
CHANGES = {
    "Europe/Amsterdam": [date(2025, 3, 29), date(2025, 10, 25), date(2027, 3, 27)],
    "America/St_Johns": [date(2025, 3, 8), date(2025, 11, 1), date(2010, 11, 6), date(2011, 3, 12)],
    "Pacific/Apia": [date(2011, 12, 28), date(2020, 4, 4), date(2020, 9, 26)],
    "Africa/Cairo": [date(2023, 4, 27), date(2023, 10, 25), date(2024, 4, 25), date(2024, 10, 30)],
    "Australia/Lord_Howe": [date(2025, 4, 5), date(2025, 10, 4)],
}


@pytest.fixture
def person(db):
    return SeatFactory().person


def local_days(zone, first, last):
    """Every date that the zone's own calendar shows between two instants."""
    moment, days = first, []
    while moment <= last:
        day = moment.astimezone(zone).date()
        if not days or day > days[-1]:
            days.append(day)
        moment += timedelta(minutes=30)
    return days


def play(wishes, start, end, every):
    """Ask again and again, as beats do, for people of all these (zone, hour); the runs of each, as (day, moment)."""
    people = {SeatFactory(person__time_zone=zone).person_id: (zone, hour) for zone, hour in wishes}
    Cursor.objects.bulk_create(
        Cursor(person_id=pk, cadence="daily", send_hour=hour, from_transaction=0, next_due_at=start)
        for pk, (_zone, hour) in people.items()
    )
    moment = start
    while moment < end:
        calendar.materialise(moment)
        DigestRun.objects.filter(state="due").update(state="skipped")  # served: the next one may be written
        bounds = Cursor.objects.filter(person__in=people).aggregate(Min("next_due_at"), Max("next_due_at"))
        assert moment < bounds["next_due_at__min"]
        assert bounds["next_due_at__max"] <= moment + timedelta(hours=48)
        moment += every
    runs = {wish: [] for wish in wishes}
    for pk, day, due_at in DigestRun.objects.order_by("period_start").values_list("person", "period_start", "due_at"):
        if pk in people:
            runs[people[pk]].append((day, due_at))
    return runs


def assert_once_a_day(runs, start, end):
    for (name, hour), found in runs.items():
        zone, days = ZoneInfo(name), [day for day, _due_at in found]
        assert len(set(days)) == len(days)
        # the first run belongs to an hour before the start, and the hour of the last day may not have come yet
        wanted = [day for day in local_days(zone, start, end) if day > days[0]]
        assert days[1:] in (wanted, wanted[:-1]), (name, hour)
        for day, due_at in found[1:]:
            here = due_at.astimezone(zone)
            assert (here.date(), here.hour) >= (day, hour), "never before the person's hour"


@settings(max_examples=10)
@given(
    zone=st.sampled_from(ZONES),
    hour=st.integers(0, 23),
    day=st.dates(date(2024, 1, 1), date(2024, 1, 1) + THREE_YEARS),
    every=st.integers(45, 300),
)
def test_once_a_day_on_every_day_at_any_hour_in_any_zone(db, zone, hour, day, every):
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=every)
    end = start + timedelta(days=5)
    assert_once_a_day(play([(zone, hour)], start, end, timedelta(minutes=every)), start, end)


@pytest.mark.parametrize("zone", ZONES)
def test_once_a_day_at_each_hour_over_each_change_of_the_clocks(db, zone):
    for day in CHANGES[zone]:
        start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=13)
        end = start + timedelta(days=4)
        assert_once_a_day(play([(zone, hour) for hour in range(24)], start, end, timedelta(minutes=47)), start, end)


@pytest.mark.django_db(transaction=True)  # else thousands of versions of the same rows slow the test down
def test_three_years_leave_out_no_day():
    """Asked every 23 hours, which is as long as the shortest day."""
    start = datetime(2024, 1, 1, 12, 7, tzinfo=UTC)
    wishes = [(zone, 2) for zone in ZONES]
    for wish, found in play(wishes, start, start + THREE_YEARS, timedelta(hours=23)).items():
        days = [day for day, _due_at in found]
        assert len(days) >= THREE_YEARS.days - 1, wish
        assert days == [days[0] + timedelta(days=n) for n in range(len(days))], wish


def only(runs):
    (found,) = runs.values()
    return found


def test_a_time_that_the_spring_skips_is_the_first_instant_after_it(db):
    start = datetime(2025, 3, 29, 12, tzinfo=UTC)
    runs = only(play([("Europe/Amsterdam", 2)], start, start + timedelta(days=1), timedelta(minutes=5)))
    assert runs[-1] == (date(2025, 3, 30), datetime(2025, 3, 30, 1, 0, tzinfo=UTC))


def test_a_time_that_the_autumn_repeats_comes_once(db):
    start = datetime(2025, 10, 25, 12, tzinfo=UTC)
    runs = only(play([("Europe/Amsterdam", 2)], start, start + timedelta(days=1), timedelta(minutes=5)))
    assert [day for day, _due_at in runs[1:]] == [date(2025, 10, 26)]


def test_an_outage_of_days_is_one_run(db):
    start = datetime(2025, 6, 2, 12, tzinfo=UTC)
    play([("Europe/Amsterdam", 8)], start, start + timedelta(days=1), timedelta(hours=1))
    before = DigestRun.objects.count()
    assert [calendar.materialise(start + timedelta(days=days)) for days in (4, 5, 6)] == [1, 0, 0]
    assert DigestRun.objects.count() == before + 1


def test_a_new_person_with_a_seat_hears_from_the_next_morning_on_and_nobody_else(cast):
    assert calendar.materialise() == 0
    assert set(Cursor.objects.values_list("person", flat=True)) == {cast.member.pk, cast.contact.pk, cast.other.pk}
    assert Cursor.objects.filter(next_due_at__gt=timezone.now(), send_hour=8, cadence="daily").count() == 3


def test_who_has_no_account_is_seated_and_gets_no_mail(cast):
    managed = Person.objects.create_managed("Grace Voorbeeld", reached_by="by phone")
    SeatFactory(organisation=cast.organisation, person=managed)
    calendar.materialise()
    assert managed.pk not in set(Cursor.objects.values_list("person", flat=True))
    Cursor.objects.create(person=managed, cadence="daily", from_transaction=0, next_due_at=timezone.now())
    calendar.materialise(timezone.now() + timedelta(days=2))
    assert not DigestRun.objects.filter(person=managed).exists()


@pytest.mark.parametrize("why", ["off", "closed account"])
def test_who_wants_no_digest_or_has_a_closed_account_gets_no_run(person, why):
    Cursor.objects.create(
        person=person, cadence="daily", from_transaction=0, next_due_at=timezone.now() - timedelta(hours=1)
    )
    if why == "off":
        set_digest(person, cadence="off", send_hour=8, by=person)
    else:
        type(person).objects.update(is_active=False)
    assert calendar.materialise(timezone.now() + timedelta(days=2)) == 0


def test_another_hour_or_zone_never_brings_a_second_digest_of_the_day(person):
    Cursor.objects.create(
        person=person, cadence="daily", send_hour=0, from_transaction=0, next_due_at=timezone.now() - timedelta(days=1)
    )
    assert calendar.materialise() == 1
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Amsterdam"):
        type(person).objects.update(time_zone=zone)
        for hour in (0, 12, 23):
            set_digest(person, cadence="daily", send_hour=hour, by=person)
            calendar.materialise()
    days = list(DigestRun.objects.values_list("period_start", flat=True).order_by("period_start"))
    assert len(days) == len(set(days)) <= 2


@pytest.mark.django_db(transaction=True)
def test_eight_beats_at_once_write_one_row_each():
    people = [seat.person for seat in SeatFactory.create_batch(20)]
    Cursor.objects.bulk_create(
        Cursor(person=person, cadence="daily", from_transaction=0, next_due_at=timezone.now() - timedelta(hours=1))
        for person in people
    )
    new = at_once(*[calendar.materialise] * 8)
    assert sum(new) == 20
    assert set(DigestRun.objects.values_list("person", flat=True)) == {person.pk for person in people}
    assert DigestRun.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_eight_beats_at_once_open_one_cursor_each():
    SeatFactory.create_batch(20)
    assert at_once(*[calendar.materialise] * 8) == [0] * 8
    assert Cursor.objects.count() == 20
