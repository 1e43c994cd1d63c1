from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.moves import Moving


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: Any) -> "ImportQuerySet":
        """Coordinators see each other's; nobody else sees any, because the files name people."""
        return self if user.is_authenticated and user.is_coordinator else self.none()

    def unfinished(self) -> "ImportQuerySet":
        """Those the worker has something to do about, the oldest first."""
        return self.filter(state__in=[Import.State.WAITING, Import.State.CHOSEN]).order_by("pk")


class Import(Moving):
    """A file of organisations and people: looked at first, brought in only when somebody says so."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be looked at")
        CHECKED = "checked", _("looked at")
        CHOSEN = "chosen", _("on its way in")
        DONE = "done", _("brought in")
        FAILED = "failed", _("could not be read")
        DROPPED = "dropped", _("dropped")

    MOVES: ClassVar = {
        "check": ({State.WAITING}, State.CHECKED),
        "look_again": ({State.CHECKED, State.FAILED}, State.WAITING),
        "fail": ({State.WAITING, State.CHOSEN}, State.FAILED),
        "choose": ({State.CHECKED}, State.CHOSEN),
        "finish": ({State.CHOSEN}, State.DONE),
        "drop": ({State.WAITING, State.CHECKED, State.FAILED}, State.DROPPED),
    }

    file = models.FileField(upload_to="imports/", blank=True)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sends_invitations = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_in_file = models.PositiveIntegerField(default=0)
    runs = models.PositiveSmallIntegerField(default=0, help_text=_("begun since it last came on"))
    result = models.JSONField(default=dict, help_text=_("counts, and each row's problem"))
    problems = models.FileField(upload_to="imports/", blank=True, help_text=_("all of them, as CSV"))

    objects = ImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("members:import", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.CHOSEN}
