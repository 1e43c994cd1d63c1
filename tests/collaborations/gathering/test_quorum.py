"""When enough came together: one rule, asked of loaded rows and of the database, and drawn."""

import random

import pytest
from django.utils import timezone

from collaborations.models import Support, Theme, Volunteer
from collaborations.themes.gathering.quorum import Quorum, has_quorum, quorum_of
from tests.collaborations.gathering.round_a_theme import backed, carried, quorate, seat
from tests.factories import OrganisationFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def is_reached(theme):
    """Both forms of the rule, which must say the same."""
    asked, found = quorum_of(theme).is_reached, Theme.objects.filter(has_quorum(), pk=theme.pk).exists()
    assert asked is found
    return asked


def test_three_organisations_and_two_carriers_with_deputies_are_enough(db):
    theme = quorate()
    assert is_reached(theme)
    assert quorum_of(theme).missing == []


def test_nobody_is_there_yet(db):
    quorum = quorum_of(theme_in("open"))
    assert quorum.missing == [
        "3 more member organisations behind it",
        "two carriers, from two member organisations",
        "somebody who stands in for each carrier",
    ]
    assert quorum.voice_marks == [False] * 3
    assert quorum.post_marks == [(False, False)] * 2


def test_one_thing_less_is_not_enough_and_says_what(db):
    theme = quorate()
    Support.objects.filter(theme=theme).last().delete()
    assert not is_reached(theme)
    assert quorum_of(theme).missing == ["1 more member organisation behind it"]
    backed(theme, 1)
    Volunteer.objects.exclude(stands_in_for=None).last().delete()
    assert not is_reached(theme)
    assert quorum_of(theme).missing == ["somebody who stands in for a carrier"]
    assert quorum_of(theme).post_marks == [(True, True), (True, False)]


@pytest.mark.parametrize("kind", ["partner", "associate", "network", "institute", "funder"])
def test_voices_and_carriers_that_count_are_those_of_members(db, kind):
    theme = theme_in("open")
    backed(theme, 2)
    backed(theme, 1, kind=kind)
    carried(theme)
    carried(theme)
    assert not is_reached(theme)
    backed(theme, 1)
    assert is_reached(theme)
    Volunteer.objects.filter(stands_in_for=None).last().seat.organisation.__class__.objects.filter(
        seat_terms__volunteered__stands_in_for=None, seat_terms__volunteered__theme=theme
    ).update(kind=kind)
    assert not is_reached(theme)


def test_two_carriers_of_one_organisation_are_one(db):
    theme, home = theme_in("open"), OrganisationFactory()
    backed(theme)
    carried(theme, home)
    carried(theme, home)
    assert not is_reached(theme)
    assert quorum_of(theme).missing == [
        "one more carrier, from another member organisation",
        "somebody who stands in for a carrier",
    ]
    carried(theme)
    assert is_reached(theme)


def test_a_third_carrier_without_a_deputy_takes_nothing_away(db):
    theme = quorate()
    carried(theme, deputy=False)
    assert is_reached(theme)


@pytest.mark.parametrize("gone", ["stepped back", "seat ended", "organisation suspended"])
def test_who_is_gone_does_not_count(db, gone):
    theme, now = quorate(), timezone.now()
    deputy = Volunteer.objects.exclude(stands_in_for=None).last()
    if gone == "stepped back":
        Volunteer.objects.filter(pk=deputy.pk).update(left_at=now)
    elif gone == "seat ended":
        type(deputy.seat).objects.filter(pk=deputy.seat_id).update(ended_at=now, state="ended")
    else:
        organisations = type(deputy.seat.organisation).objects.filter(pk=deputy.seat.organisation_id)
        organisations.update(state="suspended", suspended_at=now)
    assert not is_reached(theme)


def test_rows_and_database_agree_on_any_mixture(db):
    chance, reached = random.Random(4), 0
    organisations = [
        OrganisationFactory(kind=chance.choice(["member", "member", "member", "partner"])) for _ in range(8)
    ]
    for _round in range(40):
        theme = theme_in("open")
        for organisation in chance.sample(organisations, chance.randint(1, 7)):
            Support.objects.create(theme=theme, organisation=organisation, given_by=theme.author)
        for organisation in chance.sample(organisations, chance.randint(0, 4)):
            carrier = Volunteer.objects.create(theme=theme, seat=seat(organisation=organisation))
            if chance.random() < 0.8:
                left_at = timezone.now() if chance.random() < 0.1 else None
                Volunteer.objects.create(theme=theme, seat=seat(), stands_in_for=carrier, left_at=left_at)
        reached += is_reached(theme)
    assert 0 < reached < 40


def test_it_is_asked_in_two_queries_and_of_many_themes_in_one(db, django_assert_num_queries):
    themes = [quorate() for _ in range(3)]
    with django_assert_num_queries(2):
        quorum_of(themes[0])
    with django_assert_num_queries(1):
        assert len(Theme.objects.filter(has_quorum())) == 3


def test_the_picture_says_in_words_what_it_shows(client, db):
    theme = theme_in("open")
    backed(theme, 2)
    carried(theme, deputy=False)
    page = client.get(theme.get_absolute_url()).content.decode()
    picture = page[page.index('<div class="quorum"') : page.index("</div>", page.index('<div class="quorum"'))]
    assert "2 of 3 organisations" in picture
    assert "1 of 2 carriers, 0 of 2 deputies" in picture
    assert (picture.count("quorum-there"), picture.count("quorum-missing")) == (3, 4)
    assert "style=" not in picture
    assert "1 more member organisation behind it" in page


def test_without_anybody_there_is_nothing_to_count(db):
    assert not Quorum.among([], []).is_reached
