"""What can be reported, as the slices declare it: moderation knows none of them by name.

A slice's reportables.py declares a ``Reportable`` for each kind of thing that people can report; the app's own
reportables module gathers them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class Words:
    """What a case shows of a thing, to those who decide and to its author: never to others.

    ``is_discreet`` says that mail may not name it, because it is closed or sealed; ``is_sentence`` that the title is
    ours, in the reader's language, and only the text in ``lang``.
    """

    title: str
    text: str
    address: str
    lang: str = ""
    is_discreet: bool = False
    is_sentence: bool = False

    @property
    def title_lang(self) -> str:
        """Of the title; empty when it is in the reader's language."""
        return "" if self.is_sentence else self.lang


class Reportable(ABC):
    """One kind of thing with an author. Subclass it and ``declare`` an instance."""

    name: str  # as it stands in addresses: "theme"
    label: str | Promise
    model: type[models.Model]  # with ``hidden_at``, see hidden.py

    author_field = ""  # both for the rule about repeated text, see ``said_before``
    text_field = ""

    @abstractmethod
    def visible_to(self, user: Any) -> models.QuerySet[Any]:
        """What ``user`` may report: what they can see. Anything else is a 404."""

    def kept_from(self, moderator: Any) -> models.QuerySet[Any]:
        """The things, hidden or not, that even ``moderator`` may not know of; their cases are for somebody else."""
        return self.model._base_manager.none()

    def own(self, person: Any) -> models.QuerySet[Any]:
        """What ``person`` answers for: nobody decides about their own, and nobody sees there who reported it."""
        things = self.model._base_manager
        return things.filter(**{self.author_field: person}) if self.author_field else things.none()

    @abstractmethod
    def author_of(self, thing: Any) -> Any:
        """The person whom a decision concerns and who may appeal; None where nobody answers for it personally."""

    @abstractmethod
    def words(self, thing: Any) -> Words:
        """How it reads, hidden or not."""

    def load(self, ids: Iterable[int]) -> dict[int, Any]:
        """The things themselves, hidden or not, with what ``words`` reads; a constant number of queries."""
        return self.model._base_manager.in_bulk(list(ids))

    def said_before(self, thing: Any, text: str, by: Any) -> int:
        """How many other things of this kind ``by`` wrote in the same words; 0 for kinds that nobody writes here."""
        if not (self.text_field and self.author_field):
            return 0
        same = {self.author_field: by, f"{self.text_field}__iexact": text}
        return self.model._base_manager.filter(**same).exclude(pk=thing.pk).count()

    def leaders_of(self, thing: Any) -> list[int]:
        """The numbers of the people who may hide it at once because it stands in their own journey."""
        return []

    def shown_again(self, thing: Any, *, by: Any) -> None:  # noqa: B027  most slices have nothing to do
        """It was hidden and is not any more: what its slice does then, such as telling those whom it concerns."""


REPORTABLES: dict[str, Reportable] = {}


def declare(kind: Reportable) -> Reportable:
    """Make ``kind`` known under its name."""
    REPORTABLES[kind.name] = kind
    return kind
