"""The management commands that prepare the demo; each may run again and again."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from network.bootstrap.leash import Holder

STEPS = {
    "Database tables": ["migrate", "--verbosity=0"],
    "Static files": ["collectstatic", "--noinput", "--clear", "--verbosity=0"],
    "Real history": ["import_legacy"],
    "Fictional people": ["load_demo"],
}


class StepFailedError(Exception):
    """A command failed; the text ends in a sentence and shows the last lines before it."""


@dataclass(frozen=True)
class Preparation:
    """Where the commands run, what they are told, and who holds their leash."""

    root: Path
    place: Path
    environment: Mapping[str, str]
    holder: Holder

    def lines(self) -> Iterator[str]:
        """Take each step and give a line about it when it is done."""
        for title, command in STEPS.items():
            begun = time.monotonic()
            if command[0] == "collectstatic":
                self._collect_static(title, command)
            else:
                self._manage(title, command)
            yield f"  {title}: {time.monotonic() - begun:.1f} s"

    def _manage(self, title: str, command: list[str]) -> None:
        log = self.place / "log" / f"{command[0]}.log"
        line = self.holder.leashed([sys.executable, "manage.py", *command], log=log)
        if subprocess.run(line, cwd=self.root, env=os.environ | self.environment, check=False).returncode:
            message = f"{last_lines(log)}\n{title}: `manage.py {command[0]}` failed; the lines above say why."
            raise StepFailedError(message)

    def _collect_static(self, title: str, command: list[str]) -> None:
        """Only when a file changed, because it takes longest."""
        stamp, key = self.place / "static-files", _static_fingerprint(self.root)
        if not (self.root / "var" / "static").is_dir() or not stamp.exists() or stamp.read_text() != key:
            self._manage(title, command)
            stamp.write_text(key)


def last_lines(log: Path) -> str:
    """The end of a log, indented for the screen."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return "\n".join(f"    {line}" for line in lines[-15:])


def _static_fingerprint(root: Path) -> str:
    """Changes with any static file of ours, and with the packages and settings that bring others."""
    files = [path for place in sorted(root.glob("*/static")) for path in sorted(place.rglob("*")) if path.is_file()]
    files += [root / "requirements.lock", root / "network" / "settings.py"]
    lines = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files if path.exists()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
