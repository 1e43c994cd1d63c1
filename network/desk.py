"""What waits for a human, as the slices declare it: the coordinator's desk shows each thing once.

A slice's desk.py declares a ``Pile`` for each kind of thing that needs somebody: the rows that wait now, and how one of
them reads. The app's own desk module gathers them, as notices.py does for kinds of events. Nothing is stored: what
stops waiting is simply not there any more. ``collaborations/desk`` shows them.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

MOST_OF_A_PILE = 500  # the rest comes up when these are done


@dataclass(frozen=True)
class Waiting:
    """One thing that needs somebody.

    ``minutes`` is what it usually takes. ``otherwise`` is the sentence that says what happens, and when, if nobody does
    anything; without it, it waits for ever. ``title`` is in ``lang`` when that is not the reader's. ``act`` are the
    words of the button that leads to ``address``; a slice whose decision is one button shows that with a ``template``
    of its own instead, which is given the ``thing``.
    """

    title: str
    text: str
    address: str
    since: datetime
    minutes: int
    act: str = ""
    otherwise: str = ""
    lang: str = ""
    thing: Any = None
    template: str = ""
    key: str = ""


class Pile(ABC):
    """One kind of thing on the desk. Subclass it in a slice's desk.py and ``declare`` an instance."""

    name: str

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
