"""What protects a mailed code, and coming in while Valkey is away."""

import re

import pytest
from django.conf import settings as live_settings
from django.urls import reverse

from members.models import Person
from tests.conftest import Browser
from tests.signing_in import CONFIRM, LOGIN, code_in, sign_in_by_code

pytestmark = pytest.mark.django_db

NOTICES = reverse("notifications:notices")


def is_in(browser):
    return browser.get(NOTICES).status_code == 200


@pytest.fixture
def _valkey_is_away(settings):
    """Every question to it is refused, as when nothing listens there."""
    settings.CACHES = settings.CACHES | {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/1"}}


@pytest.mark.allows_loops
def test_codes_are_long_and_all_different(cast, letterbox):
    people = list(cast.everybody().values())
    for person in people:
        Browser().post(LOGIN, {"email": person.email})
    codes = {code_in(mail).replace("-", "") for mail in letterbox.mails}
    assert len(codes) == len(people)
    assert min(map(len, codes)) >= 6
    assert live_settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT == 600
    assert live_settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS == 5


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' ')} "]
)
def test_a_code_may_be_typed_as_people_do(cast, client, letterbox, typed):
    client.post(LOGIN, {"email": cast.member.email})
    client.post(CONFIRM, {"code": typed(code_in(letterbox.mails[0]))})
    assert is_in(client)


def test_only_the_newest_code_of_a_browser_works(cast, client, letterbox):
    client.post(LOGIN, {"email": cast.member.email})
    client.post(reverse("account_logout"), {"next": LOGIN})  # "use another address"
    client.post(LOGIN, {"email": cast.member.email})
    first, second = map(code_in, letterbox.mails)
    client.post(CONFIRM, {"code": first})
    assert not is_in(client)
    client.post(CONFIRM, {"code": second})
    assert is_in(client)


@pytest.mark.allows_loops
@pytest.mark.parametrize("door", ["account_login", "account_signup", "account_reset_password"])
@pytest.mark.parametrize("email", ["ada@example.org", "zoe@example.org"])
def test_a_mail_scanner_that_opens_every_link_changes_nothing(cast, client, letterbox, door, email):
    """Some fetch what they find, twice, and even press what looks like a button's address."""
    client.post(reverse(door), {"email": email, "name": "Zoë"})
    (mail,) = letterbox.mails
    links = re.findall(r"https?://[^\s\"'<>]+", mail.get_content())
    before = list(Person.objects.order_by("pk").values())
    scanner = Browser()
    for link in links * 2:
        for ask in (scanner.head, scanner.get):
            assert ask(re.sub(r"^https?://[^/]+", "", link)).status_code in {200, 302, 404, 405}
    assert not is_in(scanner)
    assert not is_in(client)
    assert list(Person.objects.order_by("pk").values()) == before
    if (email, door) == ("ada@example.org", "account_login"):
        client.post(CONFIRM, {"code": code_in(mail)})
        assert is_in(client)


def test_the_code_is_in_the_mail_and_nowhere_on_the_page(cast, client, letterbox):
    client.post(LOGIN, {"email": cast.member.email})
    code = code_in(letterbox.mails[0])
    assert code not in client.get(CONFIRM).content.decode()
    assert code not in client.get(LOGIN).content.decode()


@pytest.mark.allows_loops
def test_guessing_from_one_place_is_stopped_with_the_form_kept(cast, letterbox):
    for _address in range(6):
        browser = Browser()
        browser.post(LOGIN, {"email": f"somebody-{_address}@example.org"})
        answers = [browser.post(CONFIRM, {"code": "BCDF-GHJK"}) for _guess in range(5)]
        assert 429 not in {answer.status_code for answer in answers}
    browser = Browser()
    browser.post(LOGIN, {"email": cast.member.email})
    answer = browser.post(CONFIRM, {"code": "BCDF-GHJK"})
    assert answer.status_code == 429
    assert 'value="BCDF-GHJK"' in answer.content.decode()
    assert int(answer["Retry-After"]) <= 60


@pytest.mark.usefixtures("_valkey_is_away")
def test_with_valkey_away_people_sign_in_and_the_limit_is_stricter(cast, client, letterbox):
    sign_in_by_code(client, cast.member, letterbox)
    assert is_in(client)
    again = Browser().post(LOGIN, {"email": cast.member.email})
    assert again.status_code == 429
    assert "Try again in" in again.content.decode()
    other = Browser()
    sign_in_by_code(other, cast.other, letterbox)
    assert is_in(other)
