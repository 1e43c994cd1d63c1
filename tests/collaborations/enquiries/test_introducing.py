"""Two are introduced only when both want it; until then neither learns who the other is."""

import re
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from collaborations.enquiries.clock import keep_promises
from collaborations.enquiries.introducing import tokens
from collaborations.enquiries.introducing.actions import answer_introduction, propose_introduction
from collaborations.enquiries.models import Enquiry, Introduction
from collaborations.enquiries.tokens import address_of
from members.models import Organisation, Person, SeatTerm
from network.journal import Entry
from network.moves import MoveRefused
from notifications.mail.actions import send_waiting_mail
from tests.at_once import at_once
from tests.collaborations.enquiries.material import waiting
from tests.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

ABOUT = "Both of you cook at schools."


@pytest.fixture
def second(cast):
    """Another organisation with a contact."""
    organisation = cast.other_organisation
    SeatTerm.objects.filter(organisation=organisation, person=cast.other).update(role="contact")
    return organisation


def proposed(cast, to=None):
    enquiry = waiting(text="My phone is 06-secret. Who cooks?")
    propose_introduction(enquiry, organisation=cast.organisation, to=to, text=ABOUT, by=cast.coordinator)
    return enquiry


def sides(enquiry):
    return {side.organisation_id: side for side in Introduction.objects.filter(enquiry=enquiry)}


def fresh(enquiry):
    return Enquiry.objects.get(pk=enquiry.pk)


def path_in(mail):
    text = mail.get_body(("plain",)).get_content()
    return "/" + re.search(r"https?://\S+/contact/introduction/\S+", text)[0].split("/", 3)[3]


def paths(letterbox):
    return {mail.envelope_to[0]: path_in(mail) for mail in letterbox.mails if "introduction" in mail.as_string()}


def said(letterbox, email):
    return [mail.get_body(("plain",)).get_content() for mail in letterbox.mails if mail.envelope_to == [email]]


def test_both_sides_are_asked_and_neither_reads_who_the_other_is(cast, letterbox):
    proposed(cast)
    send_waiting_mail()
    assert set(paths(letterbox)) == {"robin@example.org", cast.contact.email}
    for email, path in paths(letterbox).items():
        page = Browser().get(path).content.decode()
        assert ABOUT in page
        assert any(ABOUT in text for text in said(letterbox, email))
        for text in (page, *said(letterbox, email)):
            assert "06-secret" not in text
            assert "robin@example.org" not in text
            assert "Cleo" not in text.replace(cast.contact.email, "")


def test_the_page_of_whoever_asked_leads_to_their_own_answer_and_says_to_whom_they_were_introduced(cast):
    enquiry = proposed(cast)
    own, theirs = (sides(enquiry)[pk] for pk in (None, cast.organisation.pk))
    mine = address_of(enquiry)
    answer = tokens.address_of(own, None)
    assert f'href="{answer}"' in Browser().get(mine).content.decode()
    answer_introduction(own, agrees=True, by=None)
    assert answer not in Browser().get(mine).content.decode()
    answer_introduction(theirs, agrees=True, by=cast.contact)
    page = Browser().get(mine).content.decode()
    assert f"We introduced you to {cast.organisation}." in page
    assert "two organisations" not in page


def test_whoever_asked_and_is_no_side_reads_that_two_were_brought_together(cast, second):
    enquiry = proposed(cast, to=second)
    assert "One of the two are you" not in Browser().get(address_of(enquiry)).content.decode()
    for pk, by in ((cast.organisation.pk, cast.contact), (second.pk, cast.other)):
        answer_introduction(sides(enquiry)[pk], agrees=True, by=by)
    assert "we brought two organisations together" in Browser().get(address_of(enquiry)).content.decode()


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Who cooks?", "Who cooks?"),
        (
            "We would like to know how you pay those who cook for many schools",
            "We would like to know how you pay those who cook for many …",
        ),
        ("x" * 90, "x" * 60),
    ],
)
def test_without_a_subject_it_is_called_by_its_first_whole_words(text, begins):
    assert str(waiting(subject="", text=text)) == begins


