"""Nobody learns at the door who has an account: the same answer, page and cookies for known, unknown and closed ones.

That the time is the same, too, `make bench-sign_in` measures.
"""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from members.models import Person
from tests.conftest import Browser
from tests.signing_in import CONFIRM, LOGIN

pytestmark = pytest.mark.django_db

VERIFY = reverse("account_email_verification_sent")
DOORS = {
    "code": (LOGIN, "email", {}, CONFIRM, {"code": "BCDF-GHJK"}),
    "password": (reverse("account_login_password"), "login", {"password": "not the right one"}, None, None),
    "reset": (
        reverse("account_reset_password"), "email", {}, reverse("account_confirm_password_reset_code"), {"code": "BCDF-GHJK"},
    ),
    "sign-up": (reverse("account_signup"), "email", {"name": "Zoë"}, VERIFY, {"code": "BCDF-GHJK"}),
}  # fmt: skip
WHO = {
    "known": "ada@example.org",
    "with a password": "ben@example.org",
    "closed": "otto@example.org",
    "unknown": "zoe@example.org",
}


@pytest.fixture(autouse=True)
def _accounts(cast):
    cast.other.set_password("the right one of this account")
    cast.other.save()
    EmailAddress.objects.filter(user=cast.other).update(verified=True)
    Person.objects.filter(pk=cast.outsider.pk).update(is_active=False)


def as_seen(answer, email):
    """All that reaches the visitor, with what must differ taken out."""
    text = answer.content.decode()
    if answer.context and "csrf_token" in answer.context:
        text = text.replace(str(answer.context["csrf_token"]), "…")
    headers = {name: value for name, value in answer.headers.items() if name not in {"Content-Length", "Expires"}}
    cookies = {
        name: {key: value for key, value in said.items() if key != "expires"} for name, said in answer.cookies.items()
    }
    return answer.status_code, headers, cookies, text.replace(email, "…")


def walk(door, email):
    """In at the door, on to the next page, and there a wrong code."""
    path, field, rest, next_page, typed = DOORS[door]
    browser = Browser()
    seen = [as_seen(browser.post(path, {field: email} | rest), email)]
    if next_page:
        seen += [as_seen(browser.get(next_page), email), as_seen(browser.post(next_page, typed), email)]
    return seen


@pytest.mark.allows_loops
@pytest.mark.parametrize("door", DOORS)
def test_every_door_answers_everybody_alike(letterbox, door):
    seen = {who: walk(door, email) for who, email in WHO.items()}
    assert seen["unknown"][0][0] in {200, 302, 422}
    for who, told in seen.items():
        assert told == seen["unknown"], who


@pytest.mark.allows_loops
@pytest.mark.parametrize("door", ["code", "reset", "sign-up"])
def test_the_second_and_the_last_try_betray_nothing_either(letterbox, door):
    """The first sign-up made an account: the second must look the same, and so must being asked to wait."""
    path, field, rest, _next_page, _typed = DOORS[door]
    answers = {}
    for who, email in WHO.items():
        said = [Browser().post(path, {field: email} | rest, REMOTE_ADDR=f"192.0.2.{len(answers)}") for _try in range(4)]
        answers[who] = [(answer.status_code, answer.get("Location")) for answer in said]
    assert [status for status, _place in answers["unknown"]] == [302, 302, 302, 429]
    assert all(told == answers["unknown"] for told in answers.values())


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("door", ["code", "reset", "sign-up"])
def test_every_address_gets_a_mail_so_that_its_owner_knows(letterbox, door, who):
    walk(door, WHO[who])
    assert [mail["To"] for mail in letterbox.mails] == [WHO[who]]


@pytest.mark.allows_loops
@pytest.mark.parametrize("door", ["code", "reset", "sign-up"])
def test_asking_for_another_code_betrays_nothing_and_reaches_everybody(letterbox, door):
    path, field, rest, next_page, _typed = DOORS[door]
    asked_at = path if door == "reset" else next_page
    seen = {}
    for who, email in WHO.items():
        browser = Browser()
        browser.post(path, {field: email} | rest)
        again = as_seen(browser.post(asked_at, {"mail": "1", "email": email}), email)
        seen[who] = (again, as_seen(browser.get(next_page), email))
        assert [mail["To"] for mail in letterbox.mails].count(email) == 2, who
    assert seen["unknown"][0][0] == 302
    assert all(told == seen["unknown"] for told in seen.values())


@pytest.mark.allows_loops
def test_wrong_passwords_are_refused_alike_after_five_with_the_address_kept(letterbox):
    path = reverse("account_login_password")
    for number, email in enumerate(WHO.values()):
        typed = {"login": email, "password": "not the right one"}
        answers = [Browser().post(path, typed, REMOTE_ADDR=f"192.0.2.{number}") for _try in range(6)]
        assert [answer.status_code for answer in answers][5:] == [429]
        assert {answer.status_code for answer in answers[:5]} <= {200, 422}
        assert f'value="{email}"' in answers[5].content.decode()
        assert "not the right one" not in answers[5].content.decode()
        assert "Try again in" in answers[5].content.decode()
