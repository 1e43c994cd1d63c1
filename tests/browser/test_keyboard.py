"""Everything of the first loop by Tab, Enter and Space alone."""

import pytest
from playwright.sync_api import expect

from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("processes")]

MOST_STEPS = 60
FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const label = at.labels?.length ? at.labels[0].innerText : at.innerText || at.value || "";
  return {
    words: label.replace(/\\s+/g, " ").trim(), kind: at.tagName,
    isSeen: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    isInView: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def in_view(visitor):
    """What has the focus, once the page has scrolled there: it does so smoothly."""
    focus = visitor.page.evaluate(FOCUS)
    return focus if focus["kind"] == "BODY" or focus["isInView"] else None


def tab_to(visitor, words):
    """Press Tab until the thing with these words has the focus; on the way everything shows that it has it."""
    passed = []
    for _step in range(MOST_STEPS):
        visitor.page.keyboard.press("Tab")
        focus = until(lambda: in_view(visitor), f"the focus comes into view after {passed}", within_seconds=10)
        passed.append(focus["words"])
        assert focus["kind"] == "BODY" or focus["isSeen"], f"the focus cannot be seen: {focus}"
        if focus["words"].startswith(words):
            return
    raise AssertionError(f"Tab does not come to {words!r}, only to {passed}")


def test_a_theme_is_proposed_opened_and_supported_by_keyboard(visit, processes):
    people = processes.people("keys", {"Ada": "A", "Ben": "B"})
    ada, dora, ben = visit(people.Ada), visit(people.Dora), visit(people.Ben)
    keys = ada.page.keyboard
    ada.open("/themes/propose/")
    tab_to(ada, "Skip to the content")
    keys.press("Enter")
    assert ada.page.evaluate("document.activeElement.id") == "main"
    for label, text in (
        ("In a few words", "Only keys"),
        ("What question", "Can everybody take part?"),
        ("What should be different", "Yes."),
    ):
        tab_to(ada, label)
        keys.type(text)
    tab_to(ada, "Propose this theme")
    keys.press("Enter")
    ada.heading("Only keys")
    theme = ada.page.url.removeprefix(processes.site)

    dora.open("/")
    tab_to(dora, "Desk")
    dora.page.keyboard.press("Enter")
    dora.heading("Desk")
    tab_to(dora, "Open this theme : Only keys")
    dora.page.keyboard.press("Space")
    dora.reads("Prepared for")
    dora.open("/desk/")
    tab_to(dora, "Outbox")
    dora.page.keyboard.press("Enter")
    dora.heading("Outbox")
    tab_to(dora, "Announce all of them now")
    dora.page.keyboard.press("Space")
    dora.reads("Nothing is prepared")

    ben.open(theme)
    tab_to(ben, f"Support for {people.Ben.organisation}")
    ben.page.keyboard.press("Space")
    ben.reads(f"{people.Ben.organisation} supports this theme.")


def test_the_dialog_and_the_menu_open_and_close_by_keyboard(visit, processes):
    people = processes.people("escape", {"Ada": "A"})
    ada, dora = visit(people.Ada), visit(people.Dora)
    ada.open("/themes/propose/")
    ada.fill(In_a_few_words="Not now", What_question="When then?", What_should_be_different="Less at once.")
    ada.press("Propose this theme")
    ada.heading("Not now")

    dora.open(ada.page.url)
    tab_to(dora, "Decline it")
    dora.page.keyboard.press("Enter")
    dialog = dora.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dora.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert dora.page.evaluate(FOCUS)["words"] == "Decline it"

    tab_to(ada, "You")
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("link", name="Mail and preferences")).to_be_visible()
    ada.page.keyboard.press("Escape")
    expect(ada.page.get_by_role("link", name="Mail and preferences")).to_be_hidden()
    assert ada.page.evaluate(FOCUS)["words"] == "You"
