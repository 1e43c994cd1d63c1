"""What is kept about people, why, for how long, and what erasing does: docs/data-retention.yaml, read strictly.

One file is the public page, what the nightly clock obeys, what an export holds and what erasing changes. A mistake in
it is a sentence that names the place; the tests hold every table and every field of the house to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.utils.translation import get_language

FILE = settings.BASE_DIR / "docs" / "data-retention.yaml"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
BASES = {"contract", "interest", "consent", "law"}  # article 6(1) of the GDPR: b, f, a and c
MATCHES = {"person", "address", "number", "session"}

Words = dict[str, str]


class RetentionMistake(Exception):
    """The file says something that the house does not know, or leaves something out."""


@dataclass(frozen=True)
class Step:
    """One thing that erasing does with the rows of a person: ``delete`` them, ``set`` fields, or ``keep`` them: why.

    ``spares_seen_to`` leaves those alone to which the seat of a colleague sees (members/duties).
    """

    do: str
    where: dict[str, Any]
    spares_seen_to: bool
    values: dict[str, Any]
    why: Words


@dataclass(frozen=True)
class Lead:
    """A way from a row to a person: a path that ends at them, or a field with their address, number or session."""

    path: str
    by: str
    where: dict[str, Any]
    export: tuple[str, ...]
    erase: tuple[Step, ...]


@dataclass(frozen=True)
class Sweep:
    """What the nightly clock does: so long after ``since``, delete the rows of ``where`` or set fields of them."""

    after: timedelta
    since: str
    where: dict[str, Any]
    values: dict[str, Any]

    @property
    def deletes(self) -> bool:
        return not self.values


@dataclass(frozen=True)
class Rule:
    """Everything about one table. ``nothing`` says why there is nothing about people in it; then the rest is empty."""

    model: type[models.Model]
    nothing: str = ""
    about: str = ""
    purpose: Words = field(default_factory=dict)
    basis: str = ""
    period: Words = field(default_factory=dict)
    leads: tuple[Lead, ...] = ()
    left_out: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    emptied: tuple[str, ...] = ()
    sweeps: tuple[Sweep, ...] = ()

    @property
    def label(self) -> str:
        return self.model._meta.label

    def unknown_fields(self) -> set[str]:
        """Fields that lead to nobody, stand in no export and are not left out of them either; the tests want none."""
        paths = [path for lead in self.leads for path in (lead.path, *lead.export)]
        told = {*self.left_out, *self.mentions, *(path.split("__")[0] for path in paths)}
        return {f.name for f in self.model._meta.concrete_fields if not f.primary_key} - told


@dataclass(frozen=True)
class Retention:
    """The whole file: its parts by name in the order of the page, and a rule for each table."""

    parts: dict[str, Words]
    rules: dict[str, Rule]

    def about_people(self) -> list[Rule]:
        return [rule for rule in self.rules.values() if not rule.nothing]

    def leads(self) -> Iterator[tuple[Rule, Lead]]:
        for rule in self.about_people():
            for lead in rule.leads:
                yield rule, lead

    def sweeps(self) -> Iterator[tuple[Rule, Sweep]]:
        for rule in self.about_people():
            for sweep in rule.sweeps:
                yield rule, sweep


def in_my_language(words: Words) -> str:
    """The words in the language that is active, else in English."""
    return words.get((get_language() or "en")[:2]) or words["en"]


@cache
def retention() -> Retention:
    """The house's own file, read once by each process."""
    return read(FILE.read_text())


def read(text: str) -> Retention:
    """Raises RetentionMistake with a sentence for whatever is wrong."""
    told = _Page("the file", yaml.load(text, _NothingTwice), {"parts", "models"})  # noqa: S506  a SafeLoader
    parts = {name: told.words(words, f"part {name}") for name, words in told.need("parts").items()}
    rules = {label: _rule(label, facts, parts) for label, facts in told.need("models").items()}
    return Retention(parts, rules)


