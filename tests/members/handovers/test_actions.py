"""Everything that belongs to a seat finds somebody else or is known to be vacant, all of it or nothing."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from collaborations.themes.models import Theme
from members.duties.actions import begin_duty
from members.handovers.actions import call_off, choose, finish, finish_overdue, open_hand_over
from members.handovers.models import Duty, HandOver
from members.handovers.notices import HAND_OVER_DONE
from members.models import SeatTerm
from members.organisations.actions import end
from members.seats.actions import change_role, end_seat, give_seat
from network.journal import Entry
from network.moves import MoveRefused
from network.queue import waiting_for
from notifications.models import Notice
from tests.at_once import at_once, until_somebody_waits_for_a_lock
from tests.factories import SeatFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def seat(cast):
    """Ada's."""
    return cast.member.seat_terms.get()


@pytest.fixture
def contact_seat(cast):
    return cast.contact.seat_terms.get()


def duty_of(seat, theme=None):
    theme = theme or theme_in("open", author=seat.person, organisation=seat.organisation)
    return Duty.objects.create(organisation=seat.organisation, seat=seat, kind="theme", thing_id=theme.pk)


def opened(seat, by=None):
    return open_hand_over(seat, reason="leaving", by=by or seat.person)


def told(person):
    return set(Notice.objects.filter(person=person).values_list("event__kind", flat=True))


def test_a_seat_on_its_way_out_still_gives_access(seat, cast):
    hand_over = opened(seat)
    assert (seat.state, hand_over.state) == ("leaving", "open")
    assert cast.member.seat_terms.held().get() == seat
    assert timedelta(days=13) < hand_over.due_at - timezone.now() <= timedelta(days=14)


def test_opening_twice_is_one_hand_over(seat, cast):
    first = opened(seat)
    assert open_hand_over(seat, reason="roster", by=cast.contact) == first
    assert Entry.objects.about(first).count() == 1


def test_who_hears_that_a_seat_is_handed_over(seat, cast):
    opened(seat)
    heard = {who: told(person) for who, person in cast.everybody().items() if told(person)}
    assert heard == {"contact": {"hand-over-opened"}}


def test_of_bounced_mail_only_the_contact_hears_and_the_seat_is_out_of_reach(seat, cast):
    open_hand_over(seat, reason="bounced", by=None)
    assert seat.state == "unreachable"
    assert {who: told(person) for who, person in cast.everybody().items() if told(person)} == {
        "contact": {"hand-over-opened"}
    }


def test_an_ended_seat_cannot_be_handed_over(seat):
    end_seat(seat, by=None)
    with pytest.raises(MoveRefused) as refused:
        opened(SeatTerm.objects.get(pk=seat.pk))
    assert str(refused.value) == "This seat is ended by now."
    assert not HandOver.objects.exists()


def test_everything_moves_to_those_chosen_or_is_vacant_and_the_seat_ends(seat, contact_seat, cast):
    kept, left = duty_of(seat), duty_of(seat)
    hand_over = finish(opened(seat), choices={("theme", kept.thing_id): contact_seat}, by=cast.coordinator)
    kept.refresh_from_db()
    left.refresh_from_db()
    assert (kept.seat, kept.vacant_since) == (contact_seat, None)
    assert left.seat is None
    assert left.vacant_since
    assert SeatTerm.objects.get(pk=seat.pk).state == "ended"
    assert [(line.thing_id, line.successor) for line in hand_over.lines.order_by("pk")] == [
        (kept.thing_id, contact_seat),
        (left.thing_id, None),
    ]
    assert (told(cast.member), told(cast.contact)) == (
        {"hand-over-done"},
        {"hand-over-done", "taken-over"},
    )
    facts = Entry.objects.about(hand_over).last()
    assert (facts.verb, facts.facts["moved"], facts.facts["vacant"]) == ("finish", 1, 1)


def test_choices_can_be_kept_and_finished_later_and_what_is_said_last_counts(seat, contact_seat, cast):
    one, two = duty_of(seat), duty_of(seat)
    other = give_seat(cast.organisation, person=cast.outsider, role="staff", by=cast.contact)
    hand_over = opened(seat)
    choose(hand_over, choices={("theme", one.thing_id): contact_seat, ("theme", two.thing_id): other}, by=cast.member)
    choose(hand_over, choices={("theme", one.thing_id): other}, by=cast.contact)
    assert Duty.objects.filter(seat=seat).count() == 2
    finish(hand_over, choices={("theme", two.thing_id): contact_seat}, by=cast.contact)
    held = dict(Duty.objects.values_list("thing_id", "seat"))
    assert held == {one.thing_id: other.pk, two.thing_id: contact_seat.pk}


