"""What lies on whose desk, in which order: one query for a page of it, however much waits.

The union of all piles comes from network/queue.py; what is prepared, postponed or delegated is joined to it here. Only
the things of the page are then loaded and put into words, one query for each kind among them.

Coordinators find everything there, deputies what was not answered in time and, while somebody they stand in for is
away, what is sensitive; safeguarding officers what is sensitive. What is delegated lies on that one's desk only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from collaborations.desk.models import Prepared
from collaborations.hours.models import Leave
from network import planned
from network.queue import Key, Said, order, queue_of

MINE, DELEGATED, POSTPONED = "mine", "delegated", "postponed"
TODAY, THIS_WEEK = "today", "week"  # what was promised until then


class Lying(NamedTuple):
    """One thing on the desk, before it is loaded; also to whom it was lent by whom, and until when it was put off."""

    pile: str
    thing: int
    due: datetime | None
    since: datetime
    effect: int
    minutes: int
    to: int | None
    until: datetime | None
    note: str
    lent_by: int | None
    overtaken: int | None  # what was prepared about it and stands no more

    @property
    def key(self) -> Key:
        return (self.pile, self.thing)

    @property
    def said(self) -> Said:
        return (self.due, self.since, self.minutes)


@dataclass(frozen=True)
class Wish:
    """Which part of the desk somebody looks at."""

    which: str = MINE
    kind: str = ""
    due: str = ""


@dataclass(frozen=True)
class Queue:
    """A page of the desk, and of all that it is a page of: how many, how many minutes, how many of each kind."""

    lying: list[Lying] = field(default_factory=list)
    count: int = 0
    minutes: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)


# PostgreSQL looks thousands of things up in these few by hashing; joined, it would go through them for each thing.
POSTPONED_NOW = "(SELECT pile, thing_id FROM collaborations_postponed WHERE until > now())"
LENT_NOW = """(SELECT pile, thing_id FROM collaborations_delegated JOIN members_person AS helper ON helper.id = to_id
    WHERE helper.is_active AND (helper.is_coordinator OR helper.is_deputy OR helper.is_safeguarding_officer)
    AND NOT EXISTS (SELECT FROM collaborations_leave AS away WHERE away.person_id = helper.id
        AND {today} BETWEEN first_day AND last_day){{more}})""".format(
    today=f"(now() AT TIME ZONE '{settings.NETWORK_TIME_ZONE}')::date"
)
WAITING = "FROM ({union}) AS waiting WHERE (pile, thing) NOT IN ({prepared})"
ON_THIS_DESK = f"""CASE WHEN (pile, thing) IN {LENT_NOW.format(more="")}
    THEN (pile, thing) IN {LENT_NOW.format(more=" AND to_id = %s")}
    ELSE %s OR (%s AND is_escalated) OR (%s AND is_sensitive) END"""
PAGE = """
    WITH lying AS MATERIALIZED (
        SELECT pile, thing, due, since, effect, minutes, {chosen} AS is_chosen {waiting} AND {which}
    ), page AS MATERIALIZED (
        SELECT *, row_number() OVER () AS place FROM (
            SELECT * FROM lying WHERE is_chosen ORDER BY {order} LIMIT %s OFFSET %s) AS first)
    SELECT page.pile, thing, due, since, effect, minutes,
        lent.to_id, later.until, lent.note, lent.by_id, ready.id, kinds FROM (
        SELECT jsonb_agg(jsonb_build_array(pile, amount, chosen, spent)) AS kinds FROM (
            SELECT pile, count(*) AS amount, count(*) FILTER (WHERE is_chosen) AS chosen,
                coalesce(sum(minutes) FILTER (WHERE is_chosen), 0) AS spent FROM lying GROUP BY pile) AS by_kind
    ) AS counted LEFT JOIN page ON true
    LEFT JOIN collaborations_postponed AS later
        ON later.pile = page.pile AND later.thing_id = page.thing AND later.until > now()
    LEFT JOIN collaborations_delegated AS lent ON lent.pile = page.pile AND lent.thing_id = page.thing
        AND (lent.pile, lent.thing_id) IN {lent}
    LEFT JOIN collaborations_prepared AS ready
        ON ready.pile = page.pile AND ready.thing_id = page.thing AND ready.state = 'waiting'
    ORDER BY place
