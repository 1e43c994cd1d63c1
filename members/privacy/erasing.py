"""Taking a person out of every row, by the rules of docs/data-retention.yaml. The action is in actions.py."""

import json
import re
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from members.duties.seen_to import seen_to
from members.people.models import Person
from members.privacy.retention import Lead, Rule, retention
from members.privacy.rows import Whose, file_fields, forget_files, rows

TAKEN_OUT = "[…]"


def erase_rows(whose: Whose, **person_facts: Any) -> dict[str, int]:
    """Delete, set and keep as each rule says, the person's own row last, together with ``person_facts``.

    How many rows of each table were deleted or changed. Runs in the caller's transaction.
    """
    told = sorted(retention().leads(), key=lambda one: one[0].model is Person)
    counts: dict[str, int] = {}
    for rule, lead in told:
        more = person_facts if rule.model is Person else {}
        counts[rule.label] = counts.get(rule.label, 0) + _erase(rule, lead, whose, more)
    for rule in retention().about_people():
        counts[rule.label] += _take_out_mentions(rule, whose)
    return {label: number for label, number in counts.items() if number}


def _erase(rule: Rule, lead: Lead, whose: Whose, more: dict[str, Any]) -> int:
    done = 0
    for step in lead.erase:
        found = rows(rule, lead, whose).filter(**step.where).order_by()
        if step.spares_seen_to:
            found = found.exclude(pk__in=seen_to(rule.model))
        if step.do == "delete":
            forget_files(found, file_fields(rule.model))
            done += found.delete()[1].get(rule.label, 0)
        elif step.do == "set":
            forget_files(found, set(step.values))
            done += found.update(**step.values, **more)
    return done


def _take_out_mentions(rule: Rule, whose: Whose) -> int:
    """In free text, whoever wrote it: the whole name and the addresses. A name of one word is too common a word."""
    words = [*whose.addresses, *([whose.name] if " " in whose.name.strip() else [])]
    if not words or not (rule.mentions or rule.emptied):
        return 0
    done = sum(_in_field(rule, name, words) for name in rule.mentions)
    done += sum(_empty(rule, name, words) for name in rule.emptied)
    return done


def _in_field(rule: Rule, name: str, words: list[str]) -> int:
    """One UPDATE of the rows that hold one of ``words``; what takes its place is shorter, so it always fits."""
    field, pattern, found = _holding(rule, name, words)
    replaced: Any = Func(
        Cast(F(name), TextField()), Value(pattern), Value(TAKEN_OUT), Value("gi"),
        function="regexp_replace", output_field=TextField(),
    )  # fmt: skip
    return found.update(**{name: Cast(replaced, field) if isinstance(field, JSONField) else replaced})


def _empty(rule: Rule, name: str, words: list[str]) -> int:
    field, _pattern, found = _holding(rule, name, words)
    return found.update(**{name: {} if isinstance(field, JSONField) else ""})


def _holding(rule: Rule, name: str, words: list[str]) -> tuple[Any, str, QuerySet[Any]]:
    """The field, what to look for in it, and the rows where it is."""
    field: Any = rule.model._meta.get_field(name)
    pattern = _inside_json(words) if isinstance(field, JSONField) else _pattern(words)
    text = Cast(F(name), TextField())
    return field, pattern, rule.model._base_manager.annotate(_text=text).filter(_text__iregex=pattern)


def _pattern(words: list[str]) -> str:
    """Any of ``words`` as a whole, in any case of letters; PostgreSQL reads Python's escapes."""
    return "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words)


def _inside_json(words: list[str]) -> str:
    """As JSON spells them. Not as whole words: what stands before may be the n of a line break."""
    return "|".join(re.escape(json.dumps(word, ensure_ascii=False)[1:-1]) for word in words)
