"""From rows to what is wanted and what is wrong: the one judge of the dry run and of the bringing in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from members.imports import cells, known, words
from members.imports.columns import NAMES, OF_PERSON
from members.imports.reading import Row
from members.organisations.models import Organisation

# Column → field of the organisation, as far as the column is one.
FIELDS = {"kind": "kind", "size": "size", "country": "country", "website": "website", "languages": "languages",
          "domains": "domains", "iati": "iati_id", "ror": "ror_id"}  # fmt: skip
OF_ORGANISATION = (*FIELDS, "topics")
MOST_OF_A_NAME = 80  # letters, where it only says which row is meant


@dataclass(frozen=True)
class Problem:
    """One thing to mend. A note only tells; with a problem the whole row stays out. ``about`` names who is in it."""

    line: int
    column: str
    sentence: str
    is_note: bool = False
    about: str = ""


@dataclass
class Wanted:
    """What one row asks for. ``facts`` would change the organisation; ``outcome`` is what comes of the person."""

    line: int
    key: str
    name: str
    there: Organisation | None
    facts: dict[str, Any] = field(default_factory=dict)
    email: str = ""
    person: str = ""
    role: str = "staff"
    language: str = ""
    account: Any = None
    outcome: str = ""


@dataclass
class Plan:
    """One chunk, judged. ``counts`` is what this chunk adds to the counts of the whole file."""

    wanted: list[Wanted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    rows_same: int = 0


class Checker:
    """Judges a file chunk by chunk and remembers what earlier rows said; it writes nothing.

    About ten queries a chunk, however many rows that has. Memory grows with the names and addresses of the file.
    """

    def __init__(self) -> None:
        self.topics = known.topics()
        self.said: dict[str, tuple[int, dict[str, Any]]] = {}
        self.changed: set[str] = set()
        self.seats: dict[tuple[str, str], int] = {}
        self.addresses: dict[str, int] = {}
        self.with_plus: dict[str, int] = {}
        self.identifiers: dict[str, str] = {}

    def check(self, rows: list[Row]) -> Plan:
        """Judge the next rows of the file."""
        self.known = known.look_up(*_spoken_of(rows))
        plan = Plan()
        for row in rows:
            self.problems: list[Problem] = []
            wanted = self._wanted(row)
            plan.problems += self.problems
            if wanted is None or any(not problem.is_note for problem in self.problems):
                plan.counts["rows_left_out"] += 1
                continue
            plan.rows_same += not self._would_change(wanted)
            self._remember(row, wanted, plan.counts)
            plan.wanted.append(wanted)
        return plan

    def _wrong(self, row: Row, column: str, sentence: Any, *, is_note: bool = False, **facts: Any) -> Any:
        """Write the problem down; answers None, so that whoever finds it can end with it."""
        said = str(sentence) % facts if facts else str(sentence)
        self.problems.append(Problem(row.line, column, said, is_note, _about(row)))
        return None

    def _wanted(self, row: Row) -> Wanted | None:
        """What the row asks for, or None when that cannot be known; what is wrong is in ``self.problems``."""
        if row.trouble:
            return self._wrong(row, "", row.trouble)
        if row.left_over:
            self._wrong(row, "", words.TOO_MANY_CELLS)
        for column in NAMES:
            if cells.is_formula(row.cells.get(column, "")):
                self._wrong(row, column, words.FORMULA)
        if self.problems:
            return None
        wanted = self._organisation(row)
        if wanted:
            self._facts(row, wanted)
            self._person(row, wanted)
        return wanted

    def _organisation(self, row: Row) -> Wanted | None:
        typed = cells.unguarded(row.cells.get("organisation", ""))
        if not typed.strip():
            return self._wrong(row, "organisation", words.NO_ORGANISATION)
        for name in (typed, _tidied(typed)):
            key = self.known.keys.get(name)
            if key in self.known.ids:
                return Wanted(row.line, key, name, self.known.organisations[self.known.ids[key]])
        try:
            name = cells.read("organisation", typed)
        except cells.Wrong as trouble:
            return self._wrong(row, "organisation", str(trouble))
        return Wanted(row.line, self.known.keys[name], name, None)

    def _facts(self, row: Row, wanted: Wanted) -> None:
        """Hold every filled cell about the organisation against what is known and what earlier rows said."""
        before = self.known.cells[wanted.there.pk] if wanted.there else {}
        first, said = self.said.get(wanted.key, (row.line, {}))
        for column in OF_ORGANISATION:
            typed = row.cells.get(column, "")
            if not typed.strip():
                continue
            is_as_it_was = typed == before.get(column)
            value = self._now(wanted, column) if is_as_it_was else self._value(row, column, cells.unguarded(typed))
            if value is None:
                continue
            if column in said and said[column] != value:
                self._wrong(row, column, words.SAYS_OTHERWISE, line=first)
            elif wanted.there is None or value != self._now(wanted, column):
                self._belongs_to_nobody_else(row, column, value, wanted)
            wanted.facts[column] = value

    def _now(self, wanted: Wanted, column: str) -> Any:
        """What the organisation says now, in the form that a cell is read into."""
        if wanted.there is None:
            return None
        if column == "topics":
            return sorted(self.known.topics.get(wanted.there.pk, []))
        return getattr(wanted.there, FIELDS[column])

    def _value(self, row: Row, column: str, typed: str) -> Any:
        try:
            value = cells.read(column, typed)
        except cells.Wrong as trouble:
            return self._wrong(row, column, str(trouble))
        return self._topics(row, value) if column == "topics" else value

    def _topics(self, row: Row, named: list[str]) -> list[str]:
        """The network's own words for these; one it does not have is told and left out."""
        if unknown := [name for name in named if name.casefold() not in self.topics]:
            self._wrong(row, "topics", words.UNKNOWN_TOPICS, is_note=True, words="; ".join(unknown)[:200])
        return sorted({self.topics[name.casefold()].name for name in named if name.casefold() in self.topics})

    def _belongs_to_nobody_else(self, row: Row, column: str, value: Any, wanted: Wanted) -> None:
        """IATI and ROR identifiers name one organisation only."""
        if column not in ("iati", "ror"):
            return
        holder = getattr(self.known, column).get(value)
        if holder and (wanted.there is None or holder.pk != wanted.there.pk):
            self._wrong(row, column, words.HAS_IDENTIFIER, name=holder)
        elif self.identifiers.get(f"{column} {value}", wanted.key) != wanted.key:
            self._wrong(row, column, words.SAME_IDENTIFIER)

    def _person(self, row: Row, wanted: Wanted) -> Any:
        if not any(row.cells.get(column, "").strip() for column in OF_PERSON):
            return None
        if not row.cells.get("email", "").strip():
            return self._wrong(row, "email", words.NO_EMAIL)
        email = self._value(row, "email", cells.unguarded(row.cells["email"]))
        if email is None:
            return None
        wanted.email = email
        if line := self.seats.get((wanted.key, wanted.email)):
            return self._wrong(row, "email", words.TWICE, line=line)
        wanted.account = self.known.people.get(wanted.email)
        wanted.outcome = self._outcome(row, wanted)
        if wanted.outcome != "seats_same":
            self._about_person(row, wanted)
        return self._beside_its_base(row, wanted.email)

    def _outcome(self, row: Row, wanted: Wanted) -> str:
        """What would come of the person: a seat, an invitation, or nothing because both are there."""
        there, account = wanted.there, wanted.account
        role = there and account and self.known.seats.get((there.pk, account.pk))
        if role:
            self._note_another_role(row, role)
        if role or (there and (there.pk, wanted.email) in self.known.invited):
            return "seats_same"
        if account and not account.is_active:
            self._wrong(row, "email", words.CLOSED)
        if there and not there.takes_people_in:
            self._wrong(row, "organisation", words.TAKES_NOBODY_IN, name=there, state=there.get_state_display())
        return "seats_given" if account else "people_invited"

    def _note_another_role(self, row: Row, role: str) -> None:
        typed = row.cells.get("role", "").strip()
        if typed and typed.casefold() not in (role, *cells.ROLES[role]):
            self._wrong(row, "role", words.OTHER_ROLE, is_note=True)

    def _about_person(self, row: Row, wanted: Wanted) -> None:
        for column in ("person", "role", "language"):
            typed = row.cells.get(column, "")
            try:
                value = cells.read(column, cells.unguarded(typed)) if typed.strip() else ""
            except cells.Wrong as trouble:
                self._wrong(row, column, str(trouble))
            else:
                setattr(wanted, column, value or getattr(wanted, column))

    def _beside_its_base(self, row: Row, email: str) -> None:
        """ada+club@ and ada@ are two addresses, and most likely one mailbox."""
        base = _base(email)
        if base != email:
            has_base = base in self.addresses or base in self.known.people
            self.with_plus.setdefault(base, row.line)
        else:
            has_base = email in self.with_plus
        if has_base:
            self._wrong(row, "email", words.PLUS, is_note=True, email=base)

    def _would_change(self, wanted: Wanted) -> bool:
        """Whether the row says anything that is neither known nor said by a row before it."""
        _line, said = self.said.get(wanted.key, (0, {}))
        is_known = wanted.there is not None or wanted.key in self.said
        news = [name for name, value in wanted.facts.items() if value not in (said.get(name), self._now(wanted, name))]
        return not is_known or bool(news) or wanted.outcome not in ("", "seats_same")

    def _remember(self, row: Row, wanted: Wanted, counts: Counter[str]) -> None:
        is_first = wanted.key not in self.said
        _line, said = self.said.setdefault(wanted.key, (row.line, {}))
        said |= wanted.facts
        for column in ("iati", "ror"):
            if value := wanted.facts.get(column):
                self.identifiers[f"{column} {value}"] = wanted.key
        wanted.facts = {name: value for name, value in wanted.facts.items() if value != self._now(wanted, name)}
        if is_first:
            counts["organisations_same" if wanted.there else "organisations_new"] += 1
        if wanted.there and wanted.facts and wanted.key not in self.changed:
            self.changed.add(wanted.key)
            counts.update({"organisations_changed": 1, "organisations_same": -1})
        if wanted.email:
            self.seats[wanted.key, wanted.email] = row.line
            if wanted.outcome == "people_invited" and wanted.email not in self.addresses:
                counts["people_new"] += 1
            self.addresses.setdefault(wanted.email, row.line)
            counts[wanted.outcome] += 1