def test_whoever_left_meanwhile_takes_nothing_over(seat, cast):
    duty = duty_of(seat)
    other = give_seat(cast.organisation, person=cast.outsider, role="staff", by=cast.contact)
    hand_over = choose(opened(seat), choices={("theme", duty.thing_id): other}, by=cast.member)
    end_seat(other, by=cast.contact)
    finish(hand_over, choices={}, by=cast.contact)
    assert Duty.objects.get().seat is None


@pytest.mark.parametrize("who", ["other", "ended", "member"])
def test_a_successor_holds_another_seat_of_the_same_organisation(seat, cast, who):
    duty, hand_over = duty_of(seat), opened(seat)
    stranger = cast.everybody()[who].seat_terms.order_by("pk").first()
    for act in (choose, finish):
        with pytest.raises(MoveRefused) as refused:
            act(hand_over, choices={("theme", duty.thing_id): stranger}, by=cast.contact)
        assert "must hold a seat at Voorbeeld Lidorganisatie A" in str(refused.value)
    assert Duty.objects.get().seat == seat
    assert HandOver.objects.get().state == "open"
    assert SeatTerm.objects.get(pk=seat.pk).ended_at is None


def test_calling_it_off_keeps_everything_as_it_was(seat, contact_seat, cast):
    duty = duty_of(seat)
    hand_over = choose(opened(seat), choices={("theme", duty.thing_id): contact_seat}, by=cast.member)
    call_off(hand_over, by=cast.member)
    assert (SeatTerm.objects.get(pk=seat.pk).state, HandOver.objects.get().state) == ("active", "called-off")
    assert Duty.objects.get().seat == seat
    assert told(cast.contact) == set()
    with pytest.raises(MoveRefused, match="this hand-over is called off"):
        finish(hand_over, choices={}, by=cast.contact)
    assert opened(seat) != hand_over


def test_the_only_contact_cannot_leave_before_somebody_else_is_contact(contact_seat, cast):
    hand_over = opened(contact_seat)
    with pytest.raises(MoveRefused) as refused:
        finish(hand_over, choices={}, by=cast.contact)
    assert str(refused.value) == (
        "Cleo Voorbeeld is the only contact of Voorbeeld Lidorganisatie A. Make somebody else a contact first, or invite "
        "one: without a contact the organisation has no voice."
    )
    assert SeatTerm.objects.get(pk=contact_seat.pk).state == "leaving"
    give_seat(cast.organisation, person=cast.outsider, role="contact", by=cast.contact)
    finish(hand_over, choices={}, by=cast.contact)
    assert SeatTerm.objects.get(pk=contact_seat.pk).state == "ended"


def test_a_coordinator_ends_the_only_contacts_seat_with_a_reason_and_not_without(contact_seat, cast):
    hand_over = opened(contact_seat)
    with pytest.raises(MoveRefused, match="only contact"):
        finish(hand_over, choices={}, by=cast.coordinator)
    finish(hand_over, choices={}, by=cast.coordinator, why="The office is closed.")
    assert Entry.objects.about(hand_over).last().why == "The office is closed."


def test_a_contact_does_not_force_it_with_a_reason(contact_seat, cast):
    with pytest.raises(MoveRefused, match="only contact"):
        finish(opened(contact_seat), choices={}, by=cast.contact, why="I am off.")


def test_the_clock_finishes_what_nobody_decided(seat, contact_seat, cast):
    duty, hand_over = duty_of(seat), opened(seat)
    assert finish_overdue(now=timezone.now() + timedelta(days=13)) == []
    assert finish_overdue(now=timezone.now() + timedelta(days=14, minutes=1)) == [hand_over]
    assert finish_overdue(now=timezone.now() + timedelta(days=15)) == []
    duty.refresh_from_db()
    entry = Entry.objects.about(hand_over).last()
    assert duty.seat is None
    assert entry.actor_id is None
    assert entry.why.startswith("A hand-over that nobody finished in time ends by itself")


