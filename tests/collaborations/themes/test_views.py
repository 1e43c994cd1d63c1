"""The first loop as people walk it, page by page, and where it refuses them."""

import re
import uuid

import pytest
from django.urls import reverse

from collaborations.models import Support, Theme
from collaborations.themes import actions
from collaborations.themes.verbs import VERBS
from members.models import Organisation
from notifications.mail.actions import send_waiting_mail
from tests.conftest import Browser
from tests.factories import PersonFactory, ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

PROPOSE, KEEP = reverse("collaborations:propose"), reverse("collaborations:keep-draft")
TEXTS = {"title": "Who decides?", "question": "What happens then?", "change": "We ask first."}


def typed(cast, **changes):
    return {**TEXTS, "organisation": cast.organisation.pk, "key": str(uuid.uuid4()), "verb": "propose"} | changes


def browser_of(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def press(browser, verb, theme, **data):
    return browser.post(reverse(f"collaborations:{verb}", args=[theme.pk]), data, follow=True)


def html(answer):
    return answer.content.decode()


def test_the_whole_loop(cast, letterbox):
    ada, dora, ben = (browser_of(person) for person in (cast.member, cast.coordinator, cast.other))
    form = ada.get(PROPOSE).context["form"]
    page = ada.post(PROPOSE, typed(cast, key=str(form["key"].value())), follow=True)
    theme = Theme.objects.get()
    assert page.request["PATH_INFO"] == theme.get_absolute_url()
    assert "Your theme is proposed." in html(page)
    assert Browser().get(theme.get_absolute_url()).status_code == 404

    desk = dora.get(reverse("collaborations:desk"))
    assert "4 things wait for you" in html(desk)  # the theme, and three organisations with too few contacts
    assert "Who decides?" in html(desk)
    page = press(dora, "open-theme", theme, **{"from": "desk"})
    assert "“Who decides?” is open." in html(page)
    assert "Who decides?" not in html(dora.get(reverse("collaborations:desk"))).split("<main")[1].split("<h1>")[1]

    assert "1 unread notice" in html(ada.get(reverse("notifications:badge")))
    send_waiting_mail()
    assert [mail["Subject"] for mail in letterbox.to(cast.member)] == ["Your theme is open: “Who decides?”"]

    page = press(ben, "support-theme", theme, organisation=cast.other_organisation.pk)
    assert "Voorbeeld Lidorganisatie B supports this theme." in html(page)
    assert re.search(r"<strong>2</strong> of 3 member organisations.*1 of them small", html(page))
    stranger = html(Browser().get(theme.get_absolute_url()))
    assert "<strong>2</strong> of 3 member organisations" in stranger
    assert "Ben" not in stranger
    page = press(ben, "take-back-support", theme, organisation=cast.other_organisation.pk)
    assert "Voorbeeld Lidorganisatie B no longer supports this theme." in html(page)
    assert "<strong>1</strong> of 3" in html(page)


def test_a_declined_theme_tells_its_author_why_and_nobody_else(cast):
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
    press(browser_of(cast.coordinator), "decline-theme", theme, reason="too-wide", text="Try <one> country.")
    page = html(browser_of(cast.member).get(theme.get_absolute_url()))
    assert "The question is too wide to learn from together" in page
    assert "Try &lt;one&gt; country." in page
    assert browser_of(cast.contact).get(theme.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"reason": "too-wide"},
        {"text": "Words."},
        {"reason": "none-such", "text": "Words."},
        {"reason": "other", "text": "x" * 1001},
    ],
)
def test_a_no_without_reason_and_words_is_asked_for_them_and_keeps_what_was_typed(cast, data):
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
    answer = browser_of(cast.coordinator).post(reverse("collaborations:decline-theme", args=[theme.pk]), data)
    assert answer.status_code == 422
    form = next(one.form for one in answer.context["decisions"] if one.verb.name == "decline")
    assert form.errors
    for field in form.errors:
        assert f'id="id_decline_{field}_error"' in html(answer)
    assert 'id="decline" aria-labelledby="decline-title" open' in html(answer)
    assert data.get("text", "") in html(answer)
    assert Theme.objects.get().state == "proposed"


