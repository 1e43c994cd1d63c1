"""What people do in a discussion: write, reply, edit, take away, say what is an answer."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.discussion import mentions
from collaborations.discussion.formatting import to_html
from collaborations.discussion.models import Comment, Mention, Version
from collaborations.discussion.notices import MENTIONS_YOU, QUESTION_ASKED, REPLIES_TO_YOU, SOMETHING_SAID, load
from collaborations.discussion.places import PLACES, Place
from collaborations.moderation.holds import hold_if_needed
from members.organisations.models import Organisation
from members.people.models import Person
from network import journal
from network.kinds import settle, tell
from network.moves import MoveRefused
from notifications.log.models import Event

REPORTED_AS = "comment"  # the kind under which moderation knows it; see reportables.py


@transaction.atomic
def write(
    place: Place, thing: Any, *, key: UUID, text: str, mentioned: Iterable[str] = (), by: Person, **facts: Any
) -> Comment:
    """Say something at ``thing``; the same form (``key``) sent twice is one comment.

    ``mentioned`` are the keys that ``text`` holds; ``facts`` are kind, organisation and language. Raises MoveRefused
    when nothing can be said there any more, or when ``by`` does not speak for the organisation.
    """
    _must_be_open(place, thing)
    return _write(Comment(place=place.name, place_id=thing.pk, **facts), key, text, mentioned, by)


@transaction.atomic
def reply(
    thread: Comment, *, key: UUID, text: str, mentioned: Iterable[str] = (), by: Person, **facts: Any
) -> Comment:  # fmt: skip
    """Answer ``thread``; ``facts`` are organisation, language and a private note for who asked.

    Raises MoveRefused when the thread is gone or nothing can be said there any more.
    """
    locked = Comment.objects.select_for_update().get(pk=thread.pk)
    if locked.removed_at or locked.is_hidden:
        raise MoveRefused(_("What you reply to was taken away meanwhile."))
    _must_be_open_at(thread)
    return _write(
        Comment(place=thread.place, place_id=thread.place_id, thread=thread, **facts), key, text, mentioned, by
    )


def _write(comment: Comment, key: UUID, text: str, mentioned: Iterable[str], by: Person) -> Comment:
    _must_speak_for(comment.organisation, by)
    keys = set(mentioned)
    facts = {
        field.attname: getattr(comment, field.attname)
        for field in Comment._meta.concrete_fields
        if field.name in {"place", "place_id", "thread", "kind", "organisation", "language", "private_note"}
    }
    facts |= {"text": text, "html": to_html(text, keys)}
    written, is_new = Comment.objects.get_or_create(author=by, submission_key=key, defaults=facts)
    if is_new:
        Mention.objects.bulk_create(mentions.rows(written, keys))
        if hold_if_needed(REPORTED_AS, written, text=text, by=by) is None:
            tell_about(written, by=by)
    return written


@transaction.atomic
def edit(
    comment: Comment, *, text: str, mentioned: Iterable[str] = (), private_note: str = "", language: str, by: Person
) -> Comment:
    """Say it otherwise; what it said before is kept as a version. Who is mentioned for the first time is told.

    Raises MoveRefused when it was taken away or hidden meanwhile.
    """
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    if locked.removed_at or locked.is_hidden:
        raise MoveRefused(_("This comment cannot be edited now: it was taken away or is being looked at."))
    locked.language, locked.private_note = language, private_note
    if text != locked.text:
        _say_otherwise(locked, text, set(mentioned), by)
    locked.save(update_fields=["language", "private_note"])
    return locked


def _say_otherwise(comment: Comment, text: str, keys: set[str], by: Person) -> None:
    Version.objects.create(comment=comment, text=comment.text)
    comment.text, comment.html, comment.edited_at = text, to_html(text, keys), timezone.now()
    comment.save(update_fields=["text", "html", "edited_at"])
    Mention.objects.bulk_create(mentions.rows(comment, keys), ignore_conflicts=True)
    if hold_if_needed(REPORTED_AS, comment, text=text, by=by) is None and keys:
        tell(MENTIONS_YOU, load([comment.pk])[comment.pk], by=by)


@transaction.atomic
def blank_version(version: Version, *, by: Person) -> Version:
    """What a comment said before is gone for good; that there was a version stays. Twice is once."""
    if Version.objects.filter(pk=version.pk).exclude(text="").update(text=""):
        journal.record("blank_version", version.comment, by=by)
    version.refresh_from_db()
    return version


@transaction.atomic
def take_away(comment: Comment, *, by: Person) -> Comment:
    """One's own words are gone for everybody; answers to them stay. Twice is once."""
    if Comment.objects.filter(pk=comment.pk, removed_at=None).update(removed_at=timezone.now(), answers_at=None):
        journal.record("take_away", comment, by=by)
        for kind in (MENTIONS_YOU, REPLIES_TO_YOU, QUESTION_ASKED):
            settle(kind, comment, by=by)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def put_back(comment: Comment, *, by: Person) -> Comment:
    """The undo of taking away. Raises MoveRefused when its words were deleted since."""
    if not Comment.objects.filter(pk=comment.pk).exclude(text="").update(removed_at=None):
        raise MoveRefused(_("The words of this comment were deleted meanwhile. You can write them again."))
    journal.record("put_back", comment, by=by)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def mark_answer(comment: Comment, *, by: Person) -> Comment:
    """This reply is an answer to what was asked; a thread may have several.

    Raises MoveRefused when nothing was asked, or the reply is gone. Twice is once.
    """
    if not comment.can_be_an_answer or comment.is_hidden:
        raise MoveRefused(_("Only a reply to a question or a challenge can be its answer."))
    if Comment.objects.filter(pk=comment.pk, answers_at=None).update(answers_at=timezone.now(), answers_by=by):
        journal.record("mark_answer", comment, by=by)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def unmark_answer(comment: Comment, *, by: Person) -> Comment:
    """The undo of ``mark_answer``. Twice is once."""
    marked = Comment.objects.filter(pk=comment.pk, answers_at__isnull=False)
    if marked.update(answers_at=None, answers_by=None):
        journal.record("unmark_answer", comment, by=by)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def tell_about(comment: Comment, *, by: Person | None) -> None:
    """Tell whom it concerns, nobody twice: those mentioned, who is replied to, who is asked; the rest by their digest.

    Called when it is written, and again by moderation when a held one is shown: who was told already stays so.
    """
    told = load([comment.pk]).get(comment.pk)
    if told is None:
        return
    for kind in (MENTIONS_YOU, REPLIES_TO_YOU, QUESTION_ASKED):
        tell(kind, told, by=by)
    if not Event.objects.filter(kind=SOMETHING_SAID.name, subject_id=told.pk).exists():
        tell(SOMETHING_SAID, told, by=by)


def _must_be_open_at(comment: Comment) -> None:
    _must_be_open(PLACES[comment.place], comment.thing)


def _must_be_open(place: Place, thing: Any) -> None:
    if thing is None or not place.is_open(thing):
        raise MoveRefused(_("Nothing can be said here any more; what was said stays."))


def _must_speak_for(organisation: Organisation | None, by: Person) -> None:
    """Every seat will do, also one of a funder: a comment takes no side."""
    if organisation and all(seat.organisation_id != organisation.pk for seat in by.seats):
        raise MoveRefused(_("You hold no seat at %(name)s, so you cannot speak for it.") % {"name": organisation})
