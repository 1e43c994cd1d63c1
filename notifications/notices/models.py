from typing import Any

from django.conf import settings
from django.db import models

from notifications.log.models import Event


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread_of(self, person: Any) -> "NoticeQuerySet":
        return self.filter(person=person, read_at=None)

    def for_page(self, person: Any) -> "NoticeQuerySet":
        """Newest first, with their events."""
        return self.filter(person=person).select_related("event").order_by("-pk")


class Notice(models.Model):
    """Something that concerns exactly this person: shown in the badge and on the notices page."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, models.CASCADE, related_name="notices")
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="notice_once")]
        indexes = [models.Index(fields=["person"], condition=models.Q(read_at=None), name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.event} for {self.person}"
