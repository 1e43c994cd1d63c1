import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from collaborations.knowledge.models import Tool
from collaborations.knowledge.stewardships import Stewardship
from members.models import Organisation

SOURCE = {"sources": ["a leaflet"], "checked_on": "2026-11-23"}


@pytest.fixture
def tool(db):
    return Tool.objects.create(title="Demo tool", slug="demo-tool", **SOURCE)


@pytest.fixture
def two(db):
    return [Organisation.objects.create(name=f"Voorbeeld Netwerk {letter}", kind="network") for letter in "AB"]


def held(tool, organisation, kind, starts, ends=None):
    return Stewardship(tool=tool, organisation=organisation, kind=kind, starts=starts, ends=ends, **SOURCE)


def save_and_look(stewardship):
    """Save, and ask now what would be asked at the end of the transaction."""
    stewardship.save()
    connection.check_constraints()


@pytest.mark.parametrize(
    ("first", "second", "is_same_organisation"),
    [
        (("sole", "2020", "2024"), ("sole", "2025"), True),
        (("sole", "2020", "2024-12"), ("joint", "2025-01"), True),
        (("sole", "2020", "2024"), ("transferred", "2025"), False),
        (("joint", "2020"), ("joint", "2020"), False),
        (("joint", "2020", "2023"), ("joint", "2022"), False),
        (("sole", "2020", "2020-06-30"), ("sole", "2020-07-01"), False),
    ],
)
def test_stewardships_that_follow_or_share_are_fine(tool, two, first, second, is_same_organisation):
    held(tool, two[0], *first).save()
    other = held(tool, two[0 if is_same_organisation else 1], *second)
    other.full_clean()
    other.save()


@pytest.mark.parametrize(
    ("first", "second", "is_same_organisation"),
    [
        (("sole", "2020"), ("sole", "2025"), False),
        (("sole", "2020", "2024"), ("joint", "2024-12"), False),
        (("joint", "2020"), ("joint", "2021", "2022"), True),
        (("transferred", "2020"), ("joint", "2021"), False),
        (("sole", None, "2020-03"), ("sole", "2020-03-15"), False),
    ],
)
def test_two_who_keep_it_alone_at_once_are_refused_in_words_and_by_the_database(
    tool, two, first, second, is_same_organisation
):
    held(tool, two[0], *first).save()
    other = held(tool, two[0 if is_same_organisation else 1], *second)
    with pytest.raises(ValidationError, match="Somebody keeps this tool at that time already"):
        other.full_clean()
    with pytest.raises(IntegrityError, match="stewardship_not_twice_at_once"), transaction.atomic():
        save_and_look(other)


def test_two_tools_do_not_stand_in_each_others_way(tool, two):
    other = Tool.objects.create(title="Another tool", slug="another-tool", **SOURCE)
    held(tool, two[0], "sole", "2020").save()
    held(other, two[0], "sole", "2020").full_clean()


def test_a_stewardship_cannot_end_before_it_starts(tool, two):
    backwards = held(tool, two[0], "sole", "2021", "2020-12")
    with pytest.raises(ValidationError, match="It ends before it starts"):
        backwards.full_clean()
    with pytest.raises(IntegrityError, match="ends_after_it_starts"), transaction.atomic():
        backwards.save()
    held(tool, two[0], "sole", "2021-03", "2021").full_clean()


def test_an_unknown_kind_is_refused_by_the_database_too(tool, two):
    with pytest.raises(IntegrityError, match="stewardship_kind_is_known"), transaction.atomic():
        held(tool, two[0], "shared", "2021").save()


def test_a_tool_is_up_for_adoption_once_its_last_steward_has_ended(tool, two):
    held(tool, two[0], "sole", "2020", "2024").save()
    assert Tool.objects.for_cards().get().steward_names == []
    for organisation in two:
        held(tool, organisation, "joint", "2025").save()
    assert Tool.objects.for_cards().get().kept_by == "Voorbeeld Netwerk A and Voorbeeld Netwerk B"
