"""The journal is written once: the database itself refuses everything else."""

import pytest
from django.db import DatabaseError, connection, transaction

from network import journal
from network.journal import Entry
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(cast):
    return journal.record("open", cast.organisation, by=cast.coordinator, why="It fits.", theme=7)


def raw(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


CHANGES = {
    "save": lambda entry: entry.save(),
    "update": lambda entry: Entry.objects.filter(pk=entry.pk).update(why="Something else."),
    "bulk update": lambda entry: Entry.objects.bulk_update([entry], ["verb"]),
    "delete": lambda entry: entry.delete(),
    "bulk delete": lambda entry: Entry.objects.all().delete(),
    "raw update": lambda entry: raw("UPDATE network_entry SET actor_id = NULL"),
    "raw delete": lambda entry: raw("DELETE FROM network_entry"),
    "upsert": lambda entry: Entry.objects.bulk_create(
        [entry], update_conflicts=True, unique_fields=["id"], update_fields=["why"]
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_entry_is_never_changed_or_deleted(entry, change):
    before = Entry.objects.values().get()
    with pytest.raises(DatabaseError, match="The journal is append-only"), transaction.atomic():
        CHANGES[change](entry)
    assert Entry.objects.values().get() == before


def test_an_entry_says_who_did_what_to_which_thing_and_why(entry, cast):
    written = Entry.objects.get()
    assert (written.actor, written.verb, written.why, written.facts) == (
        cast.coordinator,
        "open",
        "It fits.",
        {"theme": 7},
    )
    assert (written.thing_type, written.thing_id) == ("members.organisation", cast.organisation.pk)
    assert written.at is not None


def test_writing_costs_one_insert(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        journal.record("open", cast.organisation, by=cast.coordinator)


def test_the_history_of_a_thing_is_its_own_and_the_oldest_comes_first(cast):
    other = OrganisationFactory()
    for verb in ("first", "second", "third"):
        journal.record(verb, cast.organisation, by=None)
        journal.record(f"other {verb}", other, by=None)
    journal.record("same number, other type", type(cast.member)(pk=cast.organisation.pk), by=None)
    assert [entry.verb for entry in Entry.objects.about(cast.organisation)] == ["first", "second", "third"]


def test_an_act_that_fails_leaves_no_entry(cast):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        journal.record("open", cast.organisation, by=None)
        raise ZeroDivisionError
    assert not Entry.objects.exists()


def test_an_entry_outlives_its_actor(entry, cast):
    actor = cast.coordinator.pk
    cast.coordinator.seat_terms.all().delete()
    cast.coordinator.delete()
    assert Entry.objects.values_list("actor_id", flat=True).get() == actor
