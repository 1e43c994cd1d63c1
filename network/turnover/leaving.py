"""The ways in which people leave, in the numbers in which they do."""

from collections.abc import Callable
from typing import Any

from members.handovers.actions import choose, finish, open_hand_over
from members.handovers.belongings import belongings_of
from members.handovers.models import HandOver
from members.models import Person, SeatTerm
from members.privacy.actions import erase
from members.reach.actions import note_hard_bounce
from members.seats.actions import change_role
from network.moves import MoveRefused
from network.turnover.world import World


def by_themselves(world: World, seat: SeatTerm) -> None:
    """They say so, choose who takes over, and finish; the only contact makes somebody contact first."""
    hand_over = open_hand_over(seat, reason=HandOver.Reason.LEAVING, by=seat.person)
    _finish(world, hand_over, seat.person)


def by_a_contact(world: World, seat: SeatTerm) -> None:
    """A colleague hands the seat over; two of them press at once now and then."""
    by = _other_contact(world, seat) or world.coordinator
    hand_over = open_hand_over(seat, reason=HandOver.Reason.LEAVING, by=by)
    again = HandOver.objects.get(pk=hand_over.pk)
    _finish(world, hand_over, by)
    if world.chance(0.2):
        _refused(finish, again, choices={}, by=by)


def by_the_clock(world: World, seat: SeatTerm) -> None:
    """It is begun, somebody chooses a little, and nobody finishes."""
    hand_over = open_hand_over(seat, reason=HandOver.Reason.LEAVING, by=seat.person)
    if world.chance(0.5):
        choose(hand_over, choices=_choices(world, seat), by=seat.person)


def by_bounce(world: World, seat: SeatTerm) -> None:
    """Their mailbox is gone, and so are they; a contact sees to it, or the clock."""
    world.gone.add(seat.person_id)
    for _mail in range(2):
        note_hard_bounce(seat.person)
    hand_over = HandOver.objects.open().filter(seat=seat).first()
    by = _other_contact(world, seat)
    if hand_over and by and world.chance(0.6):
        _finish(world, hand_over, by)


def by_silence(world: World, seat: SeatTerm) -> None:
    """They are simply not there any more: nothing is said, and the clocks must notice."""
    world.gone.add(seat.person_id)


def by_erasing(world: World, seat: SeatTerm) -> None:
    """They have their account erased; whoever is needed hands over first."""
    if _refused(erase, seat.person, by=seat.person):
        by_themselves(world, seat)
        _refused(erase, seat.person, by=seat.person)  # a seat elsewhere may still be in the way


# Out of 100 who leave.
WAYS: list[tuple[Callable[[World, SeatTerm], None], int]] = [
    (by_themselves, 35), (by_a_contact, 20), (by_the_clock, 15), (by_bounce, 12), (by_silence, 10), (by_erasing, 8),
]  # fmt: skip


def leave(world: World, seat: SeatTerm) -> str:
    """One person leaves in one of the ways, each as often as it is; its name."""
    ways, weights = zip(*WAYS, strict=True)
    (way,) = world.dice.choices(ways, weights)
    way(world, seat)
    return way.__name__.replace("_", " ")


def _finish(world: World, hand_over: HandOver, by: Person) -> None:
    """Choose and finish; what stands in the way is done first, and at the very last the coordinator says why."""
    choices = _choices(world, hand_over.seat)
    if not _refused(finish, hand_over, choices=choices, by=by):
        return
    staff = _colleagues(hand_over.seat).exclude(role=SeatTerm.Role.CONTACT).first()
    hand_over = HandOver.objects.select_related("seat__person", "seat__organisation").get(pk=hand_over.pk)
    if staff:
        change_role(staff, role=SeatTerm.Role.CONTACT, by=by)
        finish(hand_over, choices=choices, by=by)
    else:
        finish(hand_over, choices=choices, by=world.coordinator, why="Nobody else is left.")


def _choices(world: World, seat: SeatTerm) -> dict[tuple[str, int], SeatTerm | None]:
    """A colleague for most things, nobody for some."""
    others: list[SeatTerm | None] = [*_colleagues(seat), None]
    return {key: world.dice.choice(others) for key in belongings_of(seat)}


def _colleagues(seat: SeatTerm) -> Any:
    others = SeatTerm.objects.not_ended().filter(organisation=seat.organisation_id, state=SeatTerm.State.ACTIVE)
    return others.exclude(pk=seat.pk)


def _other_contact(world: World, seat: SeatTerm) -> Person | None:
    found = _colleagues(seat).contacts().exclude(person__in=world.gone).first()
    return found.person if found else None


def _refused(act: Callable[..., Any], *args: Any, **facts: Any) -> bool:
    """Whether the act was refused with a sentence; then nothing changed."""
    try:
        act(*args, **facts)
    except MoveRefused:
        return True
    return False