WRONG = {
    "nothing": {"title": "", "question": "", "change": ""},
    "blanks": {"title": "   ", "question": "\n\t", "change": " "},
    "too long a title": {"title": "x" * 121},
    "too long a question": {"question": "x" * 2001},
    "too long a change": {"change": "x" * 301},
    "no key": {"key": ""},
    "a key that is none": {"key": "x"},
    "no organisation": {"organisation": ""},
    "an organisation that is none": {"organisation": "x"},
    "an organisation that is not there": {"organisation": "999999"},
    "an organisation of others": {"organisation": "other"},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_proposed_is_told_beside_its_field_and_kept_as_typed(cast, what):
    wrong = {name: cast.other_organisation.pk if value == "other" else value for name, value in WRONG[what].items()}
    answer = browser_of(cast.member).post(PROPOSE, typed(cast, **wrong))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == set(wrong)
    for name in TEXTS:
        assert form[name].value() == (TEXTS | wrong)[name]
        if name in wrong:
            assert f'id="id_{name}_error"' in html(answer)
    assert 'role="alert"' in html(answer)
    assert not Theme.objects.exists()


STRANGE = [
    "<script>alert(1)</script>",
    "مرحبا بالعالم",
    "👩🏽‍🌾🌍",
    "a & b 'c' \"d\"",
    "\u202edetrever",
    "{{ 7 }}{% now %}",
    "'; DROP TABLE x; --",
]


@pytest.mark.parametrize("text", STRANGE)
def test_every_script_and_sign_is_shown_as_it_was_typed_and_never_run(cast, text):
    ada = browser_of(cast.member)
    ada.post(PROPOSE, typed(cast, title=text, question=text, change=text))
    theme = Theme.objects.get()
    assert (theme.title, theme.question, theme.change) == (text, text, text)
    press(browser_of(cast.coordinator), "open-theme", theme)
    escaped = (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#x27;")
        .replace('"', "&quot;")
    )
    for path in (theme.get_absolute_url(), "/themes/", "/"):
        page = html(Browser().get(path))
        assert escaped in page
        assert "<script>alert" not in page


def test_a_form_sent_twice_is_one_theme(cast):
    ada, data = browser_of(cast.member), typed(cast)
    ada.post(PROPOSE, data)
    again = ada.post(PROPOSE, data, follow=True)
    assert again.status_code == 200
    assert "You proposed this theme already." in html(again)
    assert Theme.objects.count() == 1


def test_a_draft_is_kept_half_written_found_again_and_proposed_whole(cast):
    ada = browser_of(cast.member)
    page = ada.post(PROPOSE, typed(cast, question="", change="", verb="keep"), follow=True)
    theme = Theme.objects.get()
    assert "Your draft is kept." in html(page)
    assert page.request["PATH_INFO"] == reverse("collaborations:edit-theme", args=[theme.pk])
    form = page.context["form"]
    assert (form["title"].value(), str(form["key"].value())) == ("Who decides?", str(theme.submission_key))
    assert "Who decides?" in html(ada.get("/"))
    ada.post(PROPOSE, typed(cast, key=str(theme.submission_key)))
    theme.refresh_from_db()
    assert (theme.state, theme.question) == ("proposed", "What happens then?")
    assert Theme.objects.count() == 1


def test_the_page_keeps_what_is_typed_now_and_then(cast):
    ada, key = browser_of(cast.member), str(uuid.uuid4())
    for title in ("W", "Who", "Who decides?"):
        answer = ada.post(KEEP, typed(cast, key=key, title=title, question="", change=""))
        assert answer.status_code == 200
        assert "Draft kept at" in html(answer)
        assert "<html" not in html(answer)
    assert Theme.objects.get().title == "Who decides?"
    ada.post(PROPOSE, typed(cast, key=key))
    late = ada.post(KEEP, typed(cast, key=key, title="Typed before the click"))
    assert (late.status_code, html(late).strip()) == (200, "")
    assert Theme.objects.get().title == "Who decides?"


@pytest.mark.parametrize("wrong", [{"title": "", "question": "", "change": ""}, {"title": "x" * 121}, {"key": "x"}])
def test_what_cannot_be_kept_is_not_said_to_be_kept(cast, wrong):
    answer = browser_of(cast.member).post(KEEP, typed(cast, **wrong))
    assert (answer.status_code, html(answer).strip()) == (200, "")
    assert not Theme.objects.exists()


@pytest.mark.parametrize("who", ["contact", "coordinator", "outsider"])
def test_the_draft_of_somebody_else_does_not_exist(cast, who):
    theme = theme_in("draft", author=cast.member, organisation=cast.organisation)
    browser = browser_of(cast.everybody()[who])
    for name in ("edit-theme", "theme"):
        assert browser.get(reverse(f"collaborations:{name}", args=[theme.pk])).status_code == 404
    for name in ("withdraw-theme", "open-theme", "decline-theme", "support-theme", "take-back-support"):
        assert browser.post(reverse(f"collaborations:{name}", args=[theme.pk])).status_code == 404


def test_what_is_proposed_is_no_draft_any_more(cast):
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
    assert browser_of(cast.member).get(reverse("collaborations:edit-theme", args=[theme.pk])).status_code == 404


REFUSALS = [
    ("outsider", "support-theme", "Organisations support themes. You hold no seat in one yet."),
    ("ended", "support-theme", "Organisations support themes. You hold no seat in one yet."),
    ("coordinator", "support-theme", "Organisations support themes. You hold no seat in one yet."),
    ("contact", "withdraw-theme", "Only who looks after a theme takes it back."),
    ("coordinator", "withdraw-theme", "Only who looks after a theme takes it back."),
    ("member", "open-theme", "The desk decides about themes"),
    ("contact", "decline-theme", "The desk decides about themes"),
    ("contact", "park-theme", "Only who looks after a theme does this, or the desk."),
    ("coordinator", "appeal-theme", "Only who looks after a theme asks for a second look."),
    ("member", "grant-theme", "Somebody else answers an appeal"),
]


@pytest.mark.parametrize(("who", "verb", "sentence"), REFUSALS)
def test_what_is_not_theirs_to_do_is_refused_with_a_sentence(cast, who, verb, sentence):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation)
    answer = press(browser_of(cast.everybody()[who]), verb, theme, organisation=cast.organisation.pk)
    assert answer.status_code == 403
    assert sentence in html(answer)
    assert (Theme.objects.get().state, Support.objects.count()) == ("open", 0)


