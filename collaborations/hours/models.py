from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class WorkingWeek(models.Model):
    """How much time somebody at the desk has, and how what they decide goes out."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="working_week")
    hours = models.PositiveSmallIntegerField(_("hours a week"), default=8)
    announces_by_hand = models.BooleanField(
        _("my decisions wait until I announce them"),
        default=False,
        help_text=_(
            "Then they go out by themselves only at the end of what was promised; else on the next working morning."
        ),
    )

    class Meta:
        constraints = [models.CheckConstraint(name="working_week_is_a_week", condition=Q(hours__lte=60))]

    def __str__(self) -> str:
        return f"{self.person}: {self.hours}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: date) -> "LeaveQuerySet":
        """Both ends are included."""
        return self.filter(first_day__lte=day, last_day__gte=day)

    def for_deputy(self, person: Any) -> "LeaveQuerySet":
        """Those during which ``person`` stands in: named there, or one of all deputies because nobody was."""
        return self.filter(Q(deputy=person) | Q(deputy=None))

    def to_tell(self) -> "LeaveQuerySet":
        """Of coordinators: while one of them is away, others stand in."""
        return self.filter(person__is_coordinator=True, person__is_active=True).order_by("pk")

    def visible_to(self, user: Any) -> "LeaveQuerySet":
        """One's own and those one stands in for; coordinators see all, so that two are not away at once."""
        if not user.is_authenticated:
            return self.none()
        if user.is_coordinator:
            return self
        return self.filter(Q(person=user) | Q(deputy=user) | Q(deputy=None) if user.is_deputy else Q(person=user))


class Leave(models.Model):
    """Days on which somebody is not at the desk, and who stands in for them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="leaves")
    first_day = models.DateField(_("first day away"))
    last_day = models.DateField(_("last day away"))
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="stands_in",
        verbose_name=_("who stands in"),
    )  # fmt: skip

    told_at = models.DateTimeField(null=True, blank=True, editable=False)  # that something sensitive waits

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after_it_begins",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                name="leave_somebody_else_stands_in",
                condition=Q(deputy=None) | ~Q(deputy=F("person")),
                violation_error_message=_("Somebody else stands in for you."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.first_day} to {self.last_day}"

    def covers(self, day: date) -> Any:
        return self.first_day <= day <= self.last_day

    def deputies(self) -> list[Any]:
        """Who stands in: the one who was named, or every deputy; one query at most."""
        if self.deputy is not None:
            return [self.deputy] if self.deputy.is_deputy and self.deputy.is_active else []
        return list(get_user_model().objects.filter(is_deputy=True, is_active=True).order_by("pk"))
