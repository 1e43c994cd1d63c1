"""The clocks of members run each night, one after the other, and none stops the others."""

import pytest
from django.conf import settings

from members import tasks
from members.invitations.actions import expire_overdue, invite
from members.models import Invitation
from network.celery import app

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def test_every_task_of_the_beat_exists():
    app.loader.import_default_modules()
    assert {beat["task"] for beat in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_a_clock_that_fails_does_not_stop_the_others(cast, monkeypatch):
    invitation = invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)
    Invitation.objects.update(expires_at=invitation.created_at)

    def broken():
        raise ValueError("on purpose")

    monkeypatch.setattr(tasks, "CLOCKS", [broken, expire_overdue])
    tasks.nightly()
    assert Invitation.objects.get().state == "expired"


def test_two_nights_in_one_change_nothing_more(cast):
    tasks.nightly()
    before = list(Invitation.objects.values())
    tasks.nightly()
    assert list(Invitation.objects.values()) == before
