"""Under work that stays stands what its author chose before erasing: "a former member", or the organisation, once."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from collaborations.themes.desk import PROPOSED_THEMES
from members.duties.actions import begin_duty
from members.handovers.actions import finish, open_hand_over
from members.handovers.models import HandOver
from members.models import Person, SeatTerm
from members.privacy import actions
from network import journal
from tests.factories import theme_in

pytestmark = pytest.mark.allows_loops

NAME = "Voorbeeld Lidorganisatie A"
FORMER = "A former member"

either_choice = pytest.mark.parametrize("kept_as", ["organisation", "former"])


@pytest.fixture
def erased(cast, kept_as):
    """Ada proposed a theme, gave it to Cleo, and is gone."""
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
    begin_duty("theme", theme.pk, organisation=cast.organisation, by=cast.member)
    journal.record("edit", cast.organisation, by=cast.member)
    actions.choose_what_stands(cast.member, kept_as=kept_as, by=cast.member)
    leaving = open_hand_over(SeatTerm.objects.get(person=cast.member), reason="leaving", by=cast.member)
    finish(leaving, choices={("theme", theme.pk): SeatTerm.objects.get(person=cast.contact)}, by=cast.member)
    return actions.erase(cast.member, by=cast.member)


def words_of(page):
    """What stands in the middle of a page."""
    return re.sub(r"\s+", " ", strip_tags(page.content.decode().split("<main")[1].split("</main")[0]))


@either_choice
def test_the_desk_names_the_organisation_once(erased, cast, kept_as):
    theme = PROPOSED_THEMES.rows(cast.coordinator).get()
    said = PROPOSED_THEMES.waiting(theme, cast.coordinator).text
    assert said == {"organisation": NAME, "former": f"{FORMER}, {NAME}"}[kept_as]


@either_choice
def test_the_journal_of_an_organisation_says_who_of_it_acted(erased, cast, kept_as, client_of):
    journal.record("edit", cast.other_organisation, by=erased)
    way = client_of(cast.coordinator).get(cast.organisation.get_absolute_url()).context["way"]
    said = {"organisation": NAME, "former": FORMER}[kept_as]
    assert [str(step.who) for step in way if step.verb == "edit"] == [said]
    way = client_of(cast.coordinator).get(cast.other_organisation.get_absolute_url()).context["way"]
    assert [str(step.who) for step in way if step.verb == "edit"] == [FORMER], "Ada never acted for that one"


@either_choice
def test_a_finished_hand_over_says_of_whom_it_was(erased, cast, kept_as, client_of):
    hand_over = HandOver.objects.get(seat__person=erased)
    page = words_of(client_of(cast.contact).get(reverse("members:hand-over", args=[hand_over.pk])))
    assert (f"Hand-over of {FORMER}" in page) == (kept_as == "former")
    assert page.count(NAME) == 1


@either_choice
def test_a_successor_reads_from_whom_it_came(erased, cast, kept_as, client_of):
    hand_over = HandOver.objects.get(seat__person=erased)
    page = words_of(client_of(cast.contact).get(reverse("members:taken-over", args=[hand_over.pk])))
    assert (f"From {FORMER}, on" in page, "Since " in page) == (kept_as == "former", kept_as == "organisation")
    assert page.count(NAME) == 1


@either_choice
def test_who_took_over_and_is_gone_stands_there_as_they_chose(cast, kept_as, client_of):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation)
    begin_duty("theme", theme.pk, organisation=cast.organisation, by=cast.member)
    leaving = open_hand_over(SeatTerm.objects.get(person=cast.member), reason="leaving", by=cast.member)
    finish(leaving, choices={("theme", theme.pk): SeatTerm.objects.get(person=cast.contact)}, by=cast.member)
    Person.objects.filter(pk=cast.contact.pk).update(kept_as=kept_as)
    actions.erase(cast.contact, by=cast.coordinator, why="asked by phone")
    page = client_of(cast.coordinator).get(reverse("members:hand-over", args=[leaving.pk])).content.decode()
    said = {"organisation": NAME, "former": FORMER}[kept_as]
    assert f'<span class="person-name">{said}</span>' in page
