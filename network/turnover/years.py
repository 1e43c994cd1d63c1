"""Month after month: people leave and come, themes are begun and backed, clocks run, the desk is worked off in part."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.utils import timezone

from collaborations.themes import actions as themes
from members.duties.actions import take_on
from members.handovers.actions import finish_overdue
from members.models import Duty, HandOver, Organisation, Person, SeatTerm
from members.organisations.actions import end, restore, suspend
from members.reach.actions import see_who_is_silent
from members.roster.actions import close_overdue, confirm, hand_over_unconfirmed, open_checks
from network.desk import PILES
from network.protection import Level
from network.turnover import checks
from network.turnover.clock import A_MONTH, learn_sizes, pass_time
from network.turnover.doors import access_by, ended_seats
from network.turnover.leaving import leave
from network.turnover.world import World, build

A_YEAR = 12
CLOCKS: list[Callable[[], object]] = [
    finish_overdue,
    open_checks,
    close_overdue,
    hand_over_unconfirmed,
    see_who_is_silent,
]


@dataclass
class Outcome:
    """What came of the years; ``faults`` are things that must never be."""

    people_left: int = 0
    people_joined: int = 0
    change_a_year: float = 0
    leavings: dict[str, int] = field(default_factory=dict)
    hand_overs: dict[str, int] = field(default_factory=dict)
    duties: dict[str, int] = field(default_factory=dict)
    seats_tried: int = 0
    silent_months: int = 0  # of organisations with no contact in reach; each was on the desk, or is a fault
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return not any(self.faults.values())

    def lines(self) -> Iterator[str]:
        """One figure a line."""
        how = ", ".join(f"{number} {way}" for way, number in sorted(self.leavings.items()))
        yield f"people whose time had come: {sum(self.leavings.values())} ({how})"
        yield f"seats that ended, with those nobody confirmed: {self.people_left} ({self.change_a_year:.1%} a year)"
        yield f"people who came: {self.people_joined}"
        ways = ", ".join(f"{number} {how}" for how, number in sorted(self.hand_overs.items()))
        yield f"hand-overs: {sum(self.hand_overs.values())} ({ways})"
        yield "duties: " + ", ".join(f"{number} {what}" for what, number in self.duties.items())
        yield f"months of organisations without a contact in reach, each on the desk: {self.silent_months}"
        yield f"ended seats tried: {self.seats_tried}"
        for what, found in self.faults.items():
            yield f"{what}: {len(found)}{'  MISSED: ' + '; '.join(found[:3]) if found else ''}"


def play(
    *,
    organisations: int,
    years: int,
    seed: int = 1,
    change: float = 0.2,
    quiet: float = 0.04,
    say: Callable[[str], object] = str,
) -> Outcome:
    """Let the years pass in the caller's transaction, and ``say`` when one is over.

    In a year ``change`` of all people leave, and of ``quiet`` of all organisations every contact is gone at once.
    """
    world = build(organisations, seed=seed)
    learn_sizes()
    outcome = Outcome(faults={"orphaned duties": [], "organisations without voice": [], "access by ended seats": []})
    seats: list[int] = []
    for month in range(years * A_YEAR):
        pass_time(A_MONTH, turn=month)
        seats.append(SeatTerm.objects.filter(ended_at=None).count())
        _a_month(world, change / A_YEAR, quiet / A_YEAR)
        _look(world, outcome)
        learn_sizes()
        if not (month + 1) % A_YEAR:
            say(f"year {(month + 1) // A_YEAR} is over")
    outcome.faults["access by ended seats"] += access_by(ended_seats())
    return _count(world, outcome, seats)


def _look(world: World, outcome: Outcome) -> None:
    """After each month; of the seats that ended by now, those of this month."""
    outcome.silent_months += len(checks.silent_organisations())
    outcome.faults["orphaned duties"] += checks.orphaned_duties(world.coordinator)
    outcome.faults["organisations without voice"] += checks.organisations_without_voice(world.coordinator)
    ended = ended_seats().filter(ended_at__gt=timezone.now() - A_MONTH / 2)
    outcome.faults["access by ended seats"] += access_by(ended)


def _count(world: World, outcome: Outcome, seats: list[int]) -> Outcome:
    outcome.people_left = SeatTerm.objects.filter(ended_at__isnull=False).count()
    outcome.change_a_year = outcome.people_left * A_YEAR / sum(seats)
    outcome.seats_tried = ended_seats().count()
    outcome.people_joined = world.joined
    outcome.leavings = world.left
    done = HandOver.objects.filter(state=HandOver.State.DONE).order_by("reason")
    outcome.hand_overs = dict(done.values_list("reason").annotate(n=Count("pk")))
    now = Duty.objects.now()
    outcome.duties = {"held": now.filter(seat__isnull=False).count(), "vacant": now.filter(seat=None).count()}
    return outcome


def _a_month(world: World, change: float, quiet: float) -> None:
    _show_signs_of_life(world)
    for seat in world.present():
        if world.chance(change):
            _one_leaves(world, seat)
        elif world.chance(0.02):
            _one_begins_a_theme(world, seat)
    _organisations_change(world, quiet)
    for clock in CLOCKS:
        clock()
    _contacts_see_to_it(world)
    _the_desk(world)


def _one_leaves(world: World, seat: SeatTerm) -> None:
    """Unless they left a moment ago, with another seat; most are replaced."""
    seat.refresh_from_db(fields=["state", "ended_at", "role"])
    if seat.state == SeatTerm.State.ACTIVE:
        world.note(leave(world, seat))
        if world.chance(0.9):
            world.join(seat.organisation, seat.role)


def _one_begins_a_theme(world: World, seat: SeatTerm) -> None:
    """A draft; most are proposed, most of those opened, some of them protected."""
    by = seat.person
    number = next(world.numbers)
    facts: dict[str, Any] = {
        "title": f"Theme {number}",
        "question": f"What works in case {number}?",
        "change": "More of it.",
    }
    facts["protection"] = world.dice.choice([Level.OPEN, Level.OPEN, Level.MEMBERS, Level.CLOSED])
    theme = themes.keep_draft(
        uuid.UUID(int=world.dice.getrandbits(128)), organisation=seat.organisation, by=by, **facts
    )
    if world.chance(0.8):
        themes.propose(theme, by=by)
        if world.chance(0.1):
            themes.decline(theme, reason="too-wide", text="Try one country.", by=world.coordinator)
        elif world.chance(0.9):
            themes.open_theme(theme, by=world.coordinator)


def _show_signs_of_life(world: World) -> None:
    """Whoever is there presses a link of a digest once a month; whoever is gone does not."""
    here = {seat.person_id for seat in world.present()}
    Person.objects.filter(pk__in=here, is_active=True).update(last_active_on=timezone.localdate())


def _organisations_change(world: World, quiet: float) -> None:
    """A few end, a few are suspended for a while, and of a few all contacts are gone from one day to the next."""
    for organisation in Organisation.objects.active().order_by("pk"):
        if world.chance(quiet):
            contacts = world.present().contacts().filter(organisation=organisation)
            world.gone.update(seat.person_id for seat in contacts)
        if world.chance(0.01 / A_YEAR):
            end(organisation, why="It has dissolved itself.", by=world.coordinator)
        elif world.chance(0.02 / A_YEAR):
            suspend(organisation, why="Its code of conduct is looked into.", by=world.coordinator)
    for organisation in Organisation.objects.filter(state=Organisation.State.SUSPENDED).order_by("pk"):
        if world.chance(0.3):
            restore(organisation, why="All is well.", by=world.coordinator)


def _contacts_see_to_it(world: World) -> None:
    """Now and then a contact confirms the list, takes on what is vacant, or finishes nothing at all."""
    for seat in world.present().contacts():
        if world.chance(0.12):
            confirm(seat.organisation, by=seat.person)
        if world.chance(0.3):
            for duty in Duty.objects.vacant().filter(organisation=seat.organisation_id):
                take_on(duty, by=seat.person)


def _the_desk(world: World) -> None:
    """The coordinator gets round to some of it: organisations with too few contacts get a new one."""
    for organisation in list(PILES["too-few-contacts"].rows(world.coordinator)):
        if world.chance(0.4):
            world.join(organisation, SeatTerm.Role.CONTACT)
