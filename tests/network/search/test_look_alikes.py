"""What is like what somebody types: found by words, stems, slips and half words; never what they cannot see."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import example, given
from hypothesis import strategies as st

from collaborations.models import Publication, Theme, Tool
from network.search import FINDABLES, found, found_by_key, holding, look_alikes
from network.search.looking import FOR_THIS_TIME, SLIPS
from network.search.typed import read
from tests.factories import ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

KNOWN = {"sources": ["https://example.org/"], "checked_on": date(2026, 1, 1)}


def titles(user, text, **more):
    return [each.title for each in look_alikes(user, text, **more)]


def test_the_kinds_that_can_be_found():
    assert set(FINDABLES) == {"theme", "trajectory", "publication", "tool"}


@pytest.fixture
def wells(cast):
    ThemeFactory(opened=True, title="Who keeps the village wells?", change="Caretakers are paid.")
    ThemeFactory(opened=True, title="Éducation des filles en région rurale", language="fr")
    ThemeFactory(opened=True, title="Samenwerken met lokale partners", language="nl")
    Tool.objects.create(title="Power awareness cards", slug="cards", note="Played with partners.", **KNOWN)
    Publication.objects.create(title="Localisation in practice", slug="localisation", **KNOWN)
    return cast


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("keeping a well in a village", "Who keeps the village wells?"),
        ("VILLAGE WELLS", "Who keeps the village wells?"),
        ("villag", "Who keeps the village wells?"),
        ("vilage wels", "Who keeps the village wells?"),
        ("villagewells", "Who keeps the village wells?"),
        ("education fille", "Éducation des filles en région rurale"),
        ("ÉDUCATION", "Éducation des filles en région rurale"),
        ("lokaal samenwerken", "Samenwerken met lokale partners"),
        ("awareness of power", "Power awareness cards"),
        ("localisation", "Localisation in practice"),
        ("localisaton", "Localisation in practice"),
        ("w\u0336e\u0336l\u0336l\u0336s\u0336 in villages", "Who keeps the village wells?"),
        ("ｖｉｌｌａｇｅ ｗｅｌｌｓ", "Who keeps the village wells?"),
    ],
)
def test_it_is_found_by_its_words_in_any_form(wells, typed, first):
    assert titles(wells.member, typed)[:1] == [first]


@pytest.mark.parametrize("typed", ["", "  ", "a", "the", "how do we", "qqqq zzzz", "?!", "🌍🌍🌍", "\0\0\0"])
def test_what_says_nothing_finds_nothing(wells, typed):
    assert titles(wells.member, typed) == []


def test_the_nearest_comes_first_and_no_more_than_wanted(cast):
    for number in range(8):
        ThemeFactory(opened=True, title=f"Water and schools, part {number}")
    ThemeFactory(opened=True, title="Water for schools in dry years")
    assert titles(cast.member, "Water for schools in dry years")[0] == "Water for schools in dry years"
    assert len(titles(cast.member, "Water for schools in dry years")) == 5
    assert len(titles(cast.member, "Water for schools in dry years", most=2)) == 2


def test_a_thing_is_not_like_itself(cast):
    theme = ThemeFactory(opened=True, title="Water and schools")
    other = ThemeFactory(opened=True, title="Schools and water")
    assert titles(cast.member, "Water and schools", leave_out=theme) == [other.title]


def test_a_word_below_the_title_counts_less_than_one_in_it(cast):
    ThemeFactory(opened=True, title="Something else altogether", question="Irrigation committees?")
    ThemeFactory(opened=True, title="Irrigation committees")
    assert titles(cast.member, "Irrigation committees")[0] == "Irrigation committees"
    assert titles(cast.member, "irrigation")[0] == "Irrigation committees"


NOBODY_JOINS = {"draft", "withdrawn", "declined", "merged"}


@pytest.mark.parametrize("state", Theme.State.values)
def test_what_came_to_nothing_is_not_looked_for(cast, state):
    theme_in(state, title="Zebrafinch migration", author=cast.member, organisation=cast.organisation)
    own = titles(cast.member, "zebrafinch")
    assert (own == []) is (state in NOBODY_JOINS), state


HIDDEN = {
    "members": {"stranger", "outsider", "ended"},
    "closed": {"stranger", "outsider", "ended", "other", "coordinator"},
    "sealed": {"stranger", "outsider", "ended", "other", "coordinator"},
}


@pytest.mark.parametrize("level", HIDDEN)
def test_what_somebody_cannot_see_takes_nobodys_place(cast, level):
    """Six hidden themes match better than the open one; still the open one is found, and found as fast in queries."""
    shown = ThemeFactory(opened=True, title="Zebrafinch songs")
    people = {"stranger": AnonymousUser()} | cast.everybody()
    before = {who: _told(person) for who, person in people.items()}
    for number in range(6):
        ThemeFactory(
            opened=True, protection=level, title=f"Zebrafinch migration {number}", author=cast.member,
            organisation=cast.organisation,
        )  # fmt: skip
    after = {who: _told(person) for who, person in people.items()}
    assert {who for who in people if after[who] == before[who]} == HIDDEN[level] | (
        {"contact"} if level != "members" else set()
    )
    assert before["stranger"][0] == [shown.title]


def _told(person):
    """What is shown and how much is asked for it; seats are asked once a request."""
    if person.is_authenticated:
        assert person.seats is not None
    with CaptureQueriesContext(connection) as asked:
        told = titles(person, "Zebrafinch migration")
    return told, len(asked)


def test_hidden_by_moderation_is_hidden_here(cast):
    theme = ThemeFactory(opened=True, title="Zebrafinch migration")
    assert found(cast.member, "theme", theme.pk).title == theme.title
    Theme.objects.filter(pk=theme.pk).update(hidden_at=theme.opened_at)
    assert titles(cast.member, "Zebrafinch migration") == []
    assert found(cast.member, "theme", theme.pk) is None


@pytest.mark.parametrize(
    "key", ["", "-", "theme", "theme-", "theme-x", "theme-٣", "planet-1", "theme-" + "9" * 40, "theme--1"]
)
def test_what_is_no_key_finds_nothing(cast, key):
    assert found_by_key(cast.member, key) is None


def test_a_key_finds_what_it_names_for_who_may_see_it(cast):
    theme = ThemeFactory(opened=True, protection="members")
    assert found_by_key(cast.member, f"theme-{theme.pk}").thing == theme
    assert found_by_key(cast.outsider, f"theme-{theme.pk}") is None


@pytest.mark.parametrize("count", [1, 10, 300])
def test_it_asks_the_same_number_of_questions_for_any_number(cast, count, django_assert_num_queries):
    author = cast.member
    Theme.objects.bulk_create(
        Theme(
            title=f"Zebrafinch {number}", question="Q", change="C", author=author, organisation=cast.organisation,
            state="parked", proposed_at=author.joined_at, opened_at=author.joined_at, parked_at=author.joined_at, park_text="x",
        )
        for number in range(count)
    )  # fmt: skip
    assert author.seats
    look_alikes(author, "warm")  # how common words are is asked once in ten minutes
    few = 1 if count < 5 else 0  # by letters, too, where words found too little
    with django_assert_num_queries(3 + few):  # typed, nearest, themes
        assert len(look_alikes(author, "zebrafinch")) == min(count, 5)


def test_words_and_letters_are_looked_up_in_their_indexes(cast):
    ThemeFactory(opened=True, title="Zebrafinch migration")
    with CaptureQueriesContext(connection) as asked:
        look_alikes(cast.member, "zebrafinch")
    nearest = [query["sql"] for query in asked if "nearness" in query["sql"]]
    assert len(nearest) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for sql, index in zip(nearest, ("words", "letters"), strict=True):
            cursor.execute("EXPLAIN " + sql.partition(";")[2])
            plan = "\n".join(line for (line,) in cursor.fetchall())
            for table in ("theme", "tool", "publication", "trajectory"):
                assert f"collaborations_{table}_{index}" in plan


@given(st.text(max_size=300))
@example("x" * 20_000)
@example("word " * 4_000)
@example("' OR 1=1 -- \\ : * & | ! ( ) <-> %s %(a)s")
@example("\u202edetrever \u2066 isolate")
@example("مرحبا بالعالم كيف حالك")
@example("раураl homoglyphs аррlе")
@example("e" + "\u0301" * 5_000)
@example("👩🏽‍🌾" * 200)
@example("\ud800 lone surrogate")
@example("\0 NUL \0 in between")
def test_nothing_that_can_be_typed_is_an_error(db, text):
    look_alikes(AnonymousUser(), text)
    list(holding(Theme.objects.order_by("pk"), text))


def test_holding_asks_for_every_word_and_takes_the_last_as_begun(cast):
    first = ThemeFactory(opened=True, title="Water and schools")
    ThemeFactory(opened=True, title="Water and land")
    themes = Theme.objects.order_by("pk")
    assert list(holding(themes, "schools WATER")) == [first]
    assert list(holding(themes, "water sch")) == [first]
    assert holding(themes, "the").count() == 2
    assert not holding(themes, "water xylophone").exists()


def test_no_more_is_read_than_a_long_title(db):
    assert len(read("ab " * 10_000).text) <= 240


@pytest.mark.django_db(transaction=True)
def test_what_is_set_for_the_time_of_looking_ends_with_it(cast):
    ThemeFactory(opened=True, title="Zebrafinch migration")
    with connection.cursor() as cursor:
        cursor.execute(FOR_THIS_TIME + "SHOW enable_seqscan", [SLIPS])
        cursor.nextset()
        assert cursor.fetchone() == ("off",)
        assert titles(cast.member, "zebrafinsh migraton") == ["Zebrafinch migration"]
        for name, usual in (("enable_seqscan", "on"), ("pg_trgm.word_similarity_threshold", "0.6")):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (usual,)
