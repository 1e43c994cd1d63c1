"""Hours a week and days away, set by whoever keeps the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.hours.actions import go_away, stay
from collaborations.hours.models import Leave, WorkingWeek
from members.models import Person
from network.moves import MoveRefused
from tests.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

HOURS = reverse("collaborations:hours")


@pytest.fixture
def today():
    return timezone.localdate()


def test_the_week_is_set_and_shown_with_what_it_promises(cast, client_of):
    browser = client_of(cast.coordinator)
    answer = browser.post(reverse("collaborations:set-week"), {"hours": 12, "announces_by_hand": "on"}, follow=True)
    week = WorkingWeek.objects.get(person=cast.coordinator)
    assert (week.hours, week.announces_by_hand) == (12, True)
    assert "We expect to answer by" in answer.text
    refused = browser.post(reverse("collaborations:set-week"), {"hours": 61})
    assert refused.status_code == 422
    assert 'value="61"' in refused.text


def test_days_away_are_noted_and_taken_back(cast, client_of, today):
    deputy = Person.objects.create_user("vera@example.org", name="Vera Voorbeeld")
    Person.objects.filter(pk=deputy.pk).update(is_deputy=True)
    browser = client_of(cast.coordinator)
    days = {"first_day": today + timedelta(days=3), "last_day": today + timedelta(days=20), "deputy": deputy.pk}
    answer = browser.post(reverse("collaborations:go-away"), days, follow=True)
    assert "Vera Voorbeeld stands in." in answer.text
    leave = Leave.objects.get()
    browser.post(reverse("collaborations:stay", args=[leave.pk]))
    assert not Leave.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (5, 3, "The last day is before the first."),
        (-9, -8, "These days are over."),
        (1, 2, "You are away on one of these days already."),
    ],
)
def test_days_that_cannot_be_come_back_with_a_sentence(cast, client_of, today, *, first, last, said):
    go_away(today + timedelta(days=2), today + timedelta(days=2), by=cast.coordinator)
    days = {"first_day": today + timedelta(days=first), "last_day": today + timedelta(days=last)}
    answer = client_of(cast.coordinator).post(reverse("collaborations:go-away"), days)
    assert answer.status_code == 422
    assert said in answer.text
    assert str(days["first_day"]) in answer.text


def test_whoever_comes_back_early_was_away_until_yesterday(cast, today):
    leave = go_away(today, today + timedelta(days=9), by=cast.coordinator)
    Leave.objects.update(first_day=today - timedelta(days=5))
    stay(leave, by=cast.coordinator)
    assert Leave.objects.get().last_day == today - timedelta(days=1)


def test_only_the_person_takes_their_leave_back(cast, today):
    leave = go_away(today, today, by=cast.coordinator)
    other = Person.objects.create_user("finn@example.org", is_coordinator=True)
    stay(leave, by=other)
    assert Leave.objects.exists()
    browser = Browser()
    browser.force_login(other)
    assert browser.post(reverse("collaborations:stay", args=[leave.pk])).status_code == 404
    with pytest.raises(MoveRefused):
        go_away(today, today, by=cast.coordinator)


def test_hours_are_for_those_with_a_desk(cast):
    browser = Browser()
    browser.force_login(cast.member)
    assert browser.get(HOURS).status_code == 403
    for name in ("set-week", "go-away"):
        assert browser.post(reverse(f"collaborations:{name}"), {"hours": 1}).status_code == 403
    assert not WorkingWeek.objects.exists()
