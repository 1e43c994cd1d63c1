"""Bringing published history into the Knowledge Bank."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from collaborations.knowledge.models import (
    Evaluation,
    Occasion,
    Programme,
    Publication,
    Tool,
    ToolVersion,
    Trajectory,
)
from collaborations.knowledge.parsing import BadHistory
from collaborations.knowledge.reading import Record, read
from collaborations.knowledge.stewardships import Stewardship
from members.organisations.models import Organisation
from members.people.models import Person
from network import journal

LOCK = 0x6B72696E67  # "kring": of two imports at once, the second waits and finds everything done
MODELS: dict[str, type[models.Model]] = {
    "organisation": Organisation, "programme": Programme, "trajectory": Trajectory, "event": Occasion,
    "publication": Publication, "tool": Tool, "version": ToolVersion, "stewardship": Stewardship,
    "evaluation": Evaluation,
}  # fmt: skip
# What history names takes no part by that alone.
AT_FIRST: dict[str, dict[str, Any]] = {"organisation": {"state": Organisation.State.KNOWN}}
POINTS_TO = ("programme", "trajectory", "tool", "organisation")


@dataclass
class Summary:
    """What an import did: for each kind how many rows are new, changed or as they were."""

    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    @property
    def has_changed_anything(self) -> bool:
        return bool(self.new or self.changed)

    def lines(self) -> list[str]:
        """One line a kind, in the order of the file."""
        return [
            f"{kind}: {self.new[kind]} new, {self.changed[kind]} changed, {self.unchanged[kind]} unchanged"
            for kind in MODELS
            if self.new[kind] + self.changed[kind] + self.unchanged[kind]
        ]


@transaction.atomic
def import_history(facts: dict[str, Any], *, by: Person | None) -> Summary:
    """Make the bank say what ``facts`` say: importing twice is importing once, and an unchanged row is not written.

    The file wins over what the bank said before; what it leaves out stays. Organisations become networks without seats.
    Raises BadHistory with a sentence that names the entry, and then nothing is written. ``by`` None is the platform.
    """
    records = read(facts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    shelf = _Shelf()
    summary = Summary()
    touched = [(record, shelf.put(record, summary)) for record in records]
    for record, (row, verb, names) in touched:
        if verb:
            _refuse_what_cannot_be(record, row)
            journal.record(verb, row, by=by, fields=names)
    return summary


class _Shelf:
    """All rows there are, by what names them in the file; each kind is read once, when it is first needed."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = {}
        self.spoken_of: set[Any] = set()

    def of(self, kind: str) -> list[Any]:
        if kind not in self.rows:
            self.rows[kind] = list(MODELS[kind]._default_manager.order_by("pk"))
        return self.rows[kind]

    def put(self, record: Record, summary: Summary) -> tuple[Any, str, list[str]]:
        """Write what is new or different; gives the row, the verb ("" when nothing was to do) and what changed."""
        links = {name: self._find(record, name, title) for name, title in record.refs.items()}
        model = MODELS[record.kind]
        optional = {name: None for name in POINTS_TO if name not in links and hasattr(model, f"{name}_id")}
        wanted = record.facts | optional | links
        row = self._same(record.kind, wanted)
        if row is None:
            return self._add(record, model(**(AT_FIRST.get(record.kind, {}) | wanted)), summary)
        self.spoken_of.add(row)
        names = [name for name, value in wanted.items() if _now(row, name) != _plain(value)]
        if not names:
            summary.unchanged[record.kind] += 1
            return row, "", []
        for name in names:
            setattr(row, name, wanted[name])
        _refuse_what_cannot_be(record, row, overlaps=False)
        row.save(update_fields=names)
        summary.changed[record.kind] += 1
        return row, "correct", sorted(names)

    def _add(self, record: Record, row: Any, summary: Summary) -> tuple[Any, str, list[str]]:
        _refuse_what_cannot_be(record, row, overlaps=False)
        row.save()
        self.of(record.kind).append(row)
        self.spoken_of.add(row)
        summary.new[record.kind] += 1
        return row, "import", []

    def _find(self, record: Record, kind: str, title: str) -> Any:
        for row in self.of(kind):
            if str(row).casefold() == title.casefold():
                return row
        raise BadHistory(
            f"{record} names the {kind} “{title}”, which is neither in the file nor in the Knowledge Bank."
        )

    def _same(self, kind: str, wanted: dict[str, Any]) -> Any:
        """The row that ``wanted`` speaks of, if it is there: what a correction leaves alone names it."""
        for names in KEYS[kind]:
            for row in self.of(kind):
                if row not in self.spoken_of and all(
                    _folded(_now(row, name)) == _folded(_plain(wanted[name])) for name in names
                ):
                    return row
        return None


# A stewardship whose beginning is corrected is still that of the same organisation in the same way.
KEYS: dict[str, list[tuple[str, ...]]] = {
    "organisation": [("name",)],
    "programme": [("slug",)],
    "trajectory": [("slug",)],
    "event": [("slug",)],
    "publication": [("slug",)],
    "tool": [("slug",)],
    "version": [("tool", "version")],
    "stewardship": [("tool", "organisation", "starts"), ("tool", "organisation", "kind")],
    "evaluation": [("programme", "title")],
}


def _refuse_what_cannot_be(record: Record, row: models.Model, *, overlaps: bool = True) -> None:
    """Ask the model itself; stewardships are held against each other only when all of them are written."""
    try:
        row.clean_fields()
        if overlaps:
            row.validate_constraints()
    except ValidationError as trouble:
        reasons = " ".join(
            f"{'' if name == '__all__' else f'{name}: '}{' '.join(errors)}"
            for name, errors in trouble.message_dict.items()
        )
        raise BadHistory(f"{record}: {reasons}") from None


def _now(row: models.Model, name: str) -> Any:
    """What the row says, a link as the number of the row it points to."""
    return getattr(row, f"{name}_id" if name in POINTS_TO else name)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
