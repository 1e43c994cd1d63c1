"""The rules of docs/data-retention.yaml as pages read them."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.people.models import Person
from members.privacy.retention import Rule, in_my_language, retention
from members.privacy.rows import numbers

BASES: dict[str, str | Promise] = {
    "contract": _("You asked for it: without it we could not do what you came for (GDPR, article 6(1)(b))."),
    "interest": _("The network needs it to work fairly and safely; you can object (GDPR, article 6(1)(f))."),
    "consent": _("You agreed, and can take it back at any time (GDPR, article 6(1)(a))."),
    "law": _("The law asks us to (GDPR, article 6(1)(c))."),
}
SHORT: dict[str, str | Promise] = {
    "contract": _("what you asked for"),
    "interest": _("a working network"),
    "consent": _("your consent"),
    "law": _("the law"),
}


def notice_of_everything() -> list[dict[str, Any]]:
    """The parts of the page with their rules; no query."""
    return _by_part(retention().about_people())


def counted(person: Person) -> list[dict[str, Any]]:
    """The same with how many rows there are about ``person``, without what there is nothing of; three queries."""
    found = numbers(person)
    return _by_part([rule for rule in retention().about_people() if found.get(rule.label)], found)


def _by_part(rules: list[Rule], found: dict[str, int] | None = None) -> list[dict[str, Any]]:
    parts = [
        {
            "name": in_my_language(words),
            "lines": [
                _line(rule) | {"number": (found or {}).get(rule.label, 0)} for rule in rules if rule.about == key
            ],
        }
        for key, words in retention().parts.items()
    ]
    return [part for part in parts if part["lines"]]


def _line(rule: Rule) -> dict[str, Any]:
    steps = [step for lead in rule.leads for step in lead.erase]
    kept = {in_my_language(step.why): None for step in steps if step.do == "keep"}
    return {
        "purpose": in_my_language(rule.purpose),
        "basis": SHORT[rule.basis],
        "period": in_my_language(rule.period),
        "stays": list(kept),
        "goes": any(step.do in {"delete", "set"} for step in steps),
    }
