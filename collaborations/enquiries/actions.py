"""The life of an enquiry: it arrives by form or mail, and is answered by a theme, an introduction or a kind no."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from collaborations.enquiries.arriving.letters import Letter
from collaborations.enquiries.asking import account_of
from collaborations.enquiries.models import ANSWER_WITHIN_DAYS, CLOSES_AFTER_DAYS, Enquiry
from collaborations.enquiries.notices import ENQUIRY_ANSWERED, ENQUIRY_DRAFT, ENQUIRY_RECEIVED, ENQUIRY_WAITS
from collaborations.themes.actions import keep_draft
from collaborations.themes.models import Theme
from members.people.models import Person
from members.seats.models import SeatTerm
from network import journal
from network.desk import forget
from network.kinds import settle, tell
from network.moves import MoveRefused
from network.workdays import after_working_days
from notifications.mail.models import OutboxMail

LOCK = 0x456E71  # ours among the advisory locks of the database; the second number is the address
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAILS_A_DAY = 30  # of one address; more stays with the mail server, which tries again
ACKNOWLEDGED_AN_HOUR = 60  # mails in all: who writes in others' names makes us write to no more than these
TOLD_AN_HOUR = 20  # enquiries of which coordinators are mailed; the others lie on the desk all the same

ESCALATES = gettext_noop("Nobody answered within 5 working days, so the deputies are asked, too.")
ENDS = gettext_noop("Nobody answered within 20 working days, so it ended with a kind no.")


class NotNow(Exception):
    """So much mail came from one address that the rest has to wait."""


@transaction.atomic
def ask(
    text: str, *, key: uuid.UUID, subject: str = "", name: str = "", email: str, language: str, by: Person | None
) -> Enquiry:
    """Lay an idea or question on the desk, sent by the form; the same ``key`` twice is one enquiry."""
    _hold(email)
    facts = {"text": text, "subject": subject, "name": name, "email": email, "language": language}
    defaults = facts | {"source": Enquiry.Source.FORM} | _waits_anew(timezone.now())
    enquiry, is_new = Enquiry.objects.get_or_create(submission_key=key, defaults=defaults)
    if is_new:
        _arrived(enquiry, by=by, is_acknowledged=by is not None or _may_be_mailed(enquiry))
    return enquiry


@transaction.atomic
def take_in(letter: Letter, *, by: Person | None = None) -> tuple[Enquiry, bool]:
    """Lay a mail on the desk; the same mail again is the same enquiry. Also whether it is new.

    Another mail under the same Message-ID is not lost: it is known by what it says. Raises NotNow.
    """
    _hold(letter.email)
    same = Enquiry.objects.filter(email=letter.email, subject=letter.subject, text=letter.text)
    if known := same.filter(message_id__in=[letter.key, letter.digest]).first():
        return known, False
    now = timezone.now()
    if (
        Enquiry.objects.filter(email=letter.email, source=Enquiry.Source.MAIL, received_at__gt=now - DAY).count()
        >= MAILS_A_DAY
    ):
        raise NotNow
    is_taken = not letter.key or Enquiry.objects.filter(message_id=letter.key).exists()
    enquiry = Enquiry.objects.create(
        text=letter.text, subject=letter.subject, name=letter.name, email=letter.email, language=letter.language,
        source=Enquiry.Source.MAIL, message_id=letter.digest if is_taken else letter.key, **_waits_anew(now),
    )  # fmt: skip
    _arrived(enquiry, by=by, is_acknowledged=letter.wants_answer and _may_be_mailed(enquiry))
    return enquiry, True


@transaction.atomic
def decline(enquiry: Enquiry, *, text: str, by: Person) -> Enquiry:
    """A kind no in words, which whoever asked reads by mail. Raises MoveRefused when it was decided meanwhile."""
    enquiry.move("decline", **_answered(Enquiry.Outcome.NO), answer_text=text)
    journal.record("decline_enquiry", enquiry, by=by)
    return _told(enquiry, by)


@transaction.atomic
def discard(enquiry: Enquiry, *, by: Person) -> Enquiry:
    """Put it aside as advertising; nobody is told, and it can be kept after all. Raises MoveRefused."""
    enquiry.move("discard", due_at=None)
    journal.record("discard_enquiry", enquiry, by=by)
    settle(ENQUIRY_WAITS, enquiry, by=by)
    return enquiry


@transaction.atomic
def keep_after_all(enquiry: Enquiry, *, by: Person) -> Enquiry:
    """It was no advertising: it waits again, with a new promise. Raises MoveRefused when somebody was faster."""
    enquiry.move("keep_after_all", **_waits_anew(timezone.now()))
    journal.record("keep_enquiry_after_all", enquiry, by=by)
    return enquiry


@transaction.atomic
def take_up_again(enquiry: Enquiry, *, by: Person) -> Enquiry:
    """Undo an end that came by itself: it waits again, with a new promise.

    Raises MoveRefused for what somebody answered, because that answer was read.
    """
    locked = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if not locked.ended_by_itself:
        raise MoveRefused(_("Somebody answered this; what was answered cannot be taken back."))
    enquiry.move("take_up_again", **_waits_anew(timezone.now()), answered_at=None, outcome="")
    journal.record("take_up_enquiry_again", enquiry, by=by)
    return enquiry


@transaction.atomic
def turn_into_theme(enquiry: Enquiry, *, seat: SeatTerm, title: str, question: str, by: Person) -> Theme:
    """Make it the draft of a theme for the organisation of ``seat``, in the name of whoever holds it, who is told.

    Somebody who asked and holds a seat there is its author. Raises MoveRefused when the enquiry was decided meanwhile.
    """
    asker = account_of(enquiry)
    is_theirs = asker is not None and asker.speaks_for(seat.organisation)
    author: Any = asker if is_theirs else seat.person
    if not author.speaks_for(seat.organisation):
        raise MoveRefused(_("%(name)s does not speak for %(organisation)s any more. Choose somebody else.")
                          % {"name": author, "organisation": seat.organisation})  # fmt: skip
    enquiry.move("turn_into_theme", **_answered(Enquiry.Outcome.THEME))
    theme = keep_draft(
        uuid.uuid4(), organisation=seat.organisation, by=author,
        title=title, question=question, language=enquiry.language,
    )  # fmt: skip
    Enquiry.objects.filter(pk=enquiry.pk).update(theme=theme)
    enquiry.theme = theme
    journal.record("turn_enquiry_into_theme", enquiry, by=by, theme=theme.pk)
    tell(ENQUIRY_DRAFT, enquiry, by=by)
    _told(enquiry, by)
    return theme


@transaction.atomic
def escalate(enquiry: Enquiry, *, by: Person | None = None) -> Enquiry:
    """The promise is over: deputies are asked, too. Raises MoveRefused when it was answered or escalated meanwhile."""
    waiting = Enquiry.objects.filter(pk=enquiry.pk, state=Enquiry.State.RECEIVED, escalated_at=None)
    due_at = after_working_days(enquiry.due_at or timezone.now(), CLOSES_AFTER_DAYS - ANSWER_WITHIN_DAYS)
    facts = {"escalated_at": timezone.now(), "due_at": due_at}
    if not waiting.update(**facts):
        enquiry.refresh_from_db()
        raise MoveRefused(enquiry.too_late())
    enquiry.escalated_at, enquiry.due_at = facts["escalated_at"], facts["due_at"]
    journal.record("escalate_enquiry", enquiry, by=by, why=ESCALATES)
    tell(ENQUIRY_WAITS, enquiry, by=by)
    return enquiry


@transaction.atomic
def end_kindly(enquiry: Enquiry, *, by: Person | None = None) -> Enquiry:
    """Nobody answered at all: say a kind no, so that nobody waits for ever. Raises MoveRefused."""
    enquiry.move("decline", **_answered(Enquiry.Outcome.NO), answer_text="")
    journal.record("end_enquiry", enquiry, by=by, why=ENDS)
    return _told(enquiry, by)


@transaction.atomic
def erase(enquiry: Enquiry, *, by: Person | None) -> None:
    """Whoever asked wants it gone: the question, the address and what we remember of mails to it. Twice is once."""
    pk = enquiry.pk
    journal.record("erase_enquiry", enquiry, by=by)
    settle(ENQUIRY_WAITS, enquiry, by=by)
    kinds = [ENQUIRY_RECEIVED.name, ENQUIRY_ANSWERED.name]
    OutboxMail.objects.filter(event__kind__in=kinds, event__subject_id=pk, person=None).delete()
    forget("enquiry", pk)
    Enquiry.objects.filter(pk=pk).delete()


def _hold(email: str) -> None:
    """What comes from one address comes one after the other, so that twice at once is once and limits hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, email.lower()])


