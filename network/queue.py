"""All that waits for one person, in one order: one statement over the piles that slices declare.

Writing the statement takes Django longer than PostgreSQL takes to find a page of it, so it is kept for a minute.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import ExpressionWrapper, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from network.desk import PILES, Pile, Waiting
from network.localday import local_day

COLUMNS = ("pile", "thing", "due", "since", "effect", "minutes", "is_sensitive", "is_escalated")
KEPT_FOR, MOST_KEPT = timedelta(minutes=1), 200  # the text of a queue, and of how many people
Key = tuple[str, int]  # the pile, and the number of the thing in it
Said = tuple[datetime | None, datetime, int]  # by when it was promised, since when it waits, how many minutes it takes

_KEPT: dict[tuple[Any, ...], Any] = {}


@dataclass(frozen=True)
class _Written:
    """What was put together for one person: their rows of each pile, and the queue of all of them."""

    at: datetime
    rows: dict[str, QuerySet[Any]]
    sql: str
    params: list[Any]


def queue_of(person: Any) -> tuple[str, list[Any]]:
    """One SELECT of COLUMNS over everything that waits of what ``person`` may see, with its parameters."""
    written = _written_for(person)
    return written.sql, list(written.params)


def _written_for(person: Any) -> _Written:
    """Putting the queries together takes Django longer than PostgreSQL needs to answer them, so they are kept for
    KEPT_FOR for the same person with the same powers and seats. What they find is always of now.
    """
    key = _powers(person)
    kept = _KEPT.get(key)
    if kept is None or not timedelta() <= timezone.now() - kept.at < KEPT_FOR:
        if len(_KEPT) > MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[key] = _write(person)
    return kept


def _powers(person: Any) -> tuple[Any, ...]:
    """What the piles may ask of a person, and the piles there are."""
    seats = tuple(seat.pk for seat in person.seats)
    roles = (person.is_coordinator, person.is_deputy, person.is_safeguarding_officer, person.is_active)
    return (person.pk, *roles, seats, tuple(id(pile) for pile in PILES.values()))


def _write(person: Any) -> _Written:
    """All piles in one text."""
    rows = {pile.name: _dated(pile, person) for pile in PILES.values()}
    parts = [part for pile in PILES.values() if (part := _part(pile, rows[pile.name])) is not None]
    if not parts:
        parts = [("SELECT '', 0::bigint, now(), now(), 0, 0, false, false WHERE false", ())]
    names = ", ".join(COLUMNS)
    sql = " UNION ALL ".join(f"SELECT * FROM ({part}) AS part ({names})" for part, _params in parts)
    return _Written(timezone.now(), rows, sql, [param for _part, params in parts for param in params])


def order() -> str:
    """What was promised first, then what matters to most."""
    return f"{local_day('due', timezone.localdate())} NULLS LAST, effect DESC, since, thing, pile"


def in_words(keys: Iterable[Key], person: Any) -> dict[Key, tuple[Any, Waiting]]:
    """The things of ``keys`` that still wait, each with its row; one query for each kind among them."""
    rows = _written_for(person).rows
    words = {}
    for name, ids in _by_pile(keys).items():
        for row in rows[name].filter(pk__in=ids).order_by() if name in rows else ():
            said = (row.queue_due, row.queue_since, row.queue_minutes)
            words[name, row.pk] = (row, _waiting(PILES[name], row, person, said))
    return words


def found_in_words(found: Mapping[Key, Said], person: Any) -> dict[Key, tuple[Any, Waiting]]:
    """The same of what the queue of this person has just found, without asking again whether it waits."""
    words = {}
    for name, ids in _by_pile(found).items():
        for row in PILES[name].found(ids, person).order_by():
            words[name, row.pk] = (row, _waiting(PILES[name], row, person, found[name, row.pk]))
    return words


def waiting_for(person: Any) -> list[Waiting]:
    """Everything that waits of what ``person`` may see, in the order of the desk; one query, and one for each kind."""
    sql, params = queue_of(person)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pile, thing, due, since, minutes FROM ({sql}) AS waiting ORDER BY {order()}", params)
        found = {(pile, thing): tuple(said) for pile, thing, *said in cursor.fetchall()}
    words = found_in_words(found, person)
    return [words[key][1] for key in found if key in words]


def _by_pile(keys: Iterable[Key]) -> dict[str, list[int]]:
    wanted: dict[str, list[int]] = {}
    for name, thing_id in keys:
        wanted.setdefault(name, []).append(thing_id)
    return wanted


def _waiting(pile: Pile, row: Any, person: Any, said: Said) -> Waiting:
    due, since, minutes = said
    return replace(pile.waiting(row, person), due=due, since=since, minutes=minutes, key=f"{pile.name}-{row.pk}")


def _part(pile: Pile, rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]] | None:
    """The queue of one pile; None when nothing can be in it."""
    if rows.query.is_empty():
        return None
    asked = rows.order_by().annotate(
        queue_pile=Value(pile.name, models.CharField()),
        queue_thing=Cast("pk", models.BigIntegerField()),
        queue_effect=_as(pile.effect, models.IntegerField()),
        queue_is_sensitive=_as(pile.sensitive, models.BooleanField()),
        queue_is_escalated=_as(pile.escalated, models.BooleanField()),
    )
    try:
        return asked.values_list(*(f"queue_{column}" for column in COLUMNS)).query.sql_with_params()
    except EmptyResultSet:
        return None


def _dated(pile: Pile, person: Any) -> QuerySet[Any]:
    """Its rows with what is said of each: by when it was promised, since when it waits, how long it takes."""
    rows: QuerySet[Any] = pile.rows(person)
    if rows.query.is_empty():  # it need not carry what the expressions ask for
        return rows
    return rows.annotate(
        queue_due=_as(pile.due, models.DateTimeField()),
        queue_since=_as(pile.since or timezone.now(), models.DateTimeField()),
        queue_minutes=_as(pile.minutes, models.IntegerField()),
    )


def _as(what: Any, field: "models.Field[Any, Any]") -> Any:
    """An expression of one type for all piles, because a union has one for each column."""
    if isinstance(what, Q):
        return ExpressionWrapper(what, output_field=models.BooleanField())
    return Cast(what if hasattr(what, "resolve_expression") else Value(what, field), field)
