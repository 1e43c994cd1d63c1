"""A seat gives access from the moment it is held to the moment it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.models import Organisation, Person, SeatTerm
from members.seats.actions import end_seat, give_seat
from members.seats.loading import load_seats
from network.journal import Entry
from tests.at_once import at_once
from tests.factories import PersonFactory, SeatFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def again(person):
    """The person as the next request meets them."""
    return Person.objects.get(pk=person.pk)


def test_who_speaks_for_whom(cast):
    speaks = {
        who: {str(organisation) for organisation in person.organisations} for who, person in cast.everybody().items()
    }
    a, b, c = (f"Voorbeeld Lidorganisatie {letter}" for letter in "ABC")
    assert speaks == {
        "member": {a},
        "contact": {a},
        "other": {b, c},
        "coordinator": set(),
        "ended": set(),
        "outsider": set(),
    }


def test_who_belongs_to_the_network(cast):
    assert {who for who, person in cast.everybody().items() if person.belongs_to_the_network} == {
        "member", "contact", "other", "coordinator",
    }  # fmt: skip


def test_a_seat_of_an_organisation_that_no_longer_takes_part_gives_nothing(cast):
    Organisation.objects.filter(pk=cast.organisation.pk).update(state="suspended", suspended_at=timezone.now())
    person = again(cast.member)
    assert (person.seats, person.belongs_to_the_network) == ([], False)
    assert not person.holds_seat(cast.member.seat_terms.get().pk)


def test_an_ended_seat_gives_nothing_from_the_next_request_on(cast, client_of):
    browser = client_of(cast.member)
    assert browser.get(reverse("collaborations:propose")).status_code == 200
    end_seat(cast.member.seat_terms.get(), by=cast.coordinator, why="Left.")
    assert browser.get(reverse("collaborations:propose")).status_code == 403
    assert not again(cast.member).organisations


def test_holding_is_asked_anew_each_time(cast):
    seat = cast.member.seat_terms.get()
    assert cast.member.holds_seat(seat.pk)
    end_seat(seat, by=None)
    assert not cast.member.holds_seat(seat.pk)
    assert not cast.other.holds_seat(seat.pk)


def test_ending_twice_keeps_the_first_end_and_writes_one_line(cast):
    seat = cast.member.seat_terms.get()
    ended_at = end_seat(seat, by=cast.coordinator, why="Left.").ended_at
    end_seat(SeatTerm.objects.get(pk=seat.pk), by=cast.coordinator, why="Again.")
    assert SeatTerm.objects.get(pk=seat.pk).ended_at == ended_at
    assert Entry.objects.about(seat).get().why == "Left."


def test_giving_a_seat_twice_is_one_seat_and_one_line(cast):
    first = give_seat(cast.organisation, person=cast.outsider, role="staff", by=cast.coordinator)
    second = give_seat(cast.organisation, person=cast.outsider, role="contact", by=cast.coordinator)
    assert first == second
    assert Entry.objects.about(first).count() == 1
    assert again(cast.outsider).speaks_for(cast.organisation)


def test_somebody_who_left_can_come_back(cast):
    seat = give_seat(cast.other_organisation, person=cast.ended, role="staff", by=cast.coordinator)
    assert cast.ended.seat_terms.count() == 2
    assert again(cast.ended).seats == [seat]


@pytest.mark.django_db(transaction=True)
def test_a_seat_given_by_several_at_once_is_one_seat(cast):
    given = at_once(
        *[lambda: give_seat(cast.organisation, person=cast.outsider, role="staff", by=cast.coordinator)] * 4
    )
    assert {seat.pk for seat in given} == {cast.outsider.seat_terms.get().pk}


def test_the_database_holds_one_seat_a_person_and_organisation(cast):
    with pytest.raises(IntegrityError, match="seat_held_once"), transaction.atomic():
        SeatTerm.objects.create(organisation=cast.organisation, person=cast.member)


def test_no_seat_ends_before_it_starts(cast):
    with pytest.raises(IntegrityError, match="seat_ends_after_it_starts"), transaction.atomic():
        SeatTerm.objects.update(ended_at=timezone.now() - timedelta(days=1), state="ended")


@pytest.mark.parametrize("count", [1, 3, 10])
def test_the_seats_of_many_people_are_one_query(count, django_assert_num_queries):
    people = PersonFactory.create_batch(count)
    seats = {person.pk: SeatFactory(person=person) for person in people}
    SeatFactory(person=people[0], ended_at=timezone.now() + timedelta(days=1), state="ended")
    people = list(Person.objects.order_by("pk"))
    with django_assert_num_queries(1):
        load_seats(people)
        found = {person.pk: [(seat.pk, str(seat.organisation)) for seat in person.seats] for person in people}
    assert found == {pk: [(seat.pk, str(seat.organisation))] for pk, seat in seats.items()}


def test_an_organisation_has_its_name_for_itself(cast):
    with pytest.raises(IntegrityError, match="organisation_name_once"), transaction.atomic():
        Organisation.objects.create(name="VOORBEELD lidorganisatie a")


def test_breadth_is_counted_among_active_members(cast):
    Organisation.objects.create(name="Stichting Demo Fonds", kind="funder")
    Organisation.objects.create(name="Stichting Demo Slapend", state="suspended", suspended_at=timezone.now())
    assert list(Organisation.objects.members()) == [cast.organisation, cast.other_organisation, cast.third_organisation]
