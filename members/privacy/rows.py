"""The rows that lead to one person, by the rules of docs/data-retention.yaml."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import models, transaction
from django.db.models import Count, Q, QuerySet, Value

from members.devices.models import Device
from members.duties.seen_to import seen_to
from members.people.models import Person
from members.privacy.retention import Lead, Rule, retention


@dataclass(frozen=True)
class Whose:
    """Everything by which rows know a person; taken once, because erasing takes it away."""

    pk: int
    name: str
    addresses: tuple[str, ...]
    session_keys: tuple[str, ...]


def whose(person: Person) -> Whose:
    """Two queries."""
    addresses = set(EmailAddress.objects.filter(user=person).values_list("email", flat=True)) | {person.email or ""}
    keys = Device.objects.filter(person=person).order_by("pk").values_list("session_key", flat=True)
    return Whose(person.pk, person.name, tuple(sorted(addresses - {""})), tuple(keys))


def rows(rule: Rule, lead: Lead, whose: Whose) -> QuerySet[Any]:
    """The rows of one table that lead to the person one way; in the order of their numbers."""
    return rule.model._base_manager.filter(_reached(lead, whose), **lead.where).order_by("pk")


def own_rows(rule: Rule, lead: Lead, whose: Whose) -> QuerySet[Any]:
    """The same without what a colleague took over: what stands there now is theirs to tell."""
    found = rows(rule, lead, whose)
    for step in lead.erase:
        if step.spares_seen_to:
            of_colleagues = seen_to(rule.model).exclude(seat__person=whose.pk)
            found = found.exclude(Q(**step.where), pk__in=of_colleagues)
    return found


def _reached(lead: Lead, whose: Whose) -> Q:
    if lead.by == "person":
        return Q(**{lead.path: whose.pk})
    if lead.by == "number":
        return Q(**{lead.path: str(whose.pk)})
    if lead.by == "session":
        return Q(**{f"{lead.path}__in": whose.session_keys})
    reached = Q(pk__in=[])
    for address in whose.addresses:
        reached |= Q(**{f"{lead.path}__iexact": address})
    return reached


def numbers(person: Person) -> dict[str, int]:
    """How many rows of each table lead to the person, whichever way; one query for all tables."""
    me, found = whose(person), []
    for rule in retention().about_people():
        reached = Q(pk__in=[])
        for lead in rule.leads:
            reached |= _reached(lead, me) & Q(**lead.where)
        ours = rule.model._base_manager.filter(reached).order_by().annotate(of=Value(rule.label))
        found.append(ours.values("of").annotate(number=Count("pk", distinct=True)).values_list("of", "number"))
    return dict(found[0].union(*found[1:], all=True))


def forget_files(rows: QuerySet[Any], names: set[str]) -> None:
    """The files of these fields go from the store once what forgets them is committed."""
    for field in rows.model._meta.concrete_fields:
        if isinstance(field, models.FileField) and field.name in names:
            for path in rows.exclude(**{field.name: ""}).values_list(field.name, flat=True):
                transaction.on_commit(lambda path=path, store=field.storage: store.delete(path), robust=True)  # type: ignore[misc]


def file_fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if isinstance(field, models.FileField)}
