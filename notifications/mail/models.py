from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from network.kinds import Stranger
from notifications.log.models import Event

PUT_ASIDE_AFTER = timedelta(days=14)  # of a mail that failed and that nobody looked at
ASIDE = "put aside"


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    def visible_to(self, user: Any) -> "OutboxMailQuerySet":
        """For those who keep the desk; what a mail says, its own kind decides."""
        return self if user.is_authenticated and user.keeps_the_desk else self.none()

    def failed(self) -> "OutboxMailQuerySet":
        """What a server refused for good, or what could not be written: the longest ago first."""
        found = self.filter(state="failed").exclude(outcome=ASIDE)
        return found.select_related("event", "person").order_by("created_at", "pk")

    def due(self) -> "OutboxMailQuerySet":
        """What may be tried now: waiting, or left behind by a worker whose lease ran out."""
        return self.filter(Q(state="waiting") | Q(state="sending"), due_at__lte=Now()).order_by("due_at", "pk")


class OutboxMail(models.Model):
    """A mail about a decision, written with the decision itself. Sent at least once, always with the same Message-ID.

    While a worker sends it, ``due_at`` is the end of that worker's lease: a worker that dies leaves a row that is
    simply due again.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        SKIPPED = "skipped"
        FAILED = "failed"

    LEASE = timedelta(minutes=2)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    address = models.EmailField(blank=True, help_text="Of somebody without an account, who is then no person here.")
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, blank=True)
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "event"], name="outbox_mail_once"),
            models.UniqueConstraint(
                "event", Lower("address"), condition=~Q(address=""), name="outbox_mail_once_by_address"
            ),
            models.CheckConstraint(
                name="outbox_mail_to_person_or_address",
                condition=Q(person__isnull=False, address="") | (Q(person=None) & ~Q(address="")),
            ),
            models.CheckConstraint(
                name="outbox_mail_sent_at_matches_state",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "sending"]), name="outbox_mail_due")
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def was_put_aside(self) -> bool:
        return self.state == self.State.FAILED and self.outcome == ASIDE

    @property
    def reader(self) -> Any:
        """The person, or the stranger at the address."""
        return self.person or Stranger(self.address, self.name, self.language)

    @property
    def message_id(self) -> str:
        from notifications.mail.compose import message_id

        return message_id("notice", self.pk)
