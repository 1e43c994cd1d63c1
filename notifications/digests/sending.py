"""Building and handing over one chunk. No transaction is open while the mail server is spoken to."""

import smtplib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from members.reach.actions import note_hard_bounce, note_sign_of_life
from network import links
from network.kinds import Item
from notifications.digests import claims
from notifications.digests.content import MOST_ITEMS, items_for
from notifications.digests.models import Cadence, DigestRun
from notifications.mail.bounces import is_hard
from notifications.mail.compose import as_read_by, compose, message_id

log = structlog.get_logger(__name__)

STOP = "stop-digest"  # the verb of the link that ends every digest; links.py says what it does
A_BATCH = 25
RETRY_AFTER = timedelta(minutes=15)
MOST_ATTEMPTS = 5
CLOSING = 421  # RFC 5321: the server closes the connection, whatever was said last
UNSUBSCRIBE_FOR = timedelta(days=365)


def serve(runs: Sequence[DigestRun]) -> int | None:
    """Build and send one chunk; the number sent, or None when the mail server is away and the run must stop."""
    token = runs[0].lease_token
    if token is None:
        raise ValueError("Only leased runs can be served.")
    lines = items_for(runs)
    full = [run for run in runs if lines[run.pk] and run.person.cursor.cadence != Cadence.OFF and run.person.is_active]
    claims.skip([run for run in runs if run not in full], token, "nothing new for this person")
    server, sent = get_connection(), 0
    try:
        for batch in _batches(full):
            server.open()
            sent += _hand_over(batch, token, lines, server)
    except OSError as reason:
        log.warning("mail_server_away", reason=type(reason).__name__)
        claims.give_back(token)
        return None
    finally:
        server.close()
    return sent


def _batches(runs: Sequence[DigestRun]) -> Iterator[Sequence[DigestRun]]:
    for start in range(0, len(runs), A_BATCH):
        yield runs[start : start + A_BATCH]


def _hand_over(batch: Sequence[DigestRun], token: UUID, lines: dict[int, list[Item]], server: BaseEmailBackend) -> int:
    """Mark the batch, speak to the server, mark the outcome.

    Raises OSError when the server goes away in the middle: what it took is marked, what is left is due again, and
    the one mail on its way is ``unknown`` and not sent again.
    """
    mails = {run.pk: mail for run in batch if (mail := _written(run, token, lines[run.pk]))}
    ours, accepted, begun = claims.begin_sending([run for run in batch if run.pk in mails], token), [], 0
    try:
        for run in ours:
            begun += 1
            if _took(server, mails[run.pk], run, token):
                accepted.append(run)
    finally:
        claims.settle_sent(accepted, token)
        _note_reached(accepted)
        claims.put_back(ours[begun:], token)
        log.info("digests_sent", count=len(accepted))
    return len(accepted)


def _note_reached(accepted: Sequence[DigestRun]) -> None:
    """Whose mail used to come back is in reach again."""
    for run in accepted:
        if run.person.hard_bounces:
            note_sign_of_life(run.person)


def _took(server: BaseEmailBackend, mail: EmailMultiAlternatives, run: DigestRun, token: UUID) -> bool:
    """Whether the server took this mail; a refusal is marked. Raises OSError when it went away."""
    try:
        server.send_messages([mail])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as reason:
        _refused(run, token, reason)
        return False
    except ValueError:  # an address or header that no mail can carry: nothing was said to the server yet
        claims.settle(run, token, state=DigestRun.State.FAILED, outcome="could not be written")
        return False
    except OSError:
        claims.settle(run, token, state=DigestRun.State.UNKNOWN, outcome="the server went away during the hand-over")
        raise
    return True


def _written(run: DigestRun, token: UUID, items: Sequence[Item]) -> EmailMultiAlternatives | None:
    """The mail, or None when it cannot be written: then this one has failed, and all others still go."""
    try:
        return write(run, items)
    except Exception:
        log.exception("digest_not_written", run=run.pk)
        claims.give_up(run, token, "could not be written")
        return None


def write(run: DigestRun, items: Sequence[Item]) -> EmailMultiAlternatives:
    """The mail of one run, in its reader's words and zone."""
    stop = links.make(run.person, STOP, run.person.cursor.pk, valid_for=UNSUBSCRIBE_FOR)
    shown = items[:MOST_ITEMS]
    context = {
        "items": shown,
        "first": shown[0],
        "total": len(items),
        "more": len(items) - 1,
        "left_out": len(items) - len(shown),
    }
    with as_read_by(run.person):
        return compose(
            "digest", context, person=run.person, identity=message_id("digest", run.identity), unsubscribe=stop
        )


def _refused(run: DigestRun, token: UUID, reason: smtplib.SMTPException) -> None:
    """5xx is final; 4xx means that the server surely did not take it, so it may be tried again; 421, that it closes."""
    recipients = getattr(reason, "recipients", None)
    code = next(iter(recipients.values()))[0] if isinstance(recipients, dict) else getattr(reason, "smtp_code", 451)
    if is_hard(reason):
        note_hard_bounce(run.person)
    if code == CLOSING:
        claims.put_back([run], token)
        raise ConnectionAbortedError from reason
    if code >= 500 or run.attempts >= MOST_ATTEMPTS:  # noqa: PLR2004  RFC 5321: 5yz is permanent
        claims.settle(run, token, state=DigestRun.State.FAILED, outcome=f"refused with {code}")
    else:
        claims.reopen(run, token, due_at=timezone.now() + RETRY_AFTER * run.attempts, outcome=f"deferred with {code}")
