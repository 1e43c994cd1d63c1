"""What every test stands on: real mail, no N+1 queries, no page kept from the test before."""

import email
import email.policy
from contextlib import nullcontext

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import caches
from zeal import zeal_context
from zeal.patch import patch

from tests import people

patch()


class Letterbox:
    """A mail server's memory: what really arrived by SMTP."""

    def __init__(self):
        self.mails = []
        self.answer = "250 taken"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            message.envelope_to = envelope.rcpt_tos
            self.mails.append(message)
        return self.answer

    def to(self, person):
        return [mail for mail in self.mails if person.email in mail.envelope_to]

    def clear(self):
        self.mails.clear()
        self.answer = "250 taken"


@pytest.fixture(scope="session")
def _mail_server():
    letterbox = Letterbox()
    controller = Controller(letterbox, hostname="127.0.0.1", port=0)
    controller.start()
    yield letterbox, controller.server.sockets[0].getsockname()[1]
    controller.stop()


@pytest.fixture
def letterbox(_mail_server, settings):
    """Mail travels by SMTP to a server of the tests' own; ``letterbox.mails`` is what it took."""
    box, port = _mail_server
    box.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    box.clear()


@pytest.fixture(autouse=True)
def _nothing_kept():
    caches["pages"].clear()
    caches["default"].clear()


@pytest.fixture(autouse=True)
def _no_queries_in_loops(request):
    with nullcontext() if request.node.get_closest_marker("allows_loops") else zeal_context():
        yield


@pytest.fixture
def cast(db):
    """The people of tests/people.py, in the database."""
    return people.make_cast()


@pytest.fixture
def client_of(client):
    """A browser of one person: ``client_of(cast.member).get(...)``."""

    def sign_in(person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
