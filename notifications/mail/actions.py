"""Sending waiting mail: at least once, in order, and never all at once through one failure."""

import smtplib
from datetime import timedelta
from typing import Any

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.people.models import Person
from members.reach.actions import note_hard_bounce, note_sign_of_life
from network import journal
from network.kinds import KINDS, Kind
from network.moves import MoveRefused
from notifications.mail.bounces import is_hard
from notifications.mail.compose import as_read_by, compose
from notifications.mail.models import ASIDE, PUT_ASIDE_AFTER, OutboxMail

log = structlog.get_logger(__name__)

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 240, 240, 240)]


def send_waiting_mail(*, by: Person | None = None) -> int:
    """Send what is due, one after the other, until nothing is; the number sent.

    Each mail is claimed alone, sent without a transaction open, and marked. A worker that is killed between the
    server's 250 and the mark leaves it to be sent again under the same Message-ID. When the server cannot be
    reached the run stops and nothing is used up.
    """
    sent, connection = 0, get_connection()
    try:
        while mail := _claim():
            outcome = _send(mail, connection)
            if outcome is None:
                break
            sent += outcome
    finally:
        connection.close()
    return sent


@transaction.atomic
def _claim() -> OutboxMail | None:
    """Take one due mail for the length of a lease; other workers skip it."""
    due = OutboxMail.objects.due().select_for_update(skip_locked=True, of=("self",)).select_related("person", "event")
    mail = due.first()
    if mail:
        mail.state, mail.due_at, mail.attempts = mail.State.SENDING, timezone.now() + mail.LEASE, mail.attempts + 1
        mail.save(update_fields=["state", "due_at", "attempts"])
    return mail


def _send(mail: OutboxMail, connection: BaseEmailBackend) -> bool | None:
    """True when sent, False when it was skipped or refused, None when the server is away."""
    kind = KINDS.get(mail.event.kind)
    subject = kind.subjects([mail.event.subject_id]).get(mail.event.subject_id) if kind else None
    reader = mail.reader
    if kind is None or subject is None or not reader.is_active or not kind.is_for(subject, reader):
        _mark(mail, OutboxMail.State.SKIPPED, "no longer there for this person")
        return False
    message = _written(mail, kind, subject)
    if message is None:
        return False
    try:
        connection.open()
        connection.send_messages([message])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as reason:
        return _refused(mail, reason)
    except ValueError:  # an address or header that no mail can carry: nothing was said to the server yet
        _mark(mail, OutboxMail.State.FAILED, "could not be written")
        return False
    except OSError as reason:
        _put_back(mail, reason)
        return None
    _mark(mail, OutboxMail.State.SENT, "accepted", sent_at=timezone.now())
    if mail.person and mail.person.hard_bounces:
        note_sign_of_life(mail.person)
    return True


def _written(mail: OutboxMail, kind: Kind, subject: Any) -> EmailMultiAlternatives | None:
    """The mail in its reader's words, or None when it cannot be written: then it has failed and the next one goes."""
    try:
        with as_read_by(mail.reader):
            context = {"item": kind.item(subject, mail.reader), "subject": subject}
            return compose(kind.name, context, person=mail.reader, identity=mail.message_id)
    except Exception:
        log.exception("mail_not_written", mail=mail.pk)
        _mark(mail, OutboxMail.State.FAILED, "could not be written")
        return None


def _refused(mail: OutboxMail, reason: smtplib.SMTPException) -> bool:
    """5xx is final; 4xx is tried again, later each time."""
    code = _code(reason)
    if mail.person and is_hard(reason):
        note_hard_bounce(mail.person)
    if code >= 500 or mail.attempts > len(WAITS):  # noqa: PLR2004  RFC 5321: 5yz is permanent
        _mark(mail, OutboxMail.State.FAILED, f"refused with {code}")
    else:
        due_at = timezone.now() + WAITS[mail.attempts - 1]
        _mark(mail, OutboxMail.State.WAITING, f"deferred with {code}", due_at=due_at)
    return False


def _code(reason: smtplib.SMTPException) -> int:
    if isinstance(reason, smtplib.SMTPRecipientsRefused):
        return next(iter(reason.recipients.values()))[0]
    return getattr(reason, "smtp_code", 451)


def _put_back(mail: OutboxMail, reason: OSError) -> None:
    """The server is away: this mail's attempt does not count, and the next sweep tries again."""
    log.warning("mail_server_away", reason=type(reason).__name__)
    _mark(
        mail, OutboxMail.State.WAITING, "mail server away", attempts=mail.attempts - 1, due_at=timezone.now() + WAITS[0]
    )


def _mark(mail: OutboxMail, state: OutboxMail.State, outcome: str, **facts: object) -> None:
    OutboxMail.objects.filter(pk=mail.pk, state=OutboxMail.State.SENDING, attempts=mail.attempts).update(
        state=state, outcome=outcome, **facts
    )


@transaction.atomic
def try_again(mail: OutboxMail, *, by: Person) -> OutboxMail:
    """Send a mail that failed once more, with the next sweep. Raises MoveRefused when it does not wait for that."""
    again = OutboxMail.objects.filter(pk=mail.pk, state=OutboxMail.State.FAILED)
    if not again.update(state=OutboxMail.State.WAITING, due_at=timezone.now(), attempts=0, outcome=""):
        raise MoveRefused(_("This mail does not wait any more."))
    journal.record("try_mail_again", mail, by=by)
    return mail


@transaction.atomic
def put_aside(mail: OutboxMail, *, by: Person | None, why: str = "") -> OutboxMail:
    """Nobody looks at it any more; a notice of it stays where it is. Raises MoveRefused when it does not wait."""
    if not OutboxMail.objects.failed().filter(pk=mail.pk).update(outcome=ASIDE):
        raise MoveRefused(_("This mail does not wait any more."))
    journal.record("put_aside", mail, by=by, why=why)
    return mail


@transaction.atomic
def put_old_aside(*, by: Person | None = None) -> int:
    """The clock: what failed PUT_ASIDE_AFTER ago. The number; safe to run twice."""
    old = OutboxMail.objects.failed().filter(created_at__lte=timezone.now() - PUT_ASIDE_AFTER)
    found = list(old.select_for_update(skip_locked=True, of=("self",)))
    OutboxMail.objects.filter(pk__in=[mail.pk for mail in found]).update(outcome=ASIDE)
    journal.record_all("put_aside", found, by=by, why="A mail that failed is put aside after 14 days.")
    return len(found)
