"""Asking a server whose address somebody else typed, so that it can neither reach inside our house nor hold us up.

Only https, never a private address, however a name resolves to it; no redirects; five seconds; one megabyte.
"""

import ipaddress
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3.connection
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError

PATIENCE_SECONDS = 5
MOST_BYTES = 1024 * 1024


class Refused(requests.RequestException):
    """We do not ask there, or do not listen on; the text says why."""


class OutsideSession(requests.Session):
    """A requests session under the rules above; ``response.content`` is there in whole."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        for scheme in ("https://", "http://"):
            self.mount(scheme, _CheckedAdapter())

    def request(self, method: str, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        if urlsplit(str(url)).scheme != "https" and not settings.LOCAL_PROVIDERS:
            raise Refused("The address does not begin with https://.")
        options |= {"timeout": PATIENCE_SECONDS, "allow_redirects": False, "stream": True}
        until = time.monotonic() + PATIENCE_SECONDS
        response = super().request(method, url, *args, **options)
        with response:
            if response.is_redirect:
                raise Refused("The server sends us on to another address.")
            response._content = _read(response, until)
        return response


def _read(response: requests.Response, until: float) -> bytes:
    """Piece by piece as it comes, so that an answer that only drips is left, too."""
    got = bytearray()
    try:
        while piece := response.raw.read1(65536, decode_content=True):
            got += piece
            if len(got) > MOST_BYTES:
                raise Refused("The answer is larger than a megabyte.")
            if time.monotonic() > until:
                raise requests.Timeout("The answer takes longer than five seconds.")
    except HTTPError as reason:
        raise requests.Timeout(str(reason)) from reason
    return bytes(got)


class _Checked:
    """Looks where the connection really ended, before anything is said: names may resolve differently the next time."""

    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()  # type: ignore[misc]
        if settings.LOCAL_PROVIDERS or ipaddress.ip_address(connection.getpeername()[0]).is_global:
            return connection
        connection.close()
        raise NewConnectionError(self, "The address is inside a private network.")  # type: ignore[arg-type]


class _PlainConnection(_Checked, urllib3.connection.HTTPConnection):
    pass


class _SecureConnection(_Checked, urllib3.connection.HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _CheckedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
