"""From the mail to the seat, and everything that must not lead there."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from members.invitations.actions import accept, ask_again, cancel, invite, send_again
from members.invitations.models import Invitation
from members.invitations.tokens import address_of
from members.models import Organisation, Person, SeatTerm
from members.seats.actions import end_seat
from network.journal import Entry
from network.moves import MoveRefused
from notifications.mail.actions import send_waiting_mail
from notifications.models import OutboxMail
from tests.at_once import at_once
from tests.conftest import Browser
from tests.signing_in import CONFIRM, code_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]
ZOE = "zoe@example.org"


@pytest.fixture
def invitation(cast):
    return invite(cast.organisation, email=ZOE, role="staff", by=cast.contact)


def path_of(invitation):
    return re.sub("^https?://[^/]+", "", address_of(invitation))


def prove(person):
    EmailAddress.objects.filter(user=person).update(verified=True)
    return person


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def seats_at(organisation):
    return set(
        SeatTerm.objects.filter(organisation=organisation, ended_at=None).values_list("person__email", flat=True)
    )


def press_and_prove(browser, invitation, letterbox):
    """The whole way of somebody signed out: one press, one code."""
    path = path_of(invitation)
    answer = browser.post(path)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, CONFIRM)
    code = code_in([mail for mail in letterbox.mails if invitation.email in mail.envelope_to][-1])
    return browser.post(CONFIRM, {"code": code, "next": path}, follow=True)


def test_the_link_of_the_mail_shows_who_invites_and_one_button(cast, client, letterbox, invitation):
    send_waiting_mail()
    text = letterbox.mails[0].get_body(("plain",)).get_content()
    path = re.search(r"https?://[^/]+(\S+)", text)[1]
    page = client.get(path)
    assert page.status_code == 200
    assert "Cleo Voorbeeld invites you to take part in the network as staff" in text_of(page)
    assert text_of(page).count("<button") == 1
    assert page["X-Robots-Tag"] == "noindex"


def test_somebody_without_account_takes_the_seat_with_one_press_and_one_code(cast, client, letterbox, invitation):
    page = press_and_prove(client, invitation, letterbox)
    assert "You speak for Voorbeeld Lidorganisatie A now" in text_of(page)
    assert ZOE in seats_at(cast.organisation)
    invitation.refresh_from_db()
    assert (invitation.state, invitation.seat.person.email) == ("accepted", ZOE)
    assert Entry.objects.about(invitation).filter(verb="accept_invitation").count() == 1


def test_who_came_without_a_name_is_asked_for_it_once(cast, client, letterbox, invitation):
    press_and_prove(client, invitation, letterbox)
    introduce = reverse("members:introduce", args=[path_of(invitation).strip("/").split("/")[1]])
    empty = client.post(introduce, {"name": ""})
    assert empty.status_code == 422
    page = client.post(introduce, {"name": "Zoë Voorbeeld"}, follow=True)
    assert Person.objects.get(email=ZOE).name == "Zoë Voorbeeld"
    assert "This is my name" not in text_of(page)


def test_an_invited_name_is_not_asked_again(cast, client, letterbox):
    invitation = invite(cast.organisation, email=ZOE, name="Zoë Voorbeeld", role="staff", by=cast.contact)
    page = press_and_prove(client, invitation, letterbox)
    assert "This is my name" not in text_of(page)


def test_with_and_without_an_account_it_is_the_same_way(cast, letterbox):
    pages = []
    for email in (cast.outsider.email, ZOE):
        invitation = invite(cast.organisation, email=email, role="staff", by=cast.contact)
        browser = Browser()
        seen = browser.get(path_of(invitation))
        asked = browser.post(path_of(invitation), follow=True)
        for page in (seen, asked):
            text = text_of(page).replace(email, "…").replace(str(page.context["csrf_token"]), "…")
            pages.append(text.replace(path_of(invitation), "…"))
        mails = [mail for mail in letterbox.mails if email in mail.envelope_to]
        assert len(mails) == 1
        browser.post(CONFIRM, {"code": code_in(mails[0])})
        assert email in seats_at(cast.organisation)
    assert pages[:2] == pages[2:]


def test_whoever_proved_the_address_before_needs_one_press(cast, client_of, letterbox):
    invitation = invite(cast.organisation, email=cast.outsider.email, role="contact", by=cast.contact)
    browser = client_of(prove(cast.outsider))
    page = browser.post(path_of(invitation), follow=True)
    assert "You are contact" in text_of(page)
    assert SeatTerm.objects.get(organisation=cast.organisation, person=cast.outsider).role == "contact"
    assert letterbox.mails == []


def test_looking_any_number_of_times_seats_nobody(cast, client, invitation, letterbox):
    for _look in range(3):
        client.get(path_of(invitation))
        client.head(path_of(invitation))
    assert Invitation.objects.get().state == "sent"
    assert not Person.objects.filter(email=ZOE).exists()
    assert letterbox.mails == []


def test_a_forwarded_invitation_lets_nobody_else_in(cast, client_of, invitation):
    browser = client_of(prove(cast.outsider))
    page = browser.get(path_of(invitation))
    assert "This invitation is for another address" in text_of(page)
    assert ZOE not in text_of(page)
    assert browser.post(path_of(invitation)).status_code == 409
    with pytest.raises(MoveRefused, match="for another address"):
        accept(invitation, by=cast.outsider)
    assert cast.outsider.email not in seats_at(cast.organisation)


def test_whom_an_invitation_was_forwarded_to_can_ask_for_a_seat_of_their_own(cast, client_of, invitation):
    ask = reverse("members:ask-for-seat", args=[cast.organisation.pk])
    assert f'href="{ask}"' in text_of(client_of(prove(cast.outsider)).get(path_of(invitation)))
    assert ask not in text_of(client_of(prove(cast.member)).get(path_of(invitation)))


@pytest.mark.parametrize("role", ["staff", "contact"])
def test_a_funders_invitation_promises_no_voice(cast, client_of, role):
    Organisation.objects.filter(pk=cast.organisation.pk).update(kind="funder")
    invitation = invite(cast.organisation, email=cast.outsider.email, role=role, by=cast.coordinator)
    browser = client_of(prove(cast.outsider))
    before = text_of(browser.get(path_of(invitation)))
    browser.post(path_of(invitation))
    after = text_of(browser.get(path_of(invitation)))
    assert "You speak for" not in after
    for page in (before, after):
        assert "they neither propose themes nor support them" in page
        assert "you can propose" not in page
        assert "speaks for the organisation" not in page


def test_a_forwarded_invitation_pressed_by_a_stranger_mails_the_code_to_the_invited_address(
    cast, client, letterbox, invitation
):
    client.post(path_of(invitation))
    assert [mail.envelope_to for mail in letterbox.mails] == [[ZOE]]
    client.post(CONFIRM, {"code": "ABCDEF"})
    assert seats_at(cast.organisation) == {cast.member.email, cast.contact.email}


def test_an_address_that_is_only_claimed_does_not_count(cast, client_of):
    invitation = invite(cast.organisation, email=cast.outsider.email, role="staff", by=cast.contact)
    EmailAddress.objects.filter(user=cast.outsider).update(verified=False)
    assert client_of(cast.outsider).post(path_of(invitation)).status_code == 409
    assert cast.outsider.email not in seats_at(cast.organisation)


def test_signing_in_as_somebody_else_after_the_press_seats_nobody(cast, client, letterbox, invitation):
    from tests.signing_in import sign_in_by_code

    client.post(path_of(invitation))
    client.post(reverse("account_logout"))
    sign_in_by_code(client, cast.outsider, letterbox)
    assert cast.outsider.email not in seats_at(cast.organisation)
    assert Invitation.objects.get().state == "sent"


def test_an_invitation_works_once(cast, letterbox, invitation):
    press_and_prove(Browser(), invitation, letterbox)
    again = Browser()
    page = again.get(path_of(invitation))
    assert "used already: the seat is taken" in text_of(page)
    assert again.post(path_of(invitation)).status_code == 409


@pytest.mark.parametrize(("days", "works"), [(13, True), (15, False)])
@pytest.mark.usefixtures("letterbox")
def test_an_invitation_works_for_fourteen_days(client, invitation, days, works):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        page = client.get(path_of(invitation))
        assert ("Take your seat" in text_of(page)) is works
        assert ("has expired" in text_of(page)) is not works
        assert (client.post(path_of(invitation)).status_code == 302) is works


def test_time_running_out_between_the_press_and_the_code_seats_nobody(cast, client, letterbox, invitation):
    client.post(path_of(invitation))
    Invitation.objects.update(expires_at=timezone.now())
    client.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    assert ZOE not in seats_at(cast.organisation)
    assert "has expired" in text_of(client.get(path_of(invitation)))


def test_sent_again_between_the_press_and_the_code_it_is_still_the_same_seat(cast, client, letterbox, invitation):
    client.post(path_of(invitation))
    send_again(invitation, by=cast.contact)
    client.post(CONFIRM, {"code": code_in(letterbox.mails[0])})
    assert ZOE in seats_at(cast.organisation)


def test_a_cancelled_invitation_says_so(cast, client, invitation):
    cancel(invitation, by=cast.contact)
    page = client.get(path_of(invitation))
    assert "taken back" in text_of(page)
    assert "Ask for it again" not in text_of(page)
    assert client.post(path_of(invitation)).status_code == 409


def test_after_sending_again_the_older_link_is_old(cast, client, invitation):
    old = path_of(invitation)
    send_again(invitation, by=cast.contact)
    assert "sent again since: only the link in the newest mail works" in text_of(client.get(old))
    assert client.post(old).status_code == 409
    assert "Take your seat" in text_of(client.get(path_of(Invitation.objects.get())))


def test_an_organisation_that_ended_seats_nobody(cast, client, invitation):
    Organisation.objects.filter(pk=cast.organisation.pk).update(state="ended", ended_at=timezone.now())
    assert "takes nobody in" in text_of(client.get(path_of(invitation)))
    assert client.post(path_of(invitation)).status_code == 409


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "1" + token, lambda _token: "nothing"])
def test_a_link_that_is_not_ours_is_a_404(client, invitation, change):
    token = path_of(invitation).strip("/").split("/")[1]
    for name in ("invitation", "ask-invitation-again"):
        answer = client.post(reverse(f"members:{name}", args=[change(token)]))
        assert answer.status_code == 404


def test_who_came_too_late_asks_the_inviter_again(cast, client, letterbox, invitation):
    Invitation.objects.update(state="expired", expires_at=timezone.now())
    token = path_of(invitation).strip("/").split("/")[1]
    page = client.post(reverse("members:ask-invitation-again", args=[token]), follow=True)
    assert "We asked" in text_of(page)
    send_waiting_mail()
    (mail,) = letterbox.mails
    assert (mail.envelope_to, mail["Subject"]) == (
        [cast.contact.email],
        "zoe@example.org asks for the invitation again",
    )
    send_again(Invitation.objects.get(), by=cast.contact)
    assert cast.contact.notices.count() == 0


def test_asking_again_and_again_is_refused(cast, client, invitation):
    token = path_of(invitation).strip("/").split("/")[1]
    answers = [client.post(reverse("members:ask-invitation-again", args=[token])).status_code for _ask in range(4)]
    assert answers == [302, 302, 302, 429]


def test_the_inviter_reads_that_the_seat_is_taken(cast, client, letterbox, invitation):
    press_and_prove(client, invitation, letterbox)
    assert cast.contact.notices.get().event.kind == "invitation-accepted"


def test_an_inviter_who_left_hears_no_more_of_it_and_the_mail_on_its_way_stays_here(cast, letterbox, invitation):
    accept(invitation, by=prove(Person.objects.create_user(ZOE, name="Zoe Voorbeeld")))
    assert [mail.person for mail in OutboxMail.objects.filter(event__kind="invitation-accepted")] == [cast.contact]
    end_seat(cast.contact.seat_terms.get(), by=None)
    send_waiting_mail()
    assert letterbox.to(cast.contact) == []


@pytest.mark.parametrize(("role", "told"), [("contact", "member"), ("staff", "coordinator")])
def test_where_the_inviter_has_left_the_other_contacts_or_the_coordinator_hear_who_asks(cast, invitation, role, told):
    cast.member.seat_terms.update(role=role)
    end_seat(cast.contact.seat_terms.get(), by=None)
    ask_again(Invitation.objects.get())
    heard = {who for who, person in cast.everybody().items() if person.notices.exists()}
    assert heard == {told}


def test_a_closed_account_is_not_opened_by_an_invitation(cast, client, letterbox):
    Person.objects.filter(pk=cast.ended.pk).update(is_active=False)
    invitation = invite(cast.organisation, email=cast.ended.email, role="staff", by=cast.contact)
    client.post(path_of(invitation))
    assert not [line for line in letterbox.mails[0].get_content().splitlines() if line.strip().isalnum()]
    assert cast.ended.email not in seats_at(cast.organisation)


def test_a_contact_who_holds_a_staff_seat_by_now_becomes_contact(cast):
    invitation = invite(cast.organisation, email=cast.outsider.email, role="contact", by=cast.contact)
    SeatTerm.objects.create(organisation=cast.organisation, person=cast.outsider, role="staff")
    assert accept(invitation, by=prove(cast.outsider)).role == "contact"


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_takes_the_seat(cast):
    invitation = invite(cast.organisation, email=cast.outsider.email, role="staff", by=cast.contact)
    prove(cast.outsider)
    results = at_once(*[lambda: accept(Invitation.objects.get(pk=invitation.pk), by=cast.outsider)] * 3)
    assert sorted(type(result).__name__ for result in results) == ["MoveRefused", "MoveRefused", "SeatTerm"]
    assert cast.outsider.seat_terms.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_cancelling_and_accepting_at_once_one_wins(cast):
    invitation = invite(cast.organisation, email=cast.outsider.email, role="staff", by=cast.contact)
    prove(cast.outsider)
    results = at_once(
        lambda: accept(Invitation.objects.get(pk=invitation.pk), by=cast.outsider),
        lambda: cancel(Invitation.objects.get(pk=invitation.pk), by=cast.contact),
    )
    assert sum(isinstance(result, MoveRefused) for result in results) == 1
    assert cast.outsider.seat_terms.exists() is (Invitation.objects.get().state == "accepted")