def _waits_anew(now: datetime) -> dict[str, Any]:
    return {"due_at": after_working_days(now, ANSWER_WITHIN_DAYS), "escalated_at": None}


def _answered(outcome: str) -> dict[str, Any]:
    return {"outcome": outcome, "answered_at": timezone.now(), "due_at": None}


def _arrived(enquiry: Enquiry, *, by: Person | None, is_acknowledged: bool) -> None:
    journal.record("receive_enquiry", enquiry, by=by, source=enquiry.source)
    if Enquiry.objects.filter(received_at__gt=timezone.now() - HOUR).count() <= TOLD_AN_HOUR:
        tell(ENQUIRY_WAITS, enquiry, by=by)
    if is_acknowledged:
        tell(ENQUIRY_RECEIVED, enquiry, by=None)


def _may_be_mailed(enquiry: Enquiry) -> bool:
    """An address that anybody may write down is acknowledged once a day; and of mails, so many an hour in all."""
    now, sent = timezone.now(), OutboxMail.objects.filter(event__kind=ENQUIRY_RECEIVED.name)
    if sent.filter(address__iexact=enquiry.email, created_at__gt=now - DAY).exists():
        return False
    return (
        enquiry.source == Enquiry.Source.FORM or sent.filter(created_at__gt=now - HOUR).count() < ACKNOWLEDGED_AN_HOUR
    )


def _told(enquiry: Enquiry, by: Person | None) -> Enquiry:
    settle(ENQUIRY_WAITS, enquiry, by=by)
    tell(ENQUIRY_ANSWERED, enquiry, by=by)
    return enquiry
