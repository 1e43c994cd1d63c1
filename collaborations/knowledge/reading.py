"""Reads a file of published history and finds what is wrong with it before anything is written.

Its sentences speak to whoever keeps the file, each naming the entry, in English as the file itself is.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from collaborations.knowledge.dates import BadDate, PartialDate
from collaborations.knowledge.parsing import BadHistory, Entry

MOST_BYTES = 20 * 1024 * 1024
ANNOUNCED = "announced for publication on "
PARTS = {
    "about", "checked_on", "network", "programmes", "trajectories", "events", "publications", "tools",
    "sister_networks", "evaluations",
}  # fmt: skip


@dataclass
class Record:
    """One row to be: its own facts, and the titles of what it belongs to (``refs``: field → title)."""

    kind: str
    title: str
    facts: dict[str, Any]
    refs: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"The {self.kind} “{self.title}”"


def load(path: Path) -> dict[str, Any]:
    """The file as JSON. Raises BadHistory when it cannot be read or is no JSON object."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadHistory(f"{path} is larger than 20 MB; that is no list of published history.")
        facts = json.loads(path.read_text(encoding="utf-8"))
    except OSError as trouble:
        raise BadHistory(f"{path} cannot be read: {trouble.strerror}.") from None
    except UnicodeDecodeError:
        raise BadHistory(f"{path} is not text in UTF-8.") from None
    except json.JSONDecodeError as trouble:
        raise BadHistory(
            f"{path} is not JSON: {trouble.msg} in line {trouble.lineno}, column {trouble.colno}."
        ) from None
    except (RecursionError, ValueError):
        raise BadHistory(
            f"{path} is not JSON that can be read here: it is nested too deeply or holds a huge number."
        ) from None
    if not isinstance(facts, dict):
        raise BadHistory(
            f"{path} must hold one JSON object with programmes, trajectories, events, publications and tools."
        )
    return facts


