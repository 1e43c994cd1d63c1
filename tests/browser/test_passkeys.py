"""Passkeys and authenticator apps as people have them: a real browser with an authenticator built in."""

import pytest
from playwright.sync_api import expect

from tests.members.people.apps_and_codes import digits
from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]

SECURITY = "/account/security/"


@pytest.fixture
def people(processes, request):
    return processes.people(request.node.name.replace("_", "-")[-30:], {"Ada": "A"})


def sign_out(visitor):
    visitor.page.get_by_text("You", exact=True).click()
    visitor.press("Sign out")
    visitor.reads("You are signed out.")


def add_passkey(visitor, name):
    visitor.open(SECURITY)
    visitor.looks_well()
    visitor.press("Add a passkey", role="link")
    visitor.fill(What_do_you_call_it=name)
    visitor.press("Make the passkey")
    visitor.heading("Recovery codes")


def test_a_passkey_is_added_and_signs_in(visit_by_name, people):
    ada = visit_by_name()
    ada.open("/account/login/")
    ada.sign_in(people.Ada.email)
    add_passkey(ada, "My laptop")
    ada.looks_well("/account/security/passkeys/add/")
    ada.looks_well("/account/security/codes/")
    ada.open(SECURITY)
    ada.reads("My laptop")
    ada.looks_well()
    sign_out(ada)
    ada.open("/account/login/")
    ada.press("Use a passkey")
    expect(ada.page.get_by_text("You", exact=True)).to_be_visible()
    ada.heading("Today")


def test_a_passkey_is_asked_after_a_code_and_proves_who_is_there(visit_by_name, people):
    ada = visit_by_name(people.Ada)
    add_passkey(ada, "My laptop")
    sign_out(ada)
    ada.open("/account/login/?next=/account/security/")
    ada.fill(Your_e_mail_address=people.Ada.email)
    before = len(ada.processes.mails(people.Ada.email))
    ada.press("Mail me a code")
    ada.enter_code(people.Ada.email, before)
    ada.heading("Your second factor")
    ada.is_accessible()
    ada.press("Use a passkey")
    ada.heading("Security")
    ada.looks_well()


def test_without_a_passkey_in_the_browser_a_sentence_says_what_else_there_is(visit_by_name, people):
    stranger = visit_by_name()
    stranger.open("/account/login/")
    stranger.press("Use a passkey")
    stranger.reads("the browser gave no passkey for this place")
    stranger.is_accessible()


def test_without_scripts_nothing_is_offered_that_cannot_be_had(visit_by_name, people):
    ada = visit_by_name(people.Ada, authenticator=False, java_script_enabled=False)
    ada.open("/account/security/passkeys/add/")
    ada.reads("an authenticator app")
    expect(ada.page.get_by_role("button", name="Make the passkey")).not_to_be_visible()
    sign_out(ada)
    ada.open("/account/login/")
    expect(ada.page.get_by_role("button", name="Use a passkey")).not_to_be_visible()


def test_an_app_is_set_up_and_asked_for(visit, people, processes):
    ada = visit(people.Ada)
    ada.open(SECURITY)
    ada.press("Set up an authenticator app", role="link")
    ada.heading("Set up an authenticator app")
    ada.is_accessible()
    secret = ada.page.locator(".secret").inner_text()
    ada.fill(**{"2": digits(secret)})
    ada.press("Use this app")
    ada.heading("Recovery codes")
    ada.press("Show them now")
    expect(ada.page.locator(".codes > li")).to_have_count(10)
    ada.is_accessible()
    with ada.page.expect_download() as download:
        ada.press("Download as a file")
    assert download.value.suggested_filename == "recovery-codes.txt"
    code = ada.page.locator(".codes > li").first.inner_text()
    sign_out(ada)
    ada.open("/account/login/")
    ada.fill(Your_e_mail_address=people.Ada.email)
    before = len(processes.mails(people.Ada.email))
    ada.press("Mail me a code")
    ada.enter_code(people.Ada.email, before)
    ada.heading("Your second factor")
    ada.fill(Code=code)
    ada.press("Sign in")
    ada.heading("Today")
    subjects = until(lambda: [mail["Subject"] for mail in processes.mails(people.Ada.email)], "mails")
    assert "An authenticator app protects your account" in subjects


def test_a_password_is_weighed_while_it_is_typed(visit, people):
    ada = visit(people.Ada)
    ada.open("/account/password/set/")
    ada.page.get_by_label("New password").press_sequentially("aaaaaaaaaaaaaa", delay=10)
    ada.reads("A machine guesses this at once")
    ada.page.get_by_label("New password").fill("walnut ferry cobalt sigh")
    ada.reads("Very strong")
    ada.looks_well()
