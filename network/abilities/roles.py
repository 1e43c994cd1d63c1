"""Everybody whom the rules could meet: the roles of the network, each in every state of a seat and its organisation."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from members.models import Organisation, SeatTerm

STAFF, CONTACT = SeatTerm.Role.STAFF, SeatTerm.Role.CONTACT
TAKES_NO_PART = [state for state in Organisation.State if state not in Organisation.TAKES_PART]


@dataclass(frozen=True)
class Case:
    """The state of a seat and of its organisation; both empty for somebody who never had a seat."""

    seat: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Role:
    """``seat`` is the role of their seat, if any; ``facts`` are columns of the person."""

    name: str
    who: str
    seat: str = ""
    kind: str = Organisation.Kind.MEMBER
    facts: dict[str, Any] = field(default_factory=dict)
    keeps: bool = False  # looks after a theme that a colleague wrote
    moved_on: bool = False  # their seat ended, and they hold one elsewhere

    def cases(self) -> Iterator[Case]:
        if not self.seat:
            yield Case()
            return
        seats = [SeatTerm.State.ENDED] if self.moved_on else list(SeatTerm.State)
        for seat, organisation in product(seats, [*Organisation.TAKES_PART, *TAKES_NO_PART]):
            yield Case(seat.value, organisation.value)


VISITOR = Role("visitor", "Anybody who is not signed in, such as the public or a reader of the digest.")
COORDINATES, STANDS_IN, KEEPS_SAFE = {"is_coordinator": True}, {"is_deputy": True}, {"is_safeguarding_officer": True}
FUNDER, PARTNER = Organisation.Kind.FUNDER, Organisation.Kind.PARTNER

ROLES = [
    VISITOR,
    Role("person without a seat", "Has an account, and no organisation gave them a seat."),
    Role("staff", "Works at a member organisation.", STAFF),
    Role("staff who looks after a theme", "Sees to a theme that a colleague wrote.", STAFF, keeps=True),
    Role("partner's staff", "Works at a partner organisation.", STAFF, PARTNER),
    Role("contact", "Keeps the seats of a member organisation.", CONTACT),
    Role("moved on", "Left an organisation and is staff of another one by now.", STAFF, moved_on=True),
    Role("funder's staff", "Works at an organisation that funds the network: looks on.", STAFF, FUNDER),
    Role("funder's contact", "Keeps the seats of an organisation that funds the network.", CONTACT, FUNDER),
    Role("coordinator", "Keeps the network moving.", facts=COORDINATES),
    Role("coordinator with a seat", "Is staff, too, and sees to a theme that a colleague wrote.", STAFF,
         facts=COORDINATES, keeps=True),
    Role("deputy", "Staff of a member organisation who stands in for the coordinator.", STAFF, facts=STANDS_IN),
    Role("safeguarding officer", "Hears what must stay confidential, and takes no side.", facts=KEEPS_SAFE),
    Role("safeguarding officer with a seat", "The same, and a contact, too.", CONTACT, facts=KEEPS_SAFE),
    Role("person without an account", "A contact whom a coordinator wrote down.", CONTACT, facts={"is_managed": True}),
    Role("closed account", "A contact whose account is closed.", CONTACT, facts={"is_active": False}),
    Role("superuser", "Repairs raw rows when nothing else helps.", facts={"is_superuser": True}),
]  # fmt: skip
