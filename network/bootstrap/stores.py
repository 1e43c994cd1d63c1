"""Real stores on this machine, for the demo, the tests and the shell: `with running(directory, durable=True) as addresses`.

Addresses already given in DATABASE_URL or REDIS_URL are respected: that store is not started. There is no second kind of store, no
SQLite and nothing in memory, so what works here works in production.

`python -m network.bootstrap.stores -- COMMAND` runs a command with both addresses in its environment and stops the stores after it.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from network.bootstrap import postgres as postgresql
from network.bootstrap.leash import AlreadyHeldError, hold
from network.bootstrap.trouble import StoreTroubleError
from network.bootstrap.valkey import valkey


@dataclass(frozen=True)
class Addresses:
    """Where the stores are; the Redis address carries no database number."""

    database_url: str
    redis_url: str

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextlib.contextmanager
def running(directory: Path, *, durable: bool) -> Iterator[Addresses]:
    """Run PostgreSQL and Valkey on the data below `directory`, about a second after the call, until the block ends.

    One process at a time per directory: raises AlreadyHeldError for the second, StoreTroubleError with a sentence when a store fails.
    `durable=False` is for tests: quicker, and lost when the machine crashes.
    """
    database_url, redis_url = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    with contextlib.ExitStack() as stack:
        if not (database_url and redis_url):
            directory = directory.resolve()
            holder = stack.enter_context(hold(directory / "stores.lock"))
            redis_url = redis_url or stack.enter_context(valkey(directory, holder, durable=durable))
            database_url = database_url or stack.enter_context(postgresql.postgres(directory, holder, durable=durable))
        yield Addresses(database_url, redis_url)


def forget(directory: Path) -> None:
    """Delete all that the stores keep below `directory`, wherever it lies; raises AlreadyHeldError while something runs on it."""
    directory = directory.resolve()
    with hold(directory / "stores.lock"):
        postgresql.forget(directory)
        shutil.rmtree(directory)


def in_foreground(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command that may talk to a person: a Ctrl-C is for it alone, and the stores wait until it ends."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        return subprocess.run(command, env=os.environ | environment, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def main() -> int:
    """Run the command given after `--` beside the stores."""
    parser = argparse.ArgumentParser(description="Run a command with PostgreSQL and Valkey beside it.")
    parser.add_argument("--directory", type=Path, default=Path("var/dev"))
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    try:
        with running(options.directory, durable=True) as addresses:
            return in_foreground(options.command, addresses.environment)
    except (AlreadyHeldError, StoreTroubleError) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