def _spoken_of(rows: Iterable[Row]) -> tuple[set[str], set[str], set[str], set[str]]:
    """Names, identifiers and addresses that must be looked up, in every form they might have in the database."""
    names: set[str] = set()
    found: dict[str, set[str]] = {"iati": set(), "ror": set(), "email": set()}
    for row in rows:
        typed = cells.unguarded(row.cells.get("organisation", ""))
        names |= {name for name in (typed, _tidied(typed)) if name.strip() and "\0" not in name}
        for column, values in found.items():
            if (text := row.cells.get(column, "")).strip() and (value := _read_quietly(column, cells.unguarded(text))):
                values.update({value, _base(value)} if column == "email" else {value})
    return names, found["iati"], found["ror"], found["email"]


def _about(row: Row) -> str:
    """The organisation and the person that the row names, as typed: enough to find it again."""
    typed = (row.cells.get("organisation", ""), row.cells.get("person", "") or row.cells.get("email", ""))
    plain = (" ".join(cells.unguarded(text).replace("\0", "").split())[:MOST_OF_A_NAME] for text in typed)
    return " · ".join(name for name in plain if name)


def _read_quietly(column: str, typed: str) -> Any:
    try:
        return cells.read(column, typed)
    except cells.Wrong:
        return None


def _tidied(typed: str) -> str:
    try:
        return cells.tidy(typed)
    except cells.Wrong:
        return typed


def _base(email: str) -> str:
    """The address without what stands from a plus sign on (RFC 5233 calls it the detail)."""
    name, _at, domain = email.partition("@")
    return f"{name.split('+')[0] or name}@{domain}"
