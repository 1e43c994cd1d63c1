from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from collaborations.themes.models import Theme
from members.organisations.models import Organisation

MOST_A_MONTH = 2  # asks a person gets
MONTH = timedelta(days=30)


class Ask(models.Model):
    """Somebody who may know was asked about a theme, and why them."""

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
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "person"], name="asked_once"),
            models.CheckConstraint(name="ask_somebody_else", condition=~Q(person=F("asked_by"))),
        ]
        indexes = [models.Index(fields=["person", "asked_at"], name="ask_of_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.theme}"
