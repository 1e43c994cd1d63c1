"""A week of forty things at the desk, by keyboard, in a real browser: how many keys, pages and minutes it takes."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.browser.test_keyboard import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]

OPENED, DECLINED, ENDED = 24, 10, 6  # themes to open and to decline, questions for a kind no
MOST_KEYS, MOST_PAGES = 200, 60

NUMBERS = count(1)
MATERIAL = """
from datetime import timedelta
from django.utils import timezone
from collaborations.desk.models import AnswerTemplate
from collaborations.enquiries.models import Enquiry
from collaborations.models import Theme
from collaborations.themes.models import LOOKS_AFTER
from members.models import Duty, Person, SeatTerm

ada, now = Person.objects.get(pk={ada}), timezone.now()
seat = ada.seats[0]
soon = now + timedelta(hours=3)  # before whatever other tests left on the desk
for number in range({opened} + {declined}):
    what = "Open" if number < {opened} else "Decline"
    theme = Theme.objects.create(
        title=f"{{what}} this {{number:02}} {tag}", question="What works?", change="More of it.", author=ada,
        organisation=seat.organisation, state="proposed", proposed_at=now, due_at=soon,
    )
    Duty.objects.create(kind=LOOKS_AFTER, thing_id=theme.pk, organisation=seat.organisation, seat=seat)
for number in range({ended}):
    Enquiry.objects.create(
        name="Voorbeeld Vrager", email="vrager@example.org", subject=f"End this {{number:02}} {tag}", text="May we?",
        due_at=soon,
    )
for pile, words in (("theme", "Try one country first."), ("enquiry", "Thank you; this is not for us.")):
    AnswerTemplate.objects.create(pile=pile, decision="decline", language="en", title="Kindly {tag}", text=words)
"""


class Keys:
    """Fingers that count."""

    def __init__(self, page):
        self.page, self.pressed, self.pages = page, 0, 0
        page.on("framenavigated", lambda _frame: self._turned())

    def _turned(self):
        self.pages += 1

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def focused(self):
        return self.page.evaluate("document.activeElement?.closest('.thing')?.querySelector('h2').innerText ?? ''")

    def minutes(self):
        said = self.page.evaluate("document.activeElement.closest('.thing').querySelector('.thing-when').innerText")
        return int(re.search(r"about (\d+) minute", said)[1])

    def then(self, key, *, title):
        """Press it, and wait until the thing with that title has left the desk."""
        self.press(key)
        expect(self.page.get_by_role("heading", level=2, name=title)).to_have_count(0)
        self.page.wait_for_load_state("load")


@pytest.fixture
def week(processes):
    people = processes.people(f"week{next(NUMBERS)}", {"Ada": "W"})
    facts = {"ada": people.Ada.id, "opened": OPENED, "declined": DECLINED, "ended": ENDED, "tag": "week"}
    processes.python(MATERIAL.format(**facts))
    yield people
    processes.sql("UPDATE collaborations_theme SET state = 'withdrawn', due_at = NULL WHERE title LIKE '%% week'")
    processes.sql("DELETE FROM collaborations_answertemplate WHERE title LIKE '%% week'")
    processes.sql("DELETE FROM collaborations_enquiry WHERE subject LIKE '%% week'")


def test_a_week_of_forty_things_by_keyboard(visit, processes, week, capsys):
    dora = visit(week.Dora)
    keys, minutes = Keys(dora.open("/desk/")), 0
    done = {"Open": 0, "Decline": 0, "End": 0}
    keys.press("j")
    while (title := keys.focused()) and sum(done.values()) < OPENED + DECLINED + ENDED:
        what, takes = title.split(" ")[0], keys.minutes()
        if not title.endswith(" week"):  # of another test
            keys.press("j")
            continue
        if what == "Open":
            keys.then("a", title=title)
        else:
            decline(keys, has_reasons=what == "Decline")
            keys.then("Control+Enter", title=title)
        done[what] += 1
        minutes += takes
    assert done == {"Open": OPENED, "Decline": DECLINED, "End": ENDED}
    dora.looks_well("/desk/outbox/")
    dora.open("/desk/outbox/")
    tab_to(dora, "Announce all of them now")
    keys.press("Enter")
    dora.reads("40 decisions are announced.")
    states = processes.sql("SELECT state, count(*) FROM collaborations_theme WHERE title LIKE '%% week' GROUP BY 1")
    assert dict(states) == {"open": OPENED, "declined": DECLINED}
    with capsys.disabled():
        print(f"\n40 things at the desk: {keys.pressed} key presses, {keys.pages} pages, about {minutes} minutes to read and think")  # fmt: skip
    assert keys.pressed <= MOST_KEYS
    assert keys.pages <= MOST_PAGES


def decline(keys, *, has_reasons):
    """Open the form, choose the reason below the first, insert the words written before."""
    keys.press("d")
    expect(keys.page.locator(".offer-words :focus")).to_have_count(1)
    if has_reasons:
        keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Tab") if has_reasons or not keys.page.evaluate("document.activeElement.matches('a')") else None
    assert keys.page.evaluate("document.activeElement.innerText").startswith("Kindly")
    keys.press("Enter")


def test_the_keys_of_the_desk(visit, week):
    dora = visit(week.Dora)
    page = dora.open("/desk/?kind=theme")
    dora.looks_well()
    keys = Keys(page)
    keys.press("j", "j", "k")
    first = keys.focused()
    expect(page.locator("#desk-said")).to_have_text(re.compile(rf"^1 of \d+: {re.escape(first)}$"))
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keys at the desk")).to_be_visible()
    keys.press("j", "Escape")
    expect(page.get_by_role("dialog", name="Keys at the desk")).to_be_hidden()
    keys.press("d")
    expect(page.locator(".offer-words :focus")).to_have_count(1)
    page.keyboard.type("j")
    keys.press("Escape")
    assert keys.focused() == first, "Escape closes the form and leads back to the thing"
    keys.press("d")
    expect(page.locator(".offer-words :focus")).to_have_count(1)
    keys.press("ArrowDown", "Tab")
    page.keyboard.type("just a jazz kick")
    expect(page.get_by_label("In your own words").locator("visible=true")).to_have_value("just a jazz kick")
    keys.press("Escape")
    keys.press("x")
    expect(page.get_by_role("button", name="Decide about the chosen together")).to_be_visible()
    keys.press("x")
    keys.then("a", title=first)
    keys.press("z")
    expect(page.get_by_role("heading", level=2, name=first)).to_be_visible()
    assert page.url.endswith(page.evaluate("'#' + document.activeElement.id"))
    keys.press("o")
    dora.heading(first)


def test_the_desk_without_scripts(visit, week, processes):
    dora = visit(week.Dora, java_script_enabled=False)
    page = dora.open("/desk/?kind=theme")
    title = page.locator(".thing h2").first.inner_text()
    dora.press("Open this theme", about=title)
    dora.reads("Prepared for")
    dora.press("Take the last decision back")
    dora.reads("1 decision is taken back.")
    dora.press("Decline it", role="link", about=title)
    page.get_by_label("The question is too wide").locator("visible=true").check()
    page.get_by_label("In your own words").locator("visible=true").fill("One country first.")
    page.get_by_role("button", name="Prepare: Decline it").locator("visible=true").click()
    dora.reads("Prepared for")
    dora.press("Take the last decision back")
    dora.looks_well("/desk/hours/")
    dora.looks_well("/desk/answers/")
    dora.looks_well("/desk/by-itself/")
