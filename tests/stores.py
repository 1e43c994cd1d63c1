"""The tests' own servers, started before Django reads its settings: PostgreSQL, Valkey and a mail server.

Each pytest-xdist worker has both stores for itself: a digest's window waits for every transaction that a whole
PostgreSQL server is running, and so would wait for another worker's tests.
"""

import atexit
import contextlib
import os
import tempfile
from pathlib import Path

import pytest
from xdist.scheduler import LoadGroupScheduling

from network.bootstrap import stores

SHARING = ("tests/browser/", "tests/faults/")  # one set of real processes, so one worker

_open = contextlib.ExitStack()
atexit.register(_open.close)


def _start():
    place = Path(tempfile.mkdtemp(prefix="kring-tests-"))
    _open.callback(stores.forget, place)
    for name in ("DATABASE_URL", "REDIS_URL"):  # inherited from the controlling process, whose stores are not ours
        os.environ.pop(name, None)
    addresses = _open.enter_context(stores.running(place, durable=False))
    os.environ.update(addresses.environment)
    os.environ.update(
        SECRET_KEY="tests-only-" + "k" * 50,
        SITE_URL="https://kring.example.org",
        ALLOWED_HOSTS="kring.example.org,testserver",
        EMAIL_URL="smtp://127.0.0.1:1",
        LIVE_URL="wss://{host}/live/",
        LOG_LEVEL="ERROR",
    )
    for name in ("DEBUG", "DEMO"):
        os.environ.pop(name, None)


_start()


class _Sharing(LoadGroupScheduling):
    """pytest-xdist 3.8 cannot tell its groups to pytest 9.2, which no longer lets it rename tests; the folder says it, too."""

    def _split_scope(self, nodeid):
        return "processes" if nodeid.startswith(SHARING) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return _Sharing(config, log) if config.getvalue("dist") == "loadgroup" else None
