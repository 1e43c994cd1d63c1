"""Everything that waits for the coordinator, once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.protection import Level
from tests.conftest import Browser
from tests.factories import ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

DESK = reverse("collaborations:desk")


def browser_of(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def test_only_coordinators_have_a_desk(cast):
    answers = {who: browser_of(person).get(DESK) for who, person in cast.everybody().items()}
    assert {who for who, answer in answers.items() if answer.status_code == 200} == {"coordinator"}
    assert "The desk is where coordinators work." in answers["member"].content.decode()
    assert Browser().get(DESK).url.startswith(reverse("account_login"))


def test_the_longest_waiting_comes_first_and_each_once(cast, client_of):
    now = timezone.now()
    for days in (1, 9, 4):
        ThemeFactory(
            proposed=True,
            proposed_at=now - timedelta(days=days),
            title=f"Waiting {days} days",
            author=cast.member,
            organisation=cast.organisation,
        )
    for state in ("draft", "open", "declined", "withdrawn"):
        theme_in(state, title=f"Not on the desk: {state}", organisation=cast.organisation)
    html = client_of(cast.coordinator).get(DESK).content.decode()
    places = [html.index(f"Waiting {days} days") for days in (9, 4, 1)]
    assert places == sorted(places)
    assert "Not on the desk" not in html
    assert "6 things wait for you" in html  # the three themes, and three organisations with too few contacts


def test_a_sealed_proposal_is_on_nobodys_desk(cast, client_of):
    ThemeFactory(proposed=True, protection=Level.SEALED, title="Sealed")
    assert "Sealed" not in client_of(cast.coordinator).get(DESK).content.decode()


def test_ones_own_theme_waits_for_another_coordinator(cast, client_of):
    theme = ThemeFactory(proposed=True, author=cast.coordinator)
    html = client_of(cast.coordinator).get(DESK).content.decode()
    assert "This is your own: another coordinator decides about it." in html
    assert reverse("collaborations:open-theme", args=[theme.pk]) not in html


def test_a_decision_taken_at_the_desk_leads_back_to_it(cast, client_of):
    browser = client_of(cast.coordinator)
    for verb, data in (("open-theme", {}), ("decline-theme", {"reason": "other", "text": "Not now."})):
        theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
        answer = browser.post(reverse(f"collaborations:{verb}", args=[theme.pk]), {"from": "desk", **data})
        assert (answer.status_code, answer.url) == (302, DESK)
    assert "theme-" not in browser.get(DESK).content.decode().split("<h1>")[1].split("</main>")[0]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_the_desk_asks_the_database_the_same_number_of_times(cast, client_of, count, django_assert_num_queries):
    for _theme in range(count):
        theme_in("proposed", organisation=cast.organisation)
    browser = client_of(cast.coordinator)
    with django_assert_num_queries(11):  # session, person, seats, unread, and one for each pile
        html = browser.get(DESK).content.decode()
    assert html.count("/open/") == count
