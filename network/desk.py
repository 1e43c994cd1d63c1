"""What waits for a human, as the slices declare it: the desk shows each thing once.

A slice's desk.py declares a ``Pile`` for each kind of thing that needs somebody: the rows that wait now, by when they
were promised, how one of them reads, and what can be decided about it. The app's own desk module gathers them, as
notices.py does for kinds of events. Nothing of it is stored: what stops waiting is simply not there any more.
``collaborations/desk`` shows them, prepares decisions and announces them.

A pile says what its queue is ordered by in *expressions* over ``rows``, so that the database puts thousands of things
of all piles into one order and only those that stand on the page are loaded and put into words.

What the platform decides by itself at the end of a promise is declared here, too, as a ``Default``: the desk lists what
happened by itself, and offers to undo it.
"""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class AtOnce:
    """What must not wait until a decision is announced, and happens when it is prepared; ``said`` tells of it.

    ``undo(row, by=person, since=moment)`` is for when the decision is taken back: the moment is when it was prepared.
    """

    do: Callable[..., Any]
    undo: Callable[..., Any]
    said: str | Promise


@dataclass(frozen=True)
class Decision:
    """One thing that can be decided at the desk about a thing of a pile.

    ``perform(row, by=person, reason=..., text=...)`` is an action of the slice: it moves, writes the journal, tells
    people, and raises MoveRefused. It is handed ``reason`` and ``text`` only as far as its signature takes them, so
    ``open_theme(theme, *, by)`` can stand there as it is. ``reasons`` are (value, words) to choose from; without any
    the desk asks for none. ``asks_text``: words of one's own are wanted; ``takes_text``: they may stay empty.
    ``permission`` is asked about the row, when the decision is prepared and again when it is announced. ``key`` is the
    letter that chooses it: a takes up, d declines. ``label_for(row)`` words it as the row stands now; ``label`` is for
    many rows, and for none.
    """

    name: str
    label: str | Promise
    permission: str
    perform: Callable[..., Any]
    key: str = ""
    reasons: Sequence[tuple[str, str | Promise]] = ()
    asks_text: bool = False
    takes_text: bool = False
    label_for: Callable[[Any], str | Promise] | None = None
    at_once: AtOnce | None = None

    def says(self, row: Any) -> str:
        return str(self.label_for(row) if self.label_for else self.label)

    @property
    def has_words(self) -> bool:
        return self.asks_text or self.takes_text

    def carry_out(self, row: Any, *, by: Any, reason: str = "", text: str = "") -> Any:
        """Perform it with what it takes."""
        taken = inspect.signature(self.perform).parameters
        takes_all = any(one.kind is one.VAR_KEYWORD for one in taken.values())
        words = {"reason": reason, "text": text}
        return self.perform(row, by=by, **{name: said for name, said in words.items() if takes_all or name in taken})


@dataclass(frozen=True)
class Waiting:
    """How one thing that needs somebody reads.

    ``otherwise`` is the sentence that says what happens if nobody does anything, and when. ``title`` is in ``lang``
    when that is not the reader's. ``act`` are the words of the button that leads to ``address``; what is decided on
    the desk itself stands in the pile's ``decisions``. ``template`` draws more about the ``thing``. When it began to
    wait, by when it was promised and how many minutes it takes, the pile's expressions say; the desk fills them in.
    """

    title: str
    text: str
    address: str
    otherwise: str = ""
    act: str = ""
    lang: str = ""
    thing: Any = None
    template: str = ""
    since: datetime | None = None
    due: datetime | None = None
    minutes: int = 0
    key: str = ""


