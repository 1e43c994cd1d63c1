"""The pages of a hand-over: who may, what they show, and what they do."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from members.handovers.actions import finish, open_hand_over
from members.handovers.models import Duty, HandOver
from members.models import Organisation, SeatTerm
from members.seats.actions import give_seat
from network.protection import Level
from tests.factories import theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def seat(cast):
    return cast.member.seat_terms.get()


@pytest.fixture
def hand_over(seat, cast):
    return open_hand_over(seat, reason="leaving", by=cast.member)


def duty_of(seat, title="Who decides?", **facts):
    theme = theme_in("open", author=seat.person, organisation=seat.organisation, title=title, **facts)
    return Duty.objects.create(organisation=seat.organisation, seat=seat, kind="theme", thing_id=theme.pk)


def html(answer):
    return answer.content.decode()


def page(hand_over):
    return reverse("members:hand-over", args=[hand_over.pk])


MAY_SEE = {"member", "contact", "coordinator"}


def test_who_sees_a_hand_over(cast, hand_over, client_of):
    seen = {
        who for who, person in cast.everybody().items() if client_of(person).get(page(hand_over)).status_code == 200
    }
    assert seen == MAY_SEE


def test_a_colleague_who_is_no_contact_may_not_open_somebody_elses_hand_over(cast, seat, client_of):
    colleague = give_seat(cast.organisation, person=cast.outsider, role="staff", by=None).person
    answer = client_of(colleague).post(reverse("members:leave-seat", args=[seat.pk]))
    assert answer.status_code == 403
    assert "A seat is handed over by whoever holds it, a contact of the organisation or the coordinator" in html(answer)
    assert not HandOver.objects.exists()


@pytest.mark.parametrize("who", ["other", "ended", "outsider"])
def test_strangers_to_the_organisation_learn_nothing_of_its_seats(cast, seat, hand_over, client_of, who):
    browser = client_of(cast.everybody()[who])
    for name, pk in (("leave-seat", seat.pk), ("hand-over", hand_over.pk), ("taken-over", hand_over.pk)):
        assert browser.get(reverse(f"members:{name}", args=[pk])).status_code == 404
    assert browser.post(reverse("members:call-off-hand-over", args=[hand_over.pk])).status_code == 404


def test_before_leaving_one_reads_what_will_happen(cast, seat, client_of):
    duty_of(seat, "What comes after?")
    said = html(client_of(cast.member).get(reverse("members:leave-seat", args=[seat.pk])))
    assert "Leave your seat at Voorbeeld Lidorganisatie A" in said
    assert "What comes after?" in said
    assert "After 14 days it finishes by itself" in said
    assert not HandOver.objects.exists()


def test_the_only_contact_reads_at_once_what_must_happen_first(cast, client_of):
    seat = cast.contact.seat_terms.get()
    said = html(client_of(cast.contact).get(reverse("members:leave-seat", args=[seat.pk])))
    assert "Make somebody else a contact first, or invite one" in said


def test_the_way_from_the_seat_to_its_end(cast, seat, client_of):
    duty = duty_of(seat)
    contact = cast.contact.seat_terms.get()
    browser = client_of(cast.contact)
    answer = browser.post(reverse("members:leave-seat", args=[seat.pk]), follow=True)
    said = html(answer)
    assert "Hand-over of Ada Voorbeeld" in said
    assert re.search(rf'<option value="{contact.pk}" selected>\s*Cleo Voorbeeld', said), "the contact is suggested"
    address = answer.redirect_chain[-1][0]
    said = html(browser.post(address, {f"to-theme-{duty.thing_id}": contact.pk, "verb": "finish"}, follow=True))
    assert "everything that belonged to it is handed over" in said
    assert Duty.objects.get().seat == contact
    assert SeatTerm.objects.get(pk=seat.pk).state == "ended"


def test_a_contact_out_of_reach_is_not_suggested_and_can_be_chosen(cast, seat, hand_over, client_of):
    duty_of(seat)
    contact = cast.contact.seat_terms.get()
    SeatTerm.objects.filter(pk=contact.pk).update(state="unreachable")
    said = html(client_of(cast.member).get(page(hand_over)))
    assert re.search(r'<option value="" selected>', said)
    assert f'<option value="{contact.pk}">' in said


def test_choices_are_kept_for_later_and_shown_again(cast, seat, hand_over, client_of):
    duty = duty_of(seat)
    browser = client_of(cast.member)
    said = html(browser.post(page(hand_over), {f"to-theme-{duty.thing_id}": "", "verb": "keep"}, follow=True))
    assert "Nothing moves before you finish" in said
    assert re.search(r'<option value="" selected>', said)
    assert Duty.objects.get().seat == seat


@pytest.mark.parametrize("typed", ["999999", "x", "-1", "'; DROP TABLE x; --"])
def test_a_successor_that_is_none_is_a_sentence_and_changes_nothing(cast, seat, hand_over, client_of, typed):
    duty = duty_of(seat)
    answer = client_of(cast.member).post(page(hand_over), {f"to-theme-{duty.thing_id}": typed, "verb": "finish"})
    assert answer.status_code == 422
    assert Duty.objects.get().seat == seat
    assert HandOver.objects.get().state == "open"


def test_a_seat_of_another_organisation_cannot_be_chosen(cast, seat, hand_over, client_of):
    duty, foreign = duty_of(seat), cast.other.seat_terms.order_by("pk").first()
    answer = client_of(cast.member).post(page(hand_over), {f"to-theme-{duty.thing_id}": foreign.pk})
    assert answer.status_code == 422
    assert "Ben Voorbeeld" not in html(answer)


def test_the_only_contact_is_refused_with_the_reason_on_the_page(cast, client_of):
    hand_over = open_hand_over(cast.contact.seat_terms.get(), reason="leaving", by=cast.contact)
    answer = client_of(cast.contact).post(page(hand_over), {"verb": "finish"})
    assert answer.status_code == 409
    assert "Cleo Voorbeeld is the only contact" in html(answer)
    assert HandOver.objects.get().state == "open"


def test_a_coordinator_may_end_it_nevertheless_with_a_reason(cast, client_of):
    hand_over = open_hand_over(cast.contact.seat_terms.get(), reason="leaving", by=cast.contact)
    browser = client_of(cast.coordinator)
    assert browser.post(page(hand_over), {"verb": "finish", "why": ""}).status_code == 409
    browser.post(page(hand_over), {"verb": "finish", "why": "The office is closed."})
    assert HandOver.objects.get().state == "done"


def test_calling_it_off_says_so(cast, hand_over, client_of):
    browser = client_of(cast.contact)
    address = reverse("members:call-off-hand-over", args=[hand_over.pk])
    assert "Ada Voorbeeld keeps the seat" in html(browser.post(address, follow=True))
    assert "Somebody else was faster: this hand-over is called off" in html(browser.post(address, follow=True))


def test_the_page_offers_what_will_not_be_refused(cast, seat, client_of):
    only = open_hand_over(cast.contact.seat_terms.get(), reason="leaving", by=cast.contact)
    text = html(client_of(cast.contact).get(page(only)))
    assert "The seat stays until somebody else is a contact" in text
    assert "Hand over and end the seat" not in text
    assert "Call it off" in text
    dismissed = open_hand_over(seat, reason="leaving", by=cast.contact)
    assert "Call it off" not in html(client_of(cast.member).get(page(dismissed)))


def test_a_successor_has_one_page_of_what_they_took_over_and_nobody_else(cast, seat, hand_over, client_of):
    mine, theirs, nobodys = (duty_of(seat, title) for title in ("For Otto", "For Cleo", "For nobody"))
    otto = give_seat(cast.organisation, person=cast.outsider, role="staff", by=None)
    cleo = cast.contact.seat_terms.get()
    finish(
        hand_over,
        choices={("theme", mine.thing_id): otto, ("theme", theirs.thing_id): cleo, ("theme", nobodys.thing_id): None},
        by=cast.member,
    )
    address = reverse("members:taken-over", args=[hand_over.pk])
    said = html(client_of(cast.outsider).get(address))
    assert [title in said for title in ("For Otto", "For Cleo", "For nobody")] == [True, False, False]
    assert "From Ada Voorbeeld" in said
    may = {who for who, person in cast.everybody().items() if client_of(person).get(address).status_code == 200}
    assert may == {"outsider", "contact"}


def test_afterwards_the_page_says_what_became_of_each_thing(cast, seat, hand_over, client_of):
    kept, left = duty_of(seat, "Kept"), duty_of(seat, "Left")
    finish(hand_over, choices={("theme", kept.thing_id): cast.contact.seat_terms.get()}, by=cast.contact)
    said = html(client_of(cast.contact).get(page(hand_over)))
    assert re.search(r"Kept</span>.*?Cleo Voorbeeld.*?Left</span>.*?vacant", said, re.DOTALL)
    assert left.pk


def test_whoever_left_reads_a_farewell_and_nothing_of_what_goes_on(cast, seat, hand_over, client_of):
    duty = duty_of(seat, "Who decides?")
    browser, contact = client_of(cast.member), cast.contact.seat_terms.get()
    answer = browser.post(page(hand_over), {f"to-theme-{duty.thing_id}": contact.pk, "verb": "finish"}, follow=True)
    assert answer.status_code == 200
    assert "You have left Voorbeeld Lidorganisatie A" in html(answer)
    assert not [word for word in ("Who decides?", "Cleo") if word in html(answer)]
    assert browser.post(page(hand_over), {"verb": "finish"}).status_code == 200, "pressed twice"


def test_who_comes_back_to_the_organisation_sees_the_hand_over_as_before_only_as_a_contact(cast, hand_over, client_of):
    finish(hand_over, choices={}, by=cast.contact)
    seat = give_seat(cast.organisation, person=cast.member, role="staff", by=None)
    assert "You have left" in html(client_of(cast.member).get(page(hand_over)))
    SeatTerm.objects.filter(pk=seat.pk).update(role="contact")
    assert "Hand-over of Ada Voorbeeld" in html(client_of(cast.member).get(page(hand_over)))


@pytest.mark.parametrize("name", ["my-organisation", "leave-seat"])
def test_a_page_that_ended_with_the_seat_says_so_in_a_sentence(cast, seat, hand_over, client_of, name):
    finish(hand_over, choices={}, by=cast.contact)
    address = reverse(f"members:{name}", args=[seat.pk if name == "leave-seat" else cast.organisation.pk])
    answer = client_of(cast.member).get(address)
    assert answer.status_code == 404
    assert "Your seat at Voorbeeld Lidorganisatie A has ended" in html(answer)
    assert "Your seat at" not in html(client_of(cast.outsider).get(address))
    give_seat(cast.organisation, person=cast.member, role="staff", by=None)
    assert "Your seat at" not in html(client_of(cast.member).get("/nowhere/"))


def test_a_protected_theme_is_not_named_in_a_list_that_others_read(cast, seat, hand_over, client_of):
    duty_of(seat, "Very secret", protection=Level.SEALED)
    said = html(client_of(cast.contact).get(page(hand_over)))
    assert "A protected theme" in said
    assert "Very secret" not in said


def test_a_vacant_duty_is_taken_on_once_from_the_organisations_page(cast, seat, client_of):
    duty = duty_of(seat, "Who sees to it?")
    Duty.objects.filter(pk=duty.pk).update(seat=None, vacant_since=timezone.now())
    browser = client_of(cast.contact)
    address = reverse("members:my-organisation", args=[cast.organisation.pk])
    assert re.search(r"Who sees to it\?</span>.*Take it on", html(browser.get(address)), re.DOTALL)
    take = reverse("members:take-on-duty", args=[duty.pk])
    assert "You see to it from now on" in html(browser.post(take, follow=True))
    assert "Somebody took this on a moment ago" in html(client_of(cast.member).post(take, follow=True))
    assert Duty.objects.get().seat == cast.contact.seat_terms.get()
    assert "Take it on" not in html(browser.get(address))


def test_what_is_vacant_lies_on_the_desk_until_somebody_takes_it_on_or_nobody_needs_to(cast, seat, client_of):
    Duty.objects.filter(pk=duty_of(seat).pk).update(seat=None, vacant_since=timezone.now())
    desk, browser = reverse("collaborations:desk"), client_of(cast.coordinator)
    assert "Nobody sees to 1 duty of this organisation" in html(browser.get(desk))
    address = reverse("members:let-go-duty", args=[Duty.objects.get().pk])
    assert browser.post(address).status_code == 302
    assert "has something vacant" not in html(browser.get(desk))
    assert client_of(cast.member).post(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_asks_the_database_the_same_for_any_number_of_things(
    cast, hand_over, client_of, count, django_assert_num_queries
):
    for number in range(count):
        duty_of(hand_over.seat, f"Theme {number}")
        give_seat(cast.organisation, person=theme_in("draft").author, role="staff", by=None)
    browser = client_of(cast.contact)
    with django_assert_num_queries(11):
        assert browser.get(page(hand_over)).status_code == 200


def test_more_things_than_a_form_can_hold_go_together(cast, seat, hand_over, client_of):
    for number in range(105):
        duty_of(seat, f"Theme {number}")
    contact = cast.contact.seat_terms.get()
    browser = client_of(cast.contact)
    names = re.findall(r'<select name="([^"]+)"', html(browser.get(page(hand_over))))
    assert len(names) == 101
    assert names[-1] == "rest"
    browser.post(page(hand_over), dict.fromkeys(names, contact.pk) | {"verb": "finish"})
    assert Duty.objects.filter(seat=contact).count() == 105


def test_people_of_a_suspended_organisation_can_still_leave_by_themselves(cast, seat, hand_over, client_of):
    Organisation.objects.filter(pk=cast.organisation.pk).update(state="suspended", suspended_at=timezone.now())
    assert client_of(cast.member).get(page(hand_over)).status_code == 200
    assert client_of(cast.contact).get(page(hand_over)).status_code == 404
