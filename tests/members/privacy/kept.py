"""A row in every table that holds something about people, made for one person: generic, with what constraints ask."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from members.models import Organisation, Person
from members.privacy.retention import Lead, Rule, retention

SOON = dt.timedelta(days=14)


def fill(person: Person, colleague: Person, organisation: Organisation) -> dict[str, Any]:
    """For each way from a table to a person one row that leads to ``person`` that way, by "table, way".

    What else a row needs is the colleague's or the organisation's. Free texts name the person, whoever wrote them.
    """
    makes = Maker(person, colleague, organisation)
    return {
        f"{rule.label}, {lead.path}": makes.row(rule, lead) for rule, lead in retention().leads() if lead.path != "pk"
    }


@dataclass(frozen=True)
class Maker:
    person: Person
    colleague: Person
    organisation: Organisation

    def row(self, rule: Rule, lead: Lead) -> Any:
        where = {name: value for name, value in lead.where.items() if not name.endswith("__isnull")}  # see special()
        facts = self.needed(rule.model) | self.texts(rule) | self.way(rule.model, lead) | where
        return self.create(rule.model, facts)

    def create(self, model: Any, facts: dict[str, Any]) -> Any:
        """``content_type__model`` and its like become the row they describe."""
        described = {name.removeprefix("content_type__"): facts.pop(name) for name in list(facts) if "__" in name}
        if described:
            facts["content_type"] = ContentType.objects.get(**described)
        return model._base_manager.create(**facts)

    def needed(self, model: Any) -> dict[str, Any]:
        """A value for each field that must have one, and what its constraints ask."""
        facts = {field.name: self.value(field) for field in model._meta.concrete_fields if is_needed(field)}
        return facts | self.special().get(model._meta.label, {})

    def value(self, field: Any) -> Any:
        if isinstance(field, models.ForeignKey):
            return self.related(field.related_model)
        if field.choices:
            return field.choices[0][0]
        for kind, make in VALUES.items():
            if isinstance(field, kind):
                return make(field)
        raise AssertionError(
            f"tests/members/privacy/kept.py knows no value for {field}: add one to VALUES or special()"
        )

    def related(self, model: Any) -> Any:
        if model is Person:
            return self.colleague
        return self.organisation if model is Organisation else self.create(model, self.needed(model))

    def texts(self, rule: Rule) -> dict[str, Any]:
        words = f"{self.person.name} <{self.person.email}> asked"
        facts: dict[str, Any] = {}
        for name in (*rule.mentions, *rule.emptied):
            field: Any = rule.model._meta.get_field(name)
            facts[name] = {"rows": [f"line\n{words}"]} if isinstance(field, models.JSONField) else words
        return facts

    def way(self, model: Any, lead: Lead) -> dict[str, Any]:
        if lead.by == "address":
            return self.at_the_end(model, lead.path, self.person.email.upper())
        if lead.by == "session":
            return {lead.path: self.person.devices.first().session_key}
        return {lead.path: self.person.pk} if lead.by == "number" else self.at_the_end(model, lead.path, self.person)

    def at_the_end(self, model: Any, path: str, value: Any) -> dict[str, Any]:
        """``value`` in the field that ends ``path``, with a row for each that stands between."""
        first, _, rest = path.partition("__")
        if not rest:
            return {first: value}
        between = model._meta.get_field(first).related_model
        return {first: self.create(between, self.needed(between) | self.at_the_end(between, rest, value))}

    def special(self) -> dict[str, dict[str, Any]]:
        """What constraints ask of a row beyond its types; a new table with constraints of its own gets a line here."""
        now = timezone.now()
        return {
            "members.SeatTerm": {"state": "ended", "ended_at": now + SOON},
            "members.HandOver": {"state": "called-off"},
            "members.Organisation": {"name": f"Stichting Demo {uuid.uuid4().hex[:6]}"},
            "members.Person_groups": {"group": Group.objects.get_or_create(name="repairs")[0]},
            "members.Person_user_permissions": {"permission": Permission.objects.order_by("pk").first()},
            "collaborations.Theme": {"state": "parked", "proposed_at": now, "opened_at": now, "parked_at": now, "park_text": "It rests", "title": "A", "question": "B", "change": "C"},
            "collaborations.Case": {"state": "closed", "closed_at": now, "decided_at": now, "told_at": now, "decision": "hide", "rule": "respect"},
            "collaborations.Admission": {"vouched_by": Person.objects.create(email=f"{uuid.uuid4().hex}@example.org", name=f"Voorbeeld {uuid.uuid4().hex}"), "vouched_at": now},
            "collaborations.Enquiry": {"due_at": now},
            "account.EmailAddress": {"email": f"{uuid.uuid4().hex}@example.org"},
            "admin.LogEntry": {"action_flag": 2},
            "mfa.Authenticator": {"type": "totp"},
        }  # fmt: skip


def is_needed(field: Any) -> bool:
    if field.primary_key:
        return field.name != "id"
    return not (
        field.null
        or field.blank
        or field.has_default()
        or field.has_db_default()
        or getattr(field, "auto_now_add", False)
    )


VALUES: dict[type, Any] = {
    ArrayField: lambda field: [],
    models.UUIDField: lambda field: uuid.uuid4(),
    models.DateTimeField: lambda field: timezone.now() + SOON,
    models.DateField: lambda field: timezone.localdate(),
    models.BooleanField: lambda field: False,
    models.JSONField: lambda field: {},
    models.FileField: lambda field: ContentFile(b"kept", name="kept.bin"),
    models.IntegerField: lambda field: 1,
    models.EmailField: lambda field: f"{uuid.uuid4().hex}@example.org",
    models.CharField: lambda field: uuid.uuid4().hex[: field.max_length],
    models.TextField: lambda field: "A text.",
}
