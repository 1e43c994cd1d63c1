"""Asking servers whose address somebody typed: not inside our house, and not for ever."""

import gzip
import socket

import pytest
import requests

from network.outside import MOST_BYTES, OutsideSession
from tests.members.providers.conftest import liar  # noqa: F401  a server that answers whatever a test wants


def get(address):
    with OutsideSession() as session:
        return session.get(address)


def test_a_public_answer_is_read_in_whole(liar):  # noqa: F811
    liar.says_json("/x", {"a": 1})
    answer = get(f"{liar.issuer}/x")
    assert (answer.status_code, answer.json()) == (200, {"a": 1})


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "0.0.0.0", "2130706433"]
)
def test_nothing_inside_a_private_network_is_asked(settings, host):
    settings.LOCAL_PROVIDERS = False
    with pytest.raises(requests.RequestException):
        get(f"https://{host}:1/x")


def test_a_private_address_is_left_before_anything_is_said(settings, liar):  # noqa: F811
    """Also when a public name leads there: what counts is where the connection ended."""
    settings.LOCAL_PROVIDERS = False
    for name in ("127.0.0.1", "localhost"):
        with pytest.raises(requests.ConnectionError, match="inside a private network"):
            get(f"https://{name}:{liar.server_port}/x")
    assert liar.asked == []


def test_plain_http_is_not_asked(settings, liar):  # noqa: F811
    settings.LOCAL_PROVIDERS = False
    with pytest.raises(requests.RequestException, match="https"):
        get(f"{liar.issuer}/x")
    assert liar.asked == []


def test_no_redirect_is_followed(liar):  # noqa: F811
    liar.says["/x"] = (302, {"Location": f"{liar.issuer}/y"}, b"", 0)
    with pytest.raises(requests.RequestException, match="sends us on"):
        get(f"{liar.issuer}/x")
    assert liar.asked == ["/x"]


def test_an_endless_answer_is_left(liar):  # noqa: F811
    liar.says["/x"] = (200, {}, b"x" * (MOST_BYTES + 1), 0)
    with pytest.raises(requests.RequestException, match="larger than a megabyte"):
        get(f"{liar.issuer}/x")


def test_a_slow_answer_is_left(liar, monkeypatch):  # noqa: F811
    monkeypatch.setattr("network.outside.PATIENCE_SECONDS", 0.2)
    liar.says["/x"] = (200, {}, b"{}", 2)
    with pytest.raises(requests.Timeout):
        get(f"{liar.issuer}/x")


def test_an_answer_that_only_drips_is_left(liar, monkeypatch):  # noqa: F811
    monkeypatch.setattr("network.outside.PATIENCE_SECONDS", 0.3)
    liar.says["/x"] = (200, {}, [b"x"] * 60, 0)
    with pytest.raises(requests.Timeout, match="longer than"):
        get(f"{liar.issuer}/x")


def test_a_packed_answer_is_measured_unpacked(liar):  # noqa: F811
    liar.says["/x"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 100), 0)
    assert get(f"{liar.issuer}/x").content == b"x" * 100
    liar.says["/x"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 50 * MOST_BYTES), 0)
    with pytest.raises(requests.RequestException, match="larger than a megabyte"):
        get(f"{liar.issuer}/x")


def test_somebody_who_never_answers_is_left(settings, monkeypatch):
    settings.LOCAL_PROVIDERS = True
    monkeypatch.setattr("network.outside.PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(requests.Timeout):
        get(f"http://127.0.0.1:{server.getsockname()[1]}/")
