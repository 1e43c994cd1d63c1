import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils.html import escape

from collaborations.knowledge.actions import import_history
from collaborations.knowledge.models import Occasion, Programme, Publication, Tool, Trajectory
from collaborations.knowledge.stewardships import Stewardship

LISTS = ["knowledge", "publications", "tools", "occasions"]
OF_ONE = {
    "programme": Programme, "trajectory": Trajectory, "publication": Publication, "tool": Tool, "occasion": Occasion,
}  # fmt: skip
QUERIES = {
    "knowledge": 6, "programme": 6, "trajectory": 6, "publications": 3, "publication": 4, "tools": 3, "tool": 5,
    "occasions": 3, "occasion": 2,
}  # fmt: skip


def every_address():
    addresses = [reverse(f"collaborations:{name}") for name in LISTS]
    for model in OF_ONE.values():
        addresses += [one.get_absolute_url() for one in model.objects.order_by("pk")]
    return addresses


def text_of(client, address):
    return client.get(address).content.decode()


def test_every_page_answers_strangers(bank, client):
    addresses = every_address()
    assert len(addresses) == 4 + 2 + 9 + 13 + 2 + 14
    for address in addresses:
        assert client.get(address).status_code == 200, address


def test_every_entry_of_the_file_stands_on_some_page(bank, client):
    pages = " ".join(text_of(client, address) for address in every_address())
    for part in ("programmes", "trajectories", "events", "publications", "tools", "evaluations"):
        for entry in bank[part]:
            assert escape(entry["title"]) in pages, entry
            if entry.get("note"):
                assert escape(entry["note"][1:]) in pages, entry
    for network in [bank["network"], *bank["sister_networks"]]:
        assert network["name"] in pages
        assert network["website"] in pages
    for programme in bank["programmes"]:
        for words in [programme.get("host", ""), programme.get("funder", ""), *programme.get("themes", [])]:
            assert escape(words) in pages


def test_every_entry_is_reached_by_links_from_the_home_of_the_bank(bank, client):
    to_see, seen = [reverse("collaborations:knowledge")], set()
    while to_see:
        address = to_see.pop()
        seen.add(address)
        to_see += set(re.findall(r'href="(/knowledge/[^"#?]*)"', text_of(client, address))) - seen - set(to_see)
    assert seen == set(every_address())


def test_the_page_of_each_entry_names_its_sources_and_the_day(bank, client):
    for model in OF_ONE.values():
        for one in model.objects.order_by("pk"):
            page = text_of(client, one.get_absolute_url())
            assert "checked on 23 November 2026" in page, one
            for source in one.sources:
                assert escape(source) in page, source


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.inside = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.inside = [dict(attrs), ""]

    def handle_data(self, data):
        if self.inside:
            self.inside[1] += data

    def handle_endtag(self, tag):
        if tag == "a":
            self.found.append(self.inside)
            self.inside = None


def test_links_to_elsewhere_say_so_and_name_the_host(bank, client):
    outside = 0
    for address in every_address():
        page = text_of(client, address)
        links = Links()
        links.feed(page)
        for attributes, words in links.found:
            if attributes["href"].startswith("http"):
                outside += 1
                assert attributes["rel"] == "external noopener", (address, attributes)
                host = urlsplit(attributes["href"]).hostname.removeprefix("www.")
                assert host in words or f"at {host}" in page, (address, words)
    assert outside > 40


def test_a_source_in_words_is_no_link(bank, client):
    page = text_of(client, Tool.objects.get(slug="power-awareness-tool").get_absolute_url())
    assert "seed article of 2026-02-16" in page
    assert 'href="seed' not in page


def test_hostile_words_are_shown_as_words(db, small, client):
    small["publications"][0] |= {
        "note": "<script>alert(1)</script>",
        "source": "javascript:alert(2)",
        "licence": '"><b>',
    }
    import_history(small, by=None)
    page = text_of(client, Publication.objects.get().get_absolute_url())
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "javascript:alert(2)" in page
    assert "&quot;&gt;&lt;b&gt;" in page


@pytest.mark.parametrize("name", OF_ONE)
def test_an_unknown_address_is_not_found(name, bank, client):
    assert client.get(reverse(f"collaborations:{name}", args=["nowhere"])).status_code == 404


def test_pages_only_show(bank, client):
    for address in every_address()[:6]:
        for method in ("post", "put", "delete", "patch"):
            assert getattr(client, method)(address).status_code == 405
        assert client.head(address).status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "999", "x", "9" * 500, "%00"])
def test_a_page_number_that_is_none_shows_a_page_that_is(number, bank, client):
    for name in ("publications", "tools", "occasions"):
        assert client.get(f"{reverse(f'collaborations:{name}')}?page={number}").status_code == 200


def test_an_empty_bank_says_what_will_be_here(db, client):
    assert "Nothing on the shelves yet" in text_of(client, reverse("collaborations:knowledge"))
    assert "No publications yet" in text_of(client, reverse("collaborations:publications"))
    assert "No tools yet" in text_of(client, reverse("collaborations:tools"))
    assert "No events yet" in text_of(client, reverse("collaborations:occasions"))


