"""Keep processes from outliving the one that started them, however that one ended.

Whoever starts processes holds a lock file (`hold`) and starts each of them below a leash (`Holder.leashed`): a small watcher that
asks twice a second whether the lock is still held. The kernel frees a lock when its holder is gone, also after `kill -9`; then the
leash asks its command to stop, and ends by force what remains after the grace.

What surprises:
- The lock is a POSIX record lock. Children do not inherit it, which is the point, but a holder loses it when it opens and closes the
  same file once more.
- A second lock, beside the first, is shared by all leashes. A new holder waits for it, so leftovers of a crash are gone before the
  next start touches their ports and data.
- This file runs as a plain script with the standard library only, so a leash costs some milliseconds and no Django.
"""

import argparse
import contextlib
import ctypes
import fcntl
import os
import pwd
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

GRACE_SECONDS = 8.0
LOOK_EVERY_SECONDS = 0.5
PATIENCE_SECONDS = 2 * GRACE_SECONDS
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in prctl(2), Linux only


class AlreadyHeldError(Exception):
    """Another living process holds the lock; `note` is what it wrote there for people to read."""

    def __init__(self, lock: Path, note: str) -> None:
        self.note = note
        super().__init__(f"{lock} is held by a process that still runs: stop that one first, then try again.")


class Holder:
    """The one who holds the lock; a leash knows it again by its token."""

    def __init__(self, lock: Path, descriptor: int) -> None:
        self._lock = lock
        self._descriptor = descriptor
        self._token = secrets.token_hex(8)
        self.note("")

    def note(self, text: str) -> None:
        """Tell those who find the lock held what runs here, such as its address."""
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{self._token}\n{text}\n".encode(), 0)

    def leashed(
        self,
        command: Sequence[str],
        *,
        stop_with: str = "TERM",
        log: Path | None = None,
        account: str | None = None,
        grace: float = GRACE_SECONDS,
    ) -> list[str]:
        """The command line that runs `command` below a leash; `grace` is in seconds.

        With `log`, its output is appended to that file; with `account`, root runs it as that user.
        """
        line = [sys.executable, "-I", "-S", __file__, "--lock", str(self._lock), "--token", self._token]
        line += ["--stop-with", stop_with, "--grace", str(grace)]
        line += ["--log", str(log)] if log else []
        line += ["--account", account] if account else []
        return [*line, "--", *command]


@contextlib.contextmanager
def hold(lock: Path) -> Iterator[Holder]:
    """Hold `lock` for the length of the block; what is leashed to it ends with the block at the latest.

    Raises AlreadyHeldError when another process holds it, or when leftovers of the last holder do not end.
    """
    lock = lock.absolute()
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _take(descriptor, fcntl.LOCK_EX, within=4 * 0.05):  # a leash that looks holds it for a blink
            raise AlreadyHeldError(lock, os.pread(descriptor, 4096, 0).decode().partition("\n")[2].strip())
        holder = Holder(lock, descriptor)
        _wait_for_leftovers(lock)
        yield holder
    finally:
        os.close(descriptor)


def _wait_for_leftovers(lock: Path) -> None:
    descriptor = os.open(_leashes(lock), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _take(descriptor, fcntl.LOCK_EX, within=PATIENCE_SECONDS):
            raise AlreadyHeldError(lock, "")
    finally:
        os.close(descriptor)


def _leashes(lock: Path) -> Path:
    return lock.with_name(f"{lock.name}.leashes")


def _take(descriptor: int, kind: int, *, within: float = 0) -> bool:
    deadline = time.monotonic() + within
    while True:
        try:
            fcntl.lockf(descriptor, kind | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        else:
            return True


def main() -> int:
    """Run one command until it ends, this leash is asked to stop, or the holder of the lock is gone."""
    options = _options()
    is_wanted = _watch_holder(options.lock, options.token)
    wait, was_asked = _watch_signals()
    stop_with = getattr(signal, f"SIG{options.stop_with}")
    child = _start(options, stop_with)
    while child.poll() is None and not was_asked() and is_wanted():
        wait(LOOK_EVERY_SECONDS)
    _end(child, stop_with, options.grace)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run a command that ends when the holder of a lock is gone.")
    parser.add_argument("--lock", type=Path, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--stop-with", default="TERM", choices=["TERM", "INT"])
    parser.add_argument("--grace", type=float, default=GRACE_SECONDS)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--account")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def _watch_holder(lock: Path, token: str) -> Callable[[], bool]:
    """A question to ask again and again: does the holder that started us still live?"""
    leashes = os.open(_leashes(lock), os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.lockf(leashes, fcntl.LOCK_SH)
    held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)

    def is_wanted() -> bool:
        if _take(held, fcntl.LOCK_SH):
            fcntl.lockf(held, fcntl.LOCK_UN)
            return False
        return os.pread(held, 64, 0).partition(b"\n")[0].decode() == token

    return is_wanted


def _watch_signals() -> tuple[Callable[[float], None], Callable[[], bool]]:
    """Wait that any signal cuts short (also the end of the child), and whether we were asked to stop."""
    asked: list[int] = []
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda received, _frame: asked.append(received))

    def wait(seconds: float) -> None:
        if select.select([woken], [], [], seconds)[0]:
            os.read(woken, 512)

    return wait, lambda: bool(asked)


def _start(options: argparse.Namespace, stop_with: signal.Signals) -> subprocess.Popen[bytes]:
    """Start the command in a process group of its own, so that a Ctrl-C in the terminal reaches only the holder."""

    def die_with_leash() -> None:
        # Linux also ends the command when its leash itself is killed; elsewhere that one case stays open.
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(DEATH_SIGNAL, stop_with)

    account = pwd.getpwnam(options.account) if options.account else None
    output = options.log.open("ab") if options.log else None
    return subprocess.Popen(
        options.command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        process_group=0,
        preexec_fn=die_with_leash,  # noqa: PLW1509 - a leash has one thread
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )


def _end(child: subprocess.Popen[bytes], stop_with: signal.Signals, grace: float) -> None:
    """Ask the command itself first (its own children may be in the middle of work), then force the whole group."""
    if child.poll() is None:
        child.send_signal(stop_with)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(grace)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


if __name__ == "__main__":
    sys.exit(main())
