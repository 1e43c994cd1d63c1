"""Where somebody is signed in, so that they can see it and end it.

Own instead of allauth.usersessions, which keeps addresses and asks for each session apart at every sign-in
(docs/decisions/0009).
"""

from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from members.devices.browsers import in_words


class DeviceQuerySet(models.QuerySet["Device"]):
    def signed_in(self) -> "DeviceQuerySet":
        """Those whose session still stands, the latest seen first."""
        standing = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
        return self.filter(session_key__in=standing).order_by("-seen_at", "-pk")


class Device(models.Model):
    """One browser in which one person is signed in. No address and no place: what it is and when it was last seen."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    signed_in_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects: Any = DeviceQuerySet.as_manager()

    def __str__(self) -> str:
        return in_words(self.browser, self.system)
