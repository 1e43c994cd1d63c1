"""Where people discuss, as the slices declare it: under a theme, later in a journey or beside a document.

Discussion knows none of them by name. What it asks of a place it asks of rows that ``loaded`` gave, without a query, so
that many comments at many places cost as little as one.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from django.db import models


class Place(ABC):
    """One kind of thing that can be discussed. Subclass it in a slice's places.py and ``declare`` an instance."""

    name: str  # as it stands in rows and addresses: "theme"
    model: type[models.Model]

    @abstractmethod
    def visible_to(self, user: Any) -> models.QuerySet[Any]:
        """The things of this kind that ``user`` can see: the slice's own ``visible_to``."""

    @abstractmethod
    def loaded(self, ids: Iterable[int]) -> dict[int, Any]:
        """The things that are not hidden, with all that the questions below ask of them; constant queries."""

    @abstractmethod
    def is_visible(self, thing: Any, person: Any) -> bool:
        """The rule of ``visible_to``, asked of loaded rows; no query."""

    def narrowed(self, people: models.QuerySet[Any], thing: Any) -> models.QuerySet[Any]:
        """Only those of ``people`` for whom it is worth asking ``is_visible``, which still decides."""
        return people

    def is_open(self, thing: Any) -> bool:
        """Whether something can be said there now."""
        return True

    def is_discreet(self, thing: Any) -> bool:
        """Whether mail may say no more than that there is something."""
        return bool(getattr(thing, "is_discreet", False))

    @abstractmethod
    def title(self, thing: Any) -> str:
        """What it is called, in ``language`` of its own."""

    def language(self, thing: Any) -> str:
        return str(getattr(thing, "language", ""))

    @abstractmethod
    def discreet_words(self, count: int) -> str:
        """All that mail says of ``count`` comments at a discreet one."""

    def asks(self, thing: Any) -> list[Any]:
        """The people who hear of every question and challenge there."""
        return []

    def reason_of_asked(self) -> str:
        """Why they hear of it: "You look after this theme"."""
        return ""

    def looks_after(self, thing: Any, person: Any) -> bool:
        """Whether ``person`` sees to it and says what is an answer there."""
        return False

    def leaders(self, thing: Any) -> list[int]:
        """The numbers of the people who lead what happens there, and may hide something at once."""
        return []

    def follows(self, thing: Any, person: Any) -> str:
        """Why a digest tells ``person`` of what is said there; empty when it does not."""
        return ""


PLACES: dict[str, Place] = {}


def declare(place: Place) -> Place:
    """Make ``place`` known under its name."""
    PLACES[place.name] = place
    return place
