"""What the platform decided by itself stands at the desk with its rule, and can be taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Theme
from collaborations.themes.clock import keep_promises
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
