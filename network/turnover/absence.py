"""Weeks in which nobody is at the desk: things keep coming, clocks run, and each day it is seen what may never be."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from collaborations.desk.actions import prepare
from collaborations.desk.models import Prepared
from collaborations.enquiries import actions as enquiries
from collaborations.hours.actions import go_away
from collaborations.moderation import actions as moderation
from collaborations.tasks import CLOCKS as EVERY_MINUTE
from collaborations.themes import actions as themes
from collaborations.themes.models import SENSITIVE, Theme
from members.applications.actions import apply, ask_for_patience
from members.joining.actions import ask, close_unanswered
from members.models import Organisation, Person
from network.desk import DEFAULTS, PILES
from network.journal import Entry
from network.moves import MoveRefused
from network.protection import Level
from network.queue import queue_of, waiting_for
from network.turnover.clock import learn_sizes, pass_time
from network.turnover.world import World, build

A_DAY = timedelta(days=1)
EVERY_NIGHT: list[Callable[[], object]] = [ask_for_patience, close_unanswered]
LEVELS = [Level.OPEN, Level.OPEN, Level.MEMBERS, Level.CLOSED, Level.SEALED]


@dataclass
class Absence:
    """What came of the weeks; ``faults`` are things that must never be."""

    days: int = 0
    came: Counter[str] = field(default_factory=Counter)
    by_itself: dict[str, int] = field(default_factory=dict)
    announced: int = 0
    looked_at: int = 0  # things on a desk, each day anew
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return not any(self.faults.values())

    def lines(self) -> Iterator[str]:
        """One figure a line."""
        yield f"days without anybody at the desk: {self.days}"
        yield f"came: {sum(self.came.values())} ({_listed(self.came)})"
        yield f"prepared before, and announced by itself: {self.announced}"
        yield f"decided by the platform, each with its rule: {sum(self.by_itself.values())} ({_listed(self.by_itself)})"
        yield f"things on a desk looked at, each day anew: {self.looked_at}"
        for what, found in self.faults.items():
            yield f"{what}: {len(found)}{'  MISSED: ' + '; '.join(found[:3]) if found else ''}"


def play_absence(*, organisations: int, weeks: int, seed: int = 1) -> Absence:
    """Let the weeks pass in the caller's transaction: nobody decides anything, deputies and officers neither."""
    world = build(organisations, seed=seed)
    learn_sizes()
    outcome = Absence(days=weeks * 7)
    outcome.faults = {"past its clock": [], "sensitive and opened by default": [], "without clock or default": []}
    started = Entry.objects.order_by("pk").last()
    deputy, officer = _others(world)
    _last_day_at_work(world, outcome)
    go_away(timezone.localdate(), timezone.localdate() + outcome.days * A_DAY, deputy=deputy, by=world.coordinator)
    for day in range(outcome.days):
        for _number in range(world.dice.randint(1, 4)):
            outcome.came[_something_comes(world)] += 1
        pass_time(A_DAY, turn=day)
        for clock in [*EVERY_MINUTE, *EVERY_NIGHT]:
            clock()
        for person in (world.coordinator, officer):
            _look(Person.objects.get(pk=person.pk), outcome)
    mine = Entry.objects.filter(actor=None, pk__gt=started.pk if started else 0)
    verbs = [verb for thing_type, verb in mine.values_list("thing_type", "verb") if (thing_type, verb) in DEFAULTS]
    outcome.by_itself = dict(Counter(verbs))
    outcome.announced = Prepared.objects.filter(state=Prepared.State.ANNOUNCED).count()
    return outcome


