from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from collaborations.themes.models import Theme

UNDO_WITHIN = timedelta(days=30)


class Merge(models.Model):
    """Two themes that ask the same: one goes on, the other keeps its text and history, and its address leads on."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="merges")
    into = models.ForeignKey(Theme, models.CASCADE, related_name="merges_here")
    was = models.CharField(max_length=10, choices=Theme.State, help_text="Its state before, for the undo.")
    was_due_at = models.DateTimeField(null=True)
    text = models.TextField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme"], condition=Q(undone_at=None), name="merged_once"),
            models.CheckConstraint(name="merge_of_two", condition=~Q(theme=F("into"))),
        ]

    def __str__(self) -> str:
        return f"{self.theme}, {self.into}"

    @property
    def can_be_undone(self) -> Any:
        return self.undone_at is None and timezone.now() < self.at + UNDO_WITHIN
