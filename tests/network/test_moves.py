"""States change along the table and in no other way."""

import pytest
from django.apps import apps
from django.utils import timezone

from collaborations.models import Theme
from network.moves import MoveRefused, Moving
from tests.factories import theme_in

MOVING = [model for model in apps.get_models() if issubclass(model, Moving)]
FACTS = {
    "propose": lambda: {"proposed_at": timezone.now()},
    "open": lambda: {"opened_at": timezone.now()},
    "decline": lambda: {"declined_at": timezone.now(), "decline_reason": "other", "decline_text": "Not now."},
    "withdraw": dict,
}
OFFERED = {
    "draft": {"propose", "withdraw"},
    "proposed": {"open", "decline", "withdraw"},
    "open": set(),
    "declined": set(),
    "withdrawn": set(),
}


def test_something_moves():
    assert Theme in MOVING


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
@pytest.mark.parametrize("state", OFFERED)
@pytest.mark.parametrize("verb", FACTS)
def test_a_state_offers_its_own_verbs_and_refuses_the_others(state, verb):
    theme = theme_in(state)
    assert theme.can(verb) is (verb in OFFERED[state])
    if theme.can(verb):
        theme.move(verb, **FACTS[verb]())
        assert theme.state == Theme.objects.get().state == Theme.MOVES[verb][1]
    else:
        before = Theme.objects.values().get()
        with pytest.raises(MoveRefused):
            theme.move(verb, **FACTS[verb]())
        assert Theme.objects.values().get() == before


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
