"""`make demo`: stores, tables, real history, fictional people, and the processes of the Procfile, until Ctrl-C.

`--reset` deletes the demo's data; `-- COMMAND` runs a command with the demo's addresses, whether the demo runs or not.
Nothing outlives this launcher, however it ends (see `network.bootstrap.leash`), and a second start goes on with the same data.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from network.bootstrap.leash import AlreadyHeldError, Holder, hold
from network.bootstrap.stores import forget, in_foreground, running
from network.bootstrap.trouble import StoreTroubleError
from network.demo import environment as surroundings
from network.demo import ports, processes, steps

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "var" / "demo"
LOGS = PLACE / "log"
LOCK = ROOT / "var" / "demo.lock"
READY_WITHIN_SECONDS = 90.0


class DemoTroubleError(Exception):
    """The demo cannot go on; the text is for people."""


def main() -> int:
    """Start, reset, or run a command beside the demo; every expected trouble ends in a sentence."""
    parser = argparse.ArgumentParser(
        prog="network.demo", description="Run Kring with fictional people on this machine."
    )
    parser.add_argument("--reset", action="store_true", help="delete the demo's data")
    parser.add_argument("command", nargs="*", help="a command to run with the demo's addresses")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if options.command:
            return run_beside(options.command)
        return reset() if options.reset else start()
    except AlreadyHeldError as held:
        where = f" at {held.note}" if held.note else ""
        say(f"The demo of this checkout already runs{where}: open that, or stop it with Ctrl-C where it was started.")
    except (DemoTroubleError, StoreTroubleError, ports.NoFreePortError, steps.StepFailedError) as trouble:
        say(str(trouble))
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    return 1


def start() -> int:
    """Prepare and run everything until a person stops it."""
    with hold(LOCK) as holder:
        LOGS.mkdir(parents=True, exist_ok=True)
        for log in LOGS.glob("*.log"):
            log.unlink()
        surroundings.drop(PLACE)
        host = os.environ.get("DEMO_HOST") or "127.0.0.1"  # not HOST, which some shells set to the machine's name
        chosen = ports.pick(os.environ, host)
        for sentence in chosen.moved:
            say(f"  {sentence}")
        begun = time.monotonic()
        with running(PLACE, durable=True) as addresses:
            say(f"  PostgreSQL and Valkey: {time.monotonic() - begun:.1f} s")
            environment = surroundings.describe(PLACE, addresses, chosen, host)
            surroundings.keep(PLACE, environment)
            holder.note(environment["SITE_URL"])
            for line in steps.Preparation(ROOT, PLACE, environment, holder).lines():
                say(line)
            return run_processes(environment, holder)


def run_processes(environment: dict[str, str], holder: Holder) -> int:
    """Run the Procfile and say what to open once the site answers."""
    begun = time.monotonic()
    outcome: list[str] = []

    def greet() -> None:
        if is_ready(environment, outcome):
            say(f"  Web, live, worker, beat and mail: {time.monotonic() - begun:.1f} s\n")
            say(greeting(environment, holder))
        elif not outcome:
            outcome.append(f"The site does not answer after {READY_WITHIN_SECONDS:.0f} s: the logs in {LOGS} say why.")
            os.kill(os.getpid(), signal.SIGTERM)

    ended = processes.run(ROOT / "Procfile", os.environ | environment, holder, LOGS, greet)
    if ended:
        last = steps.last_lines(LOGS / f"{ended}.log")
        outcome.append(
            f"{last}\nThe process {ended} ended by itself, so the whole demo was stopped; the lines above say why."
        )
    if outcome:
        raise DemoTroubleError(outcome[0])
    outcome.append("Stopped; the next start goes on with the same data.")
    say(f"\n{outcome[0]}")
    return 0


def is_ready(environment: dict[str, str], outcome: list[str]) -> bool:
    """Wait until the site says that its database and broker answer, or the demo ends; a proxy in the environment is not asked."""
    host = {"Host": urlsplit(environment["SITE_URL"]).netloc}
    question = urllib.request.Request(f"http://127.0.0.1:{environment['PORT']}/health/ready", headers=host)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline and not outcome:
        with contextlib.suppress(OSError), opener.open(question, timeout=5) as answer:
            return bool(answer.status == HTTPStatus.OK)
        time.sleep(0.2)
    return False


def greeting(environment: dict[str, str], holder: Holder) -> str:
    """What to open next, and who one can be."""
    site = environment["SITE_URL"]
    command = holder.leashed([sys.executable, "manage.py", "demo_sign_ins"])
    asked = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    sign_ins = asked.stdout.rstrip() if asked.returncode == 0 else asked.stderr.strip()[-300:]
    return (
        f"Kring runs: {site}/\n"
        f"  every mail it sends   {site}/demo/inbox/\n"
        f"  people to sign in as  {site}/demo/people/\n"
        f"  logs                  {LOGS.relative_to(ROOT)}/\n\n{sign_ins}\n\nStop with Ctrl-C"
    )


def run_beside(command: list[str]) -> int:
    """Run a command on the data of the demo: with its addresses while it runs, else with stores of its own."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold(LOCK))
        except AlreadyHeldError:
            environment = surroundings.kept(PLACE)
            if environment is None:
                message = "The demo is still starting: try again in a moment."
                raise DemoTroubleError(message) from None
        else:
            addresses = stack.enter_context(running(PLACE, durable=True))
            environment = surroundings.describe(PLACE, addresses, ports.pick({}, "127.0.0.1"), "127.0.0.1")
        return in_foreground(command, environment)


def reset() -> int:
    """Delete the demo's data; refuses while the demo runs."""
    with hold(LOCK):
        forget(PLACE)
    say("The demo's data are deleted; the next `make demo` begins anew.")
    return 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
