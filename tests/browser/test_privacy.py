"""My own data, in a browser: a copy that arrives by itself, a proof before it is handed out, and an end without return."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.visitors import text_of
from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]


def signed_in_long_ago(processes, person):
    """The session stands, but nobody proved anything in it lately: a laptop left open."""
    processes.python(
        "from django.contrib.sessions.backends.db import SessionStore\n"
        f"session = SessionStore({person.session!r})\n"
        "session['account_authentication_methods'] = [{'method': 'code', 'at': 0}]\n"
        "session.save()"
    )


def prove(visitor, person, processes):
    """By a code to one's own address."""
    visitor.press(f"Mail a code to {person.email}")
    mails = until(lambda: [mail for mail in processes.mails(person.email) if code_in(mail)], "a code to prove it")
    visitor.fill(Code_from_the_mail=code_in(mails[-1]))
    visitor.press("Go on")


def code_in(mail):
    found = re.search(r"^\s*([A-Z0-9]{3,}-[A-Z0-9]{3,})\s*$", text_of(mail), re.MULTILINE)
    return found and found[1]


def test_the_public_page_is_light_and_readable_by_all(visit):
    stranger = visit()
    stranger.open("/privacy/")
    stranger.heading("What we keep about you")
    stranger.looks_well("/privacy/")


def test_a_copy_arrives_by_itself_and_is_handed_out_after_a_proof(processes, visit, tmp_path):
    people = processes.people("my-copy", {"Ada": "A", "Ben": "B"})
    signed_in_long_ago(processes, people.Ada)
    ada = visit(people.Ada)
    ada.open("/my-data/")
    ada.press("Make a copy of my data")
    fetch = ada.page.get_by_role("link", name="Fetch my copy")
    expect(fetch).to_be_visible()  # the page asked again by itself
    ada.looks_well("/my-data/")
    fetch.click()
    with ada.page.expect_download() as arriving:
        prove(ada, people.Ada, processes)
    arriving.value.save_as(tmp_path / "my-data.zip")
    with zipfile.ZipFile(tmp_path / "my-data.zip") as packed:
        assert people.Ada.email in packed.read("index.html").decode()
        assert not any(people.Ben.email in packed.read(name).decode() for name in packed.namelist())


def test_an_account_is_erased_by_one_button_after_a_proof(processes, visit):
    people = processes.people("my-end", {"Ada": "A"})
    signed_in_long_ago(processes, people.Ada)
    ada, elsewhere = visit(people.Ada), visit(people.Ada)
    elsewhere.open("/my-data/")
    ada.open("/my-data/erase/")
    ada.looks_well("/my-data/erase/")
    ada.press("Erase my account for good")
    prove(ada, people.Ada, processes)
    ada.reads("Your account is erased")
    elsewhere.open("/my-data/")
    elsewhere.heading("Sign in")
    left = processes.sql("SELECT name, email, is_active FROM members_person WHERE id = %s", people.Ada.id)
    assert left == [("", None, False)]
    until(
        lambda: [mail for mail in processes.mails(people.Ada.email) if mail["Subject"] == "Your account is erased"],
        "a last mail",
    )
