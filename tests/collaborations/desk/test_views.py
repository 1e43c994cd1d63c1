"""Everything that waits for somebody at the desk, once; decided there, put off or given away."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.desk.models import AnswerTemplate, Delegated, Postponed, Prepared
from collaborations.hours.models import WorkingWeek
from collaborations.models import Theme
from network.protection import Level
from notifications.models import Notice
from tests.collaborations.desk.conftest import WORDS
from tests.conftest import Browser
from tests.factories import theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

DESK, DECIDE = reverse("collaborations:desk"), reverse("collaborations:decide")


def browser_of(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def text_of(answer):
    return re.sub(r"\s+", " ", answer.text)


def titles(answer):
    return [thing.waiting.title for thing in answer.context["things"]]


def chosen(*themes):
    return [f"theme:{theme.pk}" for theme in themes]


def test_only_those_who_decide_have_a_desk(cast, deputy, officer):
    people = cast.everybody() | {"deputy": deputy, "officer": officer}
    answers = {who: browser_of(person).get(DESK) for who, person in people.items()}
    assert {who for who, answer in answers.items() if answer.status_code == 200} == {"coordinator", "deputy", "officer"}
    assert "The desk is where coordinators work." in answers["member"].text
    assert Browser().get(DESK).url.startswith(reverse("account_login"))


def test_what_was_promised_first_comes_first_and_each_once(cast, client_of, proposal):
    now = timezone.now()
    for days in (9, 1, 4):
        proposal(due_at=now + timedelta(days=days), title=f"Promised in {days} days")
    for state in ("draft", "open", "declined", "withdrawn"):
        theme_in(state, title=f"Not on the desk: {state}", organisation=cast.organisation)
    answer = client_of(cast.coordinator).get(DESK)
    assert titles(answer) == [f"Promised in {days} days" for days in (1, 4, 9)]
    assert "Not on the desk" not in answer.text
    assert "3 things wait for you, about 15 minutes" in text_of(answer)


def test_what_is_late_says_so_and_everything_says_what_happens_otherwise(cast, client_of, proposal):
    proposal(due_at=timezone.now() - timedelta(hours=1))
    html = text_of(client_of(cast.coordinator).get(DESK))
    assert "Promised, and late" in html
    assert "Otherwise:</strong> It opens by itself on" in html


def test_a_sealed_proposal_is_on_the_officers_desk_only(cast, deputy, officer, proposal):
    proposal(protection=Level.SEALED, title="Sealed")
    seen = {
        who: "Sealed" in browser_of(person).get(DESK).text
        for who, person in {"coordinator": cast.coordinator, "deputy": deputy, "officer": officer}.items()
    }
    assert seen == {"coordinator": False, "deputy": False, "officer": True}


def test_ones_own_theme_waits_for_somebody_else(cast, client_of, proposal):
    proposal(author=cast.coordinator)
    html = client_of(cast.coordinator).get(DESK).text
    assert "This is not yours to decide: a colleague does." in html
    assert "Open this theme" not in html


def test_a_decision_is_prepared_and_the_thing_leaves_the_desk_though_nothing_happened(cast, client_of, proposal):
    first, second = proposal(due_at=timezone.now() + timedelta(days=1)), proposal()
    browser = client_of(cast.coordinator)
    html = browser.get(DESK).text
    assert f'name="next" value="theme-{second.pk}"' in html
    sent = {"chosen": chosen(first), "decision": "open", "next": f"theme-{second.pk}", "back": "kind=theme&evil=1"}
    answer = browser.post(DECIDE, sent)
    assert answer.url == f"{DESK}?kind=theme#theme-{second.pk}", "at the next one, with the same filter"
    after = browser.get(DESK)
    assert titles(after) == [str(second)]
    assert f"Prepared for “{first}”: Open this theme. It reaches 1 person." in after.text
    first.refresh_from_db()
    assert (first.state, Notice.objects.count()) == ("proposed", 0)


def test_a_decision_without_its_words_comes_back_with_what_was_typed(cast, client_of, proposal):
    theme = proposal()
    answer = client_of(cast.coordinator).post(DECIDE, {"chosen": chosen(theme), "decision": "decline", "text": "Kept"})
    assert answer.status_code == 422
    assert "Please choose." in answer.text
    assert ">\nKept</textarea>" in answer.text
    assert not Prepared.objects.exists()


def test_several_are_decided_with_one_reason_and_come_back_together(cast, client_of, proposal):
    themes = [proposal(title=f"Wide {number}") for number in range(3)]
    browser = client_of(cast.coordinator)
    page = browser.get(DECIDE, {"chosen": chosen(*themes)})
    assert [thing.waiting.title for thing in page.context["groups"][0].things] == ["Wide 0", "Wide 1", "Wide 2"]
    answer = browser.post(DECIDE, {"chosen": chosen(*themes), "decision": "decline", **WORDS}, follow=True)
    assert "Prepared 3 times: Decline it. It reaches 3 people." in answer.text
    assert titles(answer) == []
    assert set(Prepared.objects.values_list("reason", "text")) == {("too-wide", "Try one country first.")}
    answer = browser.post(reverse("collaborations:undo"), follow=True)
    assert "3 decisions are taken back." in answer.text
    assert len(titles(answer)) == 3


def test_of_several_those_that_are_not_ones_own_to_decide_are_named(cast, client_of, proposal):
    own, other = proposal(author=cast.coordinator, title="Mine"), proposal(title="Theirs")
    answer = client_of(cast.coordinator).post(DECIDE, {"chosen": chosen(own, other), "decision": "open"}, follow=True)
    assert "“Mine”: You do not decide about this one." in answer.text
    assert [one.thing_id for one in Prepared.objects.all()] == [other.pk]


def test_what_one_may_not_decide_is_refused_and_what_is_not_there_is_said(cast, client_of, proposal):
    own = proposal(author=cast.coordinator)
    browser = client_of(cast.coordinator)
    assert browser.post(DECIDE, {"chosen": chosen(own), "decision": "open"}).status_code == 403
    assert browser.post(DECIDE, {"chosen": "nothing:1", "decision": "open"}).status_code == 302
    theme = proposal()
    assert browser.post(DECIDE, {"chosen": chosen(theme), "decision": "devour"}).status_code == 422
    assert browser_of(cast.member).post(DECIDE, {"chosen": chosen(theme), "decision": "open"}).status_code == 403
    assert not Prepared.objects.exists()


def test_the_last_decision_is_taken_back_and_an_older_one_stays(cast, client_of, proposal):
    older, newer = proposal(title="Older"), proposal(title="Newer")
    browser = client_of(cast.coordinator)
    for theme in (older, newer):
        browser.post(DECIDE, {"chosen": chosen(theme), "decision": "open"})
    answer = browser.post(reverse("collaborations:undo"), {"back": "which=mine"})
    assert answer.url == f"{DESK}?which=mine#theme-{newer.pk}"
    assert titles(browser.get(DESK)) == ["Newer"]
    browser.post(reverse("collaborations:undo"))
    answer = browser.post(reverse("collaborations:undo"), follow=True)
    assert "There is nothing to take back." in answer.text


def test_words_written_before_are_offered_in_the_language_of_the_theme(cast, client_of, proposal):
    for language, title in (("nl", "Te breed"), ("en", "Too wide for now")):
        AnswerTemplate.objects.create(
            pile="theme", decision="decline", language=language, title=title, text=f"Words in {language}."
        )
    theme = proposal(language="nl")
    browser = client_of(cast.coordinator)
    asked = {"chosen": chosen(theme), "decision": "decline"}
    html = browser.get(DECIDE, asked, headers={"HX-Request": "true"}).text
    assert 'data-words="Words in nl."' in html
    assert "<html" not in html, "a part of the desk, with scripts"
    assert "Too wide for now" not in html
    answer = AnswerTemplate.objects.get(language="nl")
    page = browser.get(DECIDE, {"chosen": chosen(theme), "decision": "decline", "words": answer.pk})
    assert ">\nWords in nl.</textarea>" in page.text, "without scripts the link leads to the form with the words in it"


def test_a_form_that_nobody_may_fill_in_is_not_there(cast, client_of, proposal):
    own = proposal(author=cast.coordinator)
    asked = {"chosen": chosen(own), "decision": "decline"}
    assert client_of(cast.coordinator).get(DECIDE, asked, headers={"HX-Request": "true"}).status_code == 404


def test_put_off_it_comes_back_by_itself_but_never_after_its_promise(cast, client_of, proposal):
    theme = proposal(due_at=timezone.now() + timedelta(days=5))
    browser, later = client_of(cast.coordinator), reverse("collaborations:later")

    def put_off(days):
        return browser.post(later, {"chosen": chosen(theme), "until": timezone.localdate() + timedelta(days=days)})

    for days, said in ((6, "It was promised for"), (0, "Choose a day that is still to come.")):
        refused = put_off(days)
        assert refused.status_code == 422
        assert said in refused.text
    assert put_off(3).status_code == 302
    assert titles(browser.get(DESK)) == []
    assert titles(browser.get(DESK, {"which": "postponed"})) == [str(theme)]
    browser.post(reverse("collaborations:bring-back"), {"chosen": chosen(theme)})
    assert titles(browser.get(DESK)) == [str(theme)]
    put_off(3)
    Postponed.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert titles(browser.get(DESK)) == [str(theme)]


def test_given_to_a_deputy_it_lies_on_their_desk_only_and_they_are_told(cast, client_of, deputy, proposal):
    theme = proposal(title="For Vera")
    browser, lend = client_of(cast.coordinator), reverse("collaborations:lend")
    browser.post(lend, {"chosen": chosen(theme), "to": deputy.pk, "note": "You know Uganda."})
    assert titles(browser.get(DESK)) == []
    assert titles(browser.get(DESK, {"which": "delegated"})) == ["For Vera"]
    hers = browser_of(deputy).get(DESK)
    assert titles(hers) == ["For Vera"]
    assert "Dora Voorbeeld asks: You know Uganda." in text_of(hers)
    assert deputy.notices.count() == 1
    browser.post(reverse("collaborations:bring-back"), {"chosen": chosen(theme)})
    assert titles(browser.get(DESK)) == ["For Vera"]
    assert (Delegated.objects.count(), deputy.notices.count()) == (0, 0)


def test_nothing_is_given_to_who_may_not_see_it_or_has_no_desk(cast, client_of, officer, proposal):
    theme = proposal()
    browser, lend = client_of(cast.coordinator), reverse("collaborations:lend")
    answer = browser.post(lend, {"chosen": chosen(theme), "to": officer.pk})
    assert answer.status_code == 422
    assert "Sara Voorbeeld may not see this one" in answer.text
    assert browser.post(lend, {"chosen": chosen(theme), "to": cast.member.pk}).status_code == 422
    assert not Delegated.objects.exists()


def test_whose_helper_has_gone_finds_it_on_their_own_desk_again(cast, client_of, deputy, proposal):
    theme = proposal()
    Delegated.objects.create(pile="theme", thing_id=theme.pk, to=deputy, by=cast.coordinator)
    browser = client_of(cast.coordinator)
    assert titles(browser.get(DESK)) == []
    type(deputy).objects.filter(pk=deputy.pk).update(is_deputy=False)
    assert titles(browser.get(DESK)) == [str(theme)]


def test_filters_show_a_kind_and_what_is_due(cast, client_of):
    theme_in("proposed", organisation=cast.organisation, title="Due today", due_at=timezone.now())
    theme_in("proposed", organisation=cast.organisation, title="Due later", due_at=timezone.now() + timedelta(days=9))
    browser = client_of(cast.coordinator)
    everything = browser.get(DESK)
    assert len(titles(everything)) == 5, "two themes, and three organisations with too few contacts"
    assert titles(browser.get(DESK, {"kind": "theme"})) == ["Due today", "Due later"]
    assert titles(browser.get(DESK, {"due": "today"})) == ["Due today"]
    assert titles(browser.get(DESK, {"kind": "theme", "due": "week"})) == ["Due today"]
    assert {label for label, _name, _amount in browser.get(DESK, {"kind": "theme"}).context["kinds"]} == {
        "Themes", "Too few contacts",
    }  # fmt: skip
    assert len(titles(browser.get(DESK, {"kind": "nonsense", "due": "never", "page": "many"}))) == 5
    assert "Nothing like that" in browser.get(DESK, {"kind": "lapsed"}).text


def test_the_hours_of_the_week_less_what_was_decided_are_left(cast, client_of, proposal, prepare_for):
    WorkingWeek.objects.create(person=cast.coordinator, hours=2)
    themes = [proposal(due_at=timezone.now() + timedelta(days=number)) for number in range(1, 16)]
    browser = client_of(cast.coordinator)
    html = text_of(browser.get(DESK))
    assert "You have 2 hours left this week." in html
    assert "These 10 fit into 60 minutes." in html
    for theme in themes[:6]:
        prepare_for(theme)
    assert "You have 1.5 hours left this week." in text_of(browser.get(DESK))


def test_a_page_behind_the_last_is_the_last(cast, client_of, proposal):
    for _number in range(14):
        proposal()
    browser = client_of(cast.coordinator)
    assert [len(titles(browser.get(DESK, {"page": page}))) for page in (1, 2, 99)] == [10, 4, 4]


@pytest.mark.parametrize("count", [1, 3, 10])
def test_the_desk_asks_the_database_the_same_number_of_times(
    cast, client_of, proposal, count, django_assert_num_queries
):
    for _theme in range(count):
        proposal()
    browser = client_of(cast.coordinator)
    browser.get(DESK)  # plans the queue
    with django_assert_num_queries(8):  # session, person, seats, unread, queue, themes, week, decided
        html = browser.get(DESK).text
    assert html.count("decision=decline") == 2 * count


def test_looking_at_a_theme_that_was_decided_meanwhile_says_who_was_faster(cast, client_of, deputy, proposal):
    theme = proposal()
    from collaborations.themes.actions import open_theme

    open_theme(Theme.objects.get(pk=theme.pk), by=deputy)
    answer = client_of(cast.coordinator).post(
        DECIDE, {"chosen": chosen(theme), "decision": "decline", **WORDS}, follow=True
    )
    assert "Vera Voorbeeld was faster: it is now open." in answer.text
    assert not Prepared.objects.exists()
