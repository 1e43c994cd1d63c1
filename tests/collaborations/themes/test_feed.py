"""The feed of open themes: what feed readers take, and no more than everybody can read."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from collaborations.models import Theme
from tests.conftest import Browser
from tests.factories import ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

FEED = reverse("collaborations:theme-feed")
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(browser=None):
    answer = (browser or Browser()).get(FEED)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def said(element, name):
    return element.findtext(f"{ATOM}{name}")


def titles(feed):
    return [said(entry, "title") for entry in feed.iter(f"{ATOM}entry")]


def test_a_feed_reader_finds_all_that_it_needs(db):
    theme = ThemeFactory(opened=True, title="Wie hütet <die> Brunnen & Quellen?", language="nl")
    feed = read()
    assert said(feed, "id") == "tag:kring.example.org,2026:themes"
    assert said(feed, "title") == "Open themes"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"https://kring.example.org{FEED}", "alternate": "https://kring.example.org/themes/"}
    (entry,) = feed.iter(f"{ATOM}entry")
    assert said(entry, "title") == "Wie hütet <die> Brunnen & Quellen?"
    assert said(entry, "id") == f"tag:kring.example.org,2026:theme/{theme.pk}"
    assert entry.get(LANG) == "nl"
    assert theme.question in said(entry, "summary")
    assert theme.change in said(entry, "summary")
    assert entry.find(f"{ATOM}link").get("href") == f"https://kring.example.org{theme.get_absolute_url()}"
    assert entry.find(f"{ATOM}author").findtext(f"{ATOM}name") == theme.organisation.name
    assert parse_datetime(said(entry, "updated")) == theme.opened_at == parse_datetime(said(feed, "updated"))
    assert theme.author.name not in ET.tostring(feed, encoding="unicode")


def test_the_newest_fifty_stand_in_it(db):
    now = timezone.now()
    for number in range(53):
        ThemeFactory(opened=True, title=f"Number {number:02}", opened_at=now - timedelta(days=number))
    assert titles(read()) == [f"Number {number:02}" for number in range(50)]


@pytest.mark.parametrize("who", ["stranger", "member", "coordinator"])
def test_it_holds_what_everybody_can_read_whoever_asks(cast, who):
    facts = {"author": cast.member, "organisation": cast.organisation}
    for state in Theme.State.values:
        for level in ("open", "members", "closed", "sealed"):
            theme_in(state, protection=level, title=f"{state} {level}", **facts)
    browser = Browser()
    if who != "stranger":
        browser.force_login(cast.everybody()[who])
    found = {title for title in titles(read(browser)) if not title.startswith("Theme ")}
    assert found == {"open open", "forming open"}


def test_what_is_hidden_is_gone_from_it(db):
    theme = ThemeFactory(opened=True)
    assert titles(read()) == [theme.title]
    Theme.objects.update(hidden_at=timezone.now())
    connection.check_constraints()  # the trigger is deferred to the commit, which a test never comes to
    assert titles(read()) == []


def test_an_empty_feed_is_one_all_the_same(db):
    feed = read()
    assert titles(feed) == []
    assert parse_datetime(said(feed, "updated"))


def test_it_speaks_the_readers_language(db):
    browser = Browser(headers={"accept-language": "nl"})
    answer = browser.get(FEED)
    assert ET.fromstring(answer.content).get(LANG) == "nl"


def test_what_no_xml_may_hold_is_left_out(db):
    ThemeFactory(opened=True, title="a\x01b\x0bc\ufffed 🌍")
    assert titles(read()) == ["abcd 🌍"]


def test_who_has_it_already_gets_nothing_again(db):
    theme, browser = ThemeFactory(opened=True), Browser()
    first = browser.get(FEED)
    again = browser.get(FEED, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Theme.objects.filter(pk=theme.pk).update(title="Another name")
    connection.check_constraints()
    changed = browser.get(FEED, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert "Another name" in changed.text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_it_costs_the_same_for_any_number(db, count, django_assert_num_queries):
    for _number in range(count):
        ThemeFactory(opened=True)
    with django_assert_num_queries(2):  # version, themes with their organisations
        assert len(titles(read())) == count


def test_the_list_leads_to_it(client, db):
    page = client.get(reverse("collaborations:themes")).text
    assert f'<link rel="alternate" type="application/atom+xml" title="Open themes" href="{FEED}">' in page