def test_the_clock_leaves_the_last_contact_until_somebody_else_is_one(contact_seat, cast):
    hand_over, late = opened(contact_seat), timezone.now() + timedelta(days=15)
    assert finish_overdue(now=late) == []
    assert SeatTerm.objects.get(pk=contact_seat.pk).state == "leaving"
    give_seat(cast.organisation, person=cast.outsider, role="contact", by=cast.coordinator)
    assert finish_overdue(now=late) == [hand_over]


def test_of_two_contacts_whom_the_clock_would_end_in_one_night_one_stays(contact_seat, cast):
    other = give_seat(cast.organisation, person=cast.outsider, role="contact", by=cast.contact)
    first, second = opened(contact_seat), opened(other)
    assert finish_overdue(now=timezone.now() + timedelta(days=15)) == [first]
    assert HandOver.objects.get(pk=second.pk).state == "open"


def test_whoever_is_said_to_leave_does_not_call_it_off_themselves(seat, cast):
    hand_over = opened(seat, by=cast.contact)
    with pytest.raises(MoveRefused, match="Cleo Voorbeeld says that you leave"):
        call_off(hand_over, by=cast.member)
    assert SeatTerm.objects.get(pk=seat.pk).state == "leaving"
    call_off(hand_over, by=cast.contact)
    assert SeatTerm.objects.get(pk=seat.pk).state == "active"


@pytest.mark.django_db(transaction=True)
def test_one_that_somebody_finishes_at_the_same_moment_does_not_stop_the_clock(seat, cast):
    other = give_seat(cast.organisation, person=cast.outsider, role="staff", by=None)
    first, second = opened(seat), opened(other)
    HandOver.objects.update(due_at=timezone.now() - timedelta(days=1))
    started = Barrier(2, timeout=20)

    def somebody():
        with transaction.atomic():
            finish(HandOver.objects.get(pk=first.pk), choices={}, by=cast.contact)
            started.wait()
            until_somebody_waits_for_a_lock()

    def clock():
        started.wait()
        return finish_overdue()

    assert at_once(somebody, clock) == [None, [second]]
    assert [entry.actor_id for entry in Entry.objects.filter(verb="finish").order_by("pk")] == [cast.contact.pk, None]


def test_names_on_past_work_stay_and_the_successor_becomes_no_author(seat, contact_seat, cast):
    duty = duty_of(seat)
    finish(opened(seat), choices={("theme", duty.thing_id): contact_seat}, by=cast.contact)
    theme = Theme.objects.get(pk=duty.thing_id)
    assert (theme.author, theme.keeper_seat, theme.organisation) == (cast.member, contact_seat, cast.organisation)


@pytest.mark.parametrize(("left", "said"), [(1, "1 task is vacant."), (2, "2 tasks are vacant.")])
def test_the_contacts_read_how_much_is_vacant(seat, cast, left, said):
    for _number in range(left):
        duty_of(seat)
    hand_over = finish(opened(seat), choices={}, by=cast.member)
    subject = HAND_OVER_DONE.subjects([hand_over.pk])[hand_over.pk]
    assert HAND_OVER_DONE.item(subject, cast.contact).text == said
    assert HAND_OVER_DONE.item(subject, cast.member).text == "Your name stays under what you did. Thank you."


def test_the_clock_uses_what_was_chosen_before(seat, contact_seat, cast):
    duty = duty_of(seat)
    choose(opened(seat), choices={("theme", duty.thing_id): contact_seat}, by=cast.member)
    finish_overdue(now=timezone.now() + timedelta(days=15))
    assert Duty.objects.get().seat == contact_seat


def test_an_organisation_that_ends_leaves_everything_vacant(seat, cast):
    duty_of(seat)
    end(cast.organisation, why="It has dissolved itself.", by=cast.coordinator)
    assert Duty.objects.get().seat is None
    assert waiting_for(cast.coordinator)[-1].title == "Voorbeeld Lidorganisatie A has something vacant"


