"""Whoever can act for others brings a second factor, everywhere and without a query more."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from members.devices.models import Device
from members.models import Person
from network.journal import Entry
from tests.conftest import Browser
from tests.members.people.apps_and_codes import digits, set_up_app
from tests.signing_in import proved, sign_in_by_code

pytestmark = pytest.mark.django_db

ASKED = reverse("account_second_factor")
SECURITY, DESK, PROPOSE = reverse("account_security"), reverse("collaborations:desk"), reverse("collaborations:propose")


def by_code_only(person):
    """A browser whose session passed a code by mail and nothing else."""
    browser = Browser()
    browser.force_login(person)
    session = browser.session
    session.update(proved(person, method="code"))
    session.save()
    return browser


def is_led_away(answer):
    return answer.status_code == 303 and answer.url.startswith(ASKED)


@pytest.mark.parametrize("role", ["is_coordinator", "is_safeguarding_officer", "is_superuser"])
@pytest.mark.allows_loops
def test_a_role_that_acts_for_others_is_led_to_a_second_factor_from_every_page(cast, role):
    Person.objects.filter(pk=cast.outsider.pk).update(**{role: True})
    browser = by_code_only(cast.outsider)
    for path in ["/", "/themes/", "/about/", DESK, PROPOSE, reverse("notifications:preferences"), "/repair/"]:
        assert is_led_away(browser.get(path)), path


def test_everybody_else_goes_where_they_like(cast):
    browser = by_code_only(cast.member)
    assert browser.get("/").status_code == 200
    assert browser.get(ASKED).url == "/"


@pytest.mark.parametrize(
    "path", [SECURITY, ASKED, reverse("account_logout"), reverse("mfa_activate_totp"), "/health/live"]
)
def test_the_way_out_and_the_way_to_a_second_factor_stay_open(cast, path):
    assert by_code_only(cast.coordinator).get(path).status_code == 200


def test_a_session_that_passed_one_works_without_a_query_more(cast, client_of, django_assert_num_queries):
    browser = client_of(cast.coordinator)
    browser.get("/about/")
    with django_assert_num_queries(3):
        assert browser.get("/about/").status_code == 200
    plain = Browser()
    plain.force_login(cast.member)
    plain.get("/about/")
    with django_assert_num_queries(3):
        plain.get("/about/")


def test_the_page_says_why_and_offers_both_ways(cast):
    page = by_code_only(cast.coordinator).get(ASKED).content.decode()
    assert "a code from your mail alone is not enough" in page
    assert reverse("mfa_add_webauthn") in page
    assert reverse("mfa_activate_totp") in page


@pytest.mark.django_db(transaction=True)
def test_a_form_is_refused_and_what_was_typed_waits(cast, theme_form):
    Person.objects.filter(pk=cast.member.pk).update(is_coordinator=True)
    browser = by_code_only(cast.member)
    answer = browser.post(PROPOSE, theme_form, headers={"referer": f"https://testserver{PROPOSE}"})
    assert is_led_away(answer)
    assert not cast.member.themes.exists()
    asked = browser.get(answer.url)
    assert asked.status_code == 200
    set_up_app(browser)
    assert f'href="{PROPOSE}"' in browser.post(reverse("mfa_view_recovery_codes")).content.decode()
    page = browser.get(PROPOSE)
    assert page.context["form"]["title"].value() == theme_form["title"]


def test_no_secret_waits_in_the_session_for_a_second_factor(cast):
    browser = by_code_only(cast.coordinator)
    page = reverse("members:sign-in-provider", args=[cast.organisation.pk])
    assert is_led_away(browser.post(page, {"issuer": "https://login.example.org", "client_secret": "hush"}))
    kept = str(dict(browser.session))
    assert "login.example.org" in kept
    assert "hush" not in kept


def test_a_part_of_a_page_stays_quiet_and_a_press_by_htmx_leads_the_whole_page(cast):
    browser = by_code_only(cast.coordinator)
    asked = browser.get("/", headers={"HX-Request": "true"})
    assert (asked.status_code, asked.content) == (204, b"")
    pressed = browser.post(reverse("notifications:read-all"), headers={"HX-Request": "true"})
    assert pressed.status_code == 204
    assert pressed["HX-Redirect"].startswith(ASKED)


@pytest.mark.django_db(transaction=True)
def test_setting_one_up_lets_this_session_in_and_ends_the_others(cast):
    here, elsewhere = by_code_only(cast.coordinator), by_code_only(cast.coordinator)
    for browser in (here, elsewhere):
        session = browser.session
        session["device_seen_at"] = 0
        session.save()
        browser.get(SECURITY)
    assert Device.objects.filter(person=cast.coordinator).count() == 2
    set_up_app(here)
    assert here.get(DESK).status_code == 200
    assert elsewhere.get(SECURITY).status_code == 302
    assert Device.objects.filter(person=cast.coordinator).count() == 1
    assert Entry.objects.about(cast.coordinator).filter(verb="add_second_factor").exists()


def test_who_has_one_but_did_not_use_it_here_proves_it_and_goes_on(cast):
    secret = generate_totp_secret()
    TOTP.activate(cast.coordinator, secret)
    browser = by_code_only(cast.coordinator)
    page = browser.get(f"{ASKED}?next={DESK}")
    assert "this session has not seen it yet" in page.content.decode()
    prove = page.context["prove_url"]
    answer = browser.post(prove, {"code": digits(secret), "next": DESK})
    assert (answer.status_code, answer.url) == (302, DESK)
    assert browser.get(DESK).status_code == 200


def test_who_has_none_cannot_pass_by_proving_something_else(cast, letterbox):
    browser = by_code_only(cast.coordinator)
    browser.post(reverse("account_reauthenticate_by_code"), {"mail": "1"})
    assert is_led_away(browser.get(DESK))


def test_the_last_one_that_a_role_asks_for_stays(cast):
    browser = Browser()
    browser.force_login(cast.coordinator)
    TOTP.activate(cast.coordinator, generate_totp_secret())
    page = browser.get(reverse("mfa_deactivate_totp"))
    assert "this is the only one you have" in page.content.decode()
    browser.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=cast.coordinator).exists()


def test_signing_in_asks_for_the_second_factor_at_once(cast, client, letterbox):
    secret = generate_totp_secret()
    TOTP.activate(cast.coordinator, secret)
    answer = sign_in_by_code(client, cast.coordinator, letterbox, DESK)
    assert answer.url == reverse("mfa_authenticate")
    assert client.get(DESK).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": digits(secret)})
    assert client.get(DESK).status_code == 200


def test_outside_the_demo_its_button_counts_for_nothing(cast, settings):
    browser = Browser()
    browser.force_login(cast.coordinator)
    session = browser.session
    session.update(proved(cast.coordinator, method="demo"))
    session.save()
    press = reverse("notifications:read-all")
    assert is_led_away(browser.post(press))
    settings.DEMO = True
    assert not is_led_away(browser.post(press))


def test_what_one_person_passed_counts_for_nobody_else(cast):
    browser = Browser()
    browser.force_login(cast.coordinator)
    session = browser.session
    session.update(proved(cast.member))
    session.save()
    assert is_led_away(browser.get(DESK))


@pytest.fixture
def theme_form():
    return {"title": "Who decides?", "question": "Who decides about the money?", "change": "We ask.", "verb": "propose"}
