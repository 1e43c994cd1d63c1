"""Authenticator apps with real codes, recovery codes that work once, and proving anew before what matters."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from tests.conftest import Browser
from tests.members.people.apps_and_codes import digits, give_passkey, key_on, let_codes_be_used_again, set_up_app, wrong
from tests.signing_in import code_in, sign_in_by_code

pytestmark = pytest.mark.django_db(transaction=True)

SECURITY, APP, CODES = reverse("account_security"), reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")
SECOND, LEAVE = reverse("mfa_authenticate"), reverse("account_logout")
NOTICES = reverse("notifications:notices")


def is_in(browser):
    return browser.get(NOTICES).status_code == 200


@pytest.fixture
def with_app(cast, client_of):
    """Ada's browser, and the secret of the app that she has just set up."""
    browser = client_of(cast.member)
    return browser, set_up_app(browser)


def codes_on(page):
    return re.findall(r'class="secret">(\d{8})<', page.content.decode())


def test_an_app_is_set_up_by_a_picture_or_a_key(cast, client_of):
    answer = client_of(cast.member).get(APP)
    page = answer.content.decode()
    assert re.search(r'<svg class="scan"[^>]*role="img"', page)
    assert re.fullmatch("[A-Z2-7]{32}", key_on(answer))
    assert "data:" not in page


def test_on_the_phone_that_has_the_app_a_link_opens_it_and_the_key_reads_in_fours(cast, client_of):
    answer = client_of(cast.member).get(APP)
    key = key_on(answer)
    (address,) = re.findall(r'href="(otpauth://totp/[^"]+)"', answer.content.decode())
    assert f"secret={key}&" in html.unescape(address) + "&"
    assert f"<span>{key[:4]}</span><span>{key[4:8]}</span>" in answer.content.decode()


def test_whoever_has_an_app_already_is_led_to_what_protects_the_account(with_app):
    browser, _secret = with_app
    assert browser.get(APP).url == SECURITY


def test_a_wrong_code_sets_up_nothing_and_keeps_the_key(cast, client_of):
    browser = client_of(cast.member)
    secret = key_on(browser.get(APP))
    answer = browser.post(APP, {"code": wrong(digits(secret))})
    assert "This code is not right" in answer.content.decode()
    assert key_on(answer) == secret
    assert not Authenticator.objects.exists()
    browser.post(APP, {"code": digits(secret)})
    assert Authenticator.objects.filter(type="totp").exists()


def test_after_it_signing_in_asks_for_both(cast, with_app, letterbox):
    _browser, secret = with_app
    browser = Browser()
    assert sign_in_by_code(browser, cast.member, letterbox).url == SECOND
    assert not is_in(browser)
    assert "This code is not right" in browser.post(SECOND, {"code": wrong(digits(secret))}).content.decode()
    assert not is_in(browser)
    browser.post(SECOND, {"code": digits(secret)})
    assert is_in(browser)


@pytest.mark.parametrize("half_minutes", [-4, 4])
def test_a_code_of_another_time_does_not_work(cast, with_app, letterbox, half_minutes):
    _browser, secret = with_app
    browser = Browser()
    sign_in_by_code(browser, cast.member, letterbox)
    browser.post(SECOND, {"code": digits(secret, half_minutes_later=half_minutes)})
    assert not is_in(browser)


def test_a_code_works_once(cast, with_app, letterbox):
    _browser, secret = with_app
    with time_machine.travel(timezone.now().replace(second=10), tick=False):
        for expected in (True, False):
            browser = Browser()
            sign_in_by_code(browser, cast.member, letterbox)
            browser.post(SECOND, {"code": digits(secret)})
            assert is_in(browser) is expected


def test_a_copy_of_the_database_makes_no_codes(cast, with_app):
    """And under another SECRET_KEY, where nothing can be opened, no code fits, least of all one of an empty key."""
    _browser, secret = with_app
    app = Authenticator.objects.get(user=cast.member, type=Authenticator.Type.TOTP)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    assert app.wrap().validate_code(digits(secret))
    app.data = {"secret": "of another key"}
    assert not app.wrap().validate_code(digits(""))


def test_after_five_wrong_codes_the_right_one_does_not_help(cast, with_app, letterbox):
    _browser, secret = with_app
    browser = Browser()
    sign_in_by_code(browser, cast.member, letterbox)
    for _attempt in range(5):
        browser.post(SECOND, {"code": wrong(digits(secret))})
    browser.post(SECOND, {"code": digits(secret)})
    assert not is_in(browser)


