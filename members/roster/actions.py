"""Asking each quarter whether the people of an organisation are still there, and what follows from no answer."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from members.handovers.actions import open_hand_over
from members.handovers.models import HandOver
from members.organisations.models import Organisation
from members.people.models import Person
from members.roster.models import ANSWER_WITHIN, UNCONFIRMED_FOR, RosterCheck
from members.roster.notices import ROSTER_ASKED, with_people
from members.roster.quarters import quarter_of
from members.seats.models import SeatTerm
from network import journal
from network.kinds import settle_all, tell_all


@transaction.atomic
def open_checks(*, by: Person | None = None, now: datetime | None = None) -> int:
    """In a new quarter, ask the contacts of every organisation that takes part; the number asked, 0 the second time.

    Whoever joined within the quarter is asked in the next. The same queries for 1 and 1,000 organisations; two runs at
    once end in one, because the table takes one check a quarter.
    """
    now = now or timezone.now()
    quarter, first_day = quarter_of(timezone.localdate(now))
    unasked = Organisation.objects.active().filter(joined_on__lt=first_day).exclude(roster_checks__quarter=quarter)
    new = RosterCheck.objects.bulk_create(
        RosterCheck(organisation=organisation, quarter=quarter, due_at=now + ANSWER_WITHIN)
        for organisation in unasked.select_for_update(of=("self",), no_key=True)
    )
    tell_all(ROSTER_ASKED, with_people(new), by=by)
    return len(new)


@transaction.atomic
def confirm(organisation: Organisation, *, by: Person, now: datetime | None = None) -> int:
    """All of them are still there; the number of seats. Saying it without having been asked counts as well."""
    now = now or timezone.now()
    seats = SeatTerm.objects.filter(organisation=organisation, ended_at=None).update(confirmed_at=now)
    waiting = RosterCheck.objects.filter(organisation=organisation).exclude(state=RosterCheck.State.ANSWERED)
    checks = list(waiting.order_by("pk"))
    waiting.update(state=RosterCheck.State.ANSWERED, answered_at=now)
    settle_all(ROSTER_ASKED, checks, by=by)
    journal.record("confirm_roster", organisation, by=by, seats=seats)
    return seats


@transaction.atomic
def no_longer_here(seat: SeatTerm, *, by: Person) -> HandOver:
    """Somebody left: their hand-over opens. Raises MoveRefused when the seat has ended."""
    return open_hand_over(seat, reason=HandOver.Reason.LEAVING, by=by)


@transaction.atomic
def close_overdue(*, by: Person | None = None, now: datetime | None = None) -> int:
    """Whoever did not answer in time is not asked any longer until the next quarter; the number."""
    overdue = list(RosterCheck.objects.asked().filter(due_at__lte=now or timezone.now()).order_by("pk"))
    settle_all(ROSTER_ASKED, overdue, by=by)
    pks = [check.pk for check in overdue]
    return RosterCheck.objects.asked().filter(pk__in=pks).update(state=RosterCheck.State.UNANSWERED)


@transaction.atomic
def hand_over_unconfirmed(*, by: Person | None = None, now: datetime | None = None) -> int:
    """Open the hand-over of every seat that nobody confirmed for a year, once; the number.

    Contacts keep their seats where no contact was confirmed: that is for the coordinator's desk, not for a clock.
    """
    now = now or timezone.now()
    handled = HandOver.objects.filter(seat=OuterRef("pk"), opened_at__gt=F("seat__confirmed_at"))
    others = SeatTerm.objects.filter(organisation=OuterRef("organisation"), ended_at=None).contacts()
    unconfirmed = SeatTerm.objects.held().filter(confirmed_at__lte=now - UNCONFIRMED_FOR).exclude(Exists(handled))
    somebody_else = others.filter(confirmed_at__gt=now - UNCONFIRMED_FOR).exclude(pk=OuterRef("pk"))
    seats = list(unconfirmed.exclude(~Exists(somebody_else), role=SeatTerm.Role.CONTACT))
    for seat in seats:
        open_hand_over(seat, reason=HandOver.Reason.ROSTER, by=by, now=now)
    return len(seats)
