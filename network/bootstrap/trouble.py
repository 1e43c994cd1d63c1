"""What PostgreSQL and Valkey have in common when started here: free ports, a sure end, and trouble told in a sentence."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator

from network.bootstrap.leash import GRACE_SECONDS


class StoreTroubleError(Exception):
    """A store does not start; the text is one sentence that can be shown."""


def free_port() -> int:
    """A loopback port that is free now; another process may still take it first, so be ready to ask again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def stopping(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Stop a leashed process at the end of the block and wait until it is gone."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(GRACE_SECONDS + 2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
