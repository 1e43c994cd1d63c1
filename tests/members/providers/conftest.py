"""A real OpenID Connect provider on this machine, and a second server that answers whatever a test wants."""

import contextlib
import html
import json
import re
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
import requests

from members.people.providers import SignInProvider
from members.people.sealing import seal
from tests.processes import until

DISCOVERY = "/.well-known/openid-configuration"


class Provider:
    """`oidc-provider-mock` in a process of its own: it signs tokens with its own key and knows the people it is told."""

    def __init__(self, port):
        self.issuer = f"http://127.0.0.1:{port}"

    def knows(self, subject, **claims):
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def sign_in(self, address, subject):
        """Press its button as ``subject``; the address to which it sends the browser back."""
        answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def deny(self, address):
        return requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=5).headers["Location"]


@pytest.fixture(scope="session")
def provider_process():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: process.poll() is None and _answers(port), "the provider answers", within_seconds=30)
    yield Provider(port)
    process.terminate()
    process.wait(10)


def _answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def oidc(provider_process, settings):
    settings.LOCAL_PROVIDERS = True
    return provider_process


@pytest.fixture
def provider(oidc, cast):
    """The own sign-in of Ada's organisation, for addresses at example.org."""
    return SignInProvider.objects.create(
        organisation=cast.organisation, slug="voorbeeld-a", issuer=oidc.issuer, client_id="kring",
        client_secret_sealed=seal("secret"), domains=["example.org"], is_on=True,
    )  # fmt: skip


class Liar(ThreadingHTTPServer):
    """Answers each path with what ``says`` holds: (status, headers, body, seconds of waiting).

    A body that is a list drips out, piece by piece.
    """

    daemon_threads = True

    def __init__(self):
        self.says, self.asked = {}, []
        super().__init__(("127.0.0.1", 0), _LiarsMouth)
        self.issuer = f"http://127.0.0.1:{self.server_port}"

    def says_json(self, path, document, status=200, **headers):
        self.says[path] = (status, {"Content-Type": "application/json"} | headers, json.dumps(document).encode(), 0)

    def discovers(self, **changes):
        """A discovery document of its own, with ``changes``."""
        names = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/jwks"}
        document = {"issuer": self.issuer} | {name: self.issuer + path for name, path in names.items()}
        self.says_json(DISCOVERY, {name: said for name, said in (document | changes).items() if said is not None})


class _LiarsMouth(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(urlsplit(self.path).path)
        status, headers, body, seconds = self.server.says.get(urlsplit(self.path).path, (404, {}, b"", 0))
        time.sleep(seconds)
        pieces = body if isinstance(body, list) else [body]
        self.send_response(status)
        for name, value in ({"Content-Length": sum(map(len, pieces))} | headers).items():
            self.send_header(name, str(value))
        self.end_headers()
        with contextlib.suppress(OSError):  # who asked may have gone
            for piece in pieces:
                self.wfile.write(piece)
                time.sleep(0.05 if len(pieces) > 1 else 0)

    do_POST = do_GET  # noqa: N815  http.server's own name

    def log_message(self, *args):
        pass


@pytest.fixture
def liar(settings):
    settings.LOCAL_PROVIDERS = True
    server = Liar()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def address_in(page):
    """Where the page leads on to."""
    return html.unescape(re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())[1])
