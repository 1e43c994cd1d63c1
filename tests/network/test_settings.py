"""Production refuses to start half-configured, and says what is missing; each time in a process of its own."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHOLE = {
    "SECRET_KEY": "k" * 60 + "abcdefgh12345",
    "SITE_URL": "https://kring.example.org",
    "DATABASE_URL": "postgres://kring:secret@127.0.0.1/kring",
    "REDIS_URL": "redis://127.0.0.1:6379",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
}
WRONG = {
    **{f"without {name}": {name: None} for name in WHOLE},
    "by http": {"SITE_URL": "http://kring.example.org"},
    "without a scheme": {"SITE_URL": "kring.example.org"},
    "with a short secret": {"SECRET_KEY": "short"},
}
SAYS = {
    "by http": "SITE_URL must begin with https://",
    "without a scheme": "give the whole address",
    "with a short secret": "SECRET_KEY is too short",
}


def start(changes, *command):
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {*WHOLE, "DEBUG", "DEMO", "ALLOWED_HOSTS", "LIVE_URL"}
    }
    environment |= {name: value for name, value in (WHOLE | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def starts():
    """All the ways to start at once, to save time."""
    with ThreadPoolExecutor(4) as runners:
        return dict(
            zip(WRONG, runners.map(lambda how: start(WRONG[how], "-c", "import network.settings"), WRONG), strict=True)
        )


@pytest.mark.parametrize("how", WRONG)
def test_production_refuses_to_start(starts, how):
    assert starts[how].returncode != 0
    last = starts[how].stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert SAYS.get(how, f"Kring cannot start without {how.removeprefix('without ')} (") in last
    assert "secret@" not in last


def test_djangos_own_check_of_a_deployment_finds_nothing():
    ran = start({}, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert ran.returncode == 0, ran.stderr
    assert "no issues" in ran.stdout