class Reader:
    """Goes through the file once, part by part, and collects the records in the order in which they can be written."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts
        self.records: list[Record] = []
        self.seen: set[tuple[str, str]] = set()
        self.checked_on = self._checked_on()

    def read(self) -> list[Record]:
        if unknown := sorted(set(self.facts) - PARTS):
            raise BadHistory(f"The file says “{unknown[0][:40]}”, which means nothing here. Is it a misspelt name?")
        if self.facts.get("network") is not None:
            self._organisation(self.facts["network"], "network")
        for name, read in self._parts().items():
            part = self.facts.get(name) or []
            if not isinstance(part, list):
                raise BadHistory(f"The file's {name} must be a list.")
            for number, raw in enumerate(part, start=1):
                read(raw, f"{name}, number {number}")
        return self.records

    def _parts(self) -> dict[str, Callable[[Any, str], None]]:
        return {
            "sister_networks": self._organisation, "programmes": self._programme, "trajectories": self._trajectory,
            "events": self._occasion, "publications": self._publication, "tools": self._tool,
            "evaluations": self._evaluation,
        }  # fmt: skip

    def _organisation(self, raw: Any, place: str) -> None:
        entry = Entry(raw, kind="organisation", place=place, name="name")
        facts = {"name": entry.title, "country": entry.text("country"), "website": entry.address("website")}
        for said_for_readers_of_the_file in ("kind", "assembly", "code_of_conduct", "source", "sources"):
            entry.take(said_for_readers_of_the_file)
        self._keep(entry, facts | {"kind": "network"}, key=entry.title.casefold())

    def _programme(self, raw: Any, place: str) -> None:
        entry = Entry(raw, kind="programme", place=place)
        facts = {"host": entry.text("host"), "funder": entry.text("funder"), "themes": entry.texts("themes")}
        self._keep_titled(entry, facts | entry.span("start", "end"))

    def _trajectory(self, raw: Any, place: str) -> None:
        entry = Entry(raw, kind="trajectory", place=place)
        refs = entry.refs("programme")
        if not refs:
            raise BadHistory(f"{entry.who} says no programme.")
        self._keep_titled(entry, entry.span("start", "end"), refs)

    def _occasion(self, raw: Any, place: str) -> None:
        entry = Entry(raw, kind="event", place=place)
        facts = {"place": entry.text("place"), **entry.span("date", "end")}
        self._keep_titled(entry, facts, entry.refs("programme", "trajectory"))

    def _publication(self, raw: Any, place: str) -> None:
        entry = Entry(raw, kind="publication", place=place)
        facts = {"date": entry.date("date"), "licence": entry.text("licence")}
        self._keep_titled(entry, facts, entry.refs("trajectory"))

    def _tool(self, raw: Any, place: str) -> None:
        entry = Entry(raw, kind="tool", place=place)
        versions, stewardships = entry.children("versions"), entry.children("stewardships")
        facts = {"date": entry.date("date"), "address": entry.address("url")}
        kept = self._keep_titled(entry, facts, entry.refs("trajectory"))
        for number, version in enumerate(versions, start=1):
            self._version(version, f"number {number} of {entry.title}", kept)
        for number, stewardship in enumerate(stewardships, start=1):
            self._stewardship(stewardship, f"number {number} of {entry.title}", kept)

    def _version(self, raw: Any, place: str, tool: Record) -> None:
        entry = Entry(raw, kind="version", place=place, name="version")
        entry.who = f"The version “{entry.title}” of “{tool.title}”"
        facts = {"version": entry.title, "date": entry.date("date"), "form": entry.text("form")}
        facts |= {"note": entry.text("note"), **self._source(entry, tool.facts)}
        self._keep(entry, facts, {"tool": tool.title}, key=f"{tool.title} {entry.title}")

    def _stewardship(self, raw: Any, place: str, tool: Record) -> None:
        entry = Entry(raw, kind="stewardship", place=place, name="organisation")
        entry.who = f"The stewardship of “{entry.title}” for “{tool.title}”"
        facts = {"kind": entry.text("kind"), **entry.span("from", "to")}
        if facts["kind"] not in {"sole", "joint", "transferred"}:
            raise BadHistory(f"{entry.who} must be of the kind sole, joint or transferred.")
        refs = {"tool": tool.title, "organisation": entry.title}
        facts |= self._source(entry, tool.facts)
        self._keep(entry, facts, refs, key=f"{tool.title} {entry.title} {facts['starts']}")

    def _evaluation(self, raw: Any, place: str) -> None:
        entry = Entry(raw, kind="evaluation", place=place)
        refs = entry.refs("programme")
        if not refs:
            raise BadHistory(f"{entry.who} says no programme.")
        facts = {"title": entry.title, "date": entry.date("year"), "language": entry.text("language") or "en"}
        programmes = {one.title: one.facts for one in self.records if one.kind == "programme"}
        facts |= _status(entry) | self._source(entry, programmes.get(refs["programme"], {}))
        self._keep(entry, facts, refs, key=f"{refs['programme']} {entry.title}")

    def _keep_titled(self, entry: Entry, facts: dict[str, Any], refs: dict[str, str] | None = None) -> Record:
        slug = entry.text("slug") or slugify(entry.title)[:120].strip("-")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            raise BadHistory(f"{entry.who} gives no address: add a “slug” of small letters, digits and dashes.")
        own = {"title": entry.title, "slug": slug, "note": entry.text("note")}
        own["language"] = entry.text("language") or "en"
        return self._keep(entry, own | facts | self._source(entry, {}), refs, key=slug)

    def _keep(self, entry: Entry, facts: dict[str, Any], refs: dict[str, str] | None = None, *, key: str) -> Record:
        entry.nothing_left()
        if (entry.kind, key) in self.seen:
            raise BadHistory(f"{entry.who} stands in the file twice, or shares its address with another.")
        self.seen.add((entry.kind, key))
        record = Record(entry.kind, entry.title, facts, refs or {})
        self.records.append(record)
        return record

    def _source(self, entry: Entry, inherited: dict[str, Any]) -> dict[str, Any]:
        """An entry's own sources; a part of something else has those of the whole when it names none."""
        said = [entry.text("source")] if isinstance(entry.raw.get("source"), str) else []
        sources = [*said, *entry.texts("sources")] or inherited.get("sources", [])
        entry.take("source")
        if not sources:
            raise BadHistory(f"{entry.who} has no source.")
        checked = _day(entry.text("checked_on"), entry.who) or inherited.get("checked_on", self.checked_on)
        return {"sources": sources, "checked_on": checked}

    def _checked_on(self) -> date:
        said = self.facts.get("checked_on")
        if said is None and isinstance(about := self.facts.get("about"), str):
            found = re.search(r"\b[Cc]hecked(?: on)? (\d{4}-\d\d-\d\d)\b", about, re.ASCII)
            said = found[1] if found else None
        day = _day(said if isinstance(said, str) else "", "The file")
        if not day:
            raise BadHistory("The file does not say when its facts were checked: add “checked_on” with a day.")
        return day


def read(facts: dict[str, Any]) -> list[Record]:
    """Every row the file speaks of, in the order in which they can be written. Raises BadHistory."""
    return Reader(facts).read()


def _status(entry: Entry) -> dict[str, Any]:
    said = entry.text("status")
    if said == "done":
        return {"state": "done", "announced_for": None}
    if not said.startswith("announced"):
        raise BadHistory(f"{entry.who}: status must be “done” or “{ANNOUNCED}” and a date.")
    if said == "announced":
        return {"state": "announced", "announced_for": None}
    try:
        return {"state": "announced", "announced_for": PartialDate.parse(said.removeprefix(ANNOUNCED))}
    except BadDate as trouble:
        raise BadHistory(f"{entry.who}: status: {trouble}") from None


def _day(text: str, who: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadHistory(f"{who}: “{text[:40]}” is no day of checking. Write it as 2026-11-23.") from None
