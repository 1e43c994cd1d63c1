"""What can happen, as the slices declare it.

This app knows no slice: each slice's notices.py declares a ``Kind`` for every event it tells people about.
A kind names its subject, says whom it addresses, and gives the present state of subjects for many people at once,
so that what is hidden, closed or gone between the event and the mail is simply absent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise


class Category(models.TextChoices):
    """What people switch on and off; see design/notifications.md."""

    NEEDS_ME = "needs-me"
    NETWORK = "network"


@dataclass(frozen=True)
class Item:
    """One line of a digest or of the notices page: what, where, why you get it, and a button that works by mail."""

    title: str
    text: str
    reason: str
    address: str
    lang: str = ""
    act_label: str = ""
    act_address: str = ""


class Kind:
    """One kind of event. Subclass it in a slice's notices.py and ``declare`` an instance.

    ``is_addressed`` events write a notice and a mail for each of ``addressed(subject)``; the others are read from
    the log by each person's digest.
    """

    name: str
    label: str | Promise
    category: Category
    subject_model: type[models.Model]
    is_addressed = False

    def addressed(self, subject: Any) -> Iterable[Any]:
        """The people this event is about; the actor is left out by the engine."""
        return ()

    def subjects(self, ids: Iterable[int]) -> dict[int, Any]:
        """Subjects that still matter, by id; a constant number of queries for any number of ids."""
        raise NotImplementedError

    def is_for(self, subject: Any, person: Any) -> bool:
        """Whether ``person`` may see ``subject`` now. Asked of loaded rows only: no query."""
        raise NotImplementedError

    def is_news_for(self, subject: Any, person: Any) -> bool:
        """Whether a digest tells ``person`` of it; whoever did it is left out anyway."""
        return True

    def item(self, subject: Any, person: Any) -> Item:
        """The line for ``person``, in the language that is active. No query."""
        raise NotImplementedError


KINDS: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Make ``kind`` known under its name."""
    KINDS[kind.name] = kind
    return kind
