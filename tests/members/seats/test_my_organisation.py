"""My organisation: colleagues see who is there, contacts see what waits and do something about it."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from members.invitations.actions import cancel, invite
from members.joining.actions import ask
from members.models import Invitation, Person, SeatTerm
from members.seats.actions import change_role
from members.seats.mine import waiting_at
from network.journal import Entry
from network.moves import MoveRefused
from network.queue import waiting_for
from notifications.models import OutboxMail
from tests.at_once import at_once
from tests.factories import OrganisationFactory, PersonFactory, SeatFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def page_of(organisation):
    return reverse("members:my-organisation", args=[organisation.pk])


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_who_may_look_at_the_page_and_who_may_act(cast, client_of):
    answers = {}
    for who, person in cast.everybody().items():
        if person != cast.coordinator:  # who brings a second factor first; see below
            page = client_of(person).get(page_of(cast.organisation))
            answers[who] = (page.status_code, "Invite colleagues" in page.content.decode())
    assert answers == {
        "member": (200, False),
        "contact": (200, True),
        "other": (404, False),
        "ended": (404, False),
        "outsider": (404, False),
    }


def test_one_organisation_is_one_step_several_are_a_choice_and_none_is_a_way_in(cast, client_of):
    address = reverse("members:my-organisations")
    assert client_of(cast.member).get(address).url == page_of(cast.organisation)
    choice = client_of(cast.other).get(address)
    assert [str(place) for place in choice.context["places"]] == [
        "Voorbeeld Lidorganisatie B",
        "Voorbeeld Lidorganisatie C",
    ]
    assert "You hold no seat at the moment" in text_of(client_of(cast.outsider).get(address))


def test_what_waits_for_the_contacts(cast, client_of):
    ask(cast.organisation, text="I work there.", by=cast.outsider)
    page = text_of(client_of(cast.contact).get(page_of(cast.organisation)))
    assert "There is one contact too few" in page
    assert "Otto Voorbeeld asks for a seat." in page
    assert "Otto Voorbeeld asks" not in text_of(client_of(cast.member).get(page_of(cast.organisation)))


def test_a_list_is_pasted_and_answered_line_by_line(cast, client_of):
    browser = client_of(cast.contact)
    typed = {"text": "zoe@example.org\nada@example.org\nnonsense", "role": "staff"}
    page = text_of(browser.post(reverse("members:invite", args=[cast.organisation.pk]), typed))
    assert "1 invitation is on its way." in page
    assert "holds a seat already" in page
    assert "is no e-mail address" in page
    assert [invitation.email for invitation in Invitation.objects.all()] == ["zoe@example.org"]


@pytest.mark.parametrize("text", ["", "\n".join(f"p{n}@example.org" for n in range(101))])
def test_a_list_that_cannot_be_sent_comes_back_as_it_was_typed(cast, client_of, text):
    browser = client_of(cast.contact)
    answer = browser.post(reverse("members:invite", args=[cast.organisation.pk]), {"text": text, "role": "staff"})
    assert answer.status_code == 422
    assert answer.context["invite_form"]["text"].value() == text
    assert not Invitation.objects.exists()


def test_staff_and_strangers_neither_invite_nor_change_roles(cast, client_of):
    invitation = invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)
    seat = cast.contact.seat_terms.get()
    wanted = {
        reverse("members:invite", args=[cast.organisation.pk]): (403, 404),
        reverse("members:cancel-invitation", args=[invitation.pk]): (404, 404),
        reverse("members:send-invitation-again", args=[invitation.pk]): (404, 404),
        reverse("members:change-role", args=[seat.pk]): (403, 404),
        reverse("members:roster", args=[cast.organisation.pk]): (403, 404),
    }
    got = {
        address: tuple(
            client_of(person).post(address, {"text": "x@example.org", "role": "staff"}).status_code
            for person in (cast.member, cast.outsider)
        )
        for address in wanted
    }
    assert got == wanted
    assert Invitation.objects.get().state == "sent"


def test_more_than_two_hundred_invitations_a_day_wait_until_tomorrow(cast, client_of):
    browser = client_of(cast.contact)
    address = reverse("members:invite", args=[cast.organisation.pk])
    lists = ["\n".join(f"p{part}-{n}@example.org" for n in range(100)) for part in range(3)]
    assert [browser.post(address, {"text": text, "role": "staff"}).status_code for text in lists] == [200, 200, 429]
    assert Invitation.objects.count() == 200


def test_one_stranger_is_mailed_three_times_an_hour_and_no_more(cast, client_of):
    invitation = invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)
    again = reverse("members:send-invitation-again", args=[invitation.pk])
    browser = client_of(cast.contact)
    answers = [browser.post(again) for _press in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "asked too often" in text_of(answers[-1])
    assert OutboxMail.objects.filter(address="zoe@example.org").count() == 4
    cancel(invitation, by=cast.contact)
    answer = browser.post(
        reverse("members:invite", args=[cast.organisation.pk]), {"text": "Zoe@Example.org", "role": "staff"}
    )
    assert (answer.status_code, "Zoe@Example.org" in text_of(answer)) == (429, True)
    assert not Invitation.objects.filter(state="sent").exists()


def test_in_a_list_only_the_address_that_was_mailed_too_often_is_left_out(cast, client_of):
    browser = client_of(cast.contact)
    address = reverse("members:invite", args=[cast.organisation.pk])
    for _round in range(3):
        browser.post(address, {"text": "zoe@example.org", "role": "staff"})
        Invitation.objects.update(state="cancelled")
    hundred = "\n".join(["zoe@example.org", *(f"p{n}@example.org" for n in range(99))])
    page = browser.post(address, {"text": hundred, "role": "staff"})
    assert page.status_code == 200
    assert text_of(page).count("was mailed several times lately; try again tomorrow") == 1
    assert "99 invitations are on their way." in text_of(page)
    assert Invitation.objects.filter(state="sent").count() == 99


def test_send_again_and_take_back_from_the_page(cast, client_of):
    invitation = invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)
    browser = client_of(cast.contact)
    page = browser.post(reverse("members:send-invitation-again", args=[invitation.pk]), follow=True)
    assert "Sent again to zoe@example.org" in text_of(page)
    page = browser.post(reverse("members:cancel-invitation", args=[invitation.pk]), follow=True)
    assert "is taken back" in text_of(page)
    assert "Nobody is invited at the moment" in text_of(page)
    page = browser.post(reverse("members:cancel-invitation", args=[invitation.pk]), follow=True)
    assert "This invitation was taken back." in text_of(page)


def test_a_colleague_becomes_contact_with_one_press(cast, client_of):
    seat = cast.member.seat_terms.get()
    page = client_of(cast.contact).post(
        reverse("members:change-role", args=[seat.pk]), {"role": "contact"}, follow=True
    )
    assert "Ada Voorbeeld is contact now" in text_of(page)
    assert "one contact too few" not in text_of(page)
    assert Entry.objects.about(seat).last().facts == {"role": "contact"}
    assert (
        client_of(cast.contact).post(reverse("members:change-role", args=[seat.pk]), {"role": "king"}).status_code
        == 404
    )


def test_the_last_contact_stays_contact(cast):
    seat = cast.contact.seat_terms.get()
    with pytest.raises(MoveRefused, match=r"Cleo Voorbeeld is the only contact\. Make a colleague contact first"):
        change_role(seat, role="staff", by=cast.contact)
    change_role(cast.member.seat_terms.get(), role="contact", by=cast.contact)
    assert change_role(seat, role="staff", by=cast.contact).role == "staff"


@pytest.mark.django_db(transaction=True)
def test_of_two_contacts_stepping_back_at_once_one_stays(cast):
    SeatTerm.objects.filter(person=cast.member).update(role="contact")
    seats = [person.seat_terms.get() for person in (cast.member, cast.contact)]
    results = at_once(*[lambda seat=seat: change_role(seat, role="staff", by=seat.person) for seat in seats])
    assert sum(isinstance(result, MoveRefused) for result in results) == 1
    assert SeatTerm.objects.contacts().filter(organisation=cast.organisation).count() == 1


def test_an_ended_seat_has_no_role_to_change(cast):
    with pytest.raises(MoveRefused, match="has ended"):
        change_role(cast.ended.seat_terms.get(), role="contact", by=cast.coordinator)


def test_only_the_person_decides_whether_their_name_is_public(cast, client_of):
    seat = cast.member.seat_terms.get()
    address = reverse("members:be-listed", args=[seat.pk])
    assert client_of(cast.contact).post(address, {"listed": "yes"}).status_code == 404
    client_of(cast.member).post(address, {"listed": "yes"})
    assert SeatTerm.objects.get(pk=seat.pk).is_listed
    client_of(cast.member).post(address, {"listed": "no"})
    assert not SeatTerm.objects.get(pk=seat.pk).is_listed


def test_organisations_with_fewer_than_two_contacts_lie_on_the_desk(cast):
    def on_desk():
        return {waiting.title for waiting in waiting_for(cast.coordinator) if waiting.key.startswith("too-few")}

    a, b, c = (f"Voorbeeld Lidorganisatie {letter}" for letter in "ABC")
    assert on_desk() == {f"{a} has one contact", f"{b} has no contact", f"{c} has no contact"}
    SeatFactory(organisation=cast.organisation, role="contact")
    assert on_desk() == {f"{b} has no contact", f"{c} has no contact"}


def test_a_contact_out_of_reach_is_no_voice_for_the_desk_and_for_the_organisation(cast, client_of):
    second = SeatFactory(organisation=cast.organisation, role="contact")

    def said():
        waiting = [one for one in waiting_for(cast.coordinator) if one.key == f"too-few-contacts-{one_pk}"]
        return [(one.title, one.text) for one in waiting]

    one_pk, name = cast.organisation.pk, "Voorbeeld Lidorganisatie A"
    assert said() == []
    SeatTerm.objects.filter(pk=second.pk).update(state="unreachable")
    assert said() == [
        (
            f"{name} has one contact in reach",
            "Its only contact can make a colleague contact, too, or invite one. Ask them to.",
        )
    ]
    assert "There is one contact too few" in text_of(client_of(cast.contact).get(page_of(cast.organisation)))
    with pytest.raises(MoveRefused, match="Cleo Voorbeeld is the only contact"):
        change_role(cast.contact.seat_terms.get(), role="staff", by=cast.contact)
    SeatTerm.objects.filter(organisation=cast.organisation).update(state="unreachable")
    assert said() == [(f"{name} has no contact in reach", "None of them answers any more. Call, or invite a new one.")]
    assert waiting_for(cast.coordinator)[0].title.endswith(("in reach", "has no contact"))
    SeatTerm.objects.filter(pk=second.pk).update(state="leaving")
    assert [title for title, _text in said()] == [f"{name} has one contact in reach"], "who leaves is still there"


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_few_and_for_many(client_of, count, django_assert_num_queries):
    organisation, contact = OrganisationFactory(), PersonFactory()
    SeatFactory(organisation=organisation, person=contact, role="contact")
    for number in range(count):
        SeatFactory(organisation=organisation)
        invite(organisation, email=f"p{number}@example.org", role="staff", by=contact)
        ask(organisation, text="I work there.", by=PersonFactory())
        theme_in("open", organisation=organisation, author=contact)
    browser = client_of(contact)
    browser.get(page_of(organisation))
    with django_assert_num_queries(12):
        browser.get(page_of(organisation))


def test_what_could_not_be_read_comes_back_to_be_mended(cast, client_of):
    typed = {"text": "zoe@example.org\nyara@exa mple\n", "role": "contact"}
    page = client_of(cast.contact).post(reverse("members:invite", args=[cast.organisation.pk]), typed)
    form = page.context["mend_form"]
    assert (form["text"].value(), form["role"].value()) == ("yara@exa mple", "contact")
    page = client_of(cast.contact).post(
        reverse("members:invite", args=[cast.organisation.pk]), typed | {"text": "zoe@example.org"}
    )
    assert page.context["mend_form"] is None
    assert "Nobody was invited." in text_of(page)


@pytest.mark.parametrize(
    ("state", "may_act"), [("active", True), ("leaving", True), ("unreachable", True), ("ended", False)]
)
def test_a_contact_acts_until_the_seat_ends(cast, client_of, state, may_act):
    ended_at = timezone.now() if state == "ended" else None
    SeatTerm.objects.filter(person=cast.contact).update(state=state, ended_at=ended_at)
    answer = client_of(cast.contact).get(page_of(cast.organisation))
    assert ("Invite colleagues" in answer.content.decode()) is may_act
    assert answer.status_code == (200 if may_act else 404)


def test_today_tells_a_contact_what_waits_in_one_query_however_much_it_is(cast, client_of, django_assert_num_queries):
    today = reverse("pages:home")
    assert "1 thing waits at Voorbeeld Lidorganisatie A" in text_of(client_of(cast.contact).get(today))
    ask(cast.organisation, text="May I?", by=cast.outsider)
    for _colleague in range(3):
        SeatFactory(organisation=cast.organisation, role="contact")
    assert "1 thing waits at Voorbeeld Lidorganisatie A" in text_of(client_of(cast.contact).get(today))
    assert "waits at" not in text_of(client_of(cast.member).get(today))
    for _organisation in range(3):
        SeatFactory(organisation=OrganisationFactory(), person=cast.contact, role="contact")
    person = Person.objects.get(pk=cast.contact.pk)
    assert len(person.seats) == 4
    with django_assert_num_queries(1):
        assert [place.things for place in waiting_at(person)] == [1, 1, 1, 1]


def test_with_one_contact_too_few_the_invitation_is_for_a_contact(cast, client_of):
    browser = client_of(cast.contact)
    chosen = 'name="role" value="contact" checked'
    assert chosen in text_of(browser.get(page_of(cast.organisation))).replace(' id="id_role_0"', "").replace(
        " required", ""
    )
    SeatFactory(organisation=cast.organisation, role="contact")
    assert browser.get(page_of(cast.organisation)).context["invite_form"]["role"].value() == "staff"
