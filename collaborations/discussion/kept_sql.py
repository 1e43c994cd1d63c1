"""Queries that every page of a discussion asks, put into SQL once for each shape they can have.

Putting a query together costs Django more than answering it costs the database; on a page with hundreds of comments
that was a third of everything. The querysets stay the one place where it is said what is shown to whom.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

STANDS_FOR = -(2**62)  # this and the numbers below it are no row's; each holds the place of one that is asked for

Make = Callable[..., QuerySet[Any, Any]]


def rows(make: Make, numbers: Sequence[int], *shape: Hashable) -> list[tuple[Any, ...]]:
    """The rows of ``make(numbers, *shape)``, which names columns (``values_list``); one query, none without numbers.

    Whatever else the queryset depends on must be in ``shape``: it is made once for each.
    """
    if not numbers:
        return []
    sql, parameters = _written(make, len(numbers), shape)
    with connection.cursor() as cursor:
        cursor.execute(sql, [_filled(parameter, numbers) for parameter in parameters])
        return cursor.fetchall()


@lru_cache(maxsize=400)
def _written(make: Make, count: int, shape: tuple[Hashable, ...]) -> tuple[str, tuple[Any, ...]]:
    return make([STANDS_FOR - number for number in range(count)], *shape).query.sql_with_params()


def _filled(parameter: Any, numbers: Sequence[int]) -> Any:
    is_place = isinstance(parameter, int) and parameter <= STANDS_FOR
    return numbers[STANDS_FOR - parameter] if is_place else parameter
