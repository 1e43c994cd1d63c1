"""The fictional network in which people come and go."""

import random
from dataclasses import dataclass, field
from itertools import count

from allauth.account.models import EmailAddress

from members.invitations import actions as invitations
from members.models import Organisation, Person, SeatTerm
from members.seats.actions import give_seat
from members.seats.models import SeatTermQuerySet
from network.moves import MoveRefused
from notifications.digests.actions import set_digest
from notifications.digests.models import Cadence

CONTACTS, STAFF = 2, 3


@dataclass
class World:
    """Organisations with people, dice that fall the same way each time, and what was counted."""

    dice: random.Random
    coordinator: Person
    numbers: count = field(default_factory=count)
    left: dict[str, int] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)  # people who are there no more, whatever their seats say
    joined: int = 0

    def chance(self, part: float) -> bool:
        return self.dice.random() < part

    def note(self, how: str) -> None:
        self.left[how] = self.left.get(how, 0) + 1

    def somebody(self) -> Person:
        """A new person whose address is proved."""
        number = next(self.numbers)
        person = Person.objects.create_user(f"turnover-{number}@example.org", name=f"Voorbeeld Persoon {number}")
        EmailAddress.objects.filter(user=person).update(verified=True)
        set_digest(person, cadence=Cadence.DAILY, send_hour=8, by=person)
        return person

    def join(self, organisation: Organisation, role: str) -> SeatTerm | None:
        """Somebody is invited and comes: by a contact, or by the coordinator where none is there."""
        contact = self.present().contacts().filter(organisation=organisation).first()
        person = self._from_elsewhere(organisation) or self.somebody()
        by = contact.person if contact else self.coordinator
        try:
            invitation = invitations.invite(organisation, email=str(person.email), role=role, by=by)
            seat = invitations.accept(invitation, by=person)
        except MoveRefused:  # it takes nobody in now
            return None
        self.joined += 1
        return seat

    def present(self) -> SeatTermQuerySet:
        """The seats whose people are there and answer."""
        seats = SeatTerm.objects.held().filter(state=SeatTerm.State.ACTIVE).exclude(person__in=self.gone)
        return seats.select_related("person", "organisation")

    def _from_elsewhere(self, organisation: Organisation) -> Person | None:
        """Now and then somebody who holds a seat of another organisation already, and keeps it."""
        if not self.chance(0.1):
            return None
        here = SeatTerm.objects.not_ended().filter(organisation=organisation)
        others = self.present().exclude(person__in=here.values("person"))
        return Person.objects.get(pk=self.dice.choice([seat.person_id for seat in others])) if others else None


def build(organisations: int, *, seed: int) -> World:
    """A network on its first day."""
    coordinator = Person.objects.create_user("turnover@example.org", name="Voorbeeld Coordinator", is_coordinator=True)
    world = World(random.Random(seed), coordinator)  # noqa: S311  dice of a simulation
    for number in range(organisations):
        organisation = Organisation.objects.create(name=f"Voorbeeld Verloop {number}")
        for place in range(CONTACTS + STAFF):
            role = SeatTerm.Role.CONTACT if place < CONTACTS else SeatTerm.Role.STAFF
            give_seat(organisation, person=world.somebody(), role=role, by=coordinator)
    return world
