from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.moves import Moving

VALID_FOR = timedelta(days=14)
MOST_TRIES = 5


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: Any) -> "ClaimQuerySet":
        """The coordinators who offer them see them."""
        return self if user.is_authenticated and user.is_coordinator else self.none()

    def open(self) -> "ClaimQuerySet":
        """Those that work now."""
        return self.filter(state=Claim.State.OFFERED, expires_at__gt=Now())


class Claim(Moving):
    """A code with which somebody without an account takes over what was written down in their name.

    Only a hash of the code is kept; whoever runs the network tells it to the person by phone, post or mail.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        CLAIMED = "claimed", _("claimed")
        SPENT = "spent", _("tried too often")
        WITHDRAWN = "withdrawn", _("withdrawn")

    MOVES: ClassVar = {
        "claim": ({State.OFFERED}, State.CLAIMED),
        "spend": ({State.OFFERED}, State.SPENT),
        "withdraw": ({State.OFFERED}, State.WITHDRAWN),
    }

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    code_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField(db_default=Now())
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(state="offered"), name="claim_offered_once")
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OFFERED and self.expires_at > timezone.now()

    def too_late(self) -> Any:
        return _("This code does not work any more. Ask the coordinator of the network for a new one.")
