"""Run the processes of the Procfile side by side, each below a leash and with its own log."""

import re
import shlex
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import honcho.manager
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer

from network.bootstrap.leash import GRACE_SECONDS, Holder

STOPPED_BY_A_PERSON = {130, 143}  # as a shell reports SIGINT and SIGTERM


class Watcher(Printer):
    """Honcho's messages are not for people; this keeps who stopped first, and calls `begin` once all processes are on their way."""

    def __init__(self, begin: Callable[[], None]) -> None:
        super().__init__()
        self.first_stopped = ""
        self._begin: Callable[[], None] | None = begin

    def write(self, message: Message) -> None:
        if self._begin:  # only now: honcho forks, and a fork should not find a second thread
            threading.Thread(target=self._begin, daemon=True).start()
            self._begin = None
        stopped = re.match(r"(\S+) stopped", str(message.data))
        if stopped and not self.first_stopped:
            self.first_stopped = stopped[1]


def run(procfile: Path, environment: Mapping[str, str], holder: Holder, logs: Path, begin: Callable[[], None]) -> str:
    """Run until a person stops it (answers "") or one process ends by itself (answers its name); then all are ended."""
    honcho.manager.KILL_WAIT = int(GRACE_SECONDS) + 4  # a leash needs its own grace before it is forced
    watcher = Watcher(begin)
    manager = honcho.manager.Manager(watcher)
    for name, command in parse_procfile(procfile.read_text()).processes.items():
        line = holder.leashed(["sh", "-c", f"exec {command}"], log=logs / f"{name}.log")
        manager.add_process(
            name, f"exec {shlex.join(line)}", quiet=True, env=dict(environment), cwd=str(procfile.parent)
        )
    manager.loop()
    return "" if manager.returncode in STOPPED_BY_A_PERSON else watcher.first_stopped
