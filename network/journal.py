"""Who did what, when and why: one call writes it, nothing ever changes it.

The database itself refuses to change or delete an entry (see the first migration).
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Now


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, thing: models.Model) -> "EntryQuerySet":
        """The history of one thing, oldest first."""
        return self.filter(thing_type=thing._meta.label_lower, thing_id=thing.pk).order_by("pk")


class Entry(models.Model):
    """One act. ``actor`` is None for a decision of the platform itself, whose rule then stands in ``why``.

    The actor is kept as a bare number, so that erasing a person leaves a pseudonymous fact and no broken row.
    """

    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    verb = models.CharField(max_length=60)
    thing_type = models.CharField(max_length=60)
    thing_id = models.BigIntegerField()
    why = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["thing_type", "thing_id", "id"], name="entry_of_thing")]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing_type} {self.thing_id}"


def record(verb: str, thing: models.Model, *, by: AbstractBaseUser | None, why: str = "", **facts: Any) -> Entry:
    """Write down that ``by`` did ``verb`` to ``thing``; one INSERT inside the caller's transaction."""
    return record_all(verb, [thing], by=by, why=why, **facts)[0]


def record_all(
    verb: str, things: Iterable[models.Model], *, by: AbstractBaseUser | None, why: str = "", **facts: Any
) -> list[Entry]:
    """The same about each of ``things``, still in one INSERT."""
    return Entry.objects.bulk_create(
        Entry(
            actor_id=by.pk if by else None,
            verb=verb,
            thing_type=thing._meta.label_lower,
            thing_id=thing.pk,
            why=why,
            facts=facts,
        )
        for thing in things
    )
