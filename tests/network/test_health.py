"""What the watchers of the servers read."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from collaborations.themes.notices import YOUR_THEME_OPENED
from notifications.digests.models import DigestRun
from notifications.log.actions import tell
from notifications.models import OutboxMail
from tests.factories import ThemeFactory

pytestmark = pytest.mark.django_db


def test_a_living_process_says_so_without_asking_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"live": True})
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_the_stores_answer(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "oldest_overdue_seconds": 0, "is_late": False}


def test_not_ready_while_the_broker_is_away(client, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.BROKER_URL = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["broker"] == "away"
    assert answer.json()["database"] == "ok"


@pytest.mark.parametrize(("minutes", "is_late"), [(14, False), (16, True)])
def test_mail_that_waits_too_long_is_told_of(client, cast, minutes, is_late):
    tell(YOUR_THEME_OPENED, ThemeFactory(opened=True, author=cast.member), by=cast.coordinator)
    OutboxMail.objects.update(due_at=timezone.now() - timedelta(minutes=minutes))
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["is_late"] is is_late
    assert minutes * 60 <= answer.json()["oldest_overdue_seconds"] < minutes * 60 + 60


def test_a_digest_that_waits_too_long_is_told_of(client, cast):
    DigestRun.objects.create(
        person=cast.member, cadence="daily", period_start="2026-03-02", due_at=timezone.now() - timedelta(hours=2)
    )
    assert client.get("/health/ready").json()["is_late"] is True


def test_health_tells_nothing_about_people_and_needs_no_https(cast):
    from django.test import Client

    answer = Client().get("/health/ready")
    assert answer.status_code == 200
    assert "example.org" not in answer.content.decode()
