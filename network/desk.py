"""What waits for a human, as the slices declare it: the coordinator's desk shows each thing once.

A slice's desk.py declares a ``Pile`` for each kind of thing that needs somebody: the rows that wait now, by when they
were promised, how one of them reads, and what can be decided about it. The app's own desk module gathers them, as
notices.py does for kinds of events. Nothing of it is stored: what stops waiting is simply not there any more.
``collaborations/desk`` shows them, prepares decisions and announces them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

MOST_OF_A_PILE = 500  # the rest comes up when these are done


@dataclass(frozen=True)
class Decision:
    """One thing that can be decided at the desk about a thing of a pile.

    ``perform(thing, by=person, reason=..., text=...)`` is an action of the slice: it moves, writes the journal, tells
    people, and raises MoveRefused. ``reasons`` are (value, words) to choose from; without any the desk asks for none.
    ``key`` is the letter that chooses it: a takes up, d declines.
    """

    name: str
    label: str | Promise
    permission: str
    perform: Callable[..., Any]
    key: str = ""
    reasons: Sequence[tuple[str, str | Promise]] = ()
    asks_text: bool = False


@dataclass(frozen=True)
class Waiting:
    """One thing that needs somebody.

    ``minutes`` is what it usually takes. ``due`` is the day it was promised for, and ``otherwise`` the sentence that
    says what happens then if nobody does anything. ``title`` is in ``lang`` when that is not the reader's. ``act`` are
    the words of the button that leads to ``address``; what is decided on the desk itself stands in the pile's
    ``decisions``. ``template`` draws more about the ``thing``.
    """

    title: str
    text: str
    address: str
    since: datetime
    minutes: int
    due: datetime | None = None
    act: str = ""
    otherwise: str = ""
    lang: str = ""
    thing: Any = None
    template: str = ""
    key: str = ""


class Pile(ABC):
    """One kind of thing on the desk. Subclass it in a slice's desk.py and ``declare`` an instance."""

    name: str
    label: str | Promise = ""  # of the desk's filter: "Themes"
    decisions: Sequence[Decision] = ()

    @abstractmethod
    def rows(self, person: Any) -> Any:
        """What waits for ``person`` now, the longest first; a queryset or list, a constant number of queries."""

    @abstractmethod
    def waiting(self, row: Any, person: Any) -> Waiting:
        """How one row reads, in the language that is active. No query."""


PILES: dict[str, Pile] = {}


def declare(pile: Pile) -> Pile:
    """Make ``pile`` known under its name."""
    PILES[pile.name] = pile
    return pile


def waiting_for(person: Any) -> list[Waiting]:
    """Everything that waits for ``person``, the longest waiting first; as many queries as there are piles."""
    found = [
        _named(pile, row, pile.waiting(row, person))
        for pile in PILES.values()
        for row in pile.rows(person)[:MOST_OF_A_PILE]
    ]
    return sorted(found, key=lambda waiting: (waiting.since, waiting.key))


def count_for(person: Any) -> int:
    """How many things wait for ``person``, without writing them out; one query a pile."""
    piles = [pile.rows(person) for pile in PILES.values()]
    return sum(rows.count() if isinstance(rows, QuerySet) else len(rows) for rows in piles)


def _named(pile: Pile, row: Any, waiting: Waiting) -> Waiting:
    """With a name of its own on the page, so that each stands there once and can be linked to."""
    return replace(waiting, key=f"{pile.name}-{row.pk}")
