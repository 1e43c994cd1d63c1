"""Mornings on which digests go out."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from collaborations.themes import actions
from notifications.digests.actions import send_due_digests
from notifications.digests.calendar import oldest_running
from notifications.models import Cursor, DigestRun
from tests.factories import ThemeFactory


def subscribe(*people, cadence="daily"):
    """Their digest is due now and will tell what happens from now on."""
    Cursor.objects.bulk_create(
        Cursor(person=person, cadence=cadence, next_due_at=a_minute_ago(), from_transaction=oldest_running())
        for person in people
    )


def a_minute_ago():
    return timezone.now() - timedelta(minutes=1)


def another_morning():
    """Send what is due, as on the next day: all that is past moves back by a day."""
    DigestRun.objects.update(period_start=F("period_start") - timedelta(days=1))
    Cursor.objects.update(next_due_at=a_minute_ago())
    return send_due_digests()


def open_theme(cast, title, **facts):
    """A theme of Ada's that Dora opens, with its event."""
    facts = {"author": cast.member, "organisation": cast.organisation} | facts
    return actions.open_theme(ThemeFactory(proposed=True, title=title, **facts), by=cast.coordinator)
