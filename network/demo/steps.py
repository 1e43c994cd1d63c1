"""The management commands that prepare the demo; each may run again and again."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
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


def prepare(root: Path, place: Path, environment: Mapping[str, str], holder: Holder) -> Iterator[str]:
    """Take each step and give a line about it when it is done; static files only when one of them changed."""
    for title, command in STEPS.items():
        begun = time.monotonic()
        if command[0] == "collectstatic":
            _collect_static(title, command, root, place, environment, holder)
        else:
            _manage(title, command, root, place, environment, holder)
        yield f"  {title}: {time.monotonic() - begun:.1f} s"


def last_lines(log: Path) -> str:
    """The end of a log, indented for the screen."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return "\n".join(f"    {line}" for line in lines[-15:])


def _manage(title: str, command: list[str], root: Path, place: Path, environment: Mapping[str, str], holder: Holder) -> None:
    log = place / "log" / f"{command[0]}.log"
    line = holder.leashed([sys.executable, "manage.py", *command], log=log)
    if subprocess.run(line, cwd=root, env=os.environ | environment, check=False).returncode:
        message = f"{last_lines(log)}\n{title}: `manage.py {command[0]}` failed; the lines above say why."
        raise StepFailedError(message)


def _collect_static(title: str, command: list[str], root: Path, place: Path, environment: Mapping[str, str], holder: Holder) -> None:
    stamp, key = place / "static-files", _static_fingerprint(root)
    if (root / "var" / "static").is_dir() and stamp.exists() and stamp.read_text() == key:
        return
    _manage(title, command, root, place, environment, holder)
    stamp.write_text(key)


def _static_fingerprint(root: Path) -> str:
    """Changes with any static file of ours, and with the packages and settings that bring others."""
    files = [path for place in sorted(root.glob("*/static")) for path in sorted(place.rglob("*")) if path.is_file()]
    files += [root / "requirements.lock", root / "network" / "settings.py"]
    lines = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files if path.exists()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
