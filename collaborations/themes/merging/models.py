from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.themes.models import UNDO_WITHIN, Theme

TARGETS = (*Theme.GATHERS, Theme.State.STARTED, Theme.State.PARKED)


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
    def undo_until(self) -> datetime:
        return self.at + UNDO_WITHIN

    @property
    def can_be_undone(self) -> Any:
        return self.undone_at is None and timezone.now() < self.undo_until


def obstacle(theme: Theme, into: Theme) -> str:
    """Why ``theme`` cannot go on in ``into``, as a sentence; empty when it can. Whether it can leave its state is asked
    by its move. Whoever reads this can see both.
    """
    if theme.pk == into.pk:
        return _("A theme cannot be merged into itself.")
    if into.merged_into_id == theme.pk:
        return _("“%(title)s” was merged into this one. Undo that first.") % {"title": into}
    if into.state not in TARGETS:
        said = _("“%(title)s” is %(state)s, so no theme can go on there. Choose one that is open or parked.")
        return said % {"title": into, "state": into.get_state_display()}
    if theme.protection != into.protection:
        return _("Not the same people can read both. Choose a theme with the same protection.")
    if theme.state == Theme.State.PROPOSED and theme.flagged_at:
        return _("It is held back. Decide about it first: to merge it would open it to others.")
    return ""
