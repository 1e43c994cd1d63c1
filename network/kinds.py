"""What can happen, as the slices declare it, and how they tell of it.

Notifications knows no slice: each slice's notices.py declares a ``Kind`` for every event it tells people about, and its
actions call ``tell``. A kind names its subject, says whom it addresses, and gives the present state of subjects for
many people at once, so that what is hidden, closed or gone between the event and the mail is simply absent.

The log itself is kept by the app notifications, which stands above members; so that members can tell people, too, that
app hands its log down here when it starts (docs/decisions/0008).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils.functional import Promise


class Category(models.TextChoices):
    """What people switch on and off; see design/notifications.md."""

    NEEDS_ME = "needs-me"
    NETWORK = "network"


@dataclass(frozen=True)
class Stranger:
    """Somebody who has no account and gets one mail at an address they or a colleague gave: no notice, no digest."""

    email: str
    name: str = ""
    language: str = "en"
    time_zone: str = settings.NETWORK_TIME_ZONE
    pk: None = None
    is_active: bool = True

    def __str__(self) -> str:
        return self.name


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


class Kind(ABC):
    """One kind of event. Subclass it in a slice's notices.py and ``declare`` an instance.

    ``is_addressed`` events write a notice and a mail for each of ``addressed(subject)``; the others are read from
    the log by each person's digest. With ``is_mailed`` False the notice is all.
    """

    name: str
    label: str | Promise
    category: Category
    subject_model: type[models.Model]
    is_addressed = False
    is_mailed = True

    def addressed(self, subject: Any) -> Iterable[Any]:
        """The people this event is about, a ``Stranger`` for an address without account; the actor is left out."""
        return ()

    @abstractmethod
    def subjects(self, ids: Iterable[int]) -> dict[int, Any]:
        """Subjects that still matter, by id; a constant number of queries for any number of ids."""

    @abstractmethod
    def is_for(self, subject: Any, person: Any) -> bool:
        """Whether ``person`` may see ``subject`` now. Asked of loaded rows only: no query."""

    def is_news_for(self, subject: Any, person: Any) -> bool:
        """Whether a digest tells ``person`` of it; whoever did it is left out anyway."""
        return True

    @abstractmethod
    def item(self, subject: Any, person: Any) -> Item:
        """The line for ``person``, in the language that is active. No query."""

    def seen_with(self, subject: Any) -> tuple[str, int]:
        """What somebody looked at when they have seen it, as a table and a number: itself, or the page it stands on."""
        return self.subject_model._meta.label_lower, subject.pk

    def in_line_with(self, subject: Any) -> Any:
        """What is the same for all subjects that share one line of a digest; each has its own unless a kind says so."""
        return subject.pk

    def item_of(self, subjects: Sequence[Any], person: Any) -> Item:
        """The line that ``subjects`` share. No query."""
        return self.item(subjects[0], person)


class Log(Protocol):
    """Who keeps what happened and sends the mail: the app notifications."""

    def tell(self, kind: Kind, subject: Any, *, by: Any) -> Any: ...
    def tell_all(self, kind: Kind, subjects: Iterable[Any], *, by: Any) -> Any: ...
    def settle(self, kind: Kind, subject: Any, *, by: Any) -> int: ...
    def settle_all(self, kind: Kind, subjects: Iterable[Any], *, by: Any) -> int: ...


KINDS: dict[str, Kind] = {}
_LOG: list[Log] = []


def declare(kind: Kind) -> Kind:
    """Make ``kind`` known under its name."""
    KINDS[kind.name] = kind
    return kind


def keep_with(log: Log) -> None:
    """From now on everything told goes to ``log``; the app notifications says so once."""
    _LOG[:] = [log]


def tell(kind: Kind, subject: Any, *, by: Any) -> Any:
    """Log that ``kind`` happened to ``subject`` and let those know whom it addresses; see notifications/log/actions.py.

    Runs in the caller's transaction: what is rolled back was never told. ``by`` None is the platform itself.
    """
    return _LOG[0].tell(kind, subject, by=by)


def tell_all(kind: Kind, subjects: Iterable[Any], *, by: Any) -> Any:
    """The same of each of ``subjects``, in as many queries as of one; what ``kind`` asks of them is then loaded."""
    return _LOG[0].tell_all(kind, subjects, by=by)


def settle(kind: Kind, subject: Any, *, by: Any) -> int:
    """What ``kind`` asked for is done: its notices go. The number of notices."""
    return _LOG[0].settle(kind, subject, by=by)


def settle_all(kind: Kind, subjects: Iterable[Any], *, by: Any) -> int:
    """The same of each of ``subjects``, in one query."""
    return _LOG[0].settle_all(kind, subjects, by=by)
