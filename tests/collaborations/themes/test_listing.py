"""The public list: narrowed and sorted by its address alone, as cheap for 500 as for one."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Support, Theme
from collaborations.themes.listing.search import find, page_of, read
from members.models import Topic
from tests.conftest import Browser
from tests.factories import OrganisationFactory, ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

THEMES = reverse("collaborations:themes")
STRANGER = AnonymousUser()


def shown(user=STRANGER, **asked):
    return [theme.title for theme in page_of(read(asked), Theme.objects.visible_to(user), 1)]


def test_without_asking_it_shows_what_can_be_joined(cast):
    for state in Theme.State.values:
        theme_in(state, title=f"Is {state}")
    assert {title for title in shown() if title.startswith("Is ")} == {"Is open", "Is forming"}
    for state in ("open", "forming", "started", "parked"):
        assert f"Is {state}" in shown(state=state)
        assert {title for title in shown(state=state) if title.startswith("Is ")} == {f"Is {state}"}
    assert shown(state="draft") == shown(state="proposed") == shown()


def test_each_filter_and_their_combination(cast):
    water = Topic.objects.create(name="Water")
    first = ThemeFactory(opened=True, title="First of wells", goals=[6, 17], countries=["UG", "NL"], language="en")
    first.topics.add(water)
    ThemeFactory(opened=True, title="Second of puits", goals=[17], countries=["UG"], language="fr")
    ThemeFactory(opened=True, title="Third", change="Wells are kept.")
    assert shown(topic=str(water.pk)) == ["First of wells"]
    assert set(shown(goal="17")) == {"First of wells", "Second of puits"}
    assert shown(goal="6", country="UG") == ["First of wells"]
    assert shown(country="NL") == ["First of wells"]
    assert shown(language="fr") == ["Second of puits"]
    assert set(shown(q="well")) == {"First of wells", "Third"}
    assert shown(q="WELLS", goal="6") == ["First of wells"]
    assert shown(q="wells puits") == []
    assert shown(q="puit") == ["Second of puits"]


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "x"}, {"topic": "x"}, {"topic": "٣"}, {"topic": "9" * 30}, {"goal": "18"}, {"goal": "-1"}, {"country": "ZZ"},
        {"language": "tlh"}, {"sort": "x"}, {"page": "x"}, {"page": "9" * 30}, {"q": "\0"}, {"q": "the"},
    ],
)  # fmt: skip
def test_a_mistyped_address_still_shows_the_list(db, client, asked):
    ThemeFactory(opened=True, title="Voorbeeld thema")
    assert "Voorbeeld thema" in client.get(THEMES, asked).text


def test_by_breadth_every_organisation_is_one_voice_and_only_members_count(cast):
    broad, narrow, funded = (ThemeFactory(opened=True, title=title) for title in ("Broad", "Narrow", "Funded"))
    for size in ("small", "small", "small"):
        Support.objects.create(theme=broad, organisation=OrganisationFactory(size=size), given_by=cast.member)
    for size in ("large", "large"):
        Support.objects.create(theme=narrow, organisation=OrganisationFactory(size=size), given_by=cast.member)
    for _number in range(5):
        Support.objects.create(theme=funded, organisation=OrganisationFactory(kind="partner"), given_by=cast.member)
    assert shown(sort="breadth") == ["Broad", "Narrow", "Funded"]


def test_newest_and_closing_soon(cast):
    now = timezone.now()
    for title, opened, due in (("A", 1, 5), ("B", 2, 50), ("C", 3, 1)):
        ThemeFactory(opened=True, title=title, opened_at=now - timedelta(days=opened), due_at=now + timedelta(days=due))
    assert shown() == shown(sort="newest") == ["A", "B", "C"]
    assert shown(sort="closing") == ["C", "A", "B"]
    page = Browser().get(THEMES, {"sort": "closing"}).text
    assert page.count("until ") == 3
    assert "until " not in Browser().get(THEMES).text


LEVELS = {
    "stranger": {"open"},
    "outsider": {"open"},
    "ended": {"open"},
    "other": {"open", "members"},
    "coordinator": {"open", "members"},
    "member": {"open", "members", "closed", "sealed"},
}


@pytest.mark.parametrize("who", LEVELS)
def test_every_filter_and_order_shows_only_what_one_may_see(cast, who):
    water = Topic.objects.create(name="Water")
    facts = {"goals": [6], "countries": ["UG"], "author": cast.member, "organisation": cast.organisation}
    for level in ("open", "members", "closed", "sealed"):
        ThemeFactory(opened=True, protection=level, title=f"zebrafinch {level}", **facts).topics.add(water)
    person = STRANGER if who == "stranger" else cast.everybody()[who]
    for asked in (
        {}, {"topic": str(water.pk)}, {"goal": "6"}, {"country": "UG"}, {"language": "en"}, {"q": "zebrafinch"},
        {"state": "open"}, {"sort": "breadth"}, {"sort": "closing"},
    ):  # fmt: skip
        assert {title.split()[1] for title in shown(person, **asked)} == LEVELS[who], asked
        assert find(read(asked), Theme.objects.visible_to(person)).count() == len(LEVELS[who])


def test_a_country_of_hidden_themes_only_is_no_choice(cast, client):
    ThemeFactory(opened=True, countries=["UG"])
    ThemeFactory(opened=True, countries=["NP"], protection="closed")
    page = client.get(THEMES).text
    assert '<option value="UG">' in page
    assert '<option value="NP">' not in page


def test_what_was_asked_stands_in_the_form_and_in_the_pager(db, client):
    for number in range(53):
        ThemeFactory(opened=True, title=f"Wells number {number:02}", countries=["UG"])
    page = client.get(THEMES, {"q": "wells", "country": "UG", "sort": "closing"}).text
    assert 'value="wells"' in page
    assert '<option value="UG" selected>' in page
    assert '<option value="closing" selected>' in page
    assert "q=wells&amp;country=UG&amp;sort=closing&amp;page=2" in page
    assert "53 themes" in page
    assert '<details class="filters-more" open>' in page
    assert '<details class="filters-more">' in client.get(THEMES, {"q": "wells"}).text


def test_nothing_that_fits_and_nothing_at_all_say_what_to_do(db, client):
    assert "No open themes yet" in client.get(THEMES).text
    page = client.get(THEMES, {"q": "<script>alert(1)</script>"}).text
    assert "No theme fits all of this" in page
    assert "<script>alert" not in page
    assert 'role="search"' in page


def test_a_card_says_the_state_when_it_is_not_open(db, client):
    theme_in("parked", title="Voorbeeld parked")
    ThemeFactory(opened=True, title="Voorbeeld open")
    assert "state-neutral" in client.get(THEMES, {"state": "parked"}).text
    assert "state-neutral" not in client.get(THEMES).text


def test_a_kept_list_is_never_older_than_its_themes(client, cast):
    theme = ThemeFactory(opened=True, countries=["UG"])
    assert theme.title in client.get(THEMES, {"country": "UG"}).text
    Theme.objects.filter(pk=theme.pk).update(countries=["KE"])
    connection.check_constraints()  # the trigger is deferred to the commit, which a test never comes to
    assert theme.title not in client.get(THEMES, {"country": "UG"}).text


@pytest.mark.parametrize("count", [1, 10, 500])
def test_a_narrowed_list_costs_the_same_for_any_number(cast, client_of, count, django_assert_num_queries):
    water, now = Topic.objects.create(name="Water"), timezone.now()
    facts = {"question": "Why?", "change": "More of it.", "organisation": cast.organisation, "author": cast.member}
    facts |= {"state": "open", "proposed_at": now, "opened_at": now, "due_at": now, "goals": [6], "countries": ["UG"]}
    themes = Theme.objects.bulk_create(Theme(title=f"Zwaluw {number}", **facts) for number in range(count))
    water.themes.add(*themes)
    asked = {"q": "zwaluw", "topic": water.pk, "goal": 6, "country": "UG", "language": "en", "sort": "breadth"}
    browser = client_of(cast.other)
    browser.get(THEMES)
    with django_assert_num_queries(9):  # session, person, seats, words, counted, themes, countries, topics, unread
        assert browser.get(THEMES, asked).text.count("More of it.") == min(count, 50)


SHARED = 'property="og:title" content="Voorbeeld thema"'


def test_what_everybody_can_read_can_be_shared_by_one_address(cast, client):
    theme = ThemeFactory(opened=True, title="Voorbeeld thema", change='It is "ours".')
    page = client.get(f"{theme.get_absolute_url()}?utm=x").text
    assert f'<link rel="canonical" href="https://kring.example.org{theme.get_absolute_url()}">' in page
    assert SHARED in page
    assert 'property="og:description" content="It is &quot;ours&quot;."' in page
    assert f'property="og:url" content="https://kring.example.org{theme.get_absolute_url()}"' in page
    assert not re.findall(r'(?:src|href)="https?://(?!kring\.example\.org)', page.partition("</head>")[0])
    assert '<link rel="canonical" href="https://kring.example.org/themes/">' in client.get(THEMES).text
    assert "canonical" not in client.get(THEMES, {"q": "x"}).text


@pytest.mark.parametrize(
    ("state", "level"), [("proposed", "open"), ("open", "members"), ("open", "closed"), ("open", "sealed")]
)
def test_what_not_everybody_can_read_is_not_offered_to_be_shared(cast, client_of, state, level):
    facts = {"author": cast.member, "organisation": cast.organisation}
    theme = theme_in(state, protection=level, title="Voorbeeld thema", **facts)
    page = client_of(cast.member).get(theme.get_absolute_url()).text
    assert "<h1" in page
    assert "og:" not in page
    assert "canonical" not in page