def test_too_many_codes_are_refused_with_a_sentence_also_from_elsewhere(cast, with_app, letterbox):
    """The key is the person: the sixth try waits, whoever makes it."""
    _browser, secret = with_app
    browser = Browser()
    sign_in_by_code(browser, cast.member, letterbox)
    tries = [browser.post(SECOND, {"code": wrong(digits(secret))}).status_code for _try in range(5)]
    other = Browser()
    sign_in_by_code(other, cast.member, letterbox)
    answer = other.post(SECOND, {"code": wrong(digits(secret))}, REMOTE_ADDR="192.0.2.7")
    assert [*tries, answer.status_code] == [200] * 5 + [429]
    assert "That was asked too often in a short time. Try again in" in answer.content.decode()
    assert 'name="code"' in answer.content.decode()
    assert int(answer["Retry-After"]) <= 300


def test_a_passkey_that_comes_too_often_is_refused_on_the_same_page(cast, with_app, letterbox):
    browser = Browser()
    sign_in_by_code(browser, cast.member, letterbox)
    answers = [browser.post(SECOND, {"credential": "{}"}).status_code for _try in range(6)]
    assert answers == [200] * 5 + [429]


@pytest.mark.parametrize(
    ("name", "typed", "page"),
    [
        ("mfa_reauthenticate", {"code": "000000"}, 'name="code"'),
        ("mfa_reauthenticate_webauthn", {"credential": "{}"}, "One moment, please"),
    ],
)
def test_proving_anew_too_often_is_refused_with_a_sentence(cast, with_app, name, typed, page):
    browser, _secret = with_app
    Authenticator.objects.create(user=cast.member, type=Authenticator.Type.WEBAUTHN, data={})
    answers = [browser.post(reverse(name), typed) for _try in range(6)]
    assert 429 not in {answer.status_code for answer in answers[:5]}
    assert answers[5].status_code == 429
    assert "Try again in" in answers[5].content.decode()
    assert page in answers[5].content.decode()


def test_guessing_the_password_to_prove_it_is_refused_with_a_sentence(cast, client_of):
    cast.member.set_password("walnut ferry cobalt sigh")
    cast.member.save()
    browser = client_of(cast.member)
    answers = [browser.post(reverse("account_reauthenticate"), {"password": "guess"}) for _try in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Try again in" in answers[5].content.decode()


def test_a_passkey_is_offered_to_those_with_one_below_the_code_field_of_an_app(cast, with_app, letterbox):
    browser = Browser()
    sign_in_by_code(browser, cast.member, letterbox)
    assert "Use a passkey" not in browser.get(SECOND).content.decode()
    give_passkey(cast.member)
    both = browser.get(SECOND).content.decode()
    assert both.index('name="code"') < both.index("Use a passkey")
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    alone = browser.get(SECOND).content.decode()
    assert alone.index("Use a passkey") < alone.index('name="code"')
    assert "authenticator app" not in alone


def test_after_the_recovery_codes_one_is_back_at_what_protects_the_account(with_app):
    browser, _secret = with_app
    assert f'href="{SECURITY}"' in browser.post(CODES).content.decode().partition("I keep them safe")[0][-200:]


def test_the_security_page_says_how_signing_in_goes_in_each_state(cast, client_of):
    browser = client_of(cast.member)
    assert "A code by mail is all you need" in browser.get(SECURITY).content.decode()
    set_up_app(browser)
    assert "six digits from your app or a recovery code" in browser.get(SECURITY).content.decode()
    give_passkey(cast.member)
    assert "your app, your passkey or a recovery code" in browser.get(SECURITY).content.decode()
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    assert "too: your passkey or a recovery code" in browser.get(SECURITY).content.decode()


def test_recovery_codes_are_shown_once_when_asked_for(with_app):
    browser, _secret = with_app
    assert codes_on(browser.get(CODES)) == []
    codes = codes_on(browser.post(CODES))
    assert len(set(codes)) == 10
    again = browser.get(CODES)
    assert codes_on(again) == []
    assert "were shown once" in again.content.decode()


def test_they_can_be_had_as_a_file_by_the_browser_that_saw_them(cast, with_app, client_of):
    browser, _secret = with_app
    codes = codes_on(browser.post(CODES))
    file = browser.post(CODES, {"file": "1"})
    assert file["Content-Disposition"].startswith("attachment")
    assert re.findall(r"^\d{8}\r?$", file.content.decode(), re.MULTILINE) == [f"{code}\r" for code in codes]
    other = Browser()
    other.force_login(cast.member)
    assert codes_on(other.post(CODES)) == []
    assert codes_on(other.post(CODES, {"file": "1"})) == []


def test_a_recovery_code_signs_in_once(cast, with_app, letterbox):
    browser, _secret = with_app
    code = codes_on(browser.post(CODES))[3]
    for expected in (True, False):
        other = Browser()
        sign_in_by_code(other, cast.member, letterbox)
        other.post(SECOND, {"code": code})
        assert is_in(other) is expected
    assert "9 codes left" in browser.get(SECURITY).content.decode()


def test_new_codes_end_the_old_ones(cast, with_app, letterbox):
    browser, _secret = with_app
    old = codes_on(browser.post(CODES))
    browser.post(reverse("mfa_generate_recovery_codes"))
    new = codes_on(browser.post(CODES))
    assert len(new) == 10
    assert not set(old) & set(new)
    other = Browser()
    sign_in_by_code(other, cast.member, letterbox)
    other.post(SECOND, {"code": old[0]})
    assert not is_in(other)


def test_each_change_is_told_to_the_owner(cast, client_of, letterbox):
    browser = client_of(cast.member)
    set_up_app(browser)
    browser.post(reverse("mfa_generate_recovery_codes"))
    browser.post(reverse("mfa_deactivate_totp"))
    subjects = [mail["Subject"] for mail in letterbox.to(cast.member)]
    assert subjects == [
        "An authenticator app protects your account",
        "New recovery codes were made",
        "The authenticator app was removed",
    ]
    text = letterbox.mails[0].get_content()
    assert "Europe/Amsterdam" in text
    assert SECURITY in text
    assert "127.0.0.1" not in text


def test_with_the_mail_server_away_the_change_stands(cast, client_of, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    set_up_app(client_of(cast.member))
    assert Authenticator.objects.filter(user=cast.member, type="totp").exists()


def test_without_an_app_the_recovery_codes_are_gone(with_app):
    browser, _secret = with_app
    browser.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert browser.get(CODES).status_code == 404


# Proving anew


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "account_set_password"])
def test_after_ten_minutes_what_matters_asks_once_more_who_is_there(cast, letterbox, client_of, name):
    browser, path = client_of(cast.member), reverse(name)
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        assert browser.get(path).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = browser.get(path)
        assert asked.url == f"{reverse('account_reauthenticate_by_code')}?next={path.replace('/', '%2F')}"
        assert "Mail a code to" in browser.get(asked.url).content.decode()
        assert letterbox.mails == []
        browser.post(asked.url, {"mail": "1", "next": path})
        answer = browser.post(asked.url, {"code": code_in(letterbox.mails[0]), "next": path})
        assert (answer.status_code, answer.url) == (302, path)
        assert browser.get(path).status_code == 200