"""


def look(person: Any, wish: Wish, *, most: int, after: int = 0) -> Queue:
    """The ``most`` things that come ``after`` so many; two queries: who is away, and this."""
    waiting, params = _waiting(person)
    which, asked = _which(person, wish)
    chosen, limits = _chosen(wish)
    words = {"waiting": waiting, "lent": LENT_NOW.format(more="")}
    sql = PAGE.format(which=which, chosen=chosen, order=order(), **words)
    found = planned.fetch(sql, [*limits, *params, *asked, most, after])
    lying = [Lying(*row[: len(Lying._fields)]) for row in found if row[0] is not None]
    kinds = _read(found[0][-1])
    count, minutes = sum(kind[2] for kind in kinds), sum(kind[3] for kind in kinds)
    return Queue(lying, count, minutes, {pile: amount for pile, amount, _chosen, _spent in kinds})


def count_for(person: Any) -> int:
    """How many things wait on this desk; two queries."""
    return look(person, Wish(), most=0).count


def newest_sensitive(person: Any) -> datetime | None:
    """Since when the newest sensitive thing waits on this desk."""
    waiting, params = _waiting(person)
    which, asked = _on_this_desk(person)
    sql = f"SELECT max(since) {waiting} AND {which} AND is_sensitive"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *asked])
        return cursor.fetchone()[0]


def stands_in_now(person: Any) -> bool:
    """Whether somebody is away today for whom this deputy stands in: by name, or because nobody was named."""
    if not person.is_deputy:
        return False
    today = Leave.objects.on(timezone.localdate()).to_tell()
    return today.for_deputy(person).exists()


def _waiting(person: Any) -> tuple[str, list[Any]]:
    """All piles, without what is as good as decided."""
    union, params = queue_of(person)
    prepared, more = _as_good_as_decided(timezone.localdate())
    return WAITING.format(union=union, prepared=prepared), [*params, *more]


@lru_cache(maxsize=1)
def _as_good_as_decided(_today: date) -> tuple[str, tuple[Any, ...]]:
    """The same text all day: who is away counts by days."""
    sql, params = Prepared.objects.standing().values_list("pile", "thing_id").query.sql_with_params()
    return sql, tuple(params)


def _on_this_desk(person: Any) -> tuple[str, list[Any]]:
    sees_sensitive = person.is_safeguarding_officer or stands_in_now(person)
    return ON_THIS_DESK, [person.pk, person.is_coordinator, person.is_deputy, sees_sensitive]


def _which(person: Any, wish: Wish) -> tuple[str, list[Any]]:
    """The condition that picks what was asked for, and its parameters."""
    if wish.which == DELEGATED:
        by_me = LENT_NOW.format(more=" AND to_id <> %s AND (by_id = %s OR %s)")
        return f"(pile, thing) IN {by_me}", [person.pk, person.pk, person.is_coordinator]
    on_desk, asked = _on_this_desk(person)
    return f"(pile, thing) {'IN' if wish.which == POSTPONED else 'NOT IN'} {POSTPONED_NOW} AND {on_desk}", asked


def _chosen(wish: Wish) -> tuple[str, list[Any]]:
    conditions = ["true"]
    limits: list[Any] = []
    if wish.kind:
        conditions.append("pile = %s")
        limits.append(wish.kind)
    if wish.due:
        days = 0 if wish.due == TODAY else 6 - timezone.localdate().weekday()
        conditions.append("due < %s")
        limits.append(_midnight() + timedelta(days=days + 1))
    return " AND ".join(conditions), limits


def _midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _read(kinds: Any) -> list[tuple[str, int, int, int]]:
    """Each kind with how many lie there, how many were chosen, and their minutes."""
    return json.loads(kinds) if isinstance(kinds, str) else kinds or []
