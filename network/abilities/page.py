"""The page that says who may do what: docs/abilities.md."""

from django.utils import translation

from members.models import Organisation, SeatTerm
from network.abilities.asking import Answer
from network.abilities.roles import ROLES, TAKES_NO_PART, Case, Role
from network.abilities.verbs import VERBS, in_words

INTRODUCTION = """# Abilities

Who may do what. One line a verb in `members/rules.py` and `collaborations/rules.py` decides it, the page and the button
ask the same line, and this page is drawn by asking all of them with real rows: `manage.py draw_abilities >
docs/abilities.md`. A test holds both together, and every set below stands literally in
`tests/network/abilities/test_abilities.py`.

How to read the tables:

- "Their own" is the seat they hold or held, and what they wrote, look after or gave by it. "Their organisation's" and
  "another's" are an organisation itself, its duties, and its other people's seats, themes and support.
- A seat is active, leaving (until the hand-over is done), out of reach, or ended. An ended seat gives nothing.
- An organisation takes part while it is active or lapsing. "Any other" is applied, approved, suspended, ended and so
  on: its people can do no more than leave, and its contacts accept the code of conduct.
- A dash: nothing at all.
- Whether the *state* of a thing offers the verb is another question: see [moves.md](moves.md). Nobody opens an open
  theme.
- What somebody may *see* is yet another: `visible_to` on each queryset. What they may not know of is not found (404).
- In a session without a second factor, coordinators, safeguarding officers and superusers do nothing of this: every
  page leads them to the one that asks for it (`members/people/second_factor.py`).
- Themes are proposed and backed by organisations. So a coordinator does it only with a seat in one, and never decides
  about a theme of their own; funders and safeguarding officers never do, whatever seat they hold.
- A reader of the digest backs a theme by a signed link, as the staff or contact they are.
- Carriers, deputies, facilitators, critical friends and stewards come with journeys and tools; nobody is one yet.
"""
COLUMNS = "| who | seat | organisation | with their own | with their organisation's | with another's | in the network |"
Found = dict[str, dict[Case, Answer]]  # of each role by its name
ANY, ANY_OTHER, NOTHING = "any", "any other", "-"


def page(found: Found) -> str:
    """The roles, then for each room its verbs and who may, as ``found`` by asking."""
    with translation.override("en"):
        rooms = dict.fromkeys(verb.partition(".")[0] for verb in VERBS)
        return "\n".join([INTRODUCTION, *_roles(), *(line for room in rooms for line in _room(room, found))])


def _roles() -> list[str]:
    rows = [f"| {role.name} | {role.who} |" for role in ROLES]
    return ["## Who is who", "", "| role | who that is |", "|---|---|", *rows, ""]


def _room(room: str, found: Found) -> list[str]:
    verbs = [
        f"| {in_words(name)} | {verb.about or 'the network'} | {verb.lets} |"
        for name, verb in VERBS.items()
        if name.startswith(f"{room}.")
    ]
    rows = [row for role in ROLES for row in _rows(role, room, found[role.name])]
    return [
        *(f"## {room.title()}", "", "| verb | asked about | lets you |", "|---|---|---|", *verbs, ""),
        *(COLUMNS, "|---|---|---|---|---|---|---|", *rows, ""),
    ]


def _rows(role: Role, room: str, found: dict[Case, Answer]) -> list[str]:
    """One row for all cases with the same answer."""
    same: dict[Answer, list[Case]] = {}
    for case, answer in found.items():
        same.setdefault(answer.of_room(room), []).append(case)
    return [
        f"| {role.name} | {seats} | {organisations} | {_cells(answer)} |"
        for answer, cases in same.items()
        for seats, organisations in _gathered(cases, role)
    ]


def _gathered(cases: list[Case], role: Role) -> list[tuple[str, str]]:
    """(states of seats, states of organisations) in words, with seats of the same organisations together."""
    of_seat: dict[str, list[str]] = {}
    for case in cases:
        of_seat.setdefault(case.seat, []).append(case.organisation)
    together: dict[tuple[str, ...], list[str]] = {}
    for seat, organisations in of_seat.items():
        together.setdefault(tuple(organisations), []).append(seat)
    possible = {case.seat for case in role.cases()}
    return [(_seats(seats, possible), _organisations(list(states))) for states, seats in together.items()]


def _seats(states: list[str], possible: set[str]) -> str:
    if set(states) == possible and len(possible) > 1:
        return ANY
    return ", ".join(str(SeatTerm.State(state).label) for state in states if state) or NOTHING


def _organisations(states: list[str]) -> str:
    if set(states) == set(Organisation.State):
        return ANY
    if set(states) == set(TAKES_NO_PART):
        return ANY_OTHER
    return ", ".join(str(Organisation.State(state).label) for state in states if state) or NOTHING


def _cells(answer: Answer) -> str:
    circles = (answer.own, answer.theirs, answer.elsewhere, answer.network)
    return " | ".join(", ".join(sorted(map(in_words, verbs))) or NOTHING for verbs in circles)
