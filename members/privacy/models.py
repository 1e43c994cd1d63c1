from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.seats.models import SeatTerm
from network.moves import Moving

KEPT_FOR = timedelta(days=7)
ENOUGH_FOR = timedelta(days=1)


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: Any) -> "ExportQuerySet":
        """One's own, for nobody else."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def waiting(self) -> "ExportQuerySet":
        """Those still to be made, the longest waiting first."""
        return self.filter(state="asked").order_by("pk")

    def newest_of(self, person: Any) -> "Export | None":
        """The last one asked for that was not thrown away, with its person.

        One made before a seat of theirs ended is none: they ask for another, without what stayed with colleagues.
        """
        left = SeatTerm.objects.filter(person=OuterRef("person"), ended_at__range=(OuterRef("finished_at"), Now()))
        there = self.filter(~Exists(left), person=person).exclude(state="gone")
        return there.select_related("person").order_by("-pk").first()


class Export(Moving):
    """Everything about one person in a zip, made by the worker; thrown away after a week."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be made")
        GONE = "gone", _("thrown away")

    MOVES: ClassVar = {
        "finish": ({State.ASKED}, State.READY),
        "fail": ({State.ASKED}, State.FAILED),
        "throw_away": ({State.READY, State.FAILED}, State.GONE),
    }

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=1)
    file = models.FileField(upload_to="exports/", blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(state="asked"), name="export_asked_once")]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def goes_at(self) -> datetime | None:
        """When it is thrown away, once it is there."""
        return self.finished_at + KEPT_FOR if self.finished_at else None

    @property
    def again_at(self) -> datetime | None:
        """When another can be asked for; None while this one stands in the way of none."""
        next_at = self.finished_at + ENOUGH_FOR if self.finished_at and self.can_be_fetched else None
        return next_at if next_at and timezone.now() < next_at else None

    @property
    def can_be_fetched(self) -> bool:
        """Ready and not past its week, whenever the nightly clock comes."""
        return self.state == self.State.READY and self.goes_at is not None and timezone.now() < self.goes_at