class Pile(ABC):
    """One kind of thing on the desk. Subclass it in a slice's desk.py and ``declare`` an instance.

    ``due``, ``since``, ``effect``, ``minutes``, ``sensitive`` and ``escalated`` are plain values or expressions over
    ``rows``, such as ``F("due_at")``, ``F("applied_at") + timedelta(days=14)`` or ``Q(flagged_at__isnull=False)``:

    - ``due``: the moment it was promised for, at which its default runs; every pile has one.
    - ``since``: since when it waits.
    - ``effect``: to how many organisations or people it matters; of one day's promises the largest comes first.
    - ``minutes``: what one usually takes.
    - ``sensitive``: lies on the desk of safeguarding officers, too, and of deputies while a coordinator is away.
    - ``escalated``: nobody answered in time, so it lies on the desks of deputies, too.

    What is written in the journal about a thing overtakes what was prepared about it, but for the verbs in ``quiet``.
    """

    name: str
    label: str | Promise = ""  # of the desk's filter: "Themes"
    decisions: Sequence[Decision] = ()
    due: Any = None
    since: Any = None
    effect: Any = 1
    minutes: Any = 5
    sensitive: Any = False
    escalated: Any = False
    quiet: Sequence[str] = ()

    @abstractmethod
    def rows(self, person: Any) -> Any:
        """What waits now of what ``person`` may see: a queryset, not sliced and no union, with all that ``waiting``
        and the permissions ask of a row (select_related). On whose desk it lies, the desk decides.
        """

    def found(self, ids: Iterable[int], person: Any) -> Any:
        """The rows that the queue of ``person`` has just found, with the same beside them. Whether they wait is
        answered; a pile that asks much for that need not ask it again.
        """
        return self.rows(person).filter(pk__in=ids)

    @abstractmethod
    def waiting(self, row: Any, person: Any) -> Waiting:
        """How one row reads, in the language that is active. No query."""

    def language_of(self, row: Any) -> str:
        """In which language those read who are told; the answer templates of that language are offered."""
        return getattr(row, "language", "") or ""

    def decision(self, name: str) -> Decision | None:
        return next((decision for decision in self.decisions if decision.name == name), None)


@dataclass(frozen=True)
class Default:
    """One kind of decision that the platform takes by itself: ``verb`` in the journal of ``model``, with no actor.

    ``said`` names it in the list of what happened by itself. ``undo(thing, by=person)`` is an action that takes it
    back; ``can_undo`` asks the loaded thing whether it still offers that, and ``permission`` whether the person may;
    ``loaded`` reads what both of them ask, for all things at once; ``title`` is how a thing is named there. Where
    nothing takes it back, ``instead`` says why and what one can do.
    """

    model: type[models.Model]
    verb: str
    said: str | Promise
    undo: Callable[..., Any] | None = None
    undo_label: str | Promise = ""
    instead: str | Promise = ""
    permission: str = ""
    can_undo: Callable[[Any], bool] = lambda _thing: True
    loaded: Callable[[Any], Iterable[Any]] | None = None
    title: Callable[[Any], str] = str

    @property
    def key(self) -> tuple[str, str]:
        return (self.model._meta.label_lower, self.verb)


NOTHING_DECIDED = gettext_lazy("Nothing was decided, so there is nothing to take back: it still waits on the desk.")


@dataclass(frozen=True)
class Beside:
    """What a room above keeps of things by their number, for the rooms below that must not know it.

    ``prepared(thing)`` is the sentence of who prepared what; ``forget(pile, thing_id)`` leaves nothing of it.
    """

    prepared: Callable[[Any], str]
    forget: Callable[[str, int], None]


BESIDE: list[Beside] = []
PILES: dict[str, Pile] = {}
DEFAULTS: dict[tuple[str, str], Default] = {}


def declare(pile: Pile) -> Pile:
    """Make ``pile`` known under its name."""
    PILES[pile.name] = pile
    return pile


def declare_default(default: Default) -> Default:
    """Make known what happens by itself. ``model.objects.visible_to`` decides who reads of it."""
    DEFAULTS[default.key] = default
    return default


def declare_beside(beside: Beside) -> Beside:
    """Make known what is kept beside things."""
    BESIDE.append(beside)
    return beside


def prepared_about(thing: Any) -> str:
    """Who prepared what about ``thing``, for those who may decide about it; empty when nobody did."""
    return next(filter(None, (beside.prepared(thing) for beside in BESIDE)), "")


def forget(pile: str, thing_id: int) -> None:
    """It is erased, so that nothing of it stays behind."""
    for beside in BESIDE:
        beside.forget(pile, thing_id)
