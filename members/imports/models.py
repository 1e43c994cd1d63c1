from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from network.moves import Moving


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
        "fail": ({State.WAITING, State.CHOSEN}, State.FAILED),
        "choose": ({State.CHECKED}, State.CHOSEN),
        "finish": ({State.CHOSEN}, State.DONE),
        "drop": ({State.WAITING, State.CHECKED, State.FAILED}, State.DROPPED),
    }

    file = models.FileField(upload_to="imports/")
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_in_file = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, help_text=_("counts, and each row's problem"))

    def __str__(self) -> str:
        return self.file_name
