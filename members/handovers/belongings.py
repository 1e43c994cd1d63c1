"""What belongs to a seat and moves with it: duties, and later follows, registrations and commitments.

Each slice declares its kinds in its belongings.py, found by the start of this app. A hand-over asks nobody else: what
is declared moves to a successor or is left vacant, all of it in one transaction and in a constant number of queries.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise

from members.handovers.models import Duty
from members.seats.models import SeatTerm

Key = tuple[str, int]  # the name of a kind, and the number of a thing
Choices = Mapping[Key, SeatTerm | None]


@dataclass(frozen=True)
class Line:
    """One thing as people read it; ``address`` is empty where there is no page of it."""

    title: str
    address: str = ""
    lang: str = ""


class Belonging(ABC):
    """One kind of thing that a seat can have. Subclass it in a slice's belongings.py and ``declare`` an instance."""

    name: str
    label: str | Promise

    @abstractmethod
    def of(self, seat: SeatTerm) -> list[int]:
        """The numbers of the things that ``seat`` has now; one query."""

    @abstractmethod
    def lines(self, ids: Iterable[int]) -> dict[int, Line]:
        """What things are called, in the language that is active; what is gone is absent. One query."""

    @abstractmethod
    def move(self, seat: SeatTerm, successors: Mapping[int, SeatTerm | None]) -> None:
        """Give each thing to its successor, or leave it to nobody; a constant number of queries."""


class DutyKind(Belonging):
    """A kind whose things are kept as rows of ``Duty``; only their ``model`` and ``lines`` are left to say."""

    model: type[Model]

    def of(self, seat: SeatTerm) -> list[int]:
        return list(
            Duty.objects.now().filter(seat=seat, kind=self.name).order_by("thing_id").values_list("thing_id", flat=True)
        )

    def move(self, seat: SeatTerm, successors: Mapping[int, SeatTerm | None]) -> None:
        duties = list(Duty.objects.now().filter(seat=seat, kind=self.name, thing_id__in=successors))
        now = timezone.now()
        for duty in duties:
            duty.seat, duty.since = successors[duty.thing_id], now
            duty.vacant_since = None if duty.seat else now
        Duty.objects.bulk_update(duties, ["seat", "since", "vacant_since"])


BELONGINGS: dict[str, Belonging] = {}


def declare(kind: Belonging) -> Belonging:
    """Make ``kind`` known under its name."""
    BELONGINGS[kind.name] = kind
    return kind


def belongings_of(seat: SeatTerm) -> list[Key]:
    """Everything that ``seat`` has; one query a kind."""
    return [(name, pk) for name, kind in BELONGINGS.items() for pk in kind.of(seat)]


def read(keys: Iterable[Key]) -> dict[Key, Line]:
    """The things as people read them; one query a kind. What is gone, or of a kind nobody declares, is absent."""
    wanted: dict[str, set[int]] = {}
    for name, pk in keys:
        wanted.setdefault(name, set()).add(pk)
    return {
        (name, pk): line
        for name, ids in wanted.items()
        if name in BELONGINGS
        for pk, line in BELONGINGS[name].lines(ids).items()
    }


def pass_on(seat: SeatTerm, choices: Choices) -> list[Key]:
    """Move everything that ``seat`` has to those chosen; what nobody was chosen for becomes vacant. What there was."""
    keys = belongings_of(seat)
    for name, kind in BELONGINGS.items():
        mine = {pk: choices.get((name, pk)) for of_kind, pk in keys if of_kind == name}
        if mine:
            kind.move(seat, mine)
    return keys
