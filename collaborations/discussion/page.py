"""What pages show of a discussion: threads at a place, or one thread with all of its replies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.safestring import SafeString

from collaborations.discussion.formatting import to_html, with_names
from collaborations.discussion.forms import CommentForm
from collaborations.discussion.mentions import names_in
from collaborations.discussion.models import Comment
from collaborations.discussion.places import PLACES
from network.kinds import KINDS
from notifications.notices.models import Notice

THREADS_A_PAGE = 50
REPLIES_BELOW = 5  # of each thread where many stand; the rest on its own page
REPLIES_A_PAGE = 100
OLDEST = "oldest"


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


@dataclass
class Thread:
    """The beginning of a thread with replies, and how many more there are."""

    comment: Comment
    shown: Shown
    replies: list[Shown] = field(default_factory=list)
    rows: list[Comment] = field(default_factory=list)
    more: int = 0


def about(place_name: str, thing: Any, user: Any, *, asked: Mapping[str, str]) -> dict[str, Any]:
    """The threads at ``thing``, which ``user`` can see, as the address asks for them; four queries for any number.

    ``asked`` holds ``talk`` (oldest: those first) and ``talk-page``.
    """
    place = PLACES[place_name]
    order = OLDEST if asked.get("talk") == OLDEST else ""
    found = Comment.objects.threads_at(place_name, thing.pk).for_page().order_by("pk" if order else "-pk")
    page = Paginator(found, THREADS_A_PAGE).get_page(asked.get("talk-page"))
    is_open = place.is_open(thing)
    writes = is_open and user.is_authenticated and user.has_perm("collaborations.discuss")
    discussion = {
        "place": place_name, "thing": thing, "is_open": is_open, "order": order, "page": page,
        "threads": threads(page, user, is_open=is_open),
        "form": CommentForm(person=user, place=place, thing=thing) if writes else None,
    }  # fmt: skip
    return {"discussion": discussion}


def threads(page: Page | Iterable[Comment], user: Any, *, is_open: bool) -> list[Thread]:
    """Two queries for any number: replies, and the names of those mentioned where anybody is."""
    beginnings = list(page)
    replies: dict[int, list[Comment]] = {comment.pk: [] for comment in beginnings}
    if beginnings:
        for reply in Comment.objects.for_page().replies_to(beginnings, most=REPLIES_BELOW):
            replies[reply.thread_id].append(reply)
    return written_out([(comment, replies[comment.pk]) for comment in beginnings], user, is_open=is_open)


def written_out(talks: list[tuple[Comment, list[Comment]]], user: Any, *, is_open: bool) -> list[Thread]:
    """Each thread as ``user`` reads it."""
    names = names_in([comment for beginning, replies in talks for comment in (beginning, *replies)])
    found = []
    for beginning, replies in talks:
        answered = any(reply.answers_at for reply in replies)
        for reply in replies:
            reply.thread = beginning
        found.append(
            Thread(
                beginning,
                shown(beginning, user, names.get(beginning.pk, {}), is_open=is_open, is_answered=answered),
                [shown(reply, user, names.get(reply.pk, {}), is_open=is_open) for reply in replies],
                replies,
                max((getattr(reply, "of", 0) for reply in replies), default=0) - len(replies),
            )
        )
    return found


def shown(
    comment: Comment, user: Any, names: Mapping[str, str], *, is_open: bool, is_answered: bool = False
) -> Shown:  # fmt: skip
    """Strangers read for which organisation somebody speaks; who it is and who is mentioned, those signed in."""
    knows = user.is_authenticated
    is_own = knows and comment.author_id == user.pk
    is_removed = comment.removed_at is not None
    html = "" if is_removed else comment.html or to_html(comment.text, names)
    return Shown(
        pk=comment.pk,
        html=with_names(html, names if knows else _organisations(names)),
        language=comment.language,
        kind=comment.kind,
        written_at=comment.written_at,
        name=comment.author.name_beside if knows and not is_removed else "",
        organisation=str(comment.organisation or "") if not is_removed else "",
        is_edited=comment.edited_at is not None,
        is_removed=is_removed,
        is_answer=comment.answers_at is not None,
        is_answered=is_answered,
        is_own=is_own,
        is_reply=comment.thread_id is not None,
        is_signed_in=knows,
        is_open=is_open,
        note=comment.private_note if comment.private_note and comment.is_confided_to(user) and not is_removed else "",
        saved_key=str(comment.submission_key) if is_own else "",
    )


def as_page(text: str, names: Mapping[str, str], user: Any) -> SafeString:
    """A text as ``user`` reads it; strangers read no names of people."""
    return with_names(to_html(text, names), names if user.is_authenticated else _organisations(names))


def one_thread(comment: Comment, thing: Any, user: Any, *, page_number: str | None) -> dict[str, Any]:
    """A thread at one of its comments, with a hundred replies a page; without a number the page where it stands."""
    place = PLACES[comment.place]
    beginning = Comment.objects.for_page().get(pk=comment.thread_id or comment.pk)
    beginning.thing = thing
    standing = Q(removed_at=None) | (Q(author=user) if user.is_authenticated else Q(pk__in=[]))
    replies = Comment.objects.shown().for_page().filter(standing, thread=beginning).order_by("pk")
    paginator = Paginator(replies, REPLIES_A_PAGE)
    if page_number is None and comment.thread_id:
        page_number = str(replies.filter(pk__lt=comment.pk).count() // REPLIES_A_PAGE + 1)
    page = paginator.get_page(page_number)
    is_open = place.is_open(thing)
    (thread,) = written_out([(beginning, list(page))], user, is_open=is_open)
    return {
        "place": place.name, "thing": thing, "title": place.title(thing), "language": place.language(thing),
        "thread": thread, "page": page, "comment": comment, "is_open": is_open,
        "writes": _writes(beginning, user, is_open=is_open),
        "marks": beginning.asks and user.is_authenticated and user.has_perm("collaborations.mark_answer", _any(thread)),
        "unread": _unread(thread, user) if user.is_authenticated else [],
    }  # fmt: skip


def _writes(beginning: Comment, user: Any, *, is_open: bool) -> bool:
    is_there = is_open and not beginning.removed_at
    return bool(is_there and user.is_authenticated and user.has_perm("collaborations.discuss"))


def _any(thread: Thread) -> Comment:
    """Who may mark one reply may mark every one of its thread."""
    found = thread.rows[0] if thread.rows else thread.comment
    found.thing = thread.comment.thing
    return found


def _unread(thread: Thread, user: Any) -> list[int]:
    """The comments of this page about which ``user`` has a notice that they did not read; one query."""
    ids = [thread.comment.pk, *(reply.pk for reply in thread.rows)]
    kinds = [name for name, kind in KINDS.items() if kind.subject_model is Comment]
    notices = Notice.objects.unread_of(user).filter(event__kind__in=kinds, event__subject_id__in=ids)
    return sorted(set(notices.values_list("event__subject_id", flat=True)))


def _organisations(names: Mapping[str, str]) -> Mapping[str, str]:
    return {key: name for key, name in names.items() if key.startswith("o")}
