"""Mail that comes back and silence put a seat out of reach, with its access; a sign of life brings it back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.handovers.actions import open_hand_over
from members.handovers.models import HandOver
from members.models import Device, Person, SeatTerm
from members.reach.actions import note_hard_bounce, note_sign_of_life, see_who_is_here, see_who_is_silent
from network.journal import Entry
from notifications.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

LONG_AGO = timedelta(days=181)


def states():
    return set(SeatTerm.objects.filter(ended_at=None).values_list("person__name", "state").exclude(state="active"))


def bounced(person, times):
    for _time in range(times):
        note_hard_bounce(Person.objects.get(pk=person.pk))


def told():
    return set(Notice.objects.values_list("person__name", "event__kind"))


def test_the_first_bounce_changes_nothing_the_second_asks_another_contact(cast):
    bounced(cast.member, 1)
    assert (states(), told()) == (set(), set())
    bounced(cast.member, 1)
    assert states() == {("Ada Voorbeeld", "unreachable")}
    assert told() == {("Cleo Voorbeeld", "hand-over-opened")}
    assert cast.member.seat_terms.held().count() == 1, "silence alone locks nobody out"


def test_every_seat_of_the_person_is_handed_over_and_a_third_bounce_opens_nothing_new(cast):
    bounced(cast.other, 5)
    assert HandOver.objects.filter(reason="bounced").count() == 2
    assert Person.objects.get(pk=cast.other.pk).hard_bounces == 5


def test_where_no_other_contact_is_the_coordinator_is_told(cast):
    bounced(cast.contact, 2)
    assert told() == {("Dora Voorbeeld", "hand-over-opened")}


def test_where_the_other_contacts_are_out_of_reach_the_coordinator_is_told(cast):
    SeatTerm.objects.filter(person=cast.contact).update(state="unreachable")
    bounced(cast.member, 2)
    assert told() == {("Dora Voorbeeld", "hand-over-opened")}


def test_a_sign_of_life_does_not_call_off_what_a_contact_confirmed(cast):
    bounced(cast.member, 2)
    seat = cast.member.seat_terms.get()
    assert open_hand_over(seat, reason="leaving", by=cast.contact) == HandOver.objects.get()
    assert Entry.objects.about(HandOver.objects.get()).last().verb == "change_reason"
    note_sign_of_life(cast.member)
    assert list(HandOver.objects.values_list("reason", "state")) == [("leaving", "open")]
    assert states() == {("Ada Voorbeeld", "leaving")}


def test_signing_in_calls_it_off_and_brings_the_seat_back(cast, client_of):
    bounced(cast.member, 2)
    client_of(Person.objects.get(pk=cast.member.pk))
    assert states() == set()
    assert HandOver.objects.get().state == "called-off"
    assert Person.objects.get(pk=cast.member.pk).hard_bounces == 0
    assert Entry.objects.filter(verb="call_off", thing_type="members.handover").exists()


def test_whoever_uses_the_platform_after_their_mail_came_back_keeps_the_seat(cast):
    """Their own mail server refuses ours; they have signed in long ago and are here every day."""
    seen = Device.objects.create(person=cast.member, session_key="k" * 32, seen_at=timezone.now() - timedelta(days=1))
    bounced(cast.member, 2)
    assert see_who_is_here() == 0
    Device.objects.filter(pk=seen.pk).update(seen_at=timezone.now() + timedelta(days=1))
    assert see_who_is_here() == 1
    assert states() == set()
    assert see_who_is_here() == 0


def test_a_sign_of_life_does_not_call_off_a_leaving(cast):
    seat = cast.member.seat_terms.get()
    open_hand_over(seat, reason="leaving", by=cast.member)
    note_sign_of_life(cast.member)
    assert HandOver.objects.get().state == "open"
    assert states() == {("Ada Voorbeeld", "leaving")}


def long_silent(*people, **facts):
    then = timezone.now() - LONG_AGO
    SeatTerm.objects.filter(person__in=people, ended_at=None).update(started_at=then, confirmed_at=then)
    Person.objects.filter(pk__in=[person.pk for person in people]).update(**facts)


def test_180_silent_days_put_a_seat_out_of_reach_once(cast):
    long_silent(cast.member, cast.other, last_login=timezone.now() - LONG_AGO)
    assert [see_who_is_silent(), see_who_is_silent()] == [3, 0]
    assert states() == {("Ada Voorbeeld", "unreachable"), ("Ben Voorbeeld", "unreachable")}
    entries = Entry.objects.filter(verb="lose_touch")
    assert entries.count() == 3
    assert {entry.why for entry in entries} == {
        "No sign of life for 180 days: no sign-in, no pressed link, no contact who confirmed the seat."
    }


SIGNS = {
    "signed in": lambda person: Person.objects.filter(pk=person.pk).update(last_login=timezone.now()),
    "pressed a link": lambda person: Person.objects.filter(pk=person.pk).update(last_active_on=timezone.localdate()),
    "is still signed in": lambda person: Device.objects.create(person=person, session_key="k", seen_at=timezone.now()),
    "was confirmed": lambda person: SeatTerm.objects.filter(person=person).update(confirmed_at=timezone.now()),
    "came lately": lambda person: SeatTerm.objects.filter(person=person).update(started_at=timezone.now()),
}


@pytest.mark.parametrize("sign", SIGNS)
def test_any_one_sign_of_life_keeps_it(cast, sign):
    long_silent(cast.member)
    SIGNS[sign](cast.member)
    assert see_who_is_silent() == 0
    assert states() == set()


@pytest.mark.parametrize("sign", ["signed in", "pressed a link", "is still signed in"])
def test_whoever_comes_back_is_in_reach_again(cast, sign):
    long_silent(cast.member)
    see_who_is_silent()
    SIGNS[sign](cast.member)
    see_who_is_silent()
    assert states() == set()


def test_people_without_an_account_are_not_silent(cast):
    person = Person.objects.create_managed(name="Tess Voorbeeld")
    SeatTerm.objects.create(organisation=cast.organisation, person=person)
    long_silent(person)
    assert see_who_is_silent() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_clock_asks_the_database_the_same_for_any_number(cast, count, django_assert_num_queries):
    long_silent(*[cast.member, cast.contact, cast.outsider][:count])
    with django_assert_num_queries(6):
        see_who_is_silent()
