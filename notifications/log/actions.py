"""Telling that something happened: one row in the log, and rows for those it addresses."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.people.models import Person
from network.kinds import Kind, Stranger
from network.nudges import nudge
from notifications.log.models import Event, Seen
from notifications.mail.models import OutboxMail
from notifications.notices.models import Notice


@transaction.atomic
def tell(kind: Kind, subject: Any, *, by: Person | None) -> Event:
    """Log one event, and for an addressed kind write a notice and a waiting mail for everybody it addresses who
    may see the subject, but not for ``by``.

    Three INSERTs for any number of people. The worker is nudged after the commit; without it the sweeper sends.
    """
    return tell_all(kind, [subject], by=by)[0]


@transaction.atomic
def tell_all(kind: Kind, subjects: Iterable[Any], *, by: Person | None) -> list[Event]:
    """The same of each of ``subjects``, still in three INSERTs; empty changes nothing."""
    subjects = list(subjects)
    events = Event.objects.bulk_create(
        Event(kind=kind.name, subject_id=subject.pk, actor_id=by.pk if by else None, is_addressed=kind.is_addressed)
        for subject in subjects
    )
    if kind.is_addressed and events:
        _address(kind, list(zip(subjects, events, strict=True)), by)
    return events


def _address(kind: Kind, told: list[tuple[Any, Event]], by: Person | None) -> None:
    from notifications import tasks

    readers = [
        (reader, event)
        for subject, event in told
        for reader in kind.addressed(subject)
        if reader != by and reader.is_active and kind.is_for(subject, reader)
    ]
    people = [(reader, event) for reader, event in readers if not isinstance(reader, Stranger)]
    Notice.objects.bulk_create(Notice(person=person, event=event) for person, event in people)
    OutboxMail.objects.bulk_create(_mail(reader, event) for reader, event in readers if kind.is_mailed and reader.email)
    nudge(tasks.send_waiting_mail)
    nudge(tasks.hint_at_notices, sorted({person.pk for person, _event in people}))


def _mail(reader: Person | Stranger, event: Event) -> OutboxMail:
    if isinstance(reader, Stranger):
        return OutboxMail(event=event, address=reader.email, name=reader.name, language=reader.language)
    return OutboxMail(event=event, person=reader)


@transaction.atomic
def mark_seen(subject_type: str, subject_id: int, *, by: Person) -> None:
    """Remember that ``by`` looked at the thing: its notices are read, and digests leave it out. Twice is once."""
    from network.kinds import KINDS

    Seen.objects.update_or_create(person=by, subject_type=subject_type, subject_id=subject_id)
    kinds = [kind.name for kind in KINDS.values() if kind.subject_model._meta.label_lower == subject_type]
    notices = Notice.objects.unread_of(by).filter(event__kind__in=kinds, event__subject_id=subject_id)
    notices.update(read_at=timezone.now())


@transaction.atomic
def settle(kind: Kind, subject: Any, *, by: Person | None) -> int:
    """What ``kind`` asked for is done, whoever did it: its notices go, the log remembers. The number of notices."""
    return settle_all(kind, [subject], by=by)


@transaction.atomic
def settle_all(kind: Kind, subjects: Iterable[Any], *, by: Person | None) -> int:
    """The same of each of ``subjects``, at once."""
    ids = [subject.pk for subject in subjects]
    deleted, _by_model = Notice.objects.filter(event__kind=kind.name, event__subject_id__in=ids).delete()
    return deleted
