"""What goes on by itself ends with a seat."""

import pytest

from members.models import Person
from members.organisations.actions import end
from members.seats.actions import end_seat, give_seat
from notifications.digests.actions import set_digest
from notifications.digests.models import Cursor

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def cadences(cast):
    """Everybody has chosen the digest; afterwards: who still has it."""
    for person in cast.everybody().values():
        set_digest(person, cadence="daily", send_hour=8, by=person)

    def daily():
        kept = set(Cursor.objects.filter(cadence="daily").values_list("person", flat=True))
        return {who for who, person in cast.everybody().items() if person.pk in kept}

    return daily


EVERYBODY = {"member", "contact", "other", "coordinator", "ended", "outsider"}


def test_the_digest_ends_with_the_last_seat(cast, cadences):
    end_seat(cast.member.seat_terms.get(), by=cast.contact)
    assert cadences() == EVERYBODY - {"member"}


def test_a_seat_elsewhere_keeps_the_digest(cast, cadences):
    end_seat(cast.other.seat_terms.order_by("pk").first(), by=cast.coordinator)
    assert cadences() == EVERYBODY
    end_seat(cast.other.seat_terms.held().get(), by=cast.coordinator)
    assert cadences() == EVERYBODY - {"other"}


def test_a_coordinator_keeps_it_without_a_seat(cast, cadences):
    end_seat(give_seat(cast.organisation, person=cast.coordinator, role="staff", by=None), by=None)
    assert cadences() == EVERYBODY


def test_an_organisation_that_ends_ends_it_for_all_its_people(cast, cadences):
    end(cast.organisation, why="It has dissolved itself.", by=cast.coordinator)
    assert cadences() == EVERYBODY - {"member", "contact"}


def test_who_left_can_turn_it_on_again(cast, cadences):
    end_seat(cast.member.seat_terms.get(), by=cast.contact)
    person = Person.objects.get(pk=cast.member.pk)
    set_digest(person, cadence="daily", send_hour=9, by=person)
    assert cadences() == EVERYBODY
