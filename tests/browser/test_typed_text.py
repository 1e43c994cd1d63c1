"""What was typed is never lost: not by a reload, a lost line, an ended session, or cookies that are gone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]

TITLE = "Learning from what went wrong"
QUESTION = "Who dares to tell the others what did not work?"


@pytest.fixture(scope="module")
def people(processes):
    return processes.people("typed", {"Ada": "A", "Cleo": "A", "Ben": "B"})


def stands_there(visitor, title=TITLE):
    expect(visitor.page.get_by_label("In a few words")).to_have_value(title)
    expect(visitor.page.get_by_label("What question")).to_have_value(QUESTION)


def test_a_reload_and_a_lost_line_keep_it(visit, people, processes):
    ada = visit(people.Ada)
    ada.open("/themes/propose/")
    ada.fill(In_a_few_words=TITLE, What_question=QUESTION)
    ada.reads(re.compile(r"Draft kept at \d"))
    ada.page.reload()  # the server has it: the page stands at the draft's own address now
    stands_there(ada)
    ada.forgive("ERR_INTERNET_DISCONNECTED", "sendError", "/live/")
    ada.context.set_offline(True)
    ada.fill(In_a_few_words=f"{TITLE}, again")
    ada.context.set_offline(False)
    ada.page.reload()
    stands_there(ada, f"{TITLE}, again")
    ada.reads("What you typed last time is back.")
    ada.fill(What_should_be_different="Teams tell one failure a month.")
    ada.press("Propose this theme")
    ada.heading(f"{TITLE}, again")
    themes = "SELECT title, state FROM collaborations_theme WHERE author_id = %s"
    assert processes.sql(themes, people.Ada.id) == [(f"{TITLE}, again", "proposed")]
    ada.open("/themes/propose/")
    expect(ada.page.get_by_label("In a few words")).to_have_value("")


def test_a_kept_draft_is_not_written_over_by_the_next_theme(visit, people, processes):
    ada = visit(people.Ada)
    ada.open("/themes/propose/")
    ada.fill(In_a_few_words="A first draft", What_question=QUESTION)
    ada.press("Keep as a draft")
    ada.reads("Your draft is kept.")
    ada.open("/themes/propose/")
    expect(ada.page.get_by_label("In a few words")).to_have_value("")
    ada.fill(In_a_few_words="A second draft")
    ada.reads(re.compile(r"Draft kept at \d"))
    drafts = "SELECT title FROM collaborations_theme WHERE author_id = %s AND state = 'draft' ORDER BY id"
    assert processes.sql(drafts, people.Ada.id) == [("A first draft",), ("A second draft",)]


def test_an_ended_session_keeps_it_through_the_sign_in(visit, people, processes):
    cleo = visit(people.Cleo)
    cleo.open("/themes/propose/")
    cleo.forgive("401", "403", "/live/")
    cleo.fill(In_a_few_words=TITLE, What_question=QUESTION)
    cleo.reads(re.compile(r"Draft kept at \d"))
    processes.sql("DELETE FROM django_session WHERE session_key = %s", people.Cleo.session)
    cleo.press("Propose this theme")
    cleo.reads("What you typed is kept: sign in and go on.")
    cleo.sign_in(people.Cleo.email)
    cleo.heading("Propose a theme")
    stands_there(cleo)
    cleo.fill(What_should_be_different="Teams tell one failure a month.")
    cleo.press("Propose this theme")
    cleo.heading(TITLE)
    drafts = "SELECT state FROM collaborations_theme WHERE author_id = %s"
    assert processes.sql(drafts, people.Cleo.id) == [("proposed",)]


def test_lost_cookies_keep_it_in_the_browser(visit, people):
    ben = visit(people.Ben)
    ben.open("/themes/propose/")
    ben.forgive("401", "403", "/live/")
    ben.fill(In_a_few_words=TITLE, What_question=QUESTION)
    ben.context.clear_cookies()
    ben.press("Propose this theme")
    ben.reads("what you typed is still there")
    ben.open("/themes/propose/")
    ben.sign_in(people.Ben.email)
    ben.heading("Propose a theme")
    stands_there(ben)
