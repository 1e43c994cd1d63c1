from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from collaborations.themes.models import Theme
from members.organisations.models import Organisation

MOST_A_MONTH = 2  # asks a person gets
MONTH = timedelta(days=30)
MOST_A_THEME = 5


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, user: Any) -> "AskQuerySet":
        """Who was asked, and who asked."""
        return self.filter(Q(person=user.pk) | Q(asked_by=user.pk))

    def counting(self, now: datetime) -> "AskQuerySet":
        """Those that count towards what a person is asked in a month: told of since then, or about to be told."""
        about_to_be = Q(told_at=None, theme__state__in=[Theme.State.PROPOSED, *Theme.GATHERS])
        return self.filter(Q(told_at__gt=now - MONTH) | about_to_be)

    def to_be_told(self) -> "AskQuerySet":
        """Those of themes that opened since they were asked."""
        return self.filter(told_at=None, theme__state__in=Theme.GATHERS).order_by("pk")


class Ask(models.Model):
    """Somebody who may know was asked about a theme, and why them; they are told once everybody may read it."""

    class Reason(models.TextChoices):
        INTERESTS = "interests", _("their organisation cares about the same topics")
        PLACE = "place", _("their organisation works in the same country")
        OFFER = "offer", _("they offered something like it before")
        THEMES = "themes", _("they took part in themes like this")

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="asks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=9, choices=Reason)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    told_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "person"], name="asked_once"),
            models.CheckConstraint(name="ask_somebody_else", condition=~Q(person=F("asked_by"))),
        ]
        indexes = [models.Index(fields=["person", "asked_at"], name="ask_of_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.theme}"
