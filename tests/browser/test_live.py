"""The live process dies and comes back: open pages find it again, and nothing that happened meanwhile is missed."""

import pytest

from tests.browser.visitors import LIVE_SECONDS
from tests.faults.visitors import Visitor as Poster

pytestmark = [pytest.mark.browser, pytest.mark.faults, pytest.mark.xdist_group("processes")]


def test_an_open_page_catches_up_after_the_live_process_was_killed(visit, processes):
    people = processes.people("live", {"Ada": "A"})
    theme = Poster(processes, people.Ada).propose("Said while nobody could hear")
    ada = visit(people.Ada)
    ada.forgive("/live/")
    with ada.page.expect_websocket():
        ada.open("/")
    ada.is_unread(0, "no notice yet")
    ada.page.evaluate("window.neverLoadedAnew = true")
    processes.kill("live")
    assert Poster(processes, people.Dora).open_theme(theme).status == 200
    processes.start("live")
    ada.is_unread(1, f"the badge catches up within {LIVE_SECONDS} s")
    assert ada.page.evaluate("window.neverLoadedAnew === true")