def much(small, count):
    """The small file with ``count`` of everything, all belonging to the first programme and trajectory."""
    tool = small["tools"][0]
    versions = [{"version": f"{number}.0"} for number in range(1, count + 1)]
    stewards = [
        {"organisation": f"Voorbeeld Netwerk {number}", "kind": "joint", "from": str(2020 + number % 5)}
        for number in range(count)
    ]
    small["sister_networks"] = [{"name": held["organisation"], "country": "NL"} for held in stewards]
    for part in ("trajectories", "events", "publications", "evaluations"):
        small[part] = [small[part][0] | {"title": f"{part} {number}"} for number in range(count)]
    for entry in [*small["events"], *small["publications"], tool]:
        entry["trajectory"] = "trajectories 0"
    small["tools"] = [
        tool | {"title": f"Tool {number}", "versions": versions[: 50 // count], "stewardships": stewards[: 50 // count]}
        for number in range(count)
    ]
    small["tools"][0] |= {"versions": versions, "stewardships": stewards}
    return small


@pytest.mark.parametrize("count", [1, 3, 50])
def test_pages_ask_the_same_number_of_questions_for_any_number_of_rows(
    count, db, small, client, django_assert_num_queries
):
    import_history(much(small, count), by=None)
    for name, queries in QUERIES.items():
        model = OF_ONE.get(name)
        address = (
            model.objects.order_by("pk").first().get_absolute_url() if model else reverse(f"collaborations:{name}")
        )
        caches["pages"].clear()
        with django_assert_num_queries(queries):
            page = client.get(address)
        assert page.status_code == 200


def test_a_kept_page_costs_one_question_and_is_renewed_by_a_correction(
    transactional_db, small, client, django_assert_num_queries
):
    import_history(small, by=None)
    address = Publication.objects.get().get_absolute_url()
    assert "twelve cases" not in text_of(client, address)
    with django_assert_num_queries(1):
        client.get(address)
    small["publications"][0]["note"] = "with twelve cases"
    import_history(small, by=None)
    assert "ith twelve cases" in text_of(client, address)


def test_the_picture_of_stewardship_has_words_and_a_table_behind_it(bank, client):
    page = text_of(client, Tool.objects.get(slug="power-awareness-tool").get_absolute_url())
    picture = re.search(r"<svg class=\"keepers\".*?</svg>", page, re.DOTALL)[0]
    assert 'role="img" aria-labelledby="keepers-title keepers-text"' in picture
    assert '<title id="keepers-title">Who kept Power Awareness Tool, and when</title>' in picture
    assert (
        "Partos alone from February 2020 to December 2024; Partos jointly since January 2025; "
        "ngo-federatie jointly since January 2025."
    ) in picture
    table = re.search(r"<table>.*?</table>", page, re.DOTALL)[0]
    cells = re.findall(r"<t[hd](?: scope=\"row\")?>([^<]*)</t[hd]>", table)
    assert cells == [
        "Partos", "alone", "February 2020", "December 2024",
        "Partos", "jointly", "January 2025", "still",
        "ngo-federatie", "jointly", "January 2025", "still",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_the_picture_has_coordinates_that_a_browser_understands_in_every_language(language, bank, client):
    address = Tool.objects.get(slug="power-awareness-tool").get_absolute_url()
    page = client.get(address, headers={"accept-language": language}).content.decode()
    picture = re.search(r"<svg class=\"keepers\".*?</svg>", page, re.DOTALL)[0]
    numbers = re.findall(r' (?:x|x1|x2|y|y1|y2|d|transform|viewBox)="([^"]*)"', picture)
    assert len(numbers) > 30
    assert not any("," in number for number in numbers)


def test_a_picture_stays_small_over_many_years(db, small, client):
    small["tools"][0]["stewardships"] = [
        {"organisation": "Stichting Demo", "kind": "sole", "from": "0001", "to": "0002"},
        {"organisation": "Stichting Demo", "kind": "sole", "from": "1900"},
    ]
    import_history(small, by=None)
    page = text_of(client, Tool.objects.get().get_absolute_url())
    assert page.count("keepers-year") < 40


def test_a_tool_that_nobody_keeps_is_up_for_adoption(bank, client):
    home = text_of(client, reverse("collaborations:knowledge"))
    section = re.search(r'<section id="adoption">.*?</section>', home, re.DOTALL)[0]
    assert "Atlas (prototype)" in section
    assert "Power Awareness Tool" not in section
    assert "Up for adoption" in text_of(client, Tool.objects.get(slug="atlas-prototype").get_absolute_url())
    Stewardship.objects.filter(ends=None).update(ends="2026-01")
    caches["pages"].clear()
    home = text_of(client, reverse("collaborations:knowledge"))
    assert "Power Awareness Tool" in re.search(r'<section id="adoption">.*?</section>', home, re.DOTALL)[0]


def test_titles_in_another_language_than_the_page_say_so(db, small, client):
    small["publications"][0] |= {"title": "Een gids", "language": "nl", "note": "met voorbeelden"}
    import_history(small, by=None)
    address = Publication.objects.get().get_absolute_url()
    assert '<h1><span lang="nl">Een gids</span></h1>' in text_of(client, address)
    dutch = client.get(address, headers={"accept-language": "nl"}).content.decode()
    assert "<h1>Een gids</h1>" in dutch
    assert '<span lang="en">Demo trajectory</span>' in dutch


def test_the_timeline_of_a_programme_tells_what_happened_in_order(bank, client):
    page = text_of(client, Programme.objects.get(slug="learning-innovation").get_absolute_url())
    timeline = page[page.index('<section id="timeline">') :]
    places = [timeline.index(escape(words)) for words in (
        "Future Brief no. 1", "Strategic Partnerships lab on climate justice", "Learning session on Feminist MEL",
        "Turning lessons into legacy 3", "The DEI Handbook & Workbook",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "Innovation Festival" not in timeline


def test_no_person_is_named_not_even_who_brought_the_history_in(cast, file, client):
    import_history(file, by=cast.coordinator)
    for address in every_address():
        page = text_of(client, address)
        assert not [person for person in cast.everybody().values() if person.name in page or person.email in page]


def test_signed_in_people_read_the_same_pages(bank, cast, client_of):
    client = client_of(cast.member)
    for address in every_address():
        assert client.get(address).status_code == 200, address
