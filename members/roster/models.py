from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.organisations.models import Organisation
from network.moves import Moving

ANSWER_WITHIN = timedelta(days=30)
UNCONFIRMED_FOR = timedelta(days=365)  # after which a seat's hand-over opens by itself


class RosterCheckQuerySet(models.QuerySet["RosterCheck"]):
    def visible_to(self, user: Any) -> "RosterCheckQuerySet":
        """Those of organisations whose contact ``user`` is; coordinators see all."""
        if user.is_coordinator:
            return self
        return self.filter(organisation__in=[seat.organisation_id for seat in user.seats if seat.is_contact])

    def asked(self) -> "RosterCheckQuerySet":
        return self.filter(state=RosterCheck.State.ASKED)


class RosterCheck(Moving):
    """Four times a year an organisation's contacts are asked by mail: are these still your people?"""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")
        UNANSWERED = "unanswered", _("not answered")

    MOVES: ClassVar = {
        "answer": ({State.ASKED, State.UNANSWERED}, State.ANSWERED),
        "close": ({State.ASKED}, State.UNANSWERED),
    }

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="roster_checks")
    quarter = models.CharField(max_length=7, help_text=_("such as 2026-Q4"))
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = RosterCheckQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "quarter"], name="roster_check_once_a_quarter")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.quarter}"
