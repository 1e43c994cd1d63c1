"""A real browser before the real processes."""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests import processes as real
from tests.browser.visitors import FIRST_VISITS, Visitor

USUAL = Path("/usr/bin/chromium")
BUILT_IN = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="session")
def processes():
    return real.shared()


@pytest.fixture(scope="module")
def chromium():
    """Closed with the module: while Playwright is open in a thread, Django refuses its database there."""
    path = os.environ.get("BROWSER_PATH") or (str(USUAL) if USUAL.exists() else "")
    if not path:
        said = (
            "NO BROWSER: the tests in tests/browser are skipped. Install Chromium, or set BROWSER_PATH to its program."
        )
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(said)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=quiet)
        yield opened
        opened.close()


@pytest.fixture(scope="module", autouse=True)
def _weights_are_kept():
    """What each page weighed at a first visit, in var/first-visits.json, for whoever wants to know."""
    yield
    if FIRST_VISITS:
        facts = {path: {"bytes": size, "requests": count} for path, (size, count) in sorted(FIRST_VISITS.items())}
        (real.ROOT / "var" / "first-visits.json").write_text(json.dumps(facts, indent=1))


@pytest.fixture
def visit(chromium, processes):
    """Open windows: ``visit(person)`` with that person's session, ``visit()`` as a stranger. At the end nothing was wrong."""
    visitors = []

    def make(person=None, **wishes):
        visitors.append(Visitor(chromium, processes, person, **wishes))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.leave()
    troubles = [trouble for visitor in visitors for trouble in visitor.troubles]
    assert not troubles, "\n".join(troubles)


class ByName:
    """The same processes under a name: a passkey belongs to a name, and 127.0.0.1 is none."""

    def __init__(self, processes):
        self.processes = processes
        self.site = processes.site.replace("127.0.0.1", "localhost")

    def __getattr__(self, name):
        return getattr(self.processes, name)


@pytest.fixture
def visit_by_name(chromium, processes):
    """Like ``visit``, at http://localhost, with an authenticator built into the browser unless it is unwished."""
    visitors = []

    def make(person=None, *, authenticator=True, **wishes):
        visitors.append(Visitor(chromium, ByName(processes), person, **wishes))
        if authenticator:
            devtools = visitors[-1].context.new_cdp_session(visitors[-1].page)
            devtools.send("WebAuthn.enable")
            devtools.send("WebAuthn.addVirtualAuthenticator", {"options": BUILT_IN})
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.leave()
    troubles = [trouble for visitor in visitors for trouble in visitor.troubles]
    assert not troubles, "\n".join(troubles)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    real.show_logs(report)
    return report
