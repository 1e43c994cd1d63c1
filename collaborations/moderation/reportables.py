"""What can be reported, as the slices declare it: moderation knows none of them by name.

A slice's reportables.py declares a ``Reportable`` for each kind of thing that people can report; the app's own
reportables module gathers them.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class Words:
    """What a case shows of a thing, to those who decide and to its author: never to others."""

    title: str
    text: str
    address: str
    lang: str = ""


class Reportable(ABC):
    """One kind of thing with an author. Subclass it and ``declare`` an instance."""

    name: str  # as it stands in addresses: "theme"
    label: str | Promise
    model: type[models.Model]  # with ``hidden_at``, see hidden.py

    @abstractmethod
    def visible_to(self, user: Any) -> models.QuerySet[Any]:
        """What ``user`` may report: what they can see. Anything else is a 404."""

    @abstractmethod
    def author_of(self, thing: Any) -> Any:
        """The person whom a decision concerns and who may appeal; None where nobody answers for it personally."""

    @abstractmethod
    def words(self, thing: Any) -> Words:
        """How it reads, hidden or not."""

    def leaders_of(self, thing: Any) -> list[int]:
        """The numbers of the people who may hide it at once because it stands in their own journey."""
        return []


REPORTABLES: dict[str, Reportable] = {}


def declare(kind: Reportable) -> Reportable:
    """Make ``kind`` known under its name."""
    REPORTABLES[kind.name] = kind
    return kind
