"""The public form: anybody may ask, programs and impatience are met kindly, and nothing typed is lost."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from collaborations.enquiries import moments, tokens
from collaborations.enquiries.models import Enquiry
from collaborations.hours.models import Leave
from notifications.mail.actions import send_waiting_mail
from tests.collaborations.enquiries.material import TEXT, waiting
from tests.conftest import Browser
from tests.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

CONTACT, SENT = reverse("collaborations:contact"), reverse("collaborations:contact-sent")


def shown(ago=timedelta(minutes=2)):
    """A moment as the form had it some time ago."""
    with time_machine.travel(timezone.now() - ago, tick=False):
        return moments.moment()


def typed(**changes):
    kept = {"text": TEXT, "subject": "", "name": "Robin", "email": "robin@example.org", "moment": shown()}
    return {**kept, **changes}


def html(answer):
    return answer.content.decode()


def test_the_form_is_one_press_away_from_every_page(client):
    for page in (reverse("pages:home"), reverse("pages:about")):
        assert f'href="{CONTACT}"' in html(client.get(page))
    assert 'name="email"' in html(client.get(CONTACT))


def test_what_is_wrong_on_the_page_of_an_organisation_is_said_with_its_name(client, cast):
    organisation = OrganisationFactory(name='Voorbeeld & "Zonen"')
    page = html(client.get(organisation.get_absolute_url()))
    link = re.search(rf'href="({CONTACT}\?about=[^"]+)"', page)[1]
    assert 'value="Voorbeeld &amp; &quot;Zonen&quot;"' in html(client.get(link))
    for odd in ("%00", "x" * 3000, "%F0%9F%8C%8D", "%3Cscript%3E"):
        assert client.get(f"{CONTACT}?about={odd}").status_code == 200
    assert "<script>" not in html(client.get(f"{CONTACT}?about=%3Cscript%3E"))


def test_asking_lays_it_on_the_desk_and_a_mail_leads_to_where_it_stands(client, cast, letterbox):
    answer = client.post(CONTACT, typed())
    assert (answer.status_code, answer.url) == (302, SENT)
    enquiry = Enquiry.objects.get()
    assert (enquiry.text, enquiry.email, enquiry.name, enquiry.source) == (TEXT, "robin@example.org", "Robin", "form")
    send_waiting_mail()
    (mail,) = [mail for mail in letterbox.mails if mail.envelope_to == ["robin@example.org"]]
    address = re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0]
    page = html(Browser().get("/" + address.split("/", 3)[3]))
    assert TEXT in page
    assert "The coordinator reads it and answers by" in page
    assert [mail["Subject"] for mail in letterbox.to(cast.coordinator)] == ["A question from outside: " + TEXT[:60]]


@pytest.mark.parametrize(
    "moment",
    [
        lambda: shown(timedelta(seconds=1)),
        lambda: shown(timedelta(days=2)),
        lambda: "",
        lambda: "forged:x",
        lambda: shown(timedelta(seconds=-60)),
    ],
)
def test_too_fast_too_old_or_unsigned_is_asked_again_and_nothing_is_lost(client, moment):
    answer = client.post(CONTACT, typed(moment=moment(), subject="School meals"))
    assert answer.status_code == 422
    page = html(answer)
    assert "Nothing was lost: press the button once more." in page
    assert "Who of you works with local cooks?" in page
    assert not Enquiry.objects.exists()
    again = re.search(r'name="moment" value="([^"]+)"', page)[1]
    with time_machine.travel(timezone.now() + timedelta(minutes=3)):
        assert client.post(CONTACT, typed(moment=again)).status_code == 302
    assert Enquiry.objects.count() == 1


def test_what_a_program_fills_in_is_thrown_away_without_a_word(client):
    assert client.post(CONTACT, typed(title="Buy")).url == SENT
    assert not Enquiry.objects.exists()


def test_the_same_form_sent_twice_is_one_enquiry_and_changed_in_between_two(client):
    form = typed()
    for _ in range(2):
        assert client.post(CONTACT, form).status_code == 302
    client.post(CONTACT, form | {"text": "Something else, from the same form."})
    assert Enquiry.objects.count() == 2


def test_who_asked_reads_by_when_from_the_hours_at_the_desk_and_that_nobody_is_there(cast, client):
    with time_machine.travel(datetime(2026, 11, 30, 10, 0, tzinfo=UTC)):
        assert "We expect to answer by Tuesday 1 December; at the latest a deputy is asked, too, on Monday 7" in html(
            client.get(SENT)
        )
        Leave.objects.create(person=cast.coordinator, first_day=date(2026, 12, 1), last_day=date(2026, 12, 24))
        assert "At the latest a deputy is asked, too, on Monday 7 December." in html(client.get(SENT))


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"email": "nobody"}, {"email": ""}, {"text": "x" * 5001}, {"subject": "x" * 201}]
)
def test_what_is_wrong_is_said_and_kept(client, wrong):
    answer = client.post(CONTACT, typed(**wrong))
    assert answer.status_code == 422
    assert next(iter(wrong.values())) in html(answer)
    assert not Enquiry.objects.exists()


def test_too_often_is_said_with_what_was_typed(client):
    for n in range(3):
        assert client.post(CONTACT, typed(text=f"Question {n}")).status_code == 302
    answer = client.post(CONTACT, typed(text="Question 4", email="Robin@Example.org"))
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert "Question 4" in html(answer)
    assert Enquiry.objects.count() == 3


def test_the_answer_is_the_same_whatever_the_address(cast, client):
    pages = []
    for email in ("nobody@example.org", cast.member.email):
        browser = Browser()
        answer = browser.post(CONTACT, typed(email=email))
        pages.append((answer.status_code, answer.url, html(browser.get(answer.url))))
    assert pages[0] == pages[1]


def test_an_address_that_anybody_may_write_down_is_mailed_once_a_day(client, letterbox):
    for n in range(2):
        client.post(CONTACT, typed(text=f"Question {n}"))
    send_waiting_mail()
    assert len(letterbox.mails) == 1
    with time_machine.travel(timezone.now() + timedelta(days=1, hours=1)):
        client.post(CONTACT, typed(text="Question 3", moment=shown()))
        send_waiting_mail()
    assert len(letterbox.mails) == 2


def test_people_who_are_signed_in_are_known(cast, client_of):
    browser = client_of(cast.member)
    page = html(browser.get(CONTACT))
    assert 'name="email"' not in page
    assert "The answer goes to ada@example.org." in page
    browser.post(CONTACT, {"text": TEXT, "moment": shown(), "email": "other@example.org"})
    enquiry = Enquiry.objects.get()
    assert (enquiry.email, enquiry.name) == ("ada@example.org", "Ada Voorbeeld")


def test_it_is_answered_in_the_language_of_the_form(client, letterbox):
    client.post(CONTACT, typed(), headers={"Accept-Language": "nl"})
    assert Enquiry.objects.get().language == "nl"
    send_waiting_mail()
    with translation.override("nl"):
        assert letterbox.mails[0]["Subject"] == translation.gettext("Your question arrived")


# The page of whoever asked


STANDS = {
    "received": ({}, "The coordinator reads it and answers by"),
    "late": ({"escalated_at": timezone.now()}, "The answer takes longer than we promised"),
    "introducing": ({"state": "introducing"}, "We asked two sides whether they want to be introduced"),
    "discarded": ({"state": "discarded", "due_at": None}, "We took it for advertising"),
    "no": ({"state": "answered", "outcome": "no", "answered_at": timezone.now(), "answer_text": "Not this year."}, "Not this year."),
    "ended": ({"state": "answered", "outcome": "no", "answered_at": timezone.now()}, "Nobody in the network could take"),
    "theme": ({"state": "answered", "outcome": "theme", "answered_at": timezone.now()}, "became the draft of a theme"),
    "introduced": ({"state": "answered", "outcome": "introduced", "answered_at": timezone.now()}, "we brought two organisations together"),
}  # fmt: skip


@pytest.mark.parametrize("state", STANDS)
def test_whoever_asked_sees_where_it_stands(client, state):
    facts, words = STANDS[state]
    address = reverse("collaborations:my-enquiry", args=[tokens.token_of(waiting(**facts))])
    page = client.get(address)
    assert words in html(page)
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-cache" in page["Cache-Control"]


def test_a_theme_that_came_of_it_is_shown_once_everybody_can_read_it(client):
    from tests.factories import theme_in

    answered = {"state": "answered", "outcome": "theme", "answered_at": timezone.now()}
    for state, is_shown in (("draft", False), ("proposed", False), ("open", True)):
        theme = theme_in(state, title=f"Cooks {state}")
        page = html(
            client.get(reverse("collaborations:my-enquiry", args=[tokens.token_of(waiting(**answered, theme=theme))]))
        )
        assert (theme.get_absolute_url() in page) is is_shown
        assert "Cooks draft" not in page


def test_a_link_that_is_not_ours_or_whose_question_is_gone_leads_nowhere(client, letterbox, cast):
    client.post(CONTACT, typed())
    enquiry = Enquiry.objects.get()
    token = tokens.token_of(enquiry)
    address, erase = (reverse(f"collaborations:{name}", args=[token]) for name in ("my-enquiry", "erase-my-enquiry"))
    assert client.get(erase).status_code == 405
    assert client.get(address).status_code == 200
    for _ in range(2):
        assert client.post(erase).url == CONTACT
    assert not Enquiry.objects.exists()
    assert client.get(address).status_code == 404
    assert client.get(reverse("collaborations:my-enquiry", args=["[1]:forged"])).status_code == 404
    send_waiting_mail()
    assert letterbox.mails == []  # neither whoever asked nor the desk hears of what is erased
