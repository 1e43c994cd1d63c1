"""Who may do what: each verb against the whole cast."""

import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from network.protection import Level
from tests.factories import PersonFactory, SupportFactory, ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

SEATED, DESK = {"member", "contact", "other"}, {"coordinator", "deputy"}
MAY = {
    "propose_theme": SEATED,
    "support_theme": SEATED,
    "offer": SEATED,
    "show_interest": SEATED | DESK,
    "withdraw_theme": {"member"},
    "appeal_theme": {"member"},
    "ask_who_knows": {"member"},
    "invite_into_theme": {"member"},
    "open_theme": DESK,
    "decline_theme": DESK,
    "hold_back_theme": DESK,
    "reconsider_theme": DESK,
    "merge_theme": DESK,
    "answer_appeal": DESK | {"officer"},
    "park_theme": DESK | {"member"},
    "revive_theme": DESK | {"member"},
    "part_theme": DESK | {"member"},
    "edit_charter": DESK,
    "sign_charter": set(),
    "see_desk": DESK | {"officer"},
    "answer_enquiry": DESK,
}
OF_SOMETHING_ELSE = {  # a voice, an offer, a part, an invitation, a case, a comment: tests/network/abilities asks these
    "take_back_support", "withdraw_offer", "step_back", "vouch_into_theme", "decide_case", "contain_case", "appeal_case",
    "blank_version", "discuss", "edit_comment", "take_away_comment", "mark_answer",
}  # fmt: skip


@pytest.fixture
def people(cast):
    more = {"deputy": PersonFactory(is_deputy=True), "officer": PersonFactory(is_safeguarding_officer=True)}
    return {"stranger": AnonymousUser()} | cast.everybody() | more


def may(people, verb, theme):
    return {who for who, person in people.items() if person.has_perm(f"collaborations.{verb}", theme)}


def test_the_table_names_every_verb():
    verbs = {name for name in rules.permissions.permissions if name.startswith("collaborations.")}
    assert verbs == {f"collaborations.{verb}" for verb in {*MAY, *OF_SOMETHING_ELSE}}


@pytest.mark.parametrize("verb", MAY)
def test_who_may(people, cast, verb):
    theme = ThemeFactory(proposed=True, author=cast.member, organisation=cast.organisation)
    assert may(people, verb, theme) == MAY[verb]


DECIDING = ["open_theme", "decline_theme", "hold_back_theme", "reconsider_theme", "merge_theme", "answer_appeal"]


@pytest.mark.parametrize("verb", DECIDING)
def test_nobody_decides_about_their_own_theme(people, cast, verb):
    theme = ThemeFactory(proposed=True, author=cast.coordinator, organisation=cast.organisation)
    assert may(people, verb, theme) == MAY[verb] - {"coordinator"}


@pytest.mark.parametrize("verb", DECIDING)
@pytest.mark.parametrize("level", Level.values)
def test_who_decides_about_what_is_protected(people, cast, verb, level):
    theme = ThemeFactory(proposed=True, author=cast.member, organisation=cast.organisation, protection=level)
    of_the_desk = set() if level == Level.SEALED else DESK
    officers = {"officer"} if level in {Level.CLOSED, Level.SEALED} or verb == "answer_appeal" else set()
    assert may(people, verb, theme) == of_the_desk | officers


@pytest.mark.parametrize("verb", DECIDING)
def test_what_is_held_back_is_for_safeguarding_officers_too(people, cast, verb):
    held = {"flagged_at": timezone.now(), "flag_text": "A name is in it."}
    theme = ThemeFactory(proposed=True, author=cast.member, organisation=cast.organisation, **held)
    assert may(people, verb, theme) == DESK | {"officer"}


@pytest.mark.parametrize("verb", MAY)
def test_a_closed_account_may_nothing(people, cast, verb):
    theme = ThemeFactory(proposed=True, author=cast.member, organisation=cast.organisation)
    for person in people.values():
        person.is_active = False
    assert may(people, verb, theme) == set()


@pytest.mark.parametrize("state", ["draft", "proposed", "open", "declined", "withdrawn"])
def test_whether_the_state_offers_it_is_another_question(people, cast, state):
    theme = theme_in(state, author=cast.member, organisation=cast.organisation)
    assert may(people, "open_theme", theme) == DESK


@pytest.mark.parametrize("giver", ["member", "contact", "ended"])
def test_a_voice_is_taken_back_by_who_gave_it_and_by_contacts_of_its_organisation(people, cast, giver):
    given = SupportFactory(organisation=cast.organisation, given_by=people[giver])
    assert may(people, "take_back_support", given) == {"contact", giver} - {"ended"}


@pytest.mark.parametrize("verb", ["withdraw_theme", "take_back_support"])
def test_without_a_thing_nobody_is_its_author(people, verb):
    assert may(people, verb, None) == set()
