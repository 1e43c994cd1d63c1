"""One person's data as they may take it along: a zip with export.json for programs and index.html for people."""

import json
import zipfile
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from members.people.models import Person
from members.privacy.retention import Lead, Rule, in_my_language, retention
from members.privacy.rows import Whose, own_rows, whose

STYLE = Path(__file__).with_name("export.css")


def number_of_steps() -> int:
    """One for each way to a row, and one for the zip."""
    return sum(bool(lead.export) for _rule, lead in retention().leads()) + 1


def write_zip(person: Person, file: IO[bytes], *, step: Callable[[int], None]) -> None:
    """Everything the rules give ``person``, in their language and time zone; one query a step, and ``step`` hears."""
    with translation.override(person.language), timezone.override(zoneinfo.ZoneInfo(person.time_zone)):
        tables = []
        for number, table in enumerate(_tables(whose(person)), start=1):
            tables.append(table)
            step(number)
        told = {"title": _("What Kring keeps about you"), "made_at": timezone.now(), "language": person.language}
        page = render_to_string("members/privacy/export.html", told | {"tables": [_readable(t) for t in tables]})
    text = json.dumps(told | {"tables": tables}, default=_plain, ensure_ascii=False, indent=2)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("export.json", text)
        packed.writestr("index.html", page)
        packed.writestr("style.css", STYLE.read_text())


def _tables(me: Whose) -> Iterator[dict[str, Any]]:
    for rule, lead in retention().leads():
        if lead.export:
            yield _table(rule, lead, me)


def _table(rule: Rule, lead: Lead, me: Whose) -> dict[str, Any]:
    fields = {path: _field(rule.model, path) for path in lead.export}
    return {
        "table": rule.label,
        "way": lead.path,
        "part": in_my_language(retention().parts[rule.about]),
        "purpose": in_my_language(rule.purpose),
        "kept": in_my_language(rule.period),
        "labels": {path: _label(rule.model, path) for path in lead.export},
        "rows": [
            {path: _said(fields[path], value) for path, value in zip(lead.export, row, strict=True)}
            for row in own_rows(rule, lead, me).values_list(*lead.export).iterator()
        ],
    }


def _field(model: Any, path: str) -> Any:
    *between, last = path.split("__")
    for name in between:
        model = model._meta.get_field(name).related_model
    return model._meta.get_field(last)


def _label(model: Any, path: str) -> str:
    """What people call the field; one of another row is "organisation: name"."""
    words = []
    for name in path.split("__"):
        field = model._meta.get_field(name)
        words.append(str(field.verbose_name))
        model = field.related_model
    return ": ".join(words)


def _said(field: Any, value: Any) -> Any:
    """A choice in words, the way the pages show it."""
    return str(dict(field.flatchoices).get(value, value)) if field.flatchoices and value is not None else value


def _readable(table: dict[str, Any]) -> dict[str, Any]:
    """For the page: each row as pairs of a label and a text, without what is empty."""
    pairs = [[(table["labels"][path], _text(value)) for path, value in row.items()] for row in table["rows"]]
    return table | {"rows": [[(label, text) for label, text in row if text] for row in pairs]}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "tzinfo") and hasattr(value, "hour"):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dict | list):
        return json.dumps(value, default=_plain, ensure_ascii=False, indent=2)
    return "" if value is None else str(formats.localize(value))


def _plain(value: Any) -> str:
    """What JSON does not know: dates as ISO 8601, everything else as text."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
