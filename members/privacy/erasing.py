"""Taking a person out of every row, by the rules of docs/data-retention.yaml. The action is in actions.py."""

import json
import re
from collections import Counter
from typing import Any

from django.db.models import F, Func, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from members.duties.seen_to import seen_to
from members.people.models import Person
from members.privacy.retention import Lead, Rule, retention
from members.privacy.rows import Whose, file_fields, forget_files, rows

TAKEN_OUT = "[…]"
SHORTEST_NAME = len(TAKEN_OUT)  # what takes its place must fit, and two letters are too common a word


def erase_rows(whose: Whose, **person_facts: Any) -> Counter[str]:
    """Delete, set and keep as each rule says, the person's own row last, together with ``person_facts``.

    How many rows of each table were deleted or changed. Runs in the caller's transaction.
    """
    counts = _take_out_of_own_rows(whose)
    for rule, lead in sorted(retention().leads(), key=lambda one: one[0].model is Person):
        more = person_facts if rule.model is Person else {}
        counts[rule.label] += _erase(rule, lead, whose, more)
    for rule in retention().about_people():
        counts[rule.label] += _take_out(rule, rule.model._base_manager.all(), _known_everywhere(whose))
    return +counts


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


def _known_everywhere(whose: Whose) -> list[str]:
    """What names the person whoever writes it: their addresses, and their name when it has several words."""
    return [*whose.addresses, *([whose.name] if " " in whose.name.strip() else [])]


def _take_out_of_own_rows(whose: Whose) -> Counter[str]:
    """A name of one word, which may be a common word: only in rows that lead to the person, while they still do."""
    counts: Counter[str] = Counter()
    name = whose.name.strip()
    if " " not in name and len(name) >= SHORTEST_NAME:
        for rule, lead in retention().leads():
            counts[rule.label] += _take_out(rule, rows(rule, lead, whose).order_by(), [name], is_exact=True)
    return counts


def _take_out(rule: Rule, found: QuerySet[Any], words: list[str], *, is_exact: bool = False) -> int:
    """Replace ``words`` in the free text of these rows, or empty it, as the rule says; ``is_exact`` minds capitals.

    One UPDATE a field of the rows that hold one of them; what takes their place is shorter, so it always fits.
    """
    done = 0
    for name in (*rule.mentions, *rule.emptied) if words else ():
        field: Any = rule.model._meta.get_field(name)
        pattern = _pattern(words, is_json=isinstance(field, JSONField))
        text = found.annotate(_text=Cast(F(name), TextField()))
        holding = text.filter(**{"_text__regex" if is_exact else "_text__iregex": pattern})
        empty: Any = {} if isinstance(field, JSONField) else ""
        rest = empty if name in rule.emptied else _replaced(field, pattern, "g" if is_exact else "gi")
        done += holding.update(**{name: rest})
    return done


def _replaced(field: Any, pattern: str, flags: str) -> Any:
    words: Any = Func(
        Cast(F(field.name), TextField()), Value(pattern), Value(TAKEN_OUT), Value(flags),
        function="regexp_replace", output_field=TextField(),
    )  # fmt: skip
    return Cast(words, field) if isinstance(field, JSONField) else words


def _pattern(words: list[str], *, is_json: bool) -> str:
    """Any of ``words`` as a whole; PostgreSQL reads Python's escapes. In JSON the n before it may be a line break's."""
    before = r"(?:(?<!\w)|(?<=\\[bfnrt]))" if is_json else r"(?<!\w)"
    spelled = [json.dumps(word, ensure_ascii=False)[1:-1] if is_json else word for word in words]
    return "|".join(rf"{before}{re.escape(word)}(?!\w)" for word in spelled)
