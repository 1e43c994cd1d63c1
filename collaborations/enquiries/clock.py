"""What happens to an enquiry by itself at the end of each promise."""

from datetime import datetime

import structlog
from django.db import Error, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from collaborations.enquiries.actions import end_kindly, escalate
from collaborations.enquiries.introducing.actions import give_up_introduction
from collaborations.enquiries.models import Enquiry
from members.people.models import Person
from network.moves import MoveRefused

log = structlog.get_logger(__name__)

NOBODY_ANSWERED = gettext_noop("A side did not answer within 14 days, so it came back to the desk.")


def keep_promises(*, now: datetime | None = None, by: Person | None = None) -> int:
    """5 working days unanswered: deputies are asked, too; 20: it ends kindly; an introduction after 14 days: given up.

    The number of enquiries that moved. Each in a transaction of its own; what somebody holds at this moment waits for
    the next sweep, and one that fails stops no other.
    """
    moved = 0
    moment = now or timezone.now()
    for pk in list(Enquiry.objects.due(moment).values_list("pk", flat=True)):
        try:
            moved += _keep(pk, moment, by)
        except (MoveRefused, Error) as reason:
            log.warning("enquiry_promise_not_kept", enquiry=pk, reason=type(reason).__name__)
    return moved


@transaction.atomic
def _keep(pk: int, now: datetime, by: Person | None) -> bool:
    enquiry = Enquiry.objects.due(now).filter(pk=pk).select_for_update(skip_locked=True).first()
    if enquiry is None:
        return False
    if enquiry.state == Enquiry.State.INTRODUCING:
        give_up_introduction(enquiry, why=NOBODY_ANSWERED, by=by)
    elif enquiry.escalated_at:
        end_kindly(enquiry, by=by)
    else:
        escalate(enquiry, by=by)
    return True