def test_a_seat_ended_without_a_hand_over_leaves_its_duties_vacant(seat, cast):
    duty_of(seat)
    hand_over = opened(seat)
    end_seat(seat, by=cast.contact)
    assert Duty.objects.get().seat is None
    assert HandOver.objects.get(pk=hand_over.pk).state == "done"


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_hand_over_costs_the_same_for_1_and_for_30_things(seat, contact_seat, cast, count, django_assert_num_queries):
    keys = [("theme", duty_of(seat).thing_id) for _number in range(count)]
    hand_over = opened(seat)
    with django_assert_num_queries(43):
        finish(hand_over, choices=dict.fromkeys(keys, contact_seat), by=cast.contact)
    assert Duty.objects.filter(seat=contact_seat).count() == count


@pytest.mark.django_db(transaction=True)
def test_two_contacts_who_end_the_same_seat_at_once_end_it_once(seat, cast):
    second = give_seat(cast.organisation, person=cast.outsider, role="contact", by=cast.contact).person
    duty, hand_over = duty_of(seat), opened(seat)
    said = []

    def end(by):
        try:
            finish(HandOver.objects.get(pk=hand_over.pk), choices={}, by=by)
        except MoveRefused as refused:
            said.append(str(refused))

    at_once(lambda: end(cast.contact), lambda: end(second))
    assert said == ["Somebody else was faster: this hand-over is done."]
    assert [entry.verb for entry in Entry.objects.about(hand_over)] == ["open", "finish"]
    assert Entry.objects.about(seat).count() == 1
    assert hand_over.lines.get().thing_id == duty.thing_id


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_contacts_who_leave_at_once_one_stays(contact_seat, cast):
    second = give_seat(cast.organisation, person=cast.outsider, role="contact", by=cast.contact)
    hand_overs = [opened(contact_seat), opened(second)]
    said = []

    def end(hand_over):
        try:
            finish(HandOver.objects.get(pk=hand_over.pk), choices={}, by=hand_over.seat.person)
        except MoveRefused as refused:
            said.append(str(refused))

    at_once(*[lambda hand_over=hand_over: end(hand_over) for hand_over in hand_overs])
    assert len(said) == 1
    assert SeatTerm.objects.held().contacts().filter(organisation=cast.organisation).count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_became_the_last_contact_after_the_page_was_opened_cannot_leave(seat, contact_seat, cast):
    hand_over = opened(seat)
    change_role(seat, role="contact", by=cast.contact)
    finish(opened(contact_seat), choices={}, by=cast.contact)
    with pytest.raises(MoveRefused, match="Ada Voorbeeld is the only contact"):
        finish(hand_over, choices={}, by=cast.member)
    assert SeatTerm.objects.get(pk=seat.pk).ended_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["hand-over", "seat", "organisation"])
def test_what_somebody_begins_while_their_seat_ends_is_vacant_and_not_lost(seat, cast, way):
    """The end waits for a beginning, or the beginning finds the seat gone; either way nobody holds it who is no longer there."""
    started, act = (
        Barrier(2, timeout=20),
        {
            "hand-over": lambda: finish(opened(seat), choices={}, by=cast.contact),
            "seat": lambda: end_seat(seat, by=cast.contact),
            "organisation": lambda: end(cast.organisation, why="It has dissolved itself.", by=cast.coordinator),
        }[way],
    )
    person = cast.member
    assert person.seats == [seat], "read before"

    def begins():
        with transaction.atomic():
            begin_duty("theme", 1, organisation=cast.organisation, by=person)
            started.wait()
            until_somebody_waits_for_a_lock()

    def ends():
        started.wait()
        act()

    assert at_once(begins, ends) == [None, None]
    begin_duty("theme", 2, organisation=cast.organisation, by=person)
    assert [(duty.seat, duty.vacant_since is not None) for duty in Duty.objects.all()] == [(None, True)] * 2


@pytest.mark.django_db(transaction=True)
def test_two_who_open_it_at_once_open_one(seat, cast):
    at_once(*[lambda: open_hand_over(seat, reason="leaving", by=cast.contact)] * 3)
    assert HandOver.objects.count() == 1


def test_a_seat_elsewhere_stays(cast):
    first, second = cast.other.seat_terms.order_by("pk")
    SeatFactory(organisation=first.organisation, role="contact")
    duty_of(second)
    finish(opened(first), choices={}, by=cast.other)
    assert list(cast.other.seat_terms.held()) == [second]
    assert Duty.objects.get().seat == second
