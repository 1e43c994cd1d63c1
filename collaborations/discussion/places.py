"""Where people discuss, as the slices declare it: under a theme, later in a journey or beside a document."""

from abc import ABC, abstractmethod
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
    def is_visible(self, thing: Any, person: Any) -> bool:
        """The same asked of loaded rows; no query."""

    def is_open(self, thing: Any) -> bool:
        """Whether something can be said there now."""
        return True

    def asks(self, thing: Any) -> list[Any]:
        """The people who hear of every question and challenge there."""
        return []


PLACES: dict[str, Place] = {}


def declare(place: Place) -> Place:
    """Make ``place`` known under its name."""
    PLACES[place.name] = place
    return place
