"""Asking for a seat: a domain suggests, people decide."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from members.joining.actions import accept, ask, close_unanswered, refuse, withdraw
from members.joining.suggesting import suggested_to
from members.models import JoinRequest, Organisation, Person
from network.journal import Entry
from network.moves import MoveRefused
from network.queue import waiting_for
from notifications.mail.actions import send_waiting_mail
from tests.at_once import at_once
from tests.factories import OrganisationFactory, SeatFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def voorbeeld(cast):
    """Otto proved an address at the domain of organisation A."""
    Organisation.objects.filter(pk=cast.organisation.pk).update(domains=["example.org"])
    EmailAddress.objects.filter(user=cast.outsider).update(verified=True)
    cast.organisation.refresh_from_db()
    return cast


def both_parts(mail):
    return [re.sub(r"\s+", " ", mail.get_body((kind,)).get_content()) for kind in ("plain", "html")]


def with_address(person, email):
    """The person with another proved address."""
    EmailAddress.objects.filter(user=person).update(email=email, verified=True)
    Person.objects.filter(pk=person.pk).update(email=email)
    return Person.objects.get(pk=person.pk)


def test_a_proved_address_suggests_and_grants_nothing(voorbeeld, client_of):
    otto = voorbeeld.outsider
    assert suggested_to(otto) == [voorbeeld.organisation]
    browser = client_of(otto)
    page = browser.get(reverse("members:my-organisations"))
    assert "Ask Voorbeeld Lidorganisatie A for a seat" in text_of(page)
    assert browser.get(reverse("collaborations:propose")).status_code == 403


def test_an_address_that_is_only_claimed_suggests_nothing(voorbeeld):
    EmailAddress.objects.filter(user=voorbeeld.outsider).update(verified=False)
    assert suggested_to(voorbeeld.outsider) == []


def test_free_mail_suggests_nothing(voorbeeld):
    Organisation.objects.filter(pk=voorbeeld.organisation.pk).update(domains=["gmail.com"])
    assert suggested_to(with_address(voorbeeld.outsider, "otto@gmail.com")) == []


def test_what_is_asked_held_or_gone_is_suggested_no_longer(voorbeeld):
    ask(voorbeeld.organisation, text="I work there.", by=voorbeeld.outsider)
    assert suggested_to(voorbeeld.outsider) == []
    EmailAddress.objects.filter(user=voorbeeld.member).update(verified=True)
    assert suggested_to(voorbeeld.member) == []


def test_suggestions_cost_two_queries_however_many_there_are(voorbeeld, django_assert_num_queries):
    OrganisationFactory.create_batch(4, domains=["example.org"])
    otto = Person.objects.get(pk=voorbeeld.outsider.pk)
    assert otto.seats == []
    with django_assert_num_queries(2):
        assert len(suggested_to(otto)) == 5


def test_the_contacts_are_asked_by_mail_and_the_answer_comes_by_mail(cast, client_of, letterbox):
    browser = client_of(cast.outsider)
    address = reverse("members:ask-for-seat", args=[cast.organisation.pk])
    page = browser.post(address, {"text": "I coordinate <b>projects</b>."}, follow=True)
    assert "You asked for a seat" in text_of(page)
    send_waiting_mail()
    assert [(mail.envelope_to, mail["Subject"]) for mail in letterbox.mails] == [
        ([cast.contact.email], "Otto Voorbeeld asks for a seat")
    ]
    plain, html = both_parts(letterbox.mails[0])
    assert "I coordinate <b>projects</b>." in plain
    assert "I coordinate &lt;b&gt;projects&lt;/b&gt;." in html
    asked = JoinRequest.objects.get()
    accept_address = reverse("members:accept-join-request", args=[asked.pk])
    client_of(cast.contact).post(accept_address, {"role": "staff"})
    letterbox.clear()
    send_waiting_mail()
    assert [(mail.envelope_to, mail["Subject"]) for mail in letterbox.mails] == [
        ([cast.outsider.email], "Your seat at Voorbeeld Lidorganisatie A")
    ]
    home = reverse("members:my-organisation", args=[cast.organisation.pk])
    plain, html = both_parts(letterbox.mails[0])
    assert home in plain
    assert re.search(rf'{home}"[^>]*>See your organisation</a>', html)
    assert Person.objects.get(pk=cast.outsider.pk).speaks_for(cast.organisation)


def test_a_mail_about_a_request_holds_its_first_words_only(cast, letterbox):
    ask(cast.organisation, text="word " * 180, by=cast.outsider)
    send_waiting_mail()
    plain, html = both_parts(letterbox.mails[0])
    assert (plain.count("word"), html.count("word")) == (60, 60)


def test_after_deciding_there_is_a_way_on(cast, client_of):
    asked = ask(cast.organisation, text="I work here.", by=cast.outsider)
    home = reverse("members:my-organisation", args=[cast.organisation.pk])
    refuse(asked, answer="Not now.", by=cast.contact)
    assert f'<p class="kicker"><a href="{home}">' in text_of(client_of(cast.contact).get(asked.get_absolute_url()))
    page = text_of(client_of(cast.coordinator).get(asked.get_absolute_url()))
    assert f'<a href="{reverse("collaborations:desk")}">Back to the desk</a>' in page


def test_a_kind_no_needs_words_and_they_reach_whoever_asked(cast, client_of, letterbox):
    asked = ask(cast.organisation, text="May I?", by=cast.outsider)
    browser = client_of(cast.contact)
    address = reverse("members:refuse-join-request", args=[asked.pk])
    assert browser.post(address, {"answer": ""}).status_code == 422
    browser.post(address, {"answer": "Ask our colleagues in Kampala."})
    send_waiting_mail()
    mail = letterbox.to(cast.outsider)[-1]
    assert "Ask our colleagues in Kampala." in mail.get_body(("plain",)).get_content()
    assert "Ask our colleagues in Kampala." in text_of(client_of(cast.outsider).get(asked.get_absolute_url()))
    assert not Person.objects.get(pk=cast.outsider.pk).seats


def test_asking_twice_is_told_and_keeps_what_was_typed(cast, client_of):
    browser = client_of(cast.outsider)
    address = reverse("members:ask-for-seat", args=[cast.organisation.pk])
    browser.post(address, {"text": "First."})
    again = browser.post(address, {"text": "Second."})
    assert again.status_code == 409
    assert "You have asked already; the answer is on its way." in text_of(again)
    assert "Second." in again.content.decode()
    assert JoinRequest.objects.get().text == "First."


def test_whoever_holds_a_seat_and_where_nobody_takes_part_nothing_is_asked(cast):
    with pytest.raises(MoveRefused, match="hold a seat"):
        ask(cast.organisation, text="Again.", by=cast.member)
    Organisation.objects.filter(pk=cast.organisation.pk).update(state="suspended", suspended_at=timezone.now())
    with pytest.raises(MoveRefused, match="does not take part"):
        ask(cast.organisation, text="May I?", by=cast.outsider)


def test_only_contacts_there_decide_and_only_those_concerned_see_it(cast, client_of):
    asked = ask(cast.organisation, text="May I?", by=cast.outsider)
    seen = {
        who: client_of(person).get(asked.get_absolute_url()).status_code
        for who, person in cast.everybody().items()
        if person != cast.coordinator
    }
    assert seen == {"member": 404, "contact": 200, "other": 404, "ended": 404, "outsider": 200}
    address = reverse("members:accept-join-request", args=[asked.pk])
    assert client_of(cast.outsider).post(address, {"role": "contact"}).status_code == 403
    assert client_of(cast.member).post(address, {"role": "contact"}).status_code == 404
    assert JoinRequest.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("email", "says"),
    [("otto@example.org", "matches"), ("otto@kampala.example.org", "matches"), ("otto@examp1e.org", "looks-alike"),
     ("otto@example.com", "looks-alike"), ("otto@elsewhere.net", "elsewhere"), ("otto@gmail.com", "elsewhere")],
)  # fmt: skip
def test_what_the_address_says_stands_with_the_request(voorbeeld, email, says):
    assert ask(voorbeeld.organisation, text="May I?", by=with_address(voorbeeld.outsider, email)).address == says


def test_a_look_alike_is_seated_only_when_somebody_vouches(voorbeeld, client_of):
    asked = ask(voorbeeld.organisation, text="May I?", by=with_address(voorbeeld.outsider, "otto@examp1e.org"))
    browser = client_of(voorbeeld.contact)
    assert "The address at examp1e.org looks like one of yours, and is not." in text_of(
        browser.get(asked.get_absolute_url())
    )
    address = reverse("members:accept-join-request", args=[asked.pk])
    page = browser.post(address, {"role": "staff"}, follow=True)
    assert "only looks like one of yours" in text_of(page)
    assert JoinRequest.objects.get().state == "waiting"
    browser.post(address, {"role": "staff", "is_vouched_for": "on"})
    assert JoinRequest.objects.get().state == "accepted"
    assert Entry.objects.about(asked).get(verb="accept_join_request").facts["is_vouched_for"] is True


def test_the_database_seats_no_look_alike_without_a_voucher(voorbeeld):
    ask(voorbeeld.organisation, text="May I?", by=with_address(voorbeeld.outsider, "otto@examp1e.org"))
    with pytest.raises(IntegrityError, match="join_request_look_alike_vouched"), transaction.atomic():
        JoinRequest.objects.update(state="accepted")


def test_taken_back_is_taken_back(cast, client_of):
    asked = ask(cast.organisation, text="May I?", by=cast.outsider)
    assert cast.contact.notices.count() == 1
    address = reverse("members:withdraw-join-request", args=[asked.pk])
    assert client_of(cast.contact).post(address).status_code == 404
    client_of(cast.outsider).post(address)
    assert cast.contact.notices.count() == 0
    with pytest.raises(MoveRefused, match="withdrawn"):
        accept(asked, role="staff", by=cast.contact)


def test_what_nobody_answers_reaches_the_desk_after_fourteen_days(cast):
    asked = ask(cast.organisation, text="May I?", by=cast.outsider)

    def on_desk():
        return [waiting.address for waiting in waiting_for(cast.coordinator) if "asks" in waiting.title]

    assert on_desk() == []
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert on_desk() == [asked.get_absolute_url()]


def test_without_contacts_it_is_the_coordinators_at_once(cast, letterbox):
    ask(cast.third_organisation, text="May I?", by=cast.outsider)
    assert [waiting.title for waiting in waiting_for(cast.coordinator) if "asks" in waiting.title] == [
        "Otto Voorbeeld asks Voorbeeld Lidorganisatie C for a seat"
    ]
    send_waiting_mail()
    assert [mail.envelope_to for mail in letterbox.mails] == [[cast.coordinator.email]]


@pytest.mark.django_db(transaction=True)
def test_of_two_contacts_deciding_at_once_one_wins(cast):
    other = SeatFactory(organisation=cast.organisation, role="contact").person
    asked = ask(cast.organisation, text="May I?", by=cast.outsider)
    results = at_once(
        lambda: accept(JoinRequest.objects.get(pk=asked.pk), role="staff", by=cast.contact),
        lambda: refuse(JoinRequest.objects.get(pk=asked.pk), answer="No.", by=other),
        lambda: withdraw(JoinRequest.objects.get(pk=asked.pk), by=cast.outsider),
    )
    assert sum(isinstance(result, MoveRefused) for result in results) == 2
    assert cast.outsider.seat_terms.exists() is (JoinRequest.objects.get().state == "accepted")


@pytest.mark.django_db(transaction=True)
def test_asking_at_once_is_asking_once(cast):
    results = at_once(*[lambda: ask(cast.organisation, text="May I?", by=cast.outsider)] * 3)
    assert sum(isinstance(result, MoveRefused) for result in results) == 2
    assert JoinRequest.objects.count() == 1


def test_a_request_that_nobody_answers_ends_with_a_kind_word_and_gives_no_seat(cast, letterbox):
    asked = ask(cast.organisation, text="May I?", by=cast.outsider)
    assert close_unanswered() == 0
    JoinRequest.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(days=29))
    assert (close_unanswered(), close_unanswered()) == (1, 0)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("refused", None)
    assert not cast.outsider.seat_terms.exists()
    entry = Entry.objects.about(asked).last()
    assert (entry.actor_id, entry.why) == (None, asked.answer)
    send_waiting_mail()
    assert "You can ask again." in letterbox.to(cast.outsider)[0].get_body(("plain",)).get_content()
