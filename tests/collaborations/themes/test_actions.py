"""The life of a theme, and what happens when several act at once."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from collaborations.models import Support, Theme
from collaborations.themes import actions
from collaborations.themes.gathering import actions as gathering
from network.journal import Entry
from network.moves import MoveRefused
from notifications.models import Event, Notice, OutboxMail
from tests.at_once import at_once
from tests.factories import PersonFactory, ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

TEXTS = {"title": "Who decides?", "question": "What happens then?", "change": "We ask first."}


def proposal(cast):
    return theme_in("proposed", author=cast.member, organisation=cast.organisation)


def counts():
    return [model.objects.count() for model in (Support, Entry, Event, Notice, OutboxMail)]


def test_from_draft_to_open(cast):
    draft = actions.keep_draft(uuid.uuid4(), organisation=cast.organisation, by=cast.member, **TEXTS)
    assert (draft.state, draft.author, draft.organisation) == ("draft", cast.member, cast.organisation)
    actions.propose(draft, by=cast.member)
    assert draft.supports.get().organisation == cast.organisation
    actions.open_theme(draft, by=cast.coordinator)
    theme = Theme.objects.get()
    assert theme.state == "open"
    assert theme.proposed_at <= theme.opened_at
    assert [(entry.verb, entry.actor) for entry in Entry.objects.about(theme)] == [
        ("propose", cast.member), ("open", cast.coordinator),
    ]  # fmt: skip


def test_a_kind_no_keeps_its_reason_with_the_theme_and_in_the_journal(cast):
    theme = actions.decline(proposal(cast), reason="too-wide", text="Try one country.", by=cast.coordinator)
    theme.refresh_from_db()
    assert (theme.state, theme.decline_reason, theme.decline_text) == ("declined", "too-wide", "Try one country.")
    entry = Entry.objects.about(theme).get()
    assert (entry.actor, entry.why, entry.facts) == (cast.coordinator, "Try one country.", {"reason": "too-wide"})
    assert Notice.objects.get().person == cast.member


ACTS = {
    "propose": lambda theme, cast: actions.propose(theme, by=cast.member),
    "open": lambda theme, cast: actions.open_theme(theme, by=cast.coordinator),
    "decline": lambda theme, cast: actions.decline(theme, reason="other", text="No.", by=cast.coordinator),
    "hold_back": lambda theme, cast: actions.hold_back(theme, text="A name is in it.", by=cast.coordinator),
    "let_pass": lambda theme, cast: actions.let_pass(theme, by=cast.coordinator),
    "escalate": lambda theme, cast: actions.escalate(theme),
    "reconsider": lambda theme, cast: actions.reconsider(theme, text="Too fast.", by=cast.coordinator),
    "appeal": lambda theme, cast: actions.appeal(theme, text="It is one country.", by=cast.member),
    "uphold": lambda theme, cast: actions.uphold(theme, text="It is three.", by=cast.coordinator),
    "grant": lambda theme, cast: actions.grant(theme, by=cast.coordinator),
    "park": lambda theme, cast: actions.park(theme, text="It rests.", by=cast.member),
    "revive": lambda theme, cast: actions.revive(theme, by=cast.member),
    "fall_back": lambda theme, cast: actions.fall_back(theme, by=cast.member),
    "withdraw": lambda theme, cast: actions.withdraw(theme, by=cast.member),
    "support": lambda theme, cast: gathering.support(theme, organisation=cast.organisation, by=cast.member),
}
OFFERS = {
    "draft": {"propose", "withdraw"},
    "proposed": {"open", "decline", "hold_back", "escalate", "withdraw"},
    "held back": {"open", "decline", "let_pass", "escalate", "withdraw"},
    "open": {"support", "reconsider", "park", "withdraw"},
    "forming": {"support", "park", "fall_back"},
    "started": set(),
    "merged": set(),
    "parked": {"revive", "withdraw"},
    "declined": {"reconsider", "appeal", "withdraw"},
    "declined twice": {"reconsider", "withdraw"},
    "appealed": {"uphold", "grant", "escalate", "withdraw"},
    "withdrawn": set(),
}
MORE = {
    "held back": ("proposed", {"flagged_at": timezone.now(), "flag_text": "A name is in it."}),
    "declined twice": ("declined", {"appealed_at": timezone.now(), "appeal_text": "It is one country."}),
}


def standing(cast, where):
    """A theme of Ada's in one of the rows of OFFERS."""
    state, facts = MORE.get(where, (where, {}))
    return theme_in(state, author=cast.member, organisation=cast.organisation, **facts)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", OFFERS)
def test_what_the_state_does_not_offer_is_refused_and_leaves_no_trace(cast, state, act):
    theme = standing(cast, state)
    before, row = counts(), Theme.objects.values().get(pk=theme.pk)
    if act in OFFERS[state]:
        ACTS[act](theme, cast)
        assert counts() != before
        assert Entry.objects.about(theme)[0].verb == act
        return
    with pytest.raises(MoveRefused) as refused:
        ACTS[act](theme, cast)
    if (state, act) != ("declined twice", "appeal"):
        words = {theme.get_state_display()} | ({"held back"} & {state})
        assert any(word in str(refused.value) for word in words)
    assert (Theme.objects.values().get(pk=theme.pk), counts()) == (row, before)