def test_without_a_name_the_address_stands_once_beside_it(cast, client_of):
    page = client_of(cast.coordinator).get(waiting(name="").get_absolute_url()).content.decode()
    assert page.count(">robin@example.org<") == 1
    assert "robin@example.org," not in page


def test_only_when_both_agree_each_gets_the_others_address(cast, letterbox):
    enquiry = proposed(cast)
    send_waiting_mail()
    asker, contact = (paths(letterbox)[email] for email in ("robin@example.org", cast.contact.email))
    letterbox.clear()
    page = Browser().post(asker, {"answer": "yes"}, follow=True).content.decode()
    assert "You agreed, thank you." in page
    send_waiting_mail()
    assert letterbox.mails == []
    page = Browser().post(contact, {"answer": "yes"}, follow=True).content.decode()
    assert "Both sides agreed." in page
    assert (fresh(enquiry).state, fresh(enquiry).outcome) == ("answered", "introduced")
    send_waiting_mail()
    (to_asker,), (to_contact,) = said(letterbox, "robin@example.org"), said(letterbox, cast.contact.email)
    assert "Cleo Voorbeeld <cleo@example.org>" in to_asker
    assert "Robin Voorbeeld <robin@example.org>" in to_contact
    assert len(letterbox.mails) == 2


def test_looking_changes_nothing_and_an_odd_answer_neither(cast, letterbox):
    enquiry = proposed(cast)
    send_waiting_mail()
    path = paths(letterbox)["robin@example.org"]
    for _ in range(2):
        assert Browser().get(path).status_code == 200
    assert Browser().post(path, {"answer": "perhaps"}).status_code == 422
    assert {side.answer for side in sides(enquiry).values()} == {"waiting"}


def test_rather_not_brings_it_back_to_the_desk_and_tells_nobody_who(cast, letterbox):
    enquiry = proposed(cast)
    send_waiting_mail()
    asker, contact = (paths(letterbox)[email] for email in ("robin@example.org", cast.contact.email))
    letterbox.clear()
    Browser().post(contact, {"answer": "no"})
    assert fresh(enquiry).state == "received"
    assert fresh(enquiry).due_at > timezone.now()
    answer = Browser().post(asker, {"answer": "yes"})
    assert answer.status_code == 409
    assert "This introduction is over" in answer.content.decode()
    send_waiting_mail()
    assert {mail.envelope_to[0] for mail in letterbox.mails} == {cast.coordinator.email}
    page = Browser()
    page.force_login(cast.coordinator)
    assert "rather not" in page.get(enquiry.get_absolute_url()).content.decode()


def test_two_organisations_are_introduced_and_whoever_asked_is_told(cast, second, letterbox):
    enquiry = proposed(cast, to=second)
    send_waiting_mail()
    assert set(paths(letterbox)) == {cast.contact.email, cast.other.email}
    for path in paths(letterbox).values():
        assert Browser().post(path, {"answer": "yes"}).status_code == 302
    letterbox.clear()
    send_waiting_mail()
    assert "Ben Voorbeeld <ben@example.org>" in said(letterbox, cast.contact.email)[0]
    assert "Cleo Voorbeeld <cleo@example.org>" in said(letterbox, cast.other.email)[0]
    (text,) = said(letterbox, "robin@example.org")
    assert "we brought two organisations together" in text
    assert "cleo@" not in text
    assert fresh(enquiry).outcome == "introduced"


@pytest.mark.parametrize("end", ["seat", "role", "account", "organisation"])
def test_whoever_does_not_speak_for_the_organisation_any_more_has_a_dead_link(cast, letterbox, end):
    proposed(cast)
    send_waiting_mail()
    path = paths(letterbox)[cast.contact.email]
    seats = SeatTerm.objects.filter(person=cast.contact)
    if end == "seat":
        seats.update(state="ended", ended_at=timezone.now())
    if end == "role":
        seats.update(role="staff")
    if end == "account":
        Person.objects.filter(pk=cast.contact.pk).update(is_active=False)
    if end == "organisation":
        Organisation.objects.filter(pk=cast.organisation.pk).update(state="suspended", suspended_at=timezone.now())
    assert Browser().get(path).status_code == 404
    assert Browser().post(path, {"answer": "yes"}).status_code == 404
    assert Introduction.objects.filter(answer="waiting").count() == 2


