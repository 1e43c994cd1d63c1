"""An organisation applies, and the coordinator answers."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.applications.notices import (
    APPLICATION_APPROVED,
    APPLICATION_DECLINED,
    APPLICATION_RECEIVED,
    APPLICATION_TAKES_LONGER,
    APPLICATION_WAITS,
)
from members.applications.promises import TAKES_LONGER, due_at
from members.invitations.actions import invite
from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.models import SeatTerm
from network import journal
from network.kinds import settle, tell, tell_all
from network.moves import MoveRefused

ASKED = (
    "name", "kind", "size", "country", "website", "summary",
    "applicant_name", "applicant_email", "applicant_language",
)  # fmt: skip


@transaction.atomic
def apply(organisation: Organisation, *, by: Person | None) -> Organisation:
    """Lay the application on the desk and tell the applicant that it arrived.

    ``organisation`` is a new one, or one that was declined and tries again. Raises MoveRefused when its name was
    taken, or it was decided about, a moment ago.
    """
    organisation.applied_at, organisation.decided_at, organisation.decline_text = timezone.now(), None, ""
    if organisation.pk:
        asked = {name: getattr(organisation, name) for name in (*ASKED, "applied_at", "decided_at", "decline_text")}
        organisation.move("apply_again", **asked)
    else:
        organisation.state = Organisation.State.APPLIED
        try:
            with transaction.atomic():
                organisation.save(force_insert=True)
        except IntegrityError as reason:
            raise MoveRefused(_("An application with this name arrived a moment ago.")) from reason
    journal.record("apply", organisation, by=by)
    tell(APPLICATION_RECEIVED, organisation, by=None)
    tell(APPLICATION_WAITS, organisation, by=by)
    return organisation


@transaction.atomic
def approve(
    organisation: Organisation, *, email: str = "", name: str = "", domains: Sequence[str] = (), by: Person
) -> Organisation:
    """Take the organisation in; ``email`` is invited as its contact, who accepts the code of conduct.

    An applicant who is invited reads both in one mail. Without an address (an organisation of the published history)
    nobody is invited yet. Raises MoveRefused when it was decided meanwhile, ValidationError when it is no address.
    """
    facts = {"domains": list(domains)} if domains else {}
    organisation.move("approve", decided_at=timezone.now(), **facts)
    journal.record("approve", organisation, by=by)
    settle(APPLICATION_WAITS, organisation, by=by)
    invitation = None
    if email:
        language = organisation.applicant_language
        invitation = invite(organisation, email=email, name=name, role=SeatTerm.Role.CONTACT, language=language, by=by)
    if not (invitation and invitation.answers_an_application):
        tell(APPLICATION_APPROVED, organisation, by=by)
    return organisation


@transaction.atomic
def decline(organisation: Organisation, *, text: str, by: Person) -> Organisation:
    """Say a kind no in words; the applicant reads them. Raises MoveRefused when it was decided meanwhile."""
    organisation.move("decline", decided_at=timezone.now(), decline_text=text)
    journal.record("decline", organisation, by=by, why=text)
    settle(APPLICATION_WAITS, organisation, by=by)
    tell(APPLICATION_DECLINED, organisation, by=by)
    return organisation


@transaction.atomic
def ask_for_patience(*, by: Person | None = None) -> int:
    """The nightly clock: whoever was promised an answer by now reads that it takes as long again. The number.

    Nobody is taken in or sent away by a clock. Safe to run twice.
    """
    waiting = Organisation.objects.applications().alias(answer_due=due_at()).filter(answer_due__lte=timezone.now())
    found = list(waiting.select_for_update(skip_locked=True, of=("self",)))
    rule = "An application is answered within ten working days, or the applicant is asked for patience."
    journal.record_all(TAKES_LONGER, found, by=by, why=rule)
    tell_all(APPLICATION_TAKES_LONGER, found, by=by)
    return len(found)
