"""Who may do what: each verb against the whole cast."""

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from tests.factories import SupportFactory, ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

SEATED = {"member", "contact", "other"}
MAY = {
    "propose_theme": SEATED,
    "support_theme": SEATED,
    "withdraw_theme": {"member"},
    "open_theme": {"coordinator"},
    "decline_theme": {"coordinator"},
    "see_desk": {"coordinator"},
    "answer_enquiry": {"coordinator"},
}
OF_A_VOICE = {"take_back_support"}


@pytest.fixture
def people(cast):
    return {"stranger": AnonymousUser()} | cast.everybody()


def may(people, verb, theme):
    return {who for who, person in people.items() if person.has_perm(f"collaborations.{verb}", theme)}


def test_the_table_names_every_verb():
    verbs = {name for name in rules.permissions.permissions if name.startswith("collaborations.")}
    assert verbs == {f"collaborations.{verb}" for verb in {*MAY, *OF_A_VOICE}}


@pytest.mark.parametrize("verb", MAY)
def test_who_may(people, cast, verb):
    theme = ThemeFactory(proposed=True, author=cast.member, organisation=cast.organisation)
    assert may(people, verb, theme) == MAY[verb]


@pytest.mark.parametrize("verb", ["open_theme", "decline_theme"])
def test_nobody_decides_about_their_own_theme(people, cast, verb):
    theme = ThemeFactory(proposed=True, author=cast.coordinator, organisation=cast.organisation)
    assert may(people, verb, theme) == set()


@pytest.mark.parametrize("verb", MAY)
def test_a_closed_account_may_nothing(people, cast, verb):
    theme = ThemeFactory(proposed=True, author=cast.member, organisation=cast.organisation)
    for person in cast.everybody().values():
        person.is_active = False
    assert may(people, verb, theme) == set()


@pytest.mark.parametrize("state", ["draft", "proposed", "open", "declined", "withdrawn"])
def test_whether_the_state_offers_it_is_another_question(people, cast, state):
    theme = theme_in(state, author=cast.member, organisation=cast.organisation)
    assert may(people, "open_theme", theme) == {"coordinator"}


@pytest.mark.parametrize("giver", ["member", "contact", "ended"])
def test_a_voice_is_taken_back_by_who_gave_it_and_by_contacts_of_its_organisation(people, cast, giver):
    given = SupportFactory(organisation=cast.organisation, given_by=people[giver])
    assert may(people, "take_back_support", given) == {"contact", giver} - {"ended"}


@pytest.mark.parametrize("verb", ["withdraw_theme", "take_back_support"])
def test_without_a_thing_nobody_is_its_author(people, verb):
    assert may(people, verb, None) == set()
