"""States change along the table and in no other way."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from collaborations.models import Theme
from network.moves import MoveRefused, Moving
from tests.factories import ThemeFactory, theme_in

MOVING = [model for model in apps.get_models() if issubclass(model, Moving)]
NO = {"declined_at": timezone.now(), "decline_reason": "other", "decline_text": "Not now."}
YES = {"declined_at": None, "decline_reason": "", "decline_text": ""}
SOON = {"due_at": timezone.now() + timedelta(days=7)}
NEVER = {"due_at": None}
FACTS = {
    "propose": lambda: {"proposed_at": timezone.now(), **SOON},
    "open": lambda: {"opened_at": timezone.now(), **SOON},
    "decline": lambda: NO | NEVER,
    "reconsider": lambda: YES | SOON | {"opened_at": None},
    "appeal": lambda: {"appealed_at": timezone.now(), "appeal_text": "It is one country.", **SOON},
    "uphold": lambda: NEVER,
    "grant": lambda: YES | SOON | {"opened_at": timezone.now()},
    "form": lambda: {"formed_at": timezone.now(), **SOON},
    "fall_back": lambda: {"formed_at": None, **SOON},
    "start": lambda: {"started_at": timezone.now(), **NEVER},
    "park": lambda: {"parked_at": timezone.now(), "park_text": "It rests.", "formed_at": None, **NEVER},
    "revive": lambda: {"parked_at": None, "park_text": "", **SOON},
    "merge": lambda: {"merged_into": ThemeFactory(opened=True), **NEVER},
    "part_as_proposed": lambda: {"merged_into": None, "opened_at": None, **SOON},
    "part_as_open": lambda: {"merged_into": None, **SOON},
    "part_as_parked": lambda: {"merged_into": None, "parked_at": timezone.now(), "park_text": "It rests."},
    "withdraw": lambda: NEVER,
}
OFFERED = {
    "draft": {"propose", "withdraw"},
    "proposed": {"open", "decline", "merge", "withdraw"},
    "open": {"reconsider", "form", "park", "merge", "withdraw"},
    "forming": {"fall_back", "start", "park"},
    "started": set(),
    "merged": {"part_as_proposed", "part_as_open", "part_as_parked"},
    "parked": {"revive", "merge", "withdraw"},
    "declined": {"reconsider", "appeal", "withdraw"},
    "appealed": {"uphold", "grant", "withdraw"},
    "withdrawn": set(),
}


def test_something_moves():
    assert Theme in MOVING
    assert set(OFFERED) == set(Theme.State.values)
    assert set(FACTS) == set(Theme.MOVES)


@pytest.mark.parametrize("model", MOVING)
def test_every_state_can_be_reached_from_the_first(model):
    reached, before = set(model.begins_in()), set()
    while reached != before:
        before = set(reached)
        reached |= {
            str(reaches) for leaves, reaches in model.MOVES.values() if {str(state) for state in leaves} & reached
        }
    assert reached == set(model.State.values)


@pytest.mark.parametrize("model", MOVING)
def test_moves_lead_from_and_to_declared_states(model):
    for leaves, reaches in model.MOVES.values():
        assert leaves
        assert {*leaves, reaches} <= set(model.State.values)


@pytest.mark.django_db
@pytest.mark.allows_loops
@pytest.mark.parametrize("state", OFFERED)
@pytest.mark.parametrize("verb", FACTS)
def test_a_state_offers_its_own_verbs_and_refuses_the_others(state, verb):
    theme = theme_in(state)
    assert theme.can(verb) is (verb in OFFERED[state])
    if theme.can(verb):
        theme.move(verb, **FACTS[verb]())
        assert theme.state == Theme.objects.get(pk=theme.pk).state == Theme.MOVES[verb][1]
    else:
        before = Theme.objects.values().get(pk=theme.pk)
        with pytest.raises(MoveRefused):
            theme.move(verb, **FACTS[verb]())
        assert Theme.objects.values().get(pk=theme.pk) == before


@pytest.mark.django_db
def test_of_two_who_hold_the_same_row_the_first_wins_and_the_second_reads_what_happened():
    first = theme_in("proposed")
    second = Theme.objects.get()
    first.move("open", opened_at=timezone.now())
    with pytest.raises(MoveRefused) as refused:
        second.move("decline", **FACTS["decline"]())
    assert str(refused.value) == "Someone decided about this a moment ago: it is now open."
    assert second.state == Theme.State.OPEN
    assert Theme.objects.get().decline_text == ""


@pytest.mark.django_db
def test_a_move_brings_its_facts_in_one_update(django_assert_num_queries):
    theme = theme_in("proposed")
    moment = timezone.now()
    with django_assert_num_queries(1):
        theme.move("open", opened_at=moment)
    assert (theme.opened_at, Theme.objects.get().opened_at) == (moment, moment)


def test_a_verb_that_is_not_declared_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        Theme().can("explode")
