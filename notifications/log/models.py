from django.conf import settings
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now


class CurrentTransaction(Func):
    """The number of the transaction that writes the row."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class EventQuerySet(models.QuerySet["Event"]):
    def between(self, first: int, end: int) -> "EventQuerySet":
        """Events of transactions from ``first`` up to, not including, ``end``."""
        return self.filter(transaction__gte=first, transaction__lt=end).order_by("pk")


class Event(models.Model):
    """Something happened. Append-only, ids only: titles and rights are read anew when somebody is told.

    ``transaction`` is what digest windows count by. Ids are given out before the commit, so a later id can be seen
    before an earlier one and a cursor over ids would skip it; a window that ends at the oldest transaction still
    running (``pg_snapshot_xmin``) skips nothing and shows nothing twice.
    """

    created_at = models.DateTimeField(db_default=Now())
    transaction = models.BigIntegerField(db_default=CurrentTransaction(), db_index=True)
    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    is_addressed = models.BooleanField()

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "subject_id"], name="event_of_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Seen(models.Model):
    """This person has looked at this thing since; digests leave it out."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "subject_type", "subject_id"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