def test_a_link_for_another_side_or_of_our_own_making_leads_nowhere(cast):
    enquiry = proposed(cast)
    of_asker, of_organisation = sides(enquiry)[None], sides(enquiry)[cast.organisation.pk]
    for side, person in ((of_asker, cast.contact.pk), (of_organisation, None), (of_organisation, cast.member.pk)):
        address = tokens.address_of(side, person)
        assert Browser().get("/" + address.split("/", 3)[3]).status_code == 404
    assert Browser().get(reverse("collaborations:introduction", args=["[1, 0]:forged"])).status_code == 404


def test_after_fourteen_days_it_comes_back_and_can_be_tried_anew(cast, second, letterbox):
    enquiry = proposed(cast)
    for later, moved in ((timedelta(days=13, hours=23), [0, 0]), (timedelta(days=14, minutes=1), [1, 0])):
        with time_machine.travel(timezone.now() + later, tick=False):
            assert [keep_promises(), keep_promises()] == moved
    assert fresh(enquiry).state == "received"
    assert [entry.why for entry in Entry.objects.about(enquiry).filter(verb="give_up_introduction")] == [
        "A side did not answer within 14 days, so it came back to the desk."
    ]
    propose_introduction(fresh(enquiry), organisation=second, to=None, text="Another one.", by=cast.coordinator)
    assert set(sides(enquiry)) == {None, second.pk}


def test_an_organisation_without_a_contact_in_reach_cannot_be_asked(cast, client_of):
    enquiry = waiting()
    browser = client_of(cast.coordinator)
    form = {"organisation": cast.third_organisation.pk, "to": "", "text": ABOUT}
    answer = browser.post(reverse("collaborations:propose-introduction", args=[enquiry.pk]), form, follow=True)
    assert "Voorbeeld Lidorganisatie C has no contact in reach" in answer.content.decode()
    same = form | {"organisation": cast.organisation.pk, "to": cast.organisation.pk}
    answer = browser.post(reverse("collaborations:propose-introduction", args=[enquiry.pk]), same)
    assert answer.status_code == 422
    assert fresh(enquiry).state == "received"
    done = browser.post(
        reverse("collaborations:propose-introduction", args=[enquiry.pk]),
        form | {"organisation": cast.organisation.pk},
        follow=True,
    )
    assert "Both sides are asked by mail." in done.content.decode()


@pytest.mark.django_db(transaction=True)
def test_both_agree_at_the_same_moment_and_are_introduced_once(cast):
    for _round in range(5):
        enquiry = proposed(cast)
        asker, contact = sides(enquiry)[None], sides(enquiry)[cast.organisation.pk]
        outcomes = at_once(
            partial(answer_introduction, asker, agrees=True, by=None),
            partial(answer_introduction, contact, agrees=True, by=cast.contact),
        )
        assert [type(outcome) for outcome in outcomes] == [Introduction, Introduction]
        assert fresh(enquiry).outcome == "introduced"
        assert Entry.objects.about(enquiry).filter(verb="introduce").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_agrees_while_the_other_would_rather_not_and_no_address_is_given(cast, letterbox):
    for _round in range(5):
        enquiry = proposed(cast)
        asker, contact = sides(enquiry)[None], sides(enquiry)[cast.organisation.pk]
        at_once(
            partial(answer_introduction, asker, agrees=True, by=None),
            partial(answer_introduction, contact, agrees=False, by=cast.contact),
        )
        assert fresh(enquiry).state == "received"
    send_waiting_mail()
    assert not [mail for mail in letterbox.mails if "You are introduced" in mail["Subject"]]


@pytest.mark.django_db(transaction=True)
def test_two_contacts_of_one_side_answer_at_once_and_the_first_counts(cast):
    SeatTerm.objects.filter(person=cast.member).update(role="contact")
    enquiry = proposed(cast)
    side = sides(enquiry)[cast.organisation.pk]
    outcomes = at_once(
        lambda: answer_introduction(Introduction.objects.get(pk=side.pk), agrees=True, by=cast.contact),
        lambda: answer_introduction(Introduction.objects.get(pk=side.pk), agrees=False, by=cast.member),
    )
    assert [isinstance(outcome, MoveRefused) for outcome in outcomes].count(True) == 1
