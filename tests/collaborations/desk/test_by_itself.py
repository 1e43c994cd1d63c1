"""What the platform decided by itself stands at the desk with its rule, and can be taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext

from collaborations.enquiries.actions import ENDS, ESCALATES
from collaborations.enquiries.clock import NOBODY_ANSWERED
from collaborations.models import Theme
from collaborations.moderation.clocks import HIDDEN_UNTIL_DECIDED, OTHERS_ARE_ASKED, STAYS_HIDDEN_AND_ASKED
from collaborations.moderation.holds import HOLDS
from collaborations.themes.clock import PROMISES, keep_promises
from collaborations.themes.gathering.forming import FALLS_BACK, FORMS, STARTS
from collaborations.themes.models import OPENS_AFTER_DAYS, QUORUM_WITHIN
from members.people.models import Person
from network import journal
from network.desk import DEFAULTS
from network.journal import Entry
from network.protection import Level
from tests.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

BY_ITSELF = reverse("collaborations:by-itself")


@pytest.fixture
def opened(proposal):
    theme = proposal(title="Opened by the clock", due_at=timezone.now() - timedelta(minutes=1))
    keep_promises()
    assert Theme.objects.get(pk=theme.pk).state == "open"
    return theme


def test_it_is_listed_with_its_rule_and_a_button_that_takes_it_back(cast, client_of, opened):
    browser = client_of(cast.coordinator)
    html = browser.get(BY_ITSELF).text
    entry = Entry.objects.about(opened).filter(actor=None, verb="open").get()
    assert "Opened by the clock" in html
    assert entry.why
    assert entry.why in html
    answer = browser.post(reverse("collaborations:undo-default", args=[entry.pk]), follow=True)
    assert Theme.objects.get(pk=opened.pk).state == "proposed"
    assert Entry.objects.about(opened).last().actor == cast.coordinator
    assert reverse("collaborations:undo-default", args=[entry.pk]) not in answer.text, "it can be taken back once"
    browser.post(reverse("collaborations:undo-default", args=[entry.pk]))
    assert Theme.objects.get(pk=opened.pk).state == "proposed"


def test_the_rule_is_read_in_the_language_of_the_reader(cast, client_of, opened):
    Person.objects.filter(pk=cast.coordinator.pk).update(language="nl")
    entry = Entry.objects.about(opened).get(actor=None, verb="open")
    html = client_of(cast.coordinator).get(BY_ITSELF).text
    with translation.override("nl"):
        assert escape(gettext(entry.why)) in html
    assert entry.why not in html, "the journal keeps the English source"


def rules():
    """Every sentence that the clocks and what follows by itself write into the journal."""
    yield from (promise.rule for promise in PROMISES)
    yield from (FORMS, FALLS_BACK, STARTS, ESCALATES, ENDS, NOBODY_ANSWERED)
    yield from (hold.in_the_journal for hold in HOLDS)
    yield from (str(sentence) for sentence in (HIDDEN_UNTIL_DECIDED, OTHERS_ARE_ASKED, STAYS_HIDDEN_AND_ASKED))


@pytest.mark.parametrize("rule", list(rules()))
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_rule_can_be_read_in_every_language(rule, language):
    with translation.override(language):
        assert gettext(rule) != rule


def test_rules_name_the_days_that_the_clocks_keep():
    assert f" {OPENS_AFTER_DAYS} working days" in PROMISES[0].rule
    assert PROMISES[-1].rule.startswith(f"{QUORUM_WITHIN.days} days")


def test_what_cannot_be_taken_back_says_why_and_what_to_do(cast, client_of, proposal):
    entry = journal.record("start", proposal(), by=None, why=STARTS)
    html = client_of(cast.coordinator).get(BY_ITSELF).text
    assert reverse("collaborations:undo-default", args=[entry.pk]) not in html
    assert "talk to its carriers" in html
    without = [default.key for default in DEFAULTS.values() if not default.undo and not default.instead]
    assert without == []


def test_what_people_decided_and_what_is_long_ago_is_not_listed(cast, client_of, opened):
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert "Opened by the clock" not in client_of(cast.coordinator).get(BY_ITSELF).text


def test_nobody_reads_of_what_they_may_not_see_or_takes_it_back(cast, opened, deputy):
    entry = Entry.objects.about(opened).filter(actor=None).latest("pk")
    Theme.objects.filter(pk=opened.pk).update(protection=Level.SEALED)
    browser = Browser()
    browser.force_login(deputy)
    assert "Opened by the clock" not in browser.get(BY_ITSELF).text
    assert browser.post(reverse("collaborations:undo-default", args=[entry.pk])).status_code == 404
    browser.force_login(cast.member)
    assert browser.get(BY_ITSELF).status_code == 403


@pytest.mark.parametrize("count", [1, 3, 12])
def test_it_costs_the_same_for_few_and_for_many(cast, client_of, proposal, count, django_assert_num_queries):
    for _number in range(count):
        proposal(due_at=timezone.now() - timedelta(minutes=1))
    keep_promises()
    browser = client_of(cast.coordinator)
    with django_assert_num_queries(10):
        html = browser.get(BY_ITSELF).text
    assert html.count("happened-") == 2 * count
