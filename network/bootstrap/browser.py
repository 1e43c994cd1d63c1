"""Find a Chromium for the browser tests, or install one, and print its path.

`make test` hands the path to the tests in BROWSER_PATH. Without any browser the tests that need one are skipped on a laptop, with
one loud line, and the run fails under `CI=true`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_A_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def main() -> int:
    """Print the path alone on standard output; everything for people goes to standard error."""
    path = next(browsers(), None)
    if path:
        sys.stdout.write(f"{path}\n")
        return 0
    say("NO BROWSER: no Chromium was found or could be installed; install one, or set BROWSER_PATH to its program.")
    if os.environ.get("CI") == "true":
        return 1
    say("The browser tests are skipped.")
    return 0


def browsers() -> Iterator[str]:
    """Every way to a browser, the cheapest first; each is tried only when the ones before did not lead to one."""
    given = os.environ.get("BROWSER_PATH")
    if given:
        if not starts(given):
            say(f"BROWSER_PATH names {given}, which does not start; looking for another browser.")
        else:
            yield given
    yield from filter(starts, filter(None, map(shutil.which, NAMES)))
    yield from filter(starts, ON_A_MAC)
    yield from filter(starts, playwrights())
    say("No browser on this machine; Playwright installs its Chromium (about 150 MB).")
    if run([sys.executable, "-m", "playwright", "install", "chromium"]):
        yield from filter(starts, playwrights())
    if os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        say("Installing Debian's Chromium.")
        if run(["apt-get", "update"]) and run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
            yield from filter(starts, filter(None, map(shutil.which, NAMES)))


def playwrights() -> Iterator[str]:
    """Where Playwright keeps, or would keep, its own Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def starts(path: str) -> bool:
    """A browser that lacks a system library is found but does not start."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def run(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, stdout=sys.stderr, env=environment, check=False)
    if done.returncode:
        say(f"`{' '.join(command)}` did not work; the lines above say why.")
    return done.returncode == 0


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
