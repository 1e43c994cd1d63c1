"""What the processes of the demo are told by their environment."""

import json
import os
import secrets
import sys
from pathlib import Path

from network.bootstrap.stores import Addresses
from network.demo.ports import Ports

KEPT = "environment.json"


def describe(place: Path, addresses: Addresses, ports: Ports, host: str) -> dict[str, str]:
    """The demo's own values; mail never leaves this machine, whatever the person's own environment says.

    SITE_URL is respected when set, for a demo that is opened from another machine together with DEMO_HOST=0.0.0.0.
    """
    return addresses.environment | {
        "DEMO": "1",
        "SECRET_KEY": _secret_key(place),
        "SITE_URL": os.environ.get("SITE_URL") or f"http://127.0.0.1:{ports.web}",
        "EMAIL_URL": f"smtp://127.0.0.1:{ports.mail}",
        "INTEGRITY_ADDRESS": "integrity@example.org",
        "LIVE_URL": f"ws://{{host}}:{ports.live}/live/",
        "DEMO_MAILDIR": str(place / "mail"),
        "MEDIA_ROOT": str(place / "media"),
        "BEAT_SCHEDULE": str(place / "beat"),
        "HOST": host,
        "PORT": str(ports.web),
        "LIVE_PORT": str(ports.live),
        "MAIL_PORT": str(ports.mail),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
    }


def keep(place: Path, environment: dict[str, str]) -> None:
    """Remember it for commands that join a running demo, readable by this account only."""
    _keep_private(place / KEPT, json.dumps(environment))


def drop(place: Path) -> None:
    """Forget the last demo's environment, because its stores are elsewhere now."""
    (place / KEPT).unlink(missing_ok=True)


def kept(place: Path) -> dict[str, str] | None:
    """The environment of the demo that runs, or None while it is still starting."""
    path = place / KEPT
    return json.loads(path.read_text()) if path.exists() else None


def _secret_key(place: Path) -> str:
    path = place / "secret"
    if not path.exists():
        _keep_private(path, secrets.token_urlsafe(50))
    return path.read_text()


def _keep_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text)
