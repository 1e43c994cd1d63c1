"""The whole set of what somebody may do, by the real rules."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from network.abilities.roles import Case, Role
from network.abilities.stage import Stage, Things
from network.abilities.verbs import NETWORK, VERBS


@dataclass(frozen=True)
class Answer:
    """Which verbs they may, with what is their own, their organisation's, another organisation's, and the network's.

    "Their own" is the seat they hold or held, and what they wrote, look after or gave in its name.
    """

    own: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    network: frozenset[str] = frozenset()

    def of_room(self, room: str) -> "Answer":
        """Only the verbs of one app."""
        circles = (self.own, self.theirs, self.elsewhere, self.network)
        return Answer(*(frozenset(verb for verb in verbs if verb.startswith(f"{room}.")) for verbs in circles))


def answers(role: Role) -> dict[Case, Answer]:
    """What ``role`` may in each of its cases; the rows this needs are gone again afterwards."""
    with transaction.atomic():
        stage = Stage(role)
        found = {case: _answer(*stage.asked(case)) for case in role.cases()}
        transaction.set_rollback(True)
    return found


def _answer(person: Any, own: Things, theirs: Things, others: Things) -> Answer:
    return Answer(_allowed(person, own), _allowed(person, theirs), _allowed(person, others), _anywhere(person))


def _allowed(person: Any, things: Things) -> frozenset[str]:
    return frozenset(
        name for name, verb in VERBS.items() if verb.about in things and person.has_perm(name, things[verb.about])
    )


def _anywhere(person: Any) -> frozenset[str]:
    return frozenset(name for name, verb in VERBS.items() if verb.about == NETWORK and person.has_perm(name))
