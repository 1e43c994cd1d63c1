"""Each state against each verb and each role, by the pages themselves: who changes anything, and what nobody can."""

import pytest
from django.db import transaction
from django.urls import reverse

from collaborations.models import Case
from collaborations.moderation import actions
from collaborations.moderation.clock import keep_promises
from collaborations.moderation.holds import hold_if_needed
from tests.collaborations.moderation.conftest import comment_on
from tests.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

WORDS = {"hide": {"reason": "respect", "text": "No."}, "uphold": {"text": "No."}, "appeal": {"text": "But."}}
VERBS = ("contain", "release", "keep", "hide", "uphold", "appeal", "look-again")
DECIDES = ("coordinator", "deputy", "officer")
NOBODY_ELSE = ("author", "reporter", "colleague", "outsider", "ended")

# What changes something: in each state, each verb, and who does it. The coordinator is who decided first.
DONE = {
    "reported": {"contain": {*DECIDES}, "keep": {*DECIDES}, "hide": {*DECIDES}},
    "contained": {"release": {*DECIDES}, "keep": {*DECIDES}, "hide": {*DECIDES}},
    "held": {"keep": {*DECIDES}, "hide": {*DECIDES}},
    "told": {"appeal": {"author"}, "look-again": {*DECIDES}},
    "appealed": {"keep": {"deputy", "officer"}, "uphold": {"deputy", "officer"}},
    "closed, kept": {"look-again": {*DECIDES}},
    "closed, hidden": {"look-again": {*DECIDES}},
    "closed, upheld": {"look-again": {*DECIDES}},
}


@pytest.fixture
def people(cast, officer, deputy):
    return {
        "coordinator": cast.coordinator, "deputy": deputy, "officer": officer, "author": cast.member,
        "reporter": cast.other, "colleague": cast.contact, "outsider": cast.outsider, "ended": cast.ended,
    }  # fmt: skip


@pytest.fixture
def case_in(people, theme):
    """A case in one of the states of DONE, as people and the clock bring it there."""

    def brought(state):
        coordinator, author = people["coordinator"], people["author"]
        if state == "held":
            comment = comment_on(theme, author, text="https://example.org")
            return hold_if_needed("comment", comment, text=comment.text, by=author)
        case = actions.report("theme", theme, category="hurtful", by=people["reporter"])
        if state == "contained":
            return actions.contain(case, by=coordinator)
        if state == "closed, kept":
            return actions.keep(case, by=coordinator)
        if state in {"told", "appealed", "closed, hidden", "closed, upheld"}:
            actions.hide(case, reason="respect", text="No.", by=coordinator)
        if state in {"appealed", "closed, upheld"}:
            actions.appeal(case, text="But.", by=author)
        if state == "closed, upheld":
            actions.uphold(case, text="Still no.", by=people["deputy"])
        if state == "closed, hidden":
            keep_promises(now=case.due_at)
        return Case.objects.get(pk=case.pk)

    return brought


def facts():
    """All that a verb could change."""
    return list(Case.objects.order_by("pk").values("pk", "state", "decision", "contained_at", "appealed_at"))


@pytest.mark.parametrize("state", DONE)
@pytest.mark.parametrize("verb", VERBS)
def test_who_changes_what_in_which_state(people, case_in, state, verb):
    case = case_in(state)
    path = reverse(f"collaborations:{verb}-case", args=[case.pk])
    did = set()
    before = facts()
    for name, person in people.items():
        browser = Browser()
        browser.force_login(person)
        with transaction.atomic():
            answer = browser.post(path, WORDS.get(verb, {}))
            assert answer.status_code in {302, 403, 404}, name
            if facts() != before:
                did.add(name)
            transaction.set_rollback(True)
    assert did == DONE[state].get(verb, set())
    assert not did & set(NOBODY_ELSE) or verb == "appeal"


def test_every_move_of_the_table_is_tried_above():
    tried = {verb.replace("-", "_") for verbs in DONE.values() for verb in verbs}
    ours = {"decide": {"keep", "hide"}, "answer_appeal": {"keep", "uphold"}, "close": {"look_again"}, "tell": {"keep"}}
    for move in Case.MOVES:
        assert ours.get(move, {move}) <= tried, move


def test_every_state_a_case_can_rest_in_is_in_the_table():
    assert {state.partition(",")[0] for state in DONE} - {"held"} == set(Case.State) - {"decided"}
    assert Case.begins_in() == ["reported", "contained"]


def test_the_page_offers_what_can_be_done_and_nothing_else(people, case_in):
    """Of what each may do by the table above there is a form on their page, and no other form of a case."""
    case = case_in("appealed")
    for name, verbs in {
        "coordinator": set(),
        "deputy": {"keep", "uphold"},
        "officer": {"keep", "uphold"},
        "author": set(),
    }.items():
        browser = Browser()
        browser.force_login(people[name])
        page = browser.get(case.get_absolute_url()).content.decode()
        offered = {verb for verb in VERBS if f'action="/cases/{case.pk}/{verb}/"' in page}
        assert offered == verbs, name
