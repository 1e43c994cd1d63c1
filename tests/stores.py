"""The tests' own servers, started before Django reads its settings: PostgreSQL, Valkey and a mail server.

Each pytest-xdist worker has a Valkey of its own and, by pytest-django, a database of its own in one PostgreSQL.
"""

import atexit
import contextlib
import os
import tempfile
from pathlib import Path

from network.bootstrap import stores

_open = contextlib.ExitStack()
atexit.register(_open.close)


def _start():
    place = Path(tempfile.mkdtemp(prefix="kring-tests-"))
    _open.callback(stores.forget, place)
    os.environ.pop("REDIS_URL", None)  # inherited from the controlling process, whose Valkey is not ours
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
