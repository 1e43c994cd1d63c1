"""Proposing in one page: three answers, everything else if one likes, and what is like it beside the title."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from collaborations.models import Theme, Tool, Trajectory
from collaborations.themes.clock import keep_promises
from collaborations.themes.desk import PROPOSED_THEMES
from collaborations.themes.goals import GOALS
from members.models import Organisation, Topic
from members.organisations.places import country_code
from network.journal import Entry
from network.workdays import after_working_days
from notifications.mail.actions import send_waiting_mail
from tests.collaborations.themes.test_views import KEEP, PROPOSE, browser_of, html, typed
from tests.factories import PersonFactory, SeatFactory, ThemeFactory
from tests.network.search.test_look_alikes import KNOWN

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

ALIKE = reverse("collaborations:look-alikes")
EVERYTHING = {
    "difference": "It asks those who pay.", "protection": "members", "language": "fr", "goals": ["6", "17"],
    "countries": "Uganda, nl, Duitsland",
}  # fmt: skip


@pytest.fixture
def tool(db):
    return Tool.objects.create(title="Voorbeeld power cards", slug="cards", language="en", **KNOWN)


def test_three_answers_are_enough_and_the_rest_has_an_answer_already(cast):
    cast.member.language = "nl"
    cast.member.save()
    browser_of(cast.member).post(PROPOSE, typed(cast))
    theme = Theme.objects.get()
    assert (theme.state, theme.protection, theme.language, theme.goals, theme.countries) == (
        "proposed",
        "open",
        "nl",
        [],
        [],
    )
    assert (theme.continues_kind, theme.continues_id, theme.difference) == ("", None, "")


@pytest.mark.parametrize("verb", ["propose", "keep"])
def test_everything_that_can_be_told_is_kept_and_comes_back(cast, tool, verb):
    water = Topic.objects.create(name="Water")
    data = typed(cast, **EVERYTHING, topics=[water.pk], continues=f"tool-{tool.pk}", verb=verb)
    ada = browser_of(cast.member)
    ada.post(PROPOSE, data)
    theme = Theme.objects.get()
    assert (theme.protection, theme.language, theme.goals, theme.countries) == (
        "members",
        "fr",
        [6, 17],
        ["UG", "NL", "DE"],
    )
    assert (theme.difference, theme.continues_kind, theme.continues_id) == ("It asks those who pay.", "tool", tool.pk)
    assert list(theme.topics.all()) == [water]
    if verb == "keep":
        form = ada.get(reverse("collaborations:edit-theme", args=[theme.pk])).context["form"]
        assert form["countries"].value() == "Uganda, Netherlands, Germany"
        for name, value in {"protection": "members", "language": "fr", "goals": [6, 17], "topics": [water.pk]}.items():
            assert form[name].value() == value, name
        assert form["continues"].value() == f"tool-{tool.pk}"
        assert form.is_more_open


LINKS = "http://a.example http://b.example http://c.example http://d.example"
CAUGHT = {"question": {"question": LINKS}, "change": {"change": LINKS}, "difference": {"difference": LINKS}}


@pytest.mark.parametrize("where", CAUGHT)
def test_a_proposal_that_a_listed_rule_catches_never_opens_by_itself(cast, where, letterbox):
    ada = browser_of(cast.member)
    page = ada.post(PROPOSE, typed(cast, **CAUGHT[where]), follow=True)
    assert "One of our rules holds it for a look: A text with four links or more" in page.text
    assert "It is held back and does not open by itself" in page.text
    theme = Theme.objects.get()
    assert (theme.state, theme.flagged_by, theme.is_sensitive) == ("proposed", None, True)
    held = Entry.objects.get(verb="hold_back")
    assert (held.actor, held.why) == (None, "A text with four links or more, or with more links than sentences.")
    assert "It stays closed." in PROPOSED_THEMES.waiting(theme, cast.coordinator).otherwise
    with time_machine.travel(theme.due_at + timedelta(seconds=1)):
        keep_promises()
    theme.refresh_from_db()
    assert (theme.state, theme.escalated_at is not None) == ("proposed", True)
    with translation.override("nl"):
        assert theme.flag_note.startswith("Een tekst met vier")
    send_waiting_mail()
    assert any("A text with four links or more" in mail.as_string() for mail in letterbox.to(cast.member))


def test_the_same_question_is_held_the_third_time_and_whoever_decides_is_never_held(cast):
    SeatFactory(person=cast.coordinator, organisation=cast.third_organisation)
    for person, organisation in ((cast.member, cast.organisation), (cast.coordinator, cast.third_organisation)):
        for number in range(3):
            data = typed(cast, title=f"Number {number}", organisation=organisation.pk)
            assert browser_of(person).post(PROPOSE, data).status_code == 302
    assert [theme.flagged_at is not None for theme in Theme.objects.order_by("pk")] == [False, False, True] + [
        False
    ] * 3


def test_the_language_stands_openly_beside_the_question(cast):
    """Somebody who reads English and types Dutch sees in which language it will be filed."""
    page = browser_of(cast.member).get(PROPOSE).text
    assert page.index('name="question"') < page.index('name="language"') < page.index('<details class="more"')


def test_what_is_kept_while_typing_is_all_of_it_with_half_a_country_left_out(cast, tool):
    key = str(uuid.uuid4())
    data = typed(cast, **EVERYTHING | {"countries": "Uganda, Net"}, continues=f"tool-{tool.pk}", key=key, change="")
    answer = browser_of(cast.member).post(KEEP, data)
    assert "Draft kept at" in html(answer)
    theme = Theme.objects.get()
    assert (theme.goals, theme.countries, theme.protection, theme.continues_id) == ([6, 17], ["UG"], "members", tool.pk)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"countries": "Uganda, Atlantis"}, "Atlantis is no country we know."),
        ({"countries": "Atlantis, Lemuria"}, "Atlantis, Lemuria are no countries we know."),
        ({"countries": ", ".join(code for code in ["NL", "BE", "DE", "FR", "LU", "CH", "AT", "IT", "ES", "PT", "GB", "IE", "DK", "SE", "NO", "FI", "PL", "CZ", "SK", "HU", "RO"])},
         "Twenty countries are the most."),
        ({"protection": "secret"}, "not one of the available choices"),
        ({"language": "tlh"}, "not one of the available choices"),
        ({"goals": ["18"]}, "not one of the available choices"),
        ({"difference": "x" * 301}, "at most 300 characters"),
        ({"title": "x" * 20_000}, "at most 120 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_beside_its_field_and_kept_as_typed(cast, wrong, said):
    answer = browser_of(cast.member).post(PROPOSE, typed(cast, **wrong))
    assert answer.status_code == 422
    assert said in html(answer)
    assert set(answer.context["form"].errors) == set(wrong)
    for name, value in wrong.items():
        assert answer.context["form"][name].value() == value
    if not {"title", "difference", "language"} & set(wrong):
        assert '<details class="more" open>' in html(answer)
    assert not Theme.objects.exists()


STRANGE = [
    "مرحبا بالعالم",
    "\u202edetrever",
    "a\u202eb\u2066c",
    "👩🏽‍🌾🌍",
    "раураl",
    "Z\u0336\u0334a\u0337lgo",
    "<b>bold</b>",
]


@pytest.mark.parametrize("title", STRANGE)
def test_strange_titles_are_taken_and_shown_apart_from_the_sentence_around_them(cast, title):
    ada = browser_of(cast.member)
    ada.post(PROPOSE, typed(cast, title=title))
    first = Theme.objects.get()
    assert (first.title, first.state) == (title, "proposed")
    page = html(browser_of(cast.coordinator).get(first.get_absolute_url()))
    assert '<h1 lang="en" dir="auto">' in page
    assert "<b>bold" not in page
    Theme.objects.filter(pk=first.pk).update(state="open", opened_at=timezone.now())
    found = html(ada.post(ALIKE, {"title": title}))
    shown = title.replace("<", "&lt;").replace(">", "&gt;")
    assert f"<bdi>{shown}</bdi>" in found or not found.strip() or title == "👩🏽‍🌾🌍"


def test_what_is_like_it_stands_beside_the_title_while_it_is_typed(cast, tool):
    ThemeFactory(opened=True, title="Sharing power with partners")
    answer = browser_of(cast.member).post(ALIKE, {"title": "how to share power", "difference": "I ask the other side."})
    page = html(answer)
    assert answer.status_code == 200
    assert "<html" not in page
    assert "2 things like it are there already" in page
    assert "Sharing power with partners" in page
    assert "Voorbeeld power cards" in page
    assert f'value="tool-{tool.pk}"' in page
    assert "Join it" in page
    assert "Mine is different, because" in page
    assert 'value="I ask the other side."' in page
    assert not Theme.objects.filter(state="draft").exists()


def test_nothing_like_it_is_an_empty_answer(cast):
    assert html(browser_of(cast.member).post(ALIKE, {"title": "Zebrafinch"})).strip() == ""


@pytest.mark.parametrize("who", ["outsider", "ended", "coordinator"])
def test_who_proposes_nothing_is_shown_nothing(cast, who):
    assert browser_of(cast.everybody()[who]).post(ALIKE, {"title": "power"}).status_code == 403


def test_without_scripts_the_page_after_proposing_shows_what_is_like_it(cast):
    ThemeFactory(opened=True, title="Sharing power with partners")
    page = html(browser_of(cast.member).post(PROPOSE, typed(cast, title="Power shared with partners"), follow=True))
    assert "What is like it" in page
    assert "Sharing power with partners" in page
    assert Theme.objects.get(title="Power shared with partners").state == "proposed"


def test_without_scripts_a_form_that_came_back_shows_it_too(cast):
    ThemeFactory(opened=True, title="Sharing power with partners")
    page = html(browser_of(cast.member).post(PROPOSE, typed(cast, title="Power with partners", change="")))
    assert "1 thing like it is there already" in page


def test_build_on_it_keeps_everything_typed_and_what_it_builds_on(cast, tool):
    ada = browser_of(cast.member)
    page = ada.post(PROPOSE, typed(cast, change="", verb="", build_on=f"tool-{tool.pk}"), follow=True)
    theme = Theme.objects.get()
    assert (theme.state, theme.question, theme.continues_kind, theme.continues_id) == (
        "draft",
        "What happens then?",
        "tool",
        tool.pk,
    )
    assert "It goes on with" in html(page)
    assert "Voorbeeld power cards" in html(page)
    page = ada.post(PROPOSE, typed(cast, key=str(theme.submission_key), build_on=""), follow=True)
    theme.refresh_from_db()
    assert (theme.state, theme.continues_kind, theme.continues_id) == ("draft", "", None)
    assert "It goes on with" not in html(page)


def test_enter_in_the_title_proposes_and_builds_on_nothing(cast, tool):
    ada = browser_of(cast.member)
    page = html(ada.get(PROPOSE, {"continues": f"tool-{tool.pk}"}))
    buttons = [part for part in page.split("<button")[1:] if "build_on" in part or 'value="propose"' in part]
    assert 'value="propose"' in buttons[0].split(">")[0]


@pytest.mark.parametrize("name", ["tool", "trajectory", "theme"])
def test_a_public_page_leads_to_the_form_and_both_pages_to_each_other(cast, tool, name):
    programme = {"sources": ["x"], "checked_on": KNOWN["checked_on"]}
    from collaborations.models import Programme

    things = {
        "tool": lambda: tool,
        "theme": lambda: ThemeFactory(opened=True, title="Voorbeeld first question"),
        "trajectory": lambda: Trajectory.objects.create(
            title="Voorbeeld trajectory",
            slug="t",
            programme=Programme.objects.create(title="P", slug="p", **programme),
            **KNOWN,
        ),
    }
    thing = things[name]()
    ada = browser_of(cast.member)
    address = f"{PROPOSE}?continues={name}-{thing.pk}"
    assert address in html(ada.get(thing.get_absolute_url()))
    form = html(ada.get(address))
    assert thing.title in form
    assert f'name="continues" value="{name}-{thing.pk}"' in form
    ada.post(PROPOSE, typed(cast, title="Zebrafinch goes on", continues=f"{name}-{thing.pk}"))
    theme = Theme.objects.get(title="Zebrafinch goes on")
    assert thing.get_absolute_url() in html(ada.get(theme.get_absolute_url()))
    assert "Zebrafinch goes on" not in html(ada.get(thing.get_absolute_url())), "not before it is open"
    Theme.objects.filter(pk=theme.pk).update(state="open", opened_at=timezone.now())
    assert "Zebrafinch goes on" in html(ada.get(thing.get_absolute_url()))


def test_who_cannot_propose_is_not_offered_to_continue(cast, tool):
    assert "?continues=" not in html(browser_of(cast.outsider).get(tool.get_absolute_url()))


@pytest.mark.parametrize("key", ["tool-999999", "planet-1", "x", "theme-hidden"])
def test_what_is_not_there_or_not_for_them_is_left_out_without_a_word(cast, key):
    closed = ThemeFactory(opened=True, protection="closed", title="Zebrafinch")
    key = key.replace("hidden", str(closed.pk))
    ada = browser_of(cast.member)
    page = html(ada.get(PROPOSE, {"continues": key}))
    assert "It goes on with" not in page
    assert "Zebrafinch" not in page
    ada.post(PROPOSE, typed(cast, continues=key))
    assert Theme.objects.exclude(pk=closed.pk).get().continues_kind == ""


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("open", "it opens by itself on {day}."),
        ("members", "it opens by itself on {day}."),
        ("closed", "The coordinator decides about it by {day}; a closed theme never opens by itself."),
        ("sealed", "The safeguarding officer decides about it by {day}; it never opens by itself."),
    ],
)
def test_after_proposing_one_reads_what_happens_next_and_by_when(cast, level, said):
    PersonFactory(is_safeguarding_officer=True)
    page = html(browser_of(cast.member).post(PROPOSE, typed(cast, protection=level), follow=True))
    theme = Theme.objects.get()
    assert timezone.localdate(theme.due_at) == timezone.localdate(after_working_days(theme.proposed_at, 5))
    assert said.format(day=date_format(timezone.localtime(theme.due_at), "l j F")) in page


def test_each_level_says_who_can_see_it(cast):
    page = html(browser_of(cast.member).get(PROPOSE))
    for words in ("Open: everybody", "Members: signed-in people", "Closed: people of the", "Sealed: those for whom"):
        assert words in page
    for _number, name in GOALS:
        assert str(name) in page


def test_countries_are_known_by_code_and_by_name_in_each_language():
    for text in ("UG", "uganda", "Oeganda", "Ouganda"):
        assert country_code(text) == "UG", text
    assert country_code("Tanzania") == "TZ"
    assert country_code("Atlantis") is None


def test_a_network_without_topics_is_not_asked_for_any(cast):
    assert "topics" not in browser_of(cast.member).get(PROPOSE).context["form"].fields
    Topic.objects.create(name="Water")
    assert "Water" in html(browser_of(cast.member).get(PROPOSE))


def test_the_fragment_is_asked_with_the_title_and_the_difference_only(cast):
    page = html(browser_of(cast.member).get(PROPOSE))
    part = page[page.index('id="alike"') :].split(">")[0]
    for words in ('aria-live="polite"', f'data-hx-post="{ALIKE}"', "delay:300ms", 'data-hx-params="title, difference"'):
        assert words in part


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_form_asks_the_same_number_of_questions_for_any_number(cast, client_of, count, django_assert_num_queries):
    for number in range(count):
        Topic.objects.create(name=f"Topic {number}")
        ThemeFactory(opened=True, title=f"Zebrafinch {number}")
    browser = client_of(cast.member)
    browser.post(ALIKE, {"title": "warm"})
    few = 1 if count < 5 else 0
    with django_assert_num_queries(6 + few):  # session, person, seats, typed, nearest, themes
        assert "Zebrafinch" in html(browser.post(ALIKE, {"title": "zebrafinch"}))
    assert Organisation.objects.count() > count
