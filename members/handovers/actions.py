"""A seat on its way out: everything that belongs to it finds somebody else, or is known to be vacant."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.handovers.belongings import Choices, pass_on
from members.handovers.models import DECIDE_WITHIN, HandOver, HandOverLine
from members.handovers.notices import HAND_OVER_DONE, HAND_OVER_OPENED, TAKEN_OVER
from members.handovers.obstacles import obstacles
from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.actions import end_seat
from members.seats.models import SeatTerm
from network import journal
from network.kinds import settle, tell
from network.moves import MoveRefused

RULE = "A hand-over that nobody finished in time ends by itself; what it did not decide is vacant."


@transaction.atomic
def open_hand_over(seat: SeatTerm, *, reason: str, by: Person | None, now: datetime | None = None) -> HandOver:
    """Begin to hand ``seat`` over; while one is open, opening another gives the same. Due in DECIDE_WITHIN.

    The seat is leaving from now on, or out of reach when the reason is mail that came back; both still give access.
    Somebody who says that they leave has the last word over mail that came back: a sign of life no longer calls it off.
    Raises MoveRefused when it ended already.
    """
    seats = _lock(seat.organisation_id)
    held = seats.get(seat.pk)
    if held is None:
        seat.refresh_from_db(fields=["state", "ended_at"])
        raise MoveRefused(seat.too_late())
    open_one = HandOver.objects.filter(seat=held, state=HandOver.State.OPEN).first()
    due_at = (now or timezone.now()) + DECIDE_WITHIN
    hand_over = open_one or HandOver.objects.create(seat=held, reason=reason, opened_by=by, due_at=due_at)
    verb = "lose_touch" if reason == HandOver.Reason.BOUNCED else "leave"
    if held.can(verb):
        held.move(verb)
    seat.state = held.state
    if open_one is None:
        journal.record("open", hand_over, by=by, reason=reason, seat=seat.pk)
        tell(HAND_OVER_OPENED, hand_over, by=by)
    elif by and hand_over.reason == HandOver.Reason.BOUNCED != reason:
        hand_over.reason, hand_over.opened_by = reason, by
        hand_over.save(update_fields=["reason", "opened_by"])
        journal.record("change_reason", hand_over, by=by, reason=reason)
    return hand_over


@transaction.atomic
def choose(hand_over: HandOver, *, choices: Choices, by: Person | None) -> HandOver:
    """Keep who shall take over what, so that somebody else can go on; nothing moves yet.

    Raises MoveRefused when it is decided already, or when a successor holds no seat there.
    """
    seats = _lock(hand_over.seat.organisation_id)
    _refuse_strangers(hand_over, choices, seats)
    if not HandOver.objects.filter(pk=hand_over.pk, state=HandOver.State.OPEN).exists():
        hand_over.refresh_from_db(fields=["state"])
        raise MoveRefused(hand_over.too_late())
    HandOverLine.objects.bulk_create(
        _lines(hand_over, choices),
        update_conflicts=True,
        unique_fields=["hand_over", "kind", "thing_id"],
        update_fields=["successor"],
    )
    return hand_over


@transaction.atomic
def finish(
    hand_over: HandOver, *, choices: Choices, by: Person | None, why: str = "", now: datetime | None = None
) -> HandOver:
    """Move everything to those chosen, here or before, or to nobody; and end the seat. All of it or nothing.

    ``by`` None is the clock. Only a coordinator who says ``why`` ends the last contact's seat. Raises MoveRefused when
    somebody was faster, when something must happen first, or when a successor holds no seat there.
    """
    seats = _lock(hand_over.seat.organisation_id)
    hand_over.move("finish", finished_at=now or timezone.now())
    hand_over.seat.role = seats[hand_over.seat_id].role  # a colleague may have made them contact since it was read
    is_forced = by is not None and by.is_coordinator and bool(why)
    if not is_forced and (reasons := obstacles(hand_over.seat)):
        raise MoveRefused(" ".join(reasons))
    choices = _chosen_before(hand_over, seats) | dict(choices)
    _refuse_strangers(hand_over, choices, seats)
    moved = {key: choices.get(key) for key in pass_on(hand_over.seat, choices)}
    HandOverLine.objects.filter(hand_over=hand_over).delete()
    HandOverLine.objects.bulk_create(_lines(hand_over, moved))
    end_seat(hand_over.seat, by=by, why=why or str(hand_over.get_reason_display()))
    left = sum(successor is None for successor in moved.values())
    facts = {"seat": hand_over.seat_id, "moved": len(moved) - left, "vacant": left}
    journal.record("finish", hand_over, by=by, why=why if by else RULE, **facts)
    _tell_of_the_end(hand_over, by)
    return hand_over


@transaction.atomic
def call_off(hand_over: HandOver, *, by: Person | None) -> HandOver:
    """They stay: the seat is active again, and nothing moves.

    Raises MoveRefused when somebody was faster, or when a colleague said of ``by`` that they leave.
    """
    seats = _lock(hand_over.seat.organisation_id)
    if by and not hand_over.may_be_called_off_by(by):
        said = _("%(person)s says that you leave. Talk to them, to another contact or to the coordinator.")
        raise MoveRefused(said % {"person": hand_over.opened_by})
    hand_over.move("call_off")
    seat = seats[hand_over.seat_id]
    for verb in ("stay", "reach_again"):
        if seat.can(verb):
            seat.move(verb)
    hand_over.seat.state = seat.state
    hand_over.lines.all().delete()
    journal.record("call_off", hand_over, by=by, seat=seat.pk)
    settle(HAND_OVER_OPENED, hand_over, by=by)
    return hand_over


@transaction.atomic
def finish_overdue(*, by: Person | None = None, now: datetime | None = None) -> list[HandOver]:
    """Finish what nobody decided in time: the nightly clock. Those finished; twice is once.

    The last contact's stays open: the organisation keeps its voice until somebody else is contact; the desk says so.
    """
    overdue = list(HandOver.objects.open().filter(due_at__lte=now or timezone.now()))
    return [hand_over for hand_over in overdue if _is_finished(hand_over, by, now)]


def _is_finished(hand_over: HandOver, by: Person | None, now: datetime | None) -> bool:
    """Whether the clock ended it; one that is refused is no reason to leave the others lying."""
    try:
        finish(hand_over, choices={}, by=by, now=now)
    except MoveRefused:
        return False
    return True


def _lock(organisation_id: int) -> dict[int, SeatTerm]:
    """All seats not ended of one organisation, which is held until the commit.

    So of two who end the same seat, or of the last two contacts who leave at once, the second sees what the first did.
    """
    Organisation.objects.select_for_update(no_key=True).filter(pk=organisation_id).first()
    seats = SeatTerm.objects.filter(organisation=organisation_id, ended_at=None)
    return {seat.pk: seat for seat in seats.select_for_update().order_by("pk")}


def _refuse_strangers(hand_over: HandOver, choices: Choices, seats: dict[int, SeatTerm]) -> None:
    """Whoever takes over holds another seat of the same organisation."""
    for successor in choices.values():
        if successor is not None and (successor.pk not in seats or successor.pk == hand_over.seat_id):
            name = hand_over.seat.organisation
            raise MoveRefused(_("Whoever takes over must hold a seat at %(name)s. Choose again.") % {"name": name})


def _chosen_before(hand_over: HandOver, seats: dict[int, SeatTerm]) -> dict[tuple[str, int], SeatTerm | None]:
    """What was kept; whoever left meanwhile takes nothing over."""
    lines = HandOverLine.objects.filter(hand_over=hand_over).values_list("kind", "thing_id", "successor")
    return {(kind, pk): seats.get(successor) for kind, pk, successor in lines}


def _lines(hand_over: HandOver, choices: Choices) -> list[HandOverLine]:
    return [
        HandOverLine(hand_over=hand_over, kind=kind, thing_id=pk, successor=successor)
        for (kind, pk), successor in choices.items()
    ]


def _tell_of_the_end(hand_over: HandOver, by: Person | None) -> None:
    settle(HAND_OVER_OPENED, hand_over, by=by)
    tell(TAKEN_OVER, hand_over, by=by)
    tell(HAND_OVER_DONE, hand_over, by=by)
