from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from network.moves import Moving

KEPT_FOR = timedelta(days=7)


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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(state="asked"), name="export_asked_once")]

    def __str__(self) -> str:
        return f"export {self.pk}"
