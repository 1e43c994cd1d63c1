"""What a decision would do, found out by doing it: in a savepoint that is rolled back, so that nothing happened.

The slice's own action runs, with its checks and its notices; what it wrote for readers is counted and put into words,
and then everything it did is undone, its nudges to the worker included (Django drops the hooks of a savepoint).
"""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from members.seats.loading import load_seats
from members.seats.models import SeatTerm
from network.desk import Decision
from network.kinds import KINDS
from notifications.log.models import CurrentTransaction, Event
from notifications.mail.compose import as_read_by, compose
from notifications.mail.models import OutboxMail
from notifications.notices.models import Notice

MOST_MAILS = 40  # written out on the page of one decision
KEY = re.compile(r"(https?://\S*?/)[\w:.=~-]{20,}/?")  # the last part of a signed link


@dataclass(frozen=True)
class Letter:
    """One mail as its reader would read it."""

    to: str
    lang: str
    subject: str
    text: str


@dataclass(frozen=True)
class Reach:
    """Whom it would be told to, by mail or by a notice; people without an account belong to no organisation."""

    people: int
    organisations: int
    letters: tuple[Letter, ...] = ()


def reach_of(
    decision: Decision, row: Any, *, by: Any, reason: str = "", text: str = "", is_written: bool = False
) -> Reach:
    """Rehearse it, ``is_written`` with the mails in words. Raises MoveRefused as the action does."""

    def act() -> None:
        decision.carry_out(copy.copy(row), by=by, reason=reason, text=text)

    return _rehearse(act, is_written=is_written)


def _rehearse(act: Callable[[], None], *, is_written: bool) -> Reach:
    with transaction.atomic():
        before = Event.objects.aggregate(last=Max("pk"))["last"] or 0
        act()
        told = Event.objects.filter(pk__gt=before, transaction=CurrentTransaction())
        reach = _reach(told, is_written=is_written)
        transaction.set_rollback(True)
    return reach


def _reach(told: Any, *, is_written: bool) -> Reach:
    mails = list(OutboxMail.objects.filter(event__in=told).select_related("event", "person").order_by("pk"))
    people = {mail.person_id for mail in mails if mail.person_id}
    people |= set(Notice.objects.filter(event__in=told).values_list("person", flat=True))
    strangers = {mail.address.lower() for mail in mails if not mail.person_id}
    seats = SeatTerm.objects.held().filter(person__in=people).order_by()
    organisations = seats.values("organisation").distinct().count()
    return Reach(len(people) + len(strangers), organisations, _letters(mails) if is_written else ())


def _letters(mails: list[OutboxMail]) -> tuple[Letter, ...]:
    """The subjects of one kind are loaded at once, as the kind is made for."""
    wanted: dict[str, set[int]] = {}
    for mail in mails[:MOST_MAILS]:
        wanted.setdefault(mail.event.kind, set()).add(mail.event.subject_id)
    subjects = {kind: KINDS[kind].subjects(ids) for kind, ids in wanted.items()}
    load_seats([mail.person for mail in mails[:MOST_MAILS] if mail.person])
    found = (_letter(mail, subjects[mail.event.kind].get(mail.event.subject_id)) for mail in mails[:MOST_MAILS])
    return tuple(letter for letter in found if letter is not None)


def _letter(mail: OutboxMail, subject: Any) -> Letter | None:
    kind, reader = KINDS[mail.event.kind], mail.reader
    if subject is None or not kind.is_for(subject, reader):
        return None
    with as_read_by(reader):
        context = {"item": kind.item(subject, reader), "subject": subject}
        message = compose(kind.name, context, person=reader, identity=mail.message_id)
    return Letter(str(reader), reader.language, str(message.subject), without_keys(str(message.body)))


def without_keys(text: str) -> str:
    """The signed links of a mail act for its reader: whoever reads it beforehand must not be able to press them."""
    return KEY.sub(r"\1…", text)
