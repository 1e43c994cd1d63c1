"""A sign-in with a browser that is new to somebody is told to them by mail, once, and never stops them."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.devices.models import Device
from members.models import Person
from members.people.known_browsers import COOKIE
from tests.conftest import Browser
from tests.members.devices.test_devices import FIREFOX
from tests.signing_in import CONFIRM, LOGIN, code_in, sign_in_by_code

pytestmark = pytest.mark.django_db

SUBJECT = "You signed in with a new browser"
LEAVE, NOTICES = reverse("account_logout"), reverse("notifications:notices")


def told(letterbox, person):
    return [mail for mail in letterbox.to(person) if mail["Subject"] == SUBJECT]


@pytest.fixture
def at_home(cast, letterbox):
    """The browser with which Ada signed in for the first time."""
    browser = Browser()
    sign_in_by_code(browser, cast.member, letterbox)
    return browser


def test_the_very_first_sign_in_is_not_news(cast, at_home, letterbox):
    assert told(letterbox, cast.member) == []


def test_a_new_account_hears_nothing_of_its_own_first_sign_in(client, letterbox):
    client.post(reverse("account_signup"), {"email": "zoe@example.org", "name": "Zoë"})
    client.post(reverse("account_email_verification_sent"), {"code": code_in(letterbox.mails[0])})
    assert client.get(NOTICES).status_code == 200
    assert [mail["Subject"] for mail in letterbox.mails if mail["Subject"] == SUBJECT] == []


def test_the_same_browser_again_is_not_news(cast, at_home, letterbox):
    at_home.post(LEAVE)
    sign_in_by_code(at_home, cast.member, letterbox)
    assert told(letterbox, cast.member) == []


def test_another_browser_is_told_with_what_when_and_what_to_do(cast, at_home, letterbox):
    Person.objects.filter(pk=cast.member.pk).update(time_zone="Africa/Kampala")
    other = Browser(headers={"user-agent": FIREFOX})
    sign_in_by_code(other, cast.member, letterbox)
    (mail,) = told(letterbox, cast.member)
    text = " ".join(mail.get_content().split())
    assert "Firefox on Windows" in text
    assert re.search(r"\d{2}:\d{2}.*\(Africa/Kampala\)", text)
    assert reverse("account_security") in text
    assert "If it was you, you need do nothing" in text
    assert "127.0.0.1" not in text
    other.post(LEAVE)
    sign_in_by_code(other, cast.member, letterbox)
    assert len(told(letterbox, cast.member)) == 1


def test_a_browser_that_knows_one_person_is_new_to_another(cast, at_home, letterbox):
    sign_in_by_code(Browser(), cast.other, letterbox)
    at_home.post(LEAVE)
    sign_in_by_code(at_home, cast.other, letterbox)
    assert len(told(letterbox, cast.other)) == 1
    at_home.post(LEAVE)
    sign_in_by_code(at_home, cast.member, letterbox)
    assert told(letterbox, cast.member) == []


def test_the_cookie_names_nobody_and_no_script_reads_it(cast, at_home):
    cookie = at_home.cookies[COOKIE]
    assert cast.member.email not in cookie.value
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["path"]) == (
        True,
        True,
        "Lax",
        "/account/",
    )


@pytest.mark.parametrize("value", ["", "nonsense", "eyJhIjoxfQ:1abc:def"])
def test_a_forged_cookie_makes_no_browser_known(cast, at_home, letterbox, value):
    other = Browser()
    other.cookies[COOKIE] = value
    sign_in_by_code(other, cast.member, letterbox)
    assert len(told(letterbox, cast.member)) == 1


def test_with_the_mail_server_away_the_sign_in_works(cast, at_home, letterbox, settings):
    other = Browser()
    other.post(LOGIN, {"email": cast.member.email})
    code = code_in(letterbox.to(cast.member)[-1])
    settings.EMAIL_PORT = 1
    other.post(CONFIRM, {"code": code})
    assert other.get(NOTICES).status_code == 200


def test_the_demo_button_sends_no_mail(cast, at_home, letterbox, settings):
    before = len(letterbox.mails)
    Browser().force_login(cast.member)
    assert len(letterbox.mails) == before


# Another address


EMAIL, VERIFY = reverse("account_email"), reverse("account_email_verification_sent")


def test_an_address_is_changed_by_a_code_to_the_new_one_and_told_to_the_old_one(cast, at_home, letterbox):
    letterbox.clear()
    assert at_home.post(EMAIL, {"email": "Ada.New@Example.org", "action_add": "1"}).url == VERIFY
    (mail,) = letterbox.mails
    assert mail["To"] == "ada.new@example.org"
    cast.member.refresh_from_db()
    assert cast.member.email == "ada@example.org"
    page = at_home.get(VERIFY).content.decode()
    assert "another-address" not in page
    answer = at_home.post(VERIFY, {"code": code_in(mail)})
    assert answer.url == reverse("account_security")
    cast.member.refresh_from_db()
    assert cast.member.email == "ada.new@example.org"
    address = EmailAddress.objects.get(user=cast.member)
    assert (address.email, address.primary, address.verified) == ("ada.new@example.org", True, True)
    (note,) = [mail for mail in letterbox.mails if mail["To"] == "ada@example.org"]
    assert note["Subject"] == "Your e-mail address was changed"
    assert "ada.new@example.org" in note.get_content()


def test_an_address_of_somebody_else_is_not_to_be_had(cast, at_home, letterbox):
    letterbox.clear()
    at_home.post(EMAIL, {"email": cast.other.email, "action_add": "1"})
    answer = at_home.post(VERIFY, {"code": code_in(letterbox.to(cast.other)[0])})
    assert answer.status_code == 200
    cast.member.refresh_from_db()
    assert cast.member.email == "ada@example.org"


def test_without_the_code_the_address_stays(cast, at_home, letterbox):
    at_home.post(EMAIL, {"email": "ada.new@example.org", "action_add": "1"})
    at_home.post(VERIFY, {"code": "ZZZZ-ZZZZ"})
    cast.member.refresh_from_db()
    assert cast.member.email == "ada@example.org"
    assert EmailAddress.objects.get(user=cast.member).email == "ada@example.org"


def test_signing_in_takes_few_queries_however_many_devices_there_are(cast, letterbox):
    sign_in_by_code(Browser(), cast.member, letterbox)
    for number in range(20):
        Device.objects.create(person=cast.member, session_key=f"session-{number}")
    browser = Browser()
    assert questions(lambda: browser.post(LOGIN, {"email": cast.member.email})) == 3
    assert questions(lambda: browser.post(CONFIRM, {"code": code_in(letterbox.to(cast.member)[-1])})) == 12
    assert browser.get(NOTICES).status_code == 200


def questions(step):
    """How many statements a step sends; savepoints stand only where a test wraps all in one transaction."""
    with CaptureQueriesContext(connection) as queries:
        step()
    return len([query for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]])
