"""The voices that organisations give to themes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation


class SupportQuerySet(models.QuerySet["Support"]):
    def for_page(self) -> "SupportQuerySet":
        """With the organisations, in the order in which they came."""
        return self.select_related("organisation").order_by("pk")


class Support(models.Model):
    """One organisation's backing of a theme: one voice each, whoever of its people gives it."""

    theme = models.ForeignKey("collaborations.Theme", models.CASCADE, related_name="supports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="supports")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "organisation"],
                name="support_one_voice",
                violation_error_message=_("Your organisation supports this theme already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.theme}"
