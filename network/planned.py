"""Long statements that stay the same for a while, planned once on each connection.

What the desk asks is one statement over all piles. PostgreSQL needs longer to plan it than to find a page of it, so it
is prepared under a name and asked by that name as long as its text stays the same. What it finds is always of now.
See PREPARE in PostgreSQL's manual; a pooler between that gives each transaction another connection must not be used.
"""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

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
