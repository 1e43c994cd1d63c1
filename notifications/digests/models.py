import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Cadence(models.TextChoices):
    DAILY = "daily", _("every day, when there is something new")
    OFF = "off", _("never")


class Cursor(models.Model):
    """Where a person stands: up to where they were told, and when they are told next."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cursor")
    cadence = models.CharField(_("digest"), max_length=8, choices=Cadence, default=Cadence.DAILY)
    send_hour = models.PositiveSmallIntegerField(
        _("hour"), default=8, validators=[MaxValueValidator(23)], help_text=_("In your own time zone.")
    )
    next_due_at = models.DateTimeField(null=True)
    from_transaction = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["next_due_at"], condition=Q(cadence="daily"), name="cursor_due")]
        constraints = [models.CheckConstraint(name="cursor_hour_of_a_day", condition=Q(send_hour__lte=23))]

    def __str__(self) -> str:
        return f"{self.cadence} at {self.send_hour}"


class DigestRunQuerySet(models.QuerySet["DigestRun"]):
    def due(self) -> "DigestRunQuerySet":
        return self.filter(state=DigestRun.State.DUE, due_at__lte=Now()).order_by("due_at", "pk")

    def left_behind(self) -> "DigestRunQuerySet":
        """Leased by a worker that did not come back in time."""
        return self.filter(lease_until__lt=Now(), state__in=[DigestRun.State.LEASED, DigestRun.State.SENDING])


class DigestRun(models.Model):
    """One digest of one person for one day: the row is the truth, and it is there once.

    From ``due`` a worker leases it under a token, builds it, and marks ``sending`` before it speaks to the mail
    server. Between the server's acceptance and the mark ``sent`` nobody can know (RFC 1047): a run that is left
    behind there becomes ``unknown`` and is not sent again.
    """

    class State(models.TextChoices):
        DUE = "due"
        LEASED = "leased"
        SENDING = "sending"
        SENT = "sent"
        SKIPPED = "skipped"
        FAILED = "failed"
        UNKNOWN = "unknown"

    LEASE = timedelta(minutes=5)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_runs")
    cadence = models.CharField(max_length=8, choices=Cadence)
    period_start = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.DUE, db_default=State.DUE)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    from_transaction = models.BigIntegerField(null=True)
    to_transaction = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=200, default="", db_default="", blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = DigestRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "cadence", "period_start"], name="digest_once_a_period"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=["due", "leased", "sending"]), name="digest_one_at_a_time"
            ),
            models.CheckConstraint(
                name="digest_sent_at_matches_state",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="due"), name="digest_due"),
            models.Index(fields=["lease_until"], condition=Q(state__in=["leased", "sending"]), name="digest_leased"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.cadence} {self.period_start}"

    @property
    def identity(self) -> str:
        """What the Message-ID is made of: the window itself, so a window can have one Message-ID only."""
        return f"{self.person_id}-{self.cadence}-{self.period_start:%Y%m%d}"

    @property
    def window(self) -> tuple[int, int]:
        """From which transaction up to, not including, which; known once the run is claimed."""
        if self.from_transaction is None or self.to_transaction is None:
            raise ValueError("Only a claimed run has a window.")
        return self.from_transaction, self.to_transaction

    @staticmethod
    def new_token() -> uuid.UUID:
        return uuid.uuid4()
