"""What every test stands on: real mail, no N+1 queries, no page kept from the test before, and nothing wrong in silence."""

import email
import email.policy
import socket
from contextlib import nullcontext

import hypothesis
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.cache import caches
from django.test import Client, override_settings
from zeal import zeal_context
from zeal.patch import patch

from tests import people, strict
from tests.signing_in import proved

patch()
strict.unsettle_unordered_querysets()
hypothesis.settings.register_profile(
    "kring",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("kring")


class Browser(Client):
    """Django's test client, always by https, because http is answered with a redirect; no request may query in loops."""

    def generic(self, *args, **kwargs):
        with zeal_context():
            return super().generic(*args, **{**kwargs, "secure": True})

    def force_login(self, user, backend="allauth.account.auth_backends.AuthenticationBackend"):
        with zeal_context():
            super().force_login(user, backend)
            session = self.session
            session.update(proved(user))
            session.save()


class Letterbox:
    """A mail server's memory: what really arrived by SMTP.

    ``answer`` is its reply to every mail, ``replies`` those to the next ones; ``refuses`` replies to certain addresses.
    """

    def __init__(self):
        self.mails = []
        self.clear()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server, session, envelope):
        reply = self.replies.pop(0) if self.replies else self.answer
        if reply.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            message.envelope_to = envelope.rcpt_tos
            self.mails.append(message)
        if reply == "(hangs up)":
            server.transport.abort()
        return reply

    def to(self, person):
        return [mail for mail in self.mails if person.email in mail.envelope_to]

    def clear(self):
        self.mails.clear()
        self.answer, self.replies, self.refuses = "250 taken", [], {}


@pytest.fixture(scope="session", autouse=True)
def _strict_pages(tmp_path_factory, django_test_environment):
    """Pages fail on names they do not know, and need no bundle: that each file is in it, the browser tests see."""
    strict.fail_on_unknown_names()
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    loops_of_others = [{"model": "account.EmailAddress", "field": "*"}, {"model": "sessions.Session", "field": "*"}]
    places = {name: tmp_path_factory.mktemp(name) for name in ("STATIC_ROOT", "MEDIA_ROOT")}
    with override_settings(**places, STORAGES=storages, ZEAL_ALLOWLIST=loops_of_others):
        yield


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="session")
def _mail_server():
    letterbox = Letterbox()
    controller = Controller(letterbox, hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield letterbox, controller.port
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
    """Nothing is asked again for each of several rows; a test that ``allows_loops`` of its own still holds each request to it."""
    with nullcontext() if request.node.get_closest_marker("allows_loops") else zeal_context():
        yield


@pytest.fixture
def cast(db):
    """The people of tests/people.py, in the database."""
    return people.make_cast()


@pytest.fixture
def client():
    """A browser of somebody who is not signed in."""
    return Browser()


@pytest.fixture
def client_of(client):
    """A browser of one person: ``client_of(cast.member).get(...)``."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in
