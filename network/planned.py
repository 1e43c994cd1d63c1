"""Statements that are not written or planned anew each time they are asked: ``fetch`` and ``rows_of``.

What the desk asks is one statement over all piles. PostgreSQL needs longer to plan it than to find a page of it, so it
is prepared under a name and asked by that name as long as its text stays the same. What it finds is always of now.
See PREPARE in PostgreSQL's manual; a pooler between that gives each transaction another connection must not be used.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import QuerySet

MOST_KEPT = 20  # statements of each connection; the one that was not asked for longest goes

_names: WeakKeyDictionary[Any, OrderedDict[tuple[str, str], str]] = WeakKeyDictionary()
_numbers = count(1)


def fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that ``sql`` finds with ``params``; one query, and one more when it is asked for the first time."""
    connection.ensure_connection()
    known = _names.setdefault(connection.connection, OrderedDict())
    key = (sql, repr(params))
    with connection.cursor() as cursor:
        if key not in known:
            name = f"planned_{next(_numbers)}"
            cursor.execute(f"PREPARE {name} AS {sql}", params)
            known[key] = name
        known.move_to_end(key)
        cursor.execute(f"EXECUTE {known[key]}")
        rows = cursor.fetchall()
        if len(known) > MOST_KEPT:
            cursor.execute(f"DEALLOCATE {known.popitem(last=False)[1]}")
    return rows


def rows_of(make: Callable[..., QuerySet[Any]], *about: Hashable) -> list[tuple[Any, ...]]:
    """The rows of ``make(*about)``, a queryset of plain values that something is sure to be able to be in.

    Writing a small query takes Django twice as long as PostgreSQL needs to answer it, so its text is kept for the same
    ``about``: numbers and moments, nothing that could change.
    """
    sql, params = _written(make, about)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@lru_cache(maxsize=1000)
def _written(make: Callable[..., QuerySet[Any]], about: tuple[Hashable, ...]) -> tuple[str, tuple[Any, ...]]:
    sql, params = make(*about).query.sql_with_params()
    return sql, tuple(params)
