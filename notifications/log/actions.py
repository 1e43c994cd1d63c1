"""Telling that something happened: one row in the log, and rows for those it addresses."""

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
    event = Event.objects.create(
        kind=kind.name, subject_id=subject.pk, actor_id=by.pk if by else None, is_addressed=kind.is_addressed
    )
    if kind.is_addressed:
        _address(kind, subject, event, by)
    return event


def _address(kind: Kind, subject: Any, event: Event, by: Person | None) -> None:
    from notifications import tasks

    readers = [
        reader
        for reader in kind.addressed(subject)
        if reader != by and reader.is_active and kind.is_for(subject, reader)
    ]
    people = [reader for reader in readers if not isinstance(reader, Stranger)]
    Notice.objects.bulk_create(Notice(person=person, event=event) for person in people)
    OutboxMail.objects.bulk_create(_mail(reader, event) for reader in readers if reader.email)
    nudge(tasks.send_waiting_mail)
    nudge(tasks.hint_at_notices, [person.pk for person in people])


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
    deleted, _by_model = Notice.objects.filter(event__kind=kind.name, event__subject_id=subject.pk).delete()
    return deleted
