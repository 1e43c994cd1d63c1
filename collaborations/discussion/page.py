"""What pages show of a discussion: threads at a place, or one thread with all of its replies.

A page shows hundreds of comments, so they are read as plain rows here: a model's object for each, its author and their
organisation costs more than all the rest of the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Window
from django.utils.safestring import SafeString

from collaborations.discussion import kept_sql
from collaborations.discussion.formatting import to_html, with_names
from collaborations.discussion.forms import KINDS
from collaborations.discussion.mentions import names_in
from collaborations.discussion.models import Comment, is_confided
from collaborations.discussion.places import PLACES
from members.people.models import Person
from network import kinds
from notifications.notices.models import Notice

THREADS_A_PAGE = 50
REPLIES_BELOW = 5  # of each thread where many stand; the rest on its own page
REPLIES_A_PAGE = 100
OLDEST = "oldest"
LONGEST_NUMBER = 7  # of a page


class Row(NamedTuple):
    """What a page reads of one comment, in the order of ``COLUMNS``; ``of`` is how many replies its thread has."""

    pk: int
    thread_id: int | None
    kind: str
    author_id: int
    name: str
    erased_at: datetime | None
    kept_as: str
    organisation: str | None
    text: str
    html: str
    language: str
    private_note: str
    submission_key: UUID
    written_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    answers_at: datetime | None
    of: int = 0

    @property
    def name_beside(self) -> str:
        """What stands beside the organisation: as everywhere for a person."""
        return Person(name=self.name, erased_at=self.erased_at, kept_as=self.kept_as).name_beside


COLUMNS = (
    "pk", "thread_id", "kind", "author_id", "author__name", "author__erased_at", "author__kept_as",
    "organisation__name", "text", "html", "language", "private_note", "submission_key", "written_at", "edited_at",
    "removed_at", "answers_at",
)  # fmt: skip


class Shown(NamedTuple):
    """Everything a comment's own piece of a page says to one reader; all of it, so that the piece can be kept."""

    pk: int
    html: SafeString
    language: str
    kind: str
    written_at: datetime
    name: str
    organisation: str
    is_edited: bool
    is_removed: bool
    is_answer: bool
    is_answered: bool
    is_own: bool
    is_reply: bool
    is_signed_in: bool
    is_open: bool
    note: str
    saved_key: str


class Thread(NamedTuple):
    """The beginning of a thread with replies, and how many more there are; as one reader reads them."""

    shown: Shown
    replies: tuple[Shown, ...]
    more: int


class Reader:
    """Who reads, and what they are shown: strangers no names of people."""

    def __init__(self, user: Any, *, is_open: bool) -> None:
        self.user, self.is_open, self.knows = user, is_open, user.is_authenticated
        self.names: dict[int, str] = {}

    def threads(self, talks: list[tuple[Row, list[Row]]]) -> list[Thread]:
        """One query, for the names of those mentioned, where anybody is."""
        named = names_in((row.pk, row.text) for beginning, replies in talks for row in (beginning, *replies))
        return [self._thread(beginning, replies, named) for beginning, replies in talks]

    def _thread(self, beginning: Row, replies: list[Row], named: Mapping[int, dict[str, str]]) -> Thread:
        is_answered = any(reply.answers_at for reply in replies)
        return Thread(
            self._shown(beginning, beginning, named.get(beginning.pk, {}), is_answered=is_answered),
            tuple(self._shown(reply, beginning, named.get(reply.pk, {})) for reply in replies),
            max((reply.of for reply in replies), default=0) - len(replies),
        )

    def _shown(self, row: Row, beginning: Row, names: Mapping[str, str], *, is_answered: bool = False) -> Shown:
        is_own = self.knows and row.author_id == self.user.pk
        stands = row.removed_at is None
        html = (row.html or to_html(row.text, names)) if stands else ""
        asker = None if row is beginning else beginning.author_id
        may_read_note = stands and row.private_note and is_confided(self.user, row.author_id, asker)
        return Shown(
            pk=row.pk,
            html=with_names(html, names if self.knows else _organisations(names)),
            language=row.language,
            kind=row.kind,
            written_at=row.written_at,
            name=self._name(row) if stands else "",
            organisation=(row.organisation or "") if stands else "",
            is_edited=row.edited_at is not None,
            is_removed=not stands,
            is_answer=row.answers_at is not None,
            is_answered=is_answered,
            is_own=is_own,
            is_reply=row is not beginning,
            is_signed_in=self.knows,
            is_open=self.is_open,
            note=row.private_note if may_read_note else "",
            saved_key=str(row.submission_key) if is_own else "",
        )

    def _name(self, row: Row) -> str:
        if self.knows and row.author_id not in self.names:
            self.names[row.author_id] = row.name_beside
        return self.names.get(row.author_id, "")


def about(place_name: str, thing: Any, user: Any, *, asked: Mapping[str, str]) -> dict[str, Any]:
    """The threads at ``thing``, which ``user`` can see, as the address asks for them; three queries for any number.

    ``asked`` holds ``talk`` (oldest: those first) and ``talk-page``.
    """
    place = PLACES[place_name]
    order = OLDEST if asked.get("talk") == OLDEST else ""
    page = _page(place_name, thing.pk, order, asked.get("talk-page"))
    is_open = place.is_open(thing)
    writes = is_open and user.is_authenticated and user.has_perm("collaborations.discuss")
    discussion = {
        "place": place_name, "thing": thing, "is_open": is_open, "order": order, "page": page, "writes": writes,
        "threads": Reader(user, is_open=is_open).threads(_with_replies(list(page))),
    }  # fmt: skip
    return {"discussion": discussion | (_asked_of(user) if writes else {})}