@pytest.mark.parametrize("who", ["outsider", "ended", "coordinator"])
@pytest.mark.parametrize("path", [PROPOSE, KEEP])
def test_a_person_of_no_organisation_proposes_nothing_and_reads_why(cast, who, path):
    answer = browser_of(cast.everybody()[who]).post(path, typed(cast))
    assert answer.status_code == 403
    assert "Themes are proposed for an organisation. You hold no seat in one yet." in html(answer)
    assert not Theme.objects.exists()


@pytest.mark.parametrize("verb", ["open-theme", "decline-theme"])
def test_a_coordinator_never_decides_about_their_own(cast, verb):
    theme = theme_in("proposed", author=cast.coordinator, organisation=cast.organisation)
    answer = press(browser_of(cast.coordinator), verb, theme, reason="other", text="No.")
    assert answer.status_code == 403
    assert Theme.objects.get().state == "proposed"
    assert 'id="decision"' not in html(browser_of(cast.coordinator).get(theme.get_absolute_url()))


def test_who_decides_second_reads_what_was_decided(cast):
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
    press(browser_of(cast.coordinator), "open-theme", theme)
    second = browser_of(PersonFactory(is_deputy=True))
    for typed in ({"reason": "other", "text": "No."}, {}):
        answer = press(second, "decline-theme", theme, **typed)
        assert answer.status_code == 200
        assert "Dora Voorbeeld decided about this a moment ago: it is now open." in html(answer)
    assert Theme.objects.get().state == "open"


def test_who_comes_after_the_clock_reads_that_nobody_decided(cast):
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
    actions.open_theme(theme, by=None, why="Five working days went by.")
    answer = press(browser_of(cast.coordinator), "decline-theme", theme, reason="other", text="No.")
    assert "That was decided a moment ago, by the rule and nobody&#x27;s hand: it is now open." in html(answer)


