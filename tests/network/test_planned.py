"""A long statement is planned once, finds what is there now, and leaves nothing behind but a few names."""

import pytest
from django.db import connection, transaction

from members.models import Person
from network import planned
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

COUNT = "SELECT count(*) FROM members_person WHERE name = %s"


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'planned_%'")
        return cursor.fetchone()[0]


def test_it_finds_what_is_there_now_though_it_was_planned_before(django_assert_num_queries):
    assert planned.fetch(COUNT, ["Ada Voorbeeld"]) == [(0,)]
    PersonFactory(name="Ada Voorbeeld")
    with django_assert_num_queries(1):
        assert planned.fetch(COUNT, ["Ada Voorbeeld"]) == [(1,)]


def test_other_values_are_another_statement_and_quotes_in_them_are_words():
    PersonFactory(name="Ada'); DROP TABLE x; --")
    assert planned.fetch(COUNT, ["Ada'); DROP TABLE x; --"]) == [(1,)]
    assert planned.fetch(COUNT, ["100 %s"]) == [(0,)]


def test_few_are_kept():
    for number in range(planned.MOST_KEPT + 5):
        planned.fetch(COUNT, [f"Nobody {number}"])
    assert prepared() <= planned.MOST_KEPT


def test_what_was_planned_in_work_that_was_undone_is_still_there():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        planned.fetch(COUNT, ["Undone"])
        raise ZeroDivisionError
    assert planned.fetch(COUNT, ["Undone"]) == [(0,)]


@pytest.mark.django_db(transaction=True)
def test_another_connection_plans_anew():
    planned.fetch(COUNT, ["Again"])
    connection.close()
    assert planned.fetch(COUNT, ["Again"]) == [(0,)]
    assert prepared() == 1


def _called(name):
    _called.written += 1
    return Person.objects.filter(name=name).values_list("email")


def test_a_small_statement_is_written_once_for_the_same_and_finds_what_is_there_now(django_assert_num_queries):
    _called.written = 0
    assert planned.rows_of(_called, "Bo Voorbeeld") == []
    PersonFactory(name="Bo Voorbeeld", email="bo@example.org")
    with django_assert_num_queries(1):
        assert planned.rows_of(_called, "Bo Voorbeeld") == [("bo@example.org",)]
    assert _called.written == 1
    assert planned.rows_of(_called, "Cas Voorbeeld") == []
    assert _called.written == 2
