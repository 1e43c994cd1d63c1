"""Introducing two to each other: both are asked, and only when both agree does each get the other's address."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.enquiries.asking import contacts_of
from collaborations.enquiries.introducing.notices import INTRODUCTION_ASKED, INTRODUCTION_MADE
from collaborations.enquiries.models import ANSWER_WITHIN_DAYS, CONSENT_WITHIN, Enquiry, Introduction
from collaborations.enquiries.notices import ENQUIRY_ANSWERED, ENQUIRY_WAITS
from members.organisations.models import Organisation
from members.people.models import Person
from network import journal
from network.kinds import settle, settle_all, tell, tell_all
from network.moves import MoveRefused
from network.workdays import after_working_days

WOULD_RATHER_NOT = "One side would rather not, so it came back to the desk."


@transaction.atomic
def propose_introduction(
    enquiry: Enquiry, *, organisation: Organisation, to: Organisation | None, text: str, by: Person
) -> Enquiry:
    """Ask ``organisation`` and ``to``, or whoever asked when that is None, whether they want to meet.

    ``text`` is what both read about it, in the coordinator's words. Raises MoveRefused when an organisation has no
    contact in reach, when both are the same, or when the enquiry was decided meanwhile.
    """
    for one in (organisation, to):
        if one is not None and not contacts_of(one):
            raise MoveRefused(_("%(name)s has no contact in reach who could agree.") % {"name": one})
    if organisation == to:
        raise MoveRefused(_("An introduction needs two different sides."))
    enquiry.move("propose_introduction", due_at=timezone.now() + CONSENT_WITHIN, answer_text=text, escalated_at=None)
    Introduction.objects.filter(enquiry=enquiry).delete()  # sides of an earlier one; the journal remembers them
    sides = Introduction.objects.bulk_create(
        Introduction(enquiry=enquiry, organisation=side) for side in (organisation, to)
    )
    asked = [side.organisation_id for side in sides]
    journal.record("propose_introduction", enquiry, by=by, organisations=asked)
    settle(ENQUIRY_WAITS, enquiry, by=by)
    tell_all(INTRODUCTION_ASKED, _loaded(enquiry), by=None)
    return enquiry


@transaction.atomic
def answer_introduction(introduction: Introduction, *, agrees: bool, by: Person | None) -> Introduction:
    """One side agrees, or would rather not; ``by`` None is whoever asked. When both agreed, they are introduced.

    The enquiry is held, so that of two answers at once the second knows the first. Raises MoveRefused when it is over,
    or when a colleague was faster.
    """
    enquiry = Enquiry.objects.select_for_update().get(pk=introduction.enquiry_id)
    if enquiry.state != Enquiry.State.INTRODUCING:
        raise MoveRefused(_("This introduction is over; nothing is asked of you any more. Thank you all the same."))
    answer = Introduction.Answer.YES if agrees else Introduction.Answer.NO
    waiting = Introduction.objects.filter(pk=introduction.pk, answer=Introduction.Answer.WAITING)
    if not waiting.update(answer=answer, answered_at=timezone.now(), person=by):
        raise MoveRefused(_("This was answered already, by you or a colleague."))
    introduction.refresh_from_db()
    verb = "agree_to_introduction" if agrees else "refuse_introduction"
    journal.record(verb, enquiry, by=by, organisation=introduction.organisation_id)
    settle(INTRODUCTION_ASKED, introduction, by=by)
    if not agrees:
        give_up_introduction(enquiry, why=WOULD_RATHER_NOT, by=by)
    elif not enquiry.introductions.exclude(answer=Introduction.Answer.YES).exists():
        _introduce(enquiry, by)
    return introduction


@transaction.atomic
def give_up_introduction(enquiry: Enquiry, *, why: str, by: Person | None) -> Enquiry:
    """It comes to nothing: the enquiry waits at the desk again, with a new promise. Raises MoveRefused."""
    due_at = after_working_days(timezone.now(), ANSWER_WITHIN_DAYS)
    enquiry.move("give_up_introduction", due_at=due_at, escalated_at=None, answer_text="")
    journal.record("give_up_introduction", enquiry, by=by, why=why)
    settle_all(INTRODUCTION_ASKED, enquiry.introductions.all(), by=by)
    tell(ENQUIRY_WAITS, enquiry, by=None)
    return enquiry


def _introduce(enquiry: Enquiry, by: Person | None) -> None:
    """Both agreed: each gets the other's address, and whoever asked hears of it when they are no side themselves."""
    enquiry.move("introduce", outcome=Enquiry.Outcome.INTRODUCED, answered_at=timezone.now(), due_at=None)
    journal.record("introduce", enquiry, by=by)
    sides = _loaded(enquiry)
    tell_all(INTRODUCTION_MADE, sides, by=None)
    if all(side.organisation_id for side in sides):
        tell(ENQUIRY_ANSWERED, enquiry, by=None)


def _loaded(enquiry: Enquiry) -> Sequence[Introduction]:
    """Both sides with all that is told about them."""
    sides = Introduction.objects.filter(enquiry=enquiry).select_related("enquiry", "organisation", "person")
    loaded = sides.prefetch_related("enquiry__introductions__organisation", "enquiry__introductions__person")
    return list(loaded.order_by("pk"))
