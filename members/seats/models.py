from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation


class SeatTermQuerySet(models.QuerySet["SeatTerm"]):
    def held(self) -> "SeatTermQuerySet":
        """Seats that give access at this moment, with their organisations."""
        return self.filter(ended_at=None, organisation__is_active=True).select_related("organisation").order_by("pk")


class SeatTerm(models.Model):
    """An organisation's place in the network, held by a person for a time."""

    class Role(models.TextChoices):
        CONTACT = "contact", _("contact")
        STAFF = "staff", _("staff")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seat_terms")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seat_terms")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.STAFF)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SeatTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(ended_at=None),
                name="seat_held_once",
                violation_error_message=_("This person holds a seat in this organisation already."),
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_starts", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"

    @property
    def is_contact(self) -> bool:
        return self.role == self.Role.CONTACT
