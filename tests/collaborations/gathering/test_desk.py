"""Themes that had come together and lack somebody again lie on the desk once, with what happens otherwise."""

from datetime import timedelta

import pytest
from django.utils import timezone

from collaborations.desk.queue import count_for
from collaborations.models import Volunteer
from collaborations.themes.gathering import actions
from collaborations.themes.gathering.desk import LOST_QUORUM
from network.queue import waiting_for
from tests.collaborations.gathering.round_a_theme import backed, carried, quorate, written
from tests.factories import OrganisationFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def lost(cast):
    theme = quorate("forming", title="Who decides?", author=cast.member, organisation=cast.organisation)
    part = Volunteer.objects.for_page().exclude(stands_in_for=None).first()
    actions.step_back(part, by=part.seat.person)
    return theme


def mine(person):
    return [waiting for waiting in waiting_for(person) if waiting.key.startswith("quorum-")]


def test_it_lies_there_once_with_what_is_missing_and_what_happens_otherwise(cast, lost):
    quorate("forming")
    backed(theme_in("open"), 2)
    (waiting,) = mine(cast.coordinator)
    lost.refresh_from_db()
    assert waiting.title == "Who decides?"
    assert waiting.text.endswith("lacks by now: somebody who stands in for a carrier")
    assert waiting.due == lost.due_at
    assert timezone.now() - waiting.since < timedelta(minutes=5)
    assert "it is parked on" in waiting.otherwise
    assert waiting.minutes == 10


def test_it_is_gone_when_somebody_came(cast, lost):
    assert len(mine(cast.coordinator)) == 1
    carried(lost)
    backed(lost, 3)
    assert mine(cast.coordinator) == []


def test_a_suspended_organisation_is_seen_before_the_clock_sees_it(cast):
    theme = quorate("forming")
    organisation = Volunteer.objects.for_page().first().seat.organisation
    type(organisation).objects.filter(pk=organisation.pk).update(state="suspended", suspended_at=timezone.now())
    assert [waiting.thing for waiting in mine(cast.coordinator)] == [theme]


def test_a_protected_theme_lies_on_no_desk_of_those_who_may_not_know_of_it(cast):
    theme = theme_in("open", protection="closed", title="Zilverreiger")
    written(theme)
    assert mine(cast.coordinator) == []
    assert "Zilverreiger" not in str(waiting_for(cast.coordinator))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_pile_costs_the_same_for_any_number(cast, count, django_assert_num_queries):
    for _number in range(count):
        theme = theme_in("open")
        written(theme)
        backed(theme, 2)
        carried(theme, OrganisationFactory())
    assert cast.coordinator.seats == []
    with django_assert_num_queries(3):  # themes, supports, volunteers
        assert len([LOST_QUORUM.waiting(row, cast.coordinator) for row in LOST_QUORUM.rows(cast.coordinator)]) == count
    assert count_for(cast.coordinator) >= count
