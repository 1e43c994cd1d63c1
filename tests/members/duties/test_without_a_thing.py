"""A duty ends with the thing it was for, whoever deleted that: nothing stands on the desk that nobody can clear."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Theme
from members.duties.actions import begin_duty, end_duties_without_a_thing
from members.handovers.actions import finish, open_hand_over
from members.handovers.models import Duty
from members.models import SeatTerm
from members.privacy.clock import apply_retention
from tests.factories import theme_in

pytestmark = pytest.mark.allows_loops


@pytest.fixture
def vacant(cast):
    """Ada left, and nobody took her draft over."""
    theme = theme_in("draft", author=cast.member, organisation=cast.organisation)
    begin_duty("theme", theme.pk, organisation=cast.organisation, by=cast.member)
    seat = SeatTerm.objects.get(person=cast.member)
    finish(open_hand_over(seat, reason="leaving", by=cast.member), choices={}, by=cast.member)
    return Duty.objects.vacant().get()


def test_the_desk_is_rid_of_a_vacant_draft_that_the_nightly_clock_threw_away(vacant, cast, client_of):
    browser = client_of(cast.coordinator)
    desk = reverse("collaborations:desk")
    assert "Voorbeeld Lidorganisatie A has something vacant" in browser.get(desk).content.decode()
    Theme.objects.update(touched_at=timezone.now() - timedelta(days=800))
    assert apply_retention()["collaborations.Theme"] == 1
    assert "has something vacant" not in browser.get(desk).content.decode()
    vacant.refresh_from_db()
    assert vacant.ended_at is not None


def test_whatever_was_deleted_by_hand_is_nobodys_duty_after_the_next_night(vacant):
    Theme.objects.all().delete()
    apply_retention()
    assert not Duty.objects.now().exists()


@pytest.mark.parametrize("things", [1, 3])
def test_it_asks_once_a_kind_and_leaves_what_is_there(cast, things, django_assert_num_queries):
    stays = theme_in("open", author=cast.member, organisation=cast.organisation)
    begin_duty("theme", stays.pk, organisation=cast.organisation, by=cast.member)
    for _ in range(things):
        gone = theme_in("draft", author=cast.member, organisation=cast.organisation)
        begin_duty("theme", gone.pk, organisation=cast.organisation, by=cast.member)
        gone.delete()
    with django_assert_num_queries(3):  # one, within a savepoint
        assert end_duties_without_a_thing() == things
    assert end_duties_without_a_thing() == 0
    assert Duty.objects.now().get().thing_id == stays.pk
