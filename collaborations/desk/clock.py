"""What happens at the desk by itself: what was prepared goes out, and those who stand in hear what lies there."""

from datetime import datetime
from typing import Any

import structlog
from django.utils import timezone

from collaborations.desk.actions import take_over_again
from collaborations.desk.models import Delegated
from collaborations.desk.outbox.actions import announce_due
from collaborations.desk.queue import newest_sensitive
from collaborations.hours.actions import tell_who_stands_in
from collaborations.hours.models import Leave
from members.people.models import Person
from network.desk import PILES

log = structlog.get_logger(__name__)


def keep_promises(*, now: datetime | None = None, by: Person | None = None) -> int:
    """Each sweep, before any default runs: the number of decisions that went out. Safe to run twice and at once."""
    done = announce_due(now=now, by=by)
    _take_back_what_nobody_sees()
    _ask_who_stands_in(now or timezone.now())
    return done


def _take_back_what_nobody_sees() -> None:
    """What was laid on a desk whose keeper may not see it any more lies where it lay before."""
    for lent in Delegated.objects.select_related("to", "by").order_by("pk"):
        pile = PILES.get(lent.pile)
        if pile is None or not pile.rows(lent.to).filter(pk=lent.thing_id).exists():
            take_over_again(lent, by=None)


def _ask_who_stands_in(now: datetime) -> None:
    """While somebody is away, once a day and only when something sensitive came since they were last told."""
    today = timezone.localdate(now)
    for leave in Leave.objects.on(today).to_tell().select_related("person", "deputy"):
        newest = max(filter(None, map(_newest, leave.deputies())), default=None)
        if newest is not None:
            tell_who_stands_in(leave, newest=newest, today=today, by=None)


def _newest(deputy: Any) -> datetime | None:
    return newest_sensitive(deputy)
