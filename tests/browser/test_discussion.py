"""People discuss under a theme: by keyboard with a list behind the @, without scripts, narrow, wide, by day and by night."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]

THEME = """
import uuid
from collaborations.themes import actions
from collaborations.themes.models import Theme
from members.models import Person, SeatTerm

seat = SeatTerm.objects.select_related("organisation", "person").get(pk={seat_id})
facts = {{"title": "Asking together", "question": "Who asks?", "change": "We ask.", "organisation": seat.organisation}}
theme = Theme.objects.create(author=seat.person, submission_key=uuid.uuid4(), **facts)
actions.propose(theme, by=seat.person)
actions.open_theme(theme, by=Person.objects.get(pk={coordinator}))
print(theme.pk)
"""


@pytest.fixture(scope="module")
def people(processes):
    return processes.people("talk", {"Quirine": "A", "Wietske": "B", "Xandra": "C"})


@pytest.fixture(scope="module")
def theme(processes, people):
    told = processes.python(THEME.format(seat_id=people.Quirine.seat_id, coordinator=people.Dora.id))
    return f"/themes/{told.strip()}/"


def test_a_question_finds_its_answer(visit, people, theme):
    wietske = visit(people.Wietske)
    wietske.open(theme)
    words = wietske.page.get_by_label("Your words", exact=True)
    words.press_sequentially("Has anybody tried this? @Qui")
    option = wietske.page.get_by_role("option", name=re.compile("Quirine Voorbeeld"))
    expect(option).to_have_attribute("aria-selected", "true")
    wietske.is_accessible()
    words.press("ArrowDown")
    words.press("Enter")
    expect(words).to_have_value("Has anybody tried this? @Quirine Voorbeeld ")
    wietske.page.get_by_label("A question: somebody answers it").check()
    wietske.page.reload()
    expect(words).to_have_value("Has anybody tried this? @Quirine Voorbeeld ")
    wietske.reads("What you typed last time is back.")
    wietske.page.get_by_label("A question: somebody answers it").check()
    wietske.press("Say it")
    wietske.reads("question, not answered yet")
    wietske.looks_well()
    thread = f"/comments/{wietske.page.url.partition('#comment-')[2]}/"
    wietske.open(theme)
    expect(words).to_have_value("")
    wietske.looks_well()

    quirine = visit(people.Quirine)
    quirine.open("/")
    quirine.is_unread(2, "her theme opened, and she is mentioned")
    quirine.open("/notices/")
    quirine.reads(re.compile("mentions you"))
    quirine.open(thread)
    quirine.is_unread(1, "she has read what mentions her")
    quirine.fill(Your_words="Yes: ask *first*.", a_note_for="Ring Zoë on Monday.")
    quirine.press("Reply")
    quirine.reads("Only for who asked, who wrote it and the desk:")

    wietske.open(thread)
    wietske.reads("Ring Zoë on Monday.")
    wietske.press("This answers it")
    wietske.reads("question, answered")
    wietske.looks_well()
    wietske.open(theme)
    wietske.looks_well()

    quirine.open(thread)
    quirine.page.get_by_role("link", name="Edit").click()
    quirine.looks_well()
    quirine.fill(Your_words="Yes: ask *them* first.")
    quirine.press("Keep the change")
    quirine.page.get_by_role("link", name="edited").click()
    quirine.reads("What this comment said before it was edited, the latest first.")
    quirine.looks_well()


def test_everything_works_without_scripts(visit, people, theme):
    xandra = visit(people.Xandra, java_script_enabled=False)
    xandra.open(theme)
    xandra.fill(Your_words="Without scripts: @Wietske Voorbeeld, and " + "long" * 200)
    xandra.page.get_by_label("A challenge").check()
    xandra.press("Say it")
    xandra.reads("challenge, not answered yet")
    expect(xandra.page.locator(".mention", has_text="@Wietske Voorbeeld").first).to_be_visible()
    xandra.page.get_by_role("link", name="Edit", exact=True).click()
    xandra.press("Take it away")
    xandra.reads("You took your comment away. Answers to it stay.")
    xandra.press("Put it back")
    xandra.reads("Your comment is back.")
    xandra.open(theme)
    xandra.fill(Your_words="x" * 5_001)
    xandra.forgive("422")
    xandra.press("Say it")
    expect(xandra.page.get_by_role("alert").first).to_be_visible()
    expect(xandra.page.get_by_label("Your words", exact=True)).to_have_value("x" * 5_001)


def test_what_would_spill_over_stays_in_its_lines(visit, people, theme, processes):
    wild = "W" * 900 + " \u202edetrever " + "Z" + "\u0301\u0300\u0323" * 60 + " مرحبا"
    xandra = visit(people.Xandra)
    xandra.open(theme)
    xandra.fill(Your_words=wild + "\n\n> " + "y" * 400 + "\n\n```\n" + "code" * 150 + "\n```")
    xandra.press("Say it")
    xandra.reads("detrever")
    xandra.looks_well()
    stranger = visit(scheme="dark")
    stranger.open(theme)
    stranger.looks_well()
    stranger.reads("Sign in to say or ask something")
    expect(stranger.page.get_by_text("Xandra")).to_have_count(0)
