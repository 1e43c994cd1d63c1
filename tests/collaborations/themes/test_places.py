"""Who sees a theme, asked of rows, is who sees it by its queryset: for everybody, each state and each protection."""

import pytest
from django.contrib.auth.models import AnonymousUser

from collaborations.discussion.places import PLACES
from collaborations.models import Admission, Support, Theme
from members.models import Person
from network.protection import Level
from tests.factories import TRAITS, PersonFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]
PLACE = PLACES["theme"]


@pytest.fixture
def people(cast):
    invited, vouched = PersonFactory(name="Invited"), PersonFactory(name="Vouched for")
    officer, deputy = PersonFactory(is_safeguarding_officer=True), PersonFactory(is_deputy=True)
    return [*cast.everybody().values(), invited, vouched, officer, deputy]


@pytest.mark.parametrize("flagged", [False, True])
@pytest.mark.parametrize("protection", Level.values)
@pytest.mark.parametrize("state", TRAITS)
def test_both_rules_are_one(cast, people, state, protection, flagged):
    theme = theme_in(state, author=cast.member, organisation=cast.organisation, protection=protection)
    if flagged:
        Theme.objects.filter(pk=theme.pk).update(flagged_at=theme.touched_at, flag_text="Wait.")
    Support.objects.create(theme=theme, organisation=cast.other_organisation, given_by=cast.other)
    for person, facts in ((people[-4], {}), (people[-3], {"vouched_by": cast.contact, "vouched_at": theme.touched_at})):
        Admission.objects.create(theme=theme, person=person, invited_by=cast.member, **facts)
    loaded = PLACE.loaded([theme.pk])[theme.pk]
    is_public = Theme.objects.visible_to(AnonymousUser()).filter(pk=theme.pk).exists()
    for person in people:
        reader = Person.objects.get(pk=person.pk)
        sees = Theme.objects.visible_to(reader).filter(pk=theme.pk).exists()
        assert PLACE.is_visible(loaded, reader) is sees, person
        assert sees or not is_public, "answering.find asks for strangers first"
        if sees and state in Theme.KNOWN and not (reader.keeps_the_desk or reader.is_safeguarding_officer):
            assert PLACE.narrowed(Person.objects.filter(pk=reader.pk), loaded).exists(), person


def test_what_is_hidden_is_no_place(cast):
    theme = theme_in("open", hidden_at="2026-01-01T00:00Z")
    assert PLACE.loaded([theme.pk]) == {}


@pytest.mark.parametrize("count", [1, 3, 30])
def test_many_cost_as_much_as_one(cast, count, django_assert_num_queries):
    themes = [theme_in("open", author=cast.member, organisation=cast.organisation) for _ in range(count)]
    for theme in themes:
        Support.objects.create(theme=theme, organisation=cast.other_organisation, given_by=cast.other)
    reader = Person.objects.get(pk=cast.other.pk)
    assert reader.seats
    with django_assert_num_queries(
        8
    ):  # themes, supports, their organisations, let in, interested, carrying, duties, seats
        for theme in PLACE.loaded([theme.pk for theme in themes]).values():
            assert PLACE.is_visible(theme, reader)
            assert PLACE.follows(theme, reader)
            assert PLACE.asks(theme)
