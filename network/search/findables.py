"""What can be found, as the slices declare it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise

LONGEST_NUMBER = 18  # digits of what PostgreSQL takes for a number of a row


@dataclass(frozen=True)
class Findable:
    """One kind of thing with a title. ``declare`` it in a slice's findables.py; its table has what columns.py makes.

    ``visible_to(user)`` is what ``user`` can see and what makes sense to find; ``text`` and ``language`` name fields.
    """

    name: str  # as it stands in addresses: "tool"
    label: str | Promise
    model: type[models.Model]
    visible_to: Callable[[Any], models.QuerySet[Any]]
    text: str = ""
    language: str = "language"


@dataclass(frozen=True)
class Found:
    """One thing as somebody may see it: ``title`` and ``text`` are in ``lang``; forms name it by ``key``: "tool-12"."""

    kind: Findable
    thing: Any

    @property
    def key(self) -> str:
        return f"{self.kind.name}-{self.thing.pk}"

    @property
    def title(self) -> str:
        return str(self.thing)

    @property
    def text(self) -> str:
        return str(getattr(self.thing, self.kind.text)) if self.kind.text else ""

    @property
    def lang(self) -> str:
        return str(getattr(self.thing, self.kind.language))

    @property
    def address(self) -> str:
        return str(self.thing.get_absolute_url())


FINDABLES: dict[str, Findable] = {}


def declare(kind: Findable) -> Findable:
    """Make ``kind`` known under its name."""
    FINDABLES[kind.name] = kind
    return kind


def found(user: Any, kind: str, pk: int) -> Found | None:
    """The thing of this ``kind`` and number as ``user`` may see it; None without betraying whether it is there."""
    known = FINDABLES.get(kind)
    thing = known.visible_to(user).filter(pk=pk).first() if known else None
    return Found(known, thing) if known and thing is not None else None


def found_by_key(user: Any, key: str) -> Found | None:
    """The same by its ``key``; None for what is no key at all."""
    kind, _dash, number = key.partition("-")
    is_number = number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
    return found(user, kind, int(number)) if is_number else None