class _NothingTwice(yaml.SafeLoader):
    """YAML keeps the last of two equal keys and says nothing; here they are a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise RetentionMistake(f"{key} stands twice at line {node.start_mark.line + 1}.")
        return super().construct_mapping(node, deep)


class _Page:
    """A mapping of the file with its place, that knows which keys it may have."""

    def __init__(self, place: str, facts: Any, known: set[str]) -> None:
        if not isinstance(facts, dict):
            raise RetentionMistake(f"{place}: keys and values are wanted here.")
        if unknown := sorted(set(facts) - known):
            raise RetentionMistake(f"{place}: nobody knows the key {', '.join(map(str, unknown))}.")
        self.place, self.facts = place, facts

    def need(self, key: str) -> Any:
        if not self.facts.get(key):
            raise RetentionMistake(f"{self.place}: {key} is missing.")
        return self.facts[key]

    def one_of(self, key: str, words: Any) -> str:
        if (word := self.need(key)) not in words:
            raise RetentionMistake(f"{self.place}: {key} is {word}, but should be one of {', '.join(sorted(words))}.")
        return word

    def words(self, words: Any, what: str) -> Words:
        """The same sentence in each language of the house."""
        if not isinstance(words, dict) or sorted(words) != sorted(LANGUAGES) or not all(words.values()):
            raise RetentionMistake(f"{self.place}: {what} wants a sentence each in {', '.join(LANGUAGES)}.")
        return {language: " ".join(str(text).split()) for language, text in words.items()}


def _rule(label: str, facts: Any, parts: dict[str, Words]) -> Rule:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise RetentionMistake(f"{label} is no table of the house.") from None
    if isinstance(facts, dict) and "nothing" in facts:
        return Rule(model, nothing=str(_Page(label, facts, {"nothing"}).need("nothing")))
    known = {"about", "purpose", "basis", "period", "people", "left_out", "mentions", "emptied", "sweeps"}
    page = _Page(label, facts, known)
    return Rule(
        model,
        about=page.one_of("about", parts),
        purpose=page.words(page.need("purpose"), "purpose"),
        basis=page.one_of("basis", BASES),
        period=page.words(page.need("period"), "period"),
        leads=tuple(_lead(model, path, told) for path, told in page.need("people").items()),
        left_out=_fields(model, facts, "left_out"),
        mentions=_fields(model, facts, "mentions"),
        emptied=_fields(model, facts, "emptied"),
        sweeps=tuple(_sweep(model, told) for told in facts.get("sweeps", [])),
    )


def _lead(model: type[models.Model], path: str, facts: Any) -> Lead:
    place = f"{model._meta.label}, {path}"
    page = _Page(place, facts, {"by", "where", "export", "erase"})
    by = page.one_of("by", MATCHES) if "by" in facts else "person"
    _follow(model, path, place)
    export = tuple(facts.get("export") or ())
    for name in export:
        if _follow(model, name, place).is_relation:
            raise RetentionMistake(f"{place}: {name} leads to a row; say which field of it an export may show.")
    steps = page.need("erase")
    return Lead(
        path, by, _where(model, facts.get("where"), place), export,
        tuple(_step(model, step, place) for step in (steps if isinstance(steps, list) else [steps])),
    )  # fmt: skip


def _step(model: type[models.Model], facts: Any, place: str) -> Step:
    if facts == "delete":
        facts = {"delete": True}
    page = _Page(f"{place}, erase", facts, {"delete", "set", "keep", "where", "unless"})
    where = _where(model, facts.get("where"), page.place)
    deeds = [deed for deed in ("delete", "set", "keep") if deed in facts]
    if len(deeds) != 1:
        raise RetentionMistake(f"{page.place}: say one of delete, set and keep.")
    values = _values(model, facts.get("set", {}), page.place)
    spares = "unless" in facts and page.one_of("unless", {"seen-to"}) == "seen-to"
    return Step(deeds[0], where, spares, values, page.words(facts["keep"], "keep") if "keep" in facts else {})


def _sweep(model: type[models.Model], facts: Any) -> Sweep:
    page = _Page(f"{model._meta.label}, sweeps", facts, {"days", "since", "where", "set"})
    days, since = page.need("days"), page.need("since")
    if not isinstance(days, int) or days < 1:
        raise RetentionMistake(f"{page.place}: days is a whole number of days.")
    if not isinstance(_follow(model, since, page.place), models.DateField):
        raise RetentionMistake(f"{page.place}: {since} is no date.")
    values = _values(model, facts.get("set", {}), page.place)
    return Sweep(timedelta(days=days), since, _where(model, facts.get("where"), page.place), values)


def _follow(model: type[models.Model], path: str, place: str) -> Any:
    """The field at the end of ``path``; only forward, so that one row leads to one value."""
    found: Any = None
    for name in path.split("__"):
        try:
            found = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            raise RetentionMistake(f"{place}: {model._meta.label} has no field {name}.") from None
        if not found.concrete or found.many_to_many:
            raise RetentionMistake(f"{place}: {name} leads to many rows.")
        model = found.related_model or model
    return found


def _fields(model: type[models.Model], facts: Any, key: str) -> tuple[str, ...]:
    names = facts.get(key, [])
    for name in names:
        _follow(model, name, f"{model._meta.label}, {key}")
    return tuple(names)


def _values(model: type[models.Model], values: dict[str, Any], place: str) -> dict[str, Any]:
    for name in values:
        _follow(model, name, place)
    return values


def _where(model: type[models.Model], where: Any, place: str) -> dict[str, Any]:
    try:
        model._base_manager.filter(**(where or {}))
    except (FieldError, ValueError, TypeError) as reason:
        raise RetentionMistake(f"{place}: where is not understood ({reason}).") from None
    return where or {}