def _look(person: Person, outcome: Absence) -> None:
    """At everything this person could find on a desk today."""
    for waiting in waiting_for(person):
        outcome.looked_at += 1
        if not (waiting.due and waiting.otherwise):
            outcome.faults["without clock or default"].append(waiting.key)
    union, params = queue_of(person)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pile, thing, due FROM ({union}) AS waiting WHERE due < %s", [*params, timezone.now()])
        outcome.faults["past its clock"] += [f"{pile} {thing}, due {due:%c}" for pile, thing, due in cursor.fetchall()]
    opened = Theme.objects.filter(SENSITIVE, state__in=Theme.KNOWN)
    outcome.faults["sensitive and opened by default"] += [f"theme {theme.pk}" for theme in opened]


def _others(world: World) -> tuple[Person, Person]:
    """A deputy and a safeguarding officer; neither decides anything."""
    deputy, officer = world.somebody(), world.somebody()
    deputy.is_deputy, officer.is_safeguarding_officer = True, True
    for person in (deputy, officer):
        person.save(update_fields=["is_deputy", "is_safeguarding_officer"])
    return deputy, officer


def _last_day_at_work(world: World, outcome: Absence) -> None:
    """Two proposals are decided about and left in the outbox."""
    pile = PILES["theme"]
    for verb in ("open", "decline"):
        theme = _propose(world, Level.OPEN)
        outcome.came["proposal"] += 1
        row = pile.rows(world.coordinator).get(pk=theme.pk)
        decision = pile.decision(verb)
        if decision:
            reason, text = ("too-wide", "Try one country first.") if decision.reasons else ("", "")
            by = world.coordinator
            prepare(pile, row, decision=decision, due=theme.due_at, by=by, reason=reason, text=text)


def _something_comes(world: World) -> str:
    """One thing of a kind that the dice choose; its name."""
    kinds = [_proposal, _proposal, _proposal, _flagged, _enquiry, _report, _application, _request]
    kind = world.dice.choice(kinds)
    kind(world)
    return kind.__name__.removeprefix("_").replace("_", " ")


def _propose(world: World, level: Level) -> Theme:
    seat = world.dice.choice(list(world.present()))
    number = next(world.numbers)
    texts: dict[str, Any] = {"title": f"Theme {number}", "question": f"What works in case {number}?", "change": "More."}
    key = uuid.UUID(int=world.dice.getrandbits(128))
    theme = themes.keep_draft(key, organisation=seat.organisation, by=seat.person, protection=level, **texts)
    return themes.propose(theme, by=seat.person)


def _proposal(world: World) -> None:
    _propose(world, world.dice.choice(LEVELS))


def _flagged(world: World) -> None:
    """Somebody said, before they went, that it should not open by itself."""
    theme = _propose(world, Level.OPEN)
    Theme.objects.filter(pk=theme.pk).update(
        flagged_at=timezone.now(), flagged_by=world.coordinator, flag_text="It names people."
    )


def _enquiry(world: World) -> None:
    number = next(world.numbers)
    enquiries.ask(
        "May we?", email=f"vrager-{number}@example.org", name="Voorbeeld Vrager", subject=f"Question {number}",
        language="nl", key=uuid.UUID(int=world.dice.getrandbits(128)), by=None,
    )  # fmt: skip


def _report(world: World) -> None:
    """Of an open theme, by somebody else; where there is none, nothing can be reported."""
    theme = Theme.objects.shown().filter(state=Theme.State.OPEN).order_by("-pk").first()
    seat = world.dice.choice(list(world.present()))
    if theme and seat.person_id != theme.author_id:
        try:
            moderation.report("theme", theme, category="untrue", text="It is not so.", by=seat.person)
        except MoveRefused:
            return


def _application(world: World) -> None:
    number = next(world.numbers)
    apply(Organisation(name=f"Voorbeeld Nieuw {number}", applicant_email=f"nieuw-{number}@example.org"), by=None)


def _request(world: World) -> None:
    """Somebody asks for a seat where no contact answers."""
    organisation = world.dice.choice(list(Organisation.objects.active().order_by("pk")))
    ask(organisation, text="May I?", by=world.somebody())


def _listed(counted: "Counter[str] | dict[str, int]") -> str:
    return ", ".join(f"{number} {what}" for what, number in sorted(counted.items()))
