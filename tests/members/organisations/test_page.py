"""The public page of an organisation: who is named, what it takes part in, and what it costs."""

import pytest
from django.urls import reverse

from collaborations.models import Support
from members.models import SeatTerm
from network.protection import Level
from tests.conftest import Browser
from tests.factories import PersonFactory, ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def page_of(organisation, person=None):
    browser = Browser()
    if person:
        browser.force_login(person)
    return browser.get(organisation.get_absolute_url())


def consent(person, organisation):
    SeatTerm.objects.filter(person=person, organisation=organisation).update(is_listed=True)


def test_only_those_who_consented_are_named_and_nobody_s_address_is(cast):
    consent(cast.member, cast.organisation)
    readers = (None, cast.outsider, cast.coordinator)
    for html in (page_of(cast.organisation, reader).text for reader in readers):
        people = html.split("<main")[1]
        assert "Ada Voorbeeld" in people
        assert "Cleo Voorbeeld" not in people
        assert "ada@example.org" not in html


def test_an_ended_seat_is_not_named_any_more(cast):
    SeatTerm.objects.filter(person=cast.ended).update(is_listed=True)
    assert "Eli Voorbeeld" not in page_of(cast.other_organisation).text


def test_what_it_takes_part_in_as_far_as_the_reader_may_see(cast):
    own = theme_in("open", title="Proposed by A", author=cast.member, organisation=cast.organisation)
    backed = theme_in("open", title="Backed by A")
    inside = ThemeFactory(
        opened=True, title="Among members", author=cast.member, organisation=cast.organisation, protection=Level.MEMBERS
    )
    sealed = ThemeFactory(
        opened=True, title="Sealed one", author=cast.contact, organisation=cast.organisation, protection=Level.SEALED
    )
    for state in ("draft", "proposed", "declined", "withdrawn"):
        theme_in(state, title=f"Not yet: {state}", author=cast.member, organisation=cast.organisation)
    Support.objects.create(theme=backed, organisation=cast.organisation, given_by=cast.contact)
    Support.objects.create(theme=own, organisation=cast.organisation, given_by=cast.member)
    Support.objects.create(theme=own, organisation=cast.other_organisation, given_by=cast.other)

    shown = page_of(cast.organisation).text
    assert shown.count("Proposed by A") == shown.count("Backed by A") == 1
    assert not {inside.title, sealed.title} & {title for title in (inside.title, sealed.title) if title in shown}
    assert "Not yet" not in page_of(cast.organisation, cast.member).text
    assert "Among members" in page_of(cast.organisation, cast.other).text
    assert "Sealed one" not in page_of(cast.organisation, cast.other).text
    assert "Sealed one" in page_of(cast.organisation, cast.contact).text


def test_who_takes_part_in_what_is_told_by_consent(cast):
    theme_in("open", title="Proposed by A", author=cast.member, organisation=cast.organisation)
    backed = theme_in("open", title="Backed by A")
    Support.objects.create(theme=backed, organisation=cast.organisation, given_by=cast.contact)
    consent(cast.contact, cast.organisation)
    words = " ".join(page_of(cast.organisation).text.split())
    assert "backs it · Cleo Voorbeeld" in words
    assert "proposed it</span>" in words


@pytest.mark.parametrize("count", [1, 10, 30])
def test_the_page_costs_the_same_however_much_it_tells(cast, client_of, count, django_assert_num_queries):
    for _number in range(count):
        theme = theme_in("open", author=cast.member, organisation=cast.organisation)
        Support.objects.create(theme=theme, organisation=cast.organisation, given_by=cast.member)
        SeatTerm.objects.create(organisation=cast.organisation, person=PersonFactory(), is_listed=True)
    signed_in, coordinator = client_of(cast.other), Browser()
    coordinator.force_login(cast.coordinator)
    with django_assert_num_queries(6):  # version, organisation, topics, people, themes, voices
        assert Browser().get(cast.organisation.get_absolute_url()).text.count("proposed it") == min(count, 20)
    with django_assert_num_queries(9):  # session, person, seats, organisation, topics, people, themes, voices, unread
        signed_in.get(cast.organisation.get_absolute_url())
    with django_assert_num_queries(10):  # the same, and its way so far
        coordinator.get(cast.organisation.get_absolute_url())


def test_what_people_see_to_do_there(cast):
    ask, edit = (
        reverse(f"members:{name}", args=[cast.organisation.pk]) for name in ("ask-for-seat", "edit-organisation")
    )
    found = {}
    for who, person in cast.everybody().items():
        html = page_of(cast.organisation, person).text
        found[who] = {name for name, mark in (("ask", ask), ("edit", edit), ("move", 'id="move"')) if mark in html}
    assert found == {
        "member": set(), "contact": {"edit"}, "other": {"ask"}, "coordinator": {"ask", "edit", "move"},
        "ended": {"ask"}, "outsider": {"ask"},
    }  # fmt: skip
