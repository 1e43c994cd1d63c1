"""Who was let into a closed or sealed theme, and how long that counts."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.seats.models import SeatTerm


class AdmissionQuerySet(models.QuerySet["Admission"]):
    def visible_to(self, user: Any) -> "AdmissionQuerySet":
        """Their own; participants read them on the page of the theme."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def counting(self, user: Any = None) -> "AdmissionQuerySet":
        """Of whoever had a seat by then, only while they hold one there; of ``user`` alone, whose seats are loaded."""
        who = OuterRef("person") if user is None else user.pk
        had = SeatTerm.objects.filter(person=who, started_at__lte=OuterRef("invited_at")).order_by()
        held = SeatTerm.objects.held().filter(person=who).order_by().values("organisation")
        own: Any = held if user is None else [seat.organisation_id for seat in user.seats]
        mine = Q() if user is None else Q(person=who)
        return self.filter(mine, ~Exists(had) | Exists(had.filter(organisation__in=own)))


class Admission(models.Model):
    """Somebody let into a closed or sealed theme by a participant; into a sealed one when a second one vouched."""

    theme = models.ForeignKey("collaborations.Theme", models.CASCADE, related_name="admissions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=Now())
    vouched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    vouched_at = models.DateTimeField(null=True)

    objects = AdmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "person"], name="admitted_once"),
            models.CheckConstraint(
                name="admission_vouched_for_by_two",
                condition=Q(vouched_by=None, vouched_at=None)
                | (Q(vouched_at__isnull=False) & ~Q(vouched_by=F("invited_by")) & ~Q(vouched_by=F("person"))),
                violation_error_message=_("Two different participants vouch for somebody."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.theme}"