def test_a_wrong_code_proves_nothing_and_five_of_them_end_it(cast, letterbox, client_of):
    browser, prove = client_of(cast.member), reverse("account_reauthenticate_by_code")
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        browser.post(prove, {"mail": "1"})
        code = code_in(letterbox.mails[0])
        for _attempt in range(5):
            assert "This code is not right" in browser.post(prove, {"code": "ZZZZ-ZZZZ"}).content.decode()
        assert "no longer good" in browser.post(prove, {"code": code}).content.decode()
        assert browser.get(APP).status_code == 302


def test_whoever_has_an_app_proves_it_with_the_app(with_app):
    browser, secret = with_app
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = browser.get(reverse("mfa_deactivate_totp"))
        assert asked.url.startswith(reverse("mfa_reauthenticate"))
        assert browser.get(reverse("account_reauthenticate_by_code")).url.startswith(reverse("mfa_reauthenticate"))
        let_codes_be_used_again()
        answer = browser.post(asked.url, {"code": digits(secret), "next": reverse("mfa_deactivate_totp")})
        assert answer.url == reverse("mfa_deactivate_totp")


def test_a_press_that_asked_for_a_proof_is_carried_out_after_it(with_app):
    browser, secret = with_app
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = browser.post(reverse("mfa_deactivate_totp"))
        assert Authenticator.objects.filter(type="totp").exists()
        browser.post(asked.url, {"code": digits(secret), "next": reverse("mfa_deactivate_totp")})
        assert not Authenticator.objects.exists()


def test_no_secret_waits_in_the_session_for_a_proof(cast, client_of):
    browser = client_of(cast.member)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        browser.post(
            reverse("account_set_password"), {"password1": "four-plain-words", "password2": "four-plain-words"}
        )
    assert "four-plain-words" not in str(dict(browser.session))


def test_proving_never_leads_to_another_site(cast, letterbox, client_of):
    browser, prove = client_of(cast.member), reverse("account_reauthenticate_by_code")
    browser.post(prove, {"mail": "1"})
    answer = browser.post(prove, {"code": code_in(letterbox.mails[0]), "next": "https://evil.example.com/"})
    assert answer.url == "/"