def test_the_table_of_what_states_offer_is_whole():
    assert {MORE.get(where, (where,))[0] for where in OFFERS} == set(Theme.State.values)
    assert {name for offered in OFFERS.values() for name in offered} == set(ACTS)


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_at_once_one_decides_and_the_other_hears_what(cast):
    second, theme = PersonFactory(is_coordinator=True), proposal(cast)
    one, other = Theme.objects.get(), Theme.objects.get()
    found = at_once(
        lambda: actions.open_theme(one, by=cast.coordinator),
        lambda: actions.decline(other, reason="other", text="No.", by=second),
    )
    (refused,) = [answer for answer in found if isinstance(answer, MoveRefused)]
    theme.refresh_from_db()
    assert theme.state in {"open", "declined"}
    faster = cast.coordinator if theme.state == "open" else second
    assert str(refused) == f"{faster} decided about this a moment ago: it is now {theme.state}."
    assert Entry.objects.about(theme).count() == 1
    assert Notice.objects.filter(person=cast.member).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_theme_taken_back_while_it_is_opened_is_taken_back_whoever_was_first(cast):
    proposal(cast)
    one, other = Theme.objects.get(), Theme.objects.get()
    found = at_once(
        lambda: actions.open_theme(one, by=cast.coordinator), lambda: actions.withdraw(other, by=cast.member)
    )
    assert Theme.objects.get().state == "withdrawn"
    verbs = list(Entry.objects.about(Theme.objects.get()).values_list("verb", flat=True))
    was_refused = isinstance(found[0], MoveRefused)
    assert verbs == (["withdraw"] if was_refused else ["open", "withdraw"])


@pytest.mark.django_db(transaction=True)
def test_the_same_form_kept_by_several_requests_at_once_is_one_draft(cast):
    key = uuid.uuid4()
    kept = at_once(
        *[
            lambda n=n: actions.keep_draft(
                key, organisation=cast.organisation, by=cast.member, **TEXTS | {"title": f"Title {n}"}
            )
            for n in range(5)
        ]
    )
    theme = Theme.objects.get()
    assert {draft.pk for draft in kept} == {theme.pk}
    assert theme.title in {f"Title {n}" for n in range(5)}


def test_the_same_key_of_two_people_is_two_drafts(cast):
    key = uuid.uuid4()
    one = actions.keep_draft(key, organisation=cast.organisation, by=cast.member, **TEXTS)
    other = actions.keep_draft(key, organisation=cast.organisation, by=cast.contact, **TEXTS)
    assert one.pk != other.pk


def test_a_form_kept_after_it_was_proposed_changes_nothing(cast):
    key = uuid.uuid4()
    theme = actions.keep_draft(key, organisation=cast.organisation, by=cast.member, **TEXTS)
    actions.propose(theme, by=cast.member)
    with pytest.raises(MoveRefused, match="You proposed this theme already"):
        actions.keep_draft(key, organisation=cast.organisation, by=cast.member, title="Other", question="O", change="O")
    assert Theme.objects.get().title == "Who decides?"


def test_a_draft_that_is_not_whole_cannot_be_proposed(cast):
    draft = actions.keep_draft(
        uuid.uuid4(), organisation=cast.organisation, by=cast.member, title="Half", question="", change=""
    )
    with pytest.raises(IntegrityError, match="theme_is_whole_once_proposed"), transaction.atomic():
        actions.propose(draft, by=cast.member)
    assert Theme.objects.get().state == "draft"


WRONG_ROWS = {
    "theme_opened_at_matches_state": {"state": "open"},
    "theme_declined_with_a_reason": {"state": "declined"},
    "theme_proposed_at_matches_state": {"proposed_at": None},
    "theme_promise_has_an_end": {"due_at": None},
    "theme_flagged_with_words": {"flagged_at": timezone.now()},
    "theme_parked_at_matches_state": {"park_text": "It rests."},
    "theme_merged_into_another": {"state": "merged", "due_at": None},
    "theme_formed_at_matches_state": {"formed_at": timezone.now()},
    "theme_started_at_matches_state": {"started_at": timezone.now()},
    "theme_continues_one_thing": {"continues_kind": "tool"},
    "theme_is_whole_once_proposed": {"title": ""},
}


@pytest.mark.parametrize("constraint", WRONG_ROWS)
def test_the_database_holds_each_state_to_its_facts(cast, constraint):
    theme = proposal(cast)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Theme.objects.filter(pk=theme.pk).update(**WRONG_ROWS[constraint])


def test_opening_tells_the_author_and_logs_for_everybody_elses_digest(cast):
    theme = actions.open_theme(proposal(cast), by=cast.coordinator)
    assert list(Notice.objects.values_list("person", "event__kind")) == [(cast.member.pk, "your-theme-opened")]
    assert set(Event.objects.values_list("kind", "is_addressed", "subject_id")) == {
        ("your-theme-opened", True, theme.pk), ("theme-opened", False, theme.pk),
    }  # fmt: skip


@pytest.mark.parametrize("act", ["open", "decline", "withdraw"])
def test_once_decided_the_desk_is_told_that_nothing_waits(cast, act):
    draft = ThemeFactory(author=cast.member, organisation=cast.organisation)
    actions.propose(draft, by=cast.member)
    assert Notice.objects.unread_of(cast.coordinator).count() == 1
    ACTS[act](draft, cast)
    assert Notice.objects.unread_of(cast.coordinator).count() == 0
