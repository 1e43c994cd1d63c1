"""A broker that is away costs a hint and nothing else."""

import logging
import socket
from contextlib import contextmanager, suppress
from threading import Thread

import pytest
from django.db import transaction
from structlog.testing import capture_logs

from collaborations.models import Theme
from collaborations.themes.actions import open_theme
from network.celery import app
from network.nudges import nudge
from notifications.mail.models import OutboxMail
from notifications.models import Notice
from notifications.tasks import send_waiting_mail
from tests.factories import ThemeFactory


@contextmanager
def broker_at(port):
    """Send nudges to this port instead of the tests' own Valkey."""
    before, app.conf.broker_url = app.conf.broker_url, f"redis://127.0.0.1:{port}/0"
    app.pool.force_close_all()
    app.amqp._producer_pool = None
    yield
    app.conf.broker_url = before
    app.amqp._producer_pool = None


@pytest.fixture
def _no_broker():
    """The broker's address is a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with broker_at(taken.getsockname()[1]):
            yield


@pytest.fixture
def hung_up():
    """A broker that hangs up on everybody; one entry for each attempt to reach it."""
    attempts = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up():
            with suppress(OSError):
                while True:
                    caller, _address = server.accept()
                    attempts.append(caller)
                    caller.close()

        listening = Thread(target=hang_up)
        listening.start()
        with broker_at(server.getsockname()[1]):
            yield attempts
        server.shutdown(socket.SHUT_RDWR)
        listening.join()


@pytest.fixture
def waiting():
    """What lies in the broker's queue."""
    with app.connection_for_write() as connection:
        client = connection.default_channel.client
        client.delete("celery")
        yield lambda: client.llen("celery")
        client.delete("celery")


@pytest.mark.django_db(transaction=True)
def test_a_nudge_leaves_after_the_commit_and_not_before(waiting):
    with transaction.atomic():
        nudge(send_waiting_mail)
        assert waiting() == 0
    assert waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_no_nudge_leaves_when_the_act_fails(waiting):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        nudge(send_waiting_mail)
        raise ZeroDivisionError
    assert waiting() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_broker")
def test_with_the_broker_away_a_decision_stands_and_its_mail_and_notice_wait_in_the_database(cast):
    theme = ThemeFactory(proposed=True, author=cast.member, organisation=cast.organisation)
    with capture_logs() as lines:
        open_theme(theme, by=cast.coordinator)
    assert Theme.objects.get().state == Theme.State.OPEN
    assert Notice.objects.filter(person=cast.member).count() == 1
    assert OutboxMail.objects.due().filter(person=cast.member).count() == 1
    lost = [line for line in lines if line["event"] == "nudge_lost"]
    assert {line["task"] for line in lost} == {
        "notifications.tasks.send_waiting_mail",
        "notifications.tasks.hint_at_notices",
    }
    assert all("example.org" not in str(line) for line in lines)
    assert logging.getLogger("celery").level <= logging.ERROR


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_a_broker_that_hangs_up_is_tried_again_and_again(hung_up):
    nudge(send_waiting_mail)
    assert len(hung_up) == 1