def _asked_of(user: Any) -> dict[str, Any]:
    """What the form below the place asks for, written out by its template: a form's own machinery costs as much as
    everything else that is said there. What it sends is a ``CommentForm``, which also shows what to mend.
    """
    organisations = {seat.organisation_id: seat.organisation.name for seat in user.seats}
    return {"key": uuid4(), "kinds": KINDS, "organisations": organisations.items(), "languages": settings.LANGUAGES}


def _page(place: str, pk: int, order: str, number: str | None) -> Page[Row]:
    """The page of that number, else the first; each row says how many there are."""
    wanted = int(number) if number and number.isdecimal() and 0 < len(number) < LONGEST_NUMBER else 1
    found = kept_sql.rows(_threads, [pk], place, order, max(wanted, 1))
    if not found and wanted > 1:
        return _page(place, pk, order, None)
    counted: Paginator[Any] = Paginator(range(found[0][-1] if found else 0), THREADS_A_PAGE)
    return Page([Row(*values[:-1]) for values in found], max(wanted, 1), counted)


def _threads(pks: Sequence[int], place: str, order: str, number: int) -> QuerySet[Any, Any]:
    begun = Comment.objects.threads_at(place, pks[0]).order_by("pk" if order else "-pk")
    counted = begun.annotate(of_all=Window(Count("pk"))).values_list(*COLUMNS, "of_all")
    return counted[(number - 1) * THREADS_A_PAGE : number * THREADS_A_PAGE]


def _replies(threads: Sequence[int]) -> QuerySet[Any, Any]:
    return Comment.objects.replies_to(threads, most=REPLIES_BELOW).values_list(*COLUMNS, "of")


def _with_replies(beginnings: list[Row]) -> list[tuple[Row, list[Row]]]:
    replies: dict[int | None, list[Row]] = {beginning.pk: [] for beginning in beginnings}
    for values in kept_sql.rows(_replies, [beginning.pk for beginning in beginnings]):
        reply = Row(*values)
        replies[reply.thread_id].append(reply)
    return [(beginning, replies[beginning.pk]) for beginning in beginnings]


def as_page(text: str, names: Mapping[str, str], user: Any) -> SafeString:
    """A text as ``user`` reads it; strangers read no names of people."""
    return with_names(to_html(text, names), names if user.is_authenticated else _organisations(names))


def one_thread(comment: Comment, thing: Any, user: Any, *, page_number: str | None) -> dict[str, Any]:
    """A thread at one of its comments, with a hundred replies a page; without a number the page where it stands."""
    place, beginning = PLACES[comment.place], comment.thread or comment
    beginning.thing = comment.thing = thing
    standing = Q(removed_at=None) | (Q(author=user) if user.is_authenticated else Q(pk__in=[]))
    replies = Comment.objects.shown().filter(standing, thread=beginning).order_by("pk")
    if page_number is None and comment.thread_id:
        page_number = str(replies.filter(pk__lt=comment.pk).count() // REPLIES_A_PAGE + 1)
    page = Paginator(replies.values_list(*COLUMNS), REPLIES_A_PAGE).get_page(page_number)
    (first,) = (Row(*values) for values in Comment.objects.filter(pk=beginning.pk).values_list(*COLUMNS))
    rows, is_open = [Row(*values) for values in page], place.is_open(thing)
    (thread,) = Reader(user, is_open=is_open).threads([(first, rows)])
    return {
        "place": place.name, "thing": thing, "title": place.title(thing), "language": place.language(thing),
        "thread": thread, "page": page, "comment": comment, "beginning": beginning, "is_open": is_open,
        "writes": _writes(beginning, user, is_open=is_open), "marks": beginning.asks and _marks(beginning, user),
        "unread": _unread([row.pk for row in (first, *rows)], user) if user.is_authenticated else [],
    }  # fmt: skip


def _writes(beginning: Comment, user: Any, *, is_open: bool) -> bool:
    is_there = is_open and not beginning.removed_at
    return bool(is_there and user.is_authenticated and user.has_perm("collaborations.discuss"))


def _marks(beginning: Comment, user: Any) -> bool:
    """Who may mark one reply may mark every one of its thread."""
    reply = Comment(place=beginning.place, place_id=beginning.place_id, thread=beginning)
    reply.thing = beginning.thing
    return bool(user.is_authenticated and user.has_perm("collaborations.mark_answer", reply))


def _unread(ids: Iterable[int], user: Any) -> list[int]:
    """The comments of this page about which ``user`` has a notice that they did not read; one query."""
    about = [name for name, kind in kinds.KINDS.items() if kind.subject_model is Comment]
    notices = Notice.objects.unread_of(user).filter(event__kind__in=about, event__subject_id__in=list(ids))
    return sorted(set(notices.values_list("event__subject_id", flat=True)))


def _organisations(names: Mapping[str, str]) -> Mapping[str, str]:
    return {key: name for key, name in names.items() if key.startswith("o")}
