"""One organisation, one voice: given and taken back by whoever speaks for it."""

import pytest

from collaborations.models import Support
from collaborations.themes.gathering import actions
from members.seats.actions import end_seat
from network.journal import Entry
from network.moves import MoveRefused
from tests.at_once import at_once
from tests.factories import theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.mark.django_db(transaction=True)
def test_one_organisation_has_one_voice_whoever_gives_it(cast):
    theme = theme_in("open")
    given = at_once(
        *[
            lambda person=person: actions.support(theme, organisation=cast.organisation, by=person)
            for person in (cast.member, cast.contact) * 3
        ]
    )
    assert {support.pk for support in given} == {Support.objects.get().pk}
    assert Entry.objects.filter(verb="support").count() == 1


def test_nobody_speaks_for_an_organisation_without_a_seat_there(cast):
    theme = theme_in("open")
    for person in (cast.other, cast.ended, cast.outsider, cast.coordinator):
        with pytest.raises(MoveRefused, match="You hold no seat at Voorbeeld Lidorganisatie A"):
            actions.support(theme, organisation=cast.organisation, by=person)
        with pytest.raises(MoveRefused, match="You hold no seat"):
            actions.take_back_support(theme, organisation=cast.organisation, by=person)
    assert not Support.objects.exists()


def test_an_ended_seat_has_no_voice(cast):
    end_seat(cast.member.seat_terms.get(), by=cast.coordinator)
    with pytest.raises(MoveRefused):
        actions.support(
            theme_in("open"), organisation=cast.organisation, by=type(cast.member).objects.get(pk=cast.member.pk)
        )


def test_a_voice_can_be_taken_back_by_a_colleague_and_given_again(cast):
    theme = theme_in("open")
    actions.support(theme, organisation=cast.organisation, by=cast.member)
    actions.take_back_support(theme, organisation=cast.organisation, by=cast.contact)
    assert not theme.supports.exists()
    actions.take_back_support(theme, organisation=cast.organisation, by=cast.contact)
    assert Entry.objects.filter(verb="take_back_support").count() == 1
    actions.support(theme, organisation=cast.organisation, by=cast.contact)
    assert theme.supports.get().given_by == cast.contact
