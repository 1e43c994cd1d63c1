"""Four weeks without anybody at the desk: nothing passes its clock, and nothing sensitive opens by itself."""

import io
import re

import pytest
from django.core.management import call_command

from collaborations.models import Theme
from collaborations.themes.clock import keep_promises
from network.desk import PILES
from network.turnover import absence
from network.turnover.absence import play_absence

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def test_four_weeks_without_anybody():
    outcome = play_absence(organisations=4, weeks=4)
    assert outcome.faults == {
        "past its clock": [], "sensitive and opened by default": [], "without clock or default": [],
    }  # fmt: skip
    assert outcome.announced == 2
    assert outcome.looked_at > 200
    assert {"proposal", "flagged", "enquiry", "application", "request"} <= set(outcome.came)
    assert {"open", "escalate", "escalate_enquiry"} <= set(outcome.by_itself), "or the clocks were asked nothing"


def test_the_same_seed_is_the_same_story_and_none_of_it_happened(settings):
    settings.DEMO = True
    first, second = (_story() for _turn in range(2))
    assert first == second
    assert re.search(r"past its clock: 0$", first, re.MULTILINE)
    assert not Theme.objects.exists()


def _story():
    said = io.StringIO()
    call_command("simulate", "absence", organisations=2, weeks=1, seed=3, stdout=said)
    return "\n".join(line for line in said.getvalue().splitlines() if not line.startswith("seconds"))


def test_a_clock_that_stands_still_is_noticed(monkeypatch):
    """The look itself: without the clock of themes proposals pass their day, and that is a fault."""
    monkeypatch.setattr(
        absence, "EVERY_MINUTE", [clock for clock in absence.EVERY_MINUTE if clock is not keep_promises]
    )
    outcome = play_absence(organisations=2, weeks=2)
    assert outcome.faults["past its clock"]


def test_a_thing_without_a_promise_is_noticed(monkeypatch):
    monkeypatch.setattr(type(PILES["theme"]), "due", None)
    outcome = play_absence(organisations=2, weeks=1)
    assert outcome.faults["without clock or default"]
