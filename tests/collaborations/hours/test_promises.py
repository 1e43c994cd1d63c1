"""By when somebody new hears: from hours, leave, holidays and what waits already."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from collaborations.hours.models import Leave, WorkingWeek
from collaborations.hours.promises import heard_by, in_words
from tests.factories import PersonFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
TUESDAY, WEDNESDAY, NEXT_MONDAY = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 7)


@pytest.fixture
def coordinator(cast):
    WorkingWeek.objects.create(person=cast.coordinator, hours=5)  # an hour a working day
    return cast.coordinator


@pytest.mark.parametrize(("ahead", "day"), [(0, TUESDAY), (55, TUESDAY), (56, WEDNESDAY), (60 * 4, NEXT_MONDAY)])
def test_it_takes_as_many_working_days_as_the_minutes_ahead_fill(coordinator, ahead, day):
    assert heard_by(minutes=5, ahead=ahead, now=MONDAY) == day


def test_holidays_and_days_away_do_not_count(coordinator):
    christmas_eve = datetime(2026, 12, 24, 10, 0, tzinfo=UTC)
    assert heard_by(ahead=0, now=christmas_eve) == date(2026, 12, 28)
    Leave.objects.create(person=coordinator, first_day=date(2026, 12, 28), last_day=date(2026, 12, 30))
    assert heard_by(ahead=0, now=christmas_eve) == date(2026, 12, 31)


def test_two_coordinators_are_faster_and_one_of_them_goes_on_while_the_other_is_away(coordinator):
    other = PersonFactory()
    other.is_coordinator = True
    other.save()
    WorkingWeek.objects.create(person=other, hours=5)
    assert heard_by(ahead=115, now=MONDAY) == TUESDAY
    Leave.objects.create(person=coordinator, first_day=TUESDAY, last_day=TUESDAY)
    assert heard_by(ahead=115, now=MONDAY) == WEDNESDAY


def test_who_said_nothing_counts_as_a_day_a_week(cast):
    assert heard_by(minutes=96, ahead=0, now=MONDAY) == TUESDAY
    assert heard_by(minutes=97, ahead=0, now=MONDAY) == WEDNESDAY


def test_without_anybody_nothing_is_promised(cast):
    cast.coordinator.is_coordinator = False
    cast.coordinator.save()
    assert heard_by(ahead=0, now=MONDAY) is None
    assert in_words(ahead=0, now=MONDAY) == ""


def test_what_waits_already_is_asked_of_the_desk(coordinator, monkeypatch):
    before = heard_by(now=MONDAY)
    for _theme in range(30):
        theme_in("proposed")
    assert heard_by(now=MONDAY) > before


def test_the_promise_is_a_sentence_in_the_readers_language(coordinator):
    friday = datetime(2026, 12, 4, 10, 0, tzinfo=UTC)
    said = {"ahead": 0, "now": MONDAY, "latest": friday}
    assert in_words(ahead=0, now=MONDAY) == "We expect to answer by Tuesday 1 December."
    with translation.override("nl"):
        assert "dinsdag 1 december" in in_words(ahead=0, now=MONDAY)
    both = in_words(**said, otherwise="it opens by itself")
    assert both == "We expect to answer by Tuesday 1 December; at the latest it opens by itself on Friday 4 December."
    late = in_words(**said | {"ahead": 999}, otherwise="it opens by itself")
    assert late == "At the latest it opens by itself on Friday 4 December."


def test_it_costs_six_queries_however_much_waits(coordinator, django_assert_num_queries):
    for _theme in range(3):
        theme_in("proposed")
    with django_assert_num_queries(6):  # weeks, coordinators, leave, one of them with seats, the minutes of the desk
        heard_by(now=MONDAY)