def test_support_is_given_for_an_organisation_of_ones_own(cast):
    theme, ben = theme_in("open"), browser_of(cast.other)
    for wanted in (cast.organisation.pk, "", "x", 10**30):
        answer = press(ben, "support-theme", theme, organisation=wanted)
        assert answer.status_code == 403
        assert "Choose an organisation in which you hold a seat." in html(answer)
    page = html(ben.get(theme.get_absolute_url()))
    assert "Support for Voorbeeld Lidorganisatie B" in page
    assert "Support for Voorbeeld Lidorganisatie C" in page
    press(ben, "support-theme", theme, organisation=cast.third_organisation.pk)
    assert theme.supports.get().organisation == cast.third_organisation
    assert "Support for Voorbeeld Lidorganisatie C" not in html(ben.get(theme.get_absolute_url()))


def test_a_person_of_several_organisations_chooses_for_which_to_propose(cast):
    page = html(browser_of(cast.other).get(PROPOSE))
    assert "For which organisation do you speak?" in page
    assert "Voorbeeld Lidorganisatie B" in page
    assert "Voorbeeld Lidorganisatie A" not in page
    assert 'type="hidden" name="organisation"' in html(browser_of(cast.member).get(PROPOSE))


def test_taking_back_leaves_the_theme_to_its_author_alone(cast):
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
    page = press(browser_of(cast.member), "withdraw-theme", theme)
    assert "You took it back." in html(page)
    assert Theme.objects.get().state == "withdrawn"
    assert browser_of(cast.coordinator).get(theme.get_absolute_url()).status_code == 404


BUTTONS = {
    "member": {
        "draft": {"withdraw"},
        "proposed": {"withdraw"},
        "open": {"support", "park", "withdraw"},
        "parked": {"revive", "withdraw"},
        "declined": {"appeal", "withdraw"},
        "appealed": {"withdraw"},
        "withdrawn": set(),
    },
    "coordinator": {
        "proposed": {"open", "decline", "hold-back"},
        "open": {"reconsider", "park"},
        "parked": {"revive"},
        "declined": {"reconsider"},
        "appealed": {"grant", "uphold"},
    },
    "other": {"open": {"support"}},
    "outsider": {"open": set()},
    "stranger": {"open": set()},
}


@pytest.mark.parametrize(("who", "state"), [(who, state) for who, states in BUTTONS.items() for state in states])
def test_the_buttons_are_those_that_state_and_rules_offer(cast, who, state):
    theme = theme_in(state, author=cast.member, organisation=cast.organisation)
    browser = Browser() if who == "stranger" else browser_of(cast.everybody()[who])
    page = html(browser.get(theme.get_absolute_url()))
    ours = {verb.slug for verb in VERBS} | {"support"}
    assert set(re.findall(rf'action="/themes/{theme.pk}/([\w-]+)/"', page)) & ours == BUTTONS[who][state]


# Session, person, seats, theme, who looks after it, topics, supports, those who carry it, offers,
# interest with the number of members, comments, unread notices.
OF_A_THEME = 12


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_of_a_theme_costs_the_same_for_any_number_of_voices(cast, client_of, count, django_assert_num_queries):
    theme = theme_in("open")
    for number in range(count):
        Support.objects.create(
            theme=theme, organisation=Organisation.objects.create(name=f"Stichting {number}"), given_by=cast.member
        )
    browser = client_of(cast.member)
    with django_assert_num_queries(OF_A_THEME):
        assert browser.get(theme.get_absolute_url()).status_code == 200


def test_the_list_shows_the_newest_first_fifty_a_page(client, db):
    for number in range(53):
        ThemeFactory(opened=True, title=f"Number {number:02} of many")
    first = re.findall(r"Number (\d\d) of many", html(client.get("/themes/")))
    second = re.findall(r"Number (\d\d) of many", html(client.get("/themes/?page=2")))
    assert [int(number) for number in first + second] == list(range(52, -1, -1))
    assert len(first) == 50


def test_an_empty_list_says_what_will_be_here(client, db):
    assert "No open themes yet" in html(client.get("/themes/"))
