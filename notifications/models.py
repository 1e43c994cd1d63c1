"""Every table of this app: what happened, whom it concerns, and what was sent."""

from notifications.digests.models import Cursor, DigestRun
from notifications.log.models import Event, Seen
from notifications.mail.models import OutboxMail
from notifications.notices.models import Notice

__all__ = ["Cursor", "DigestRun", "Event", "Notice", "OutboxMail", "Seen"]
