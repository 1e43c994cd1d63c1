"""How fast pages are: against one bare Django page under the same Granian worker, in the same run."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil

from tests.bench import client
from tests.bench.figures import Figure
from tests.processes import ROOT, until

ROUNDS = 9
REQUESTS_A_ROUND = 60
ORGANISATIONS = 60
PEERS = "NodeBB 1.95, pretalx 2.7-41, adhocracy+ 17.7"


def figures(environment):
    """Everything about pages; ``environment`` names an empty, migrated database."""
    from tests.bench import material

    yield from _query_figures(material)
    session = material.sign_in(material.reader())
    with Web(environment) as web:
        pages = _pages(web.port, session)
        for name, (page, marks) in pages.items():
            body = client.body_of(*client.Connection(web.port).get(page))
            assert body.count(marks[0]) in marks[1], f"{name}: {body.count(marks[0])} rows"
        wanted = {name: page for name, (page, _marks) in pages.items()}
        yield from _speed_figures(web.port, wanted)
        yield Figure("web worker RSS after the run", web.megabytes(), gate=150, unit=" MB")
        for name, path, who in (
            ("themes list, signed in", "/themes/", session),
            ("themes list, anonymous", "/themes/", ""),
            ("home, signed in", "/", session),
        ):
            size, count = first_visit(web.port, path, who)
            yield Figure(f"{name}, first visit, gzip, {count} requests", round(size / 1000, 1), gate=100, unit=" kB")


def _pages(port, session):
    """What is asked for, and what must stand on it how often."""
    row = "member organisations</p>"
    return {
        "bare": (client.request(port, "/bare/", session=session, is_packed=False), ("<tr>", {50})),
        "list": (client.request(port, "/themes/", session=session), (row, {50})),
        "list unpacked": (client.request(port, "/themes/", session=session, is_packed=False), (row, {50})),
        "list anonymous": (client.request(port, "/themes/"), (row, {50})),
        "home": (client.request(port, "/", session=session), (row, {5, 6})),
    }


def _speed_figures(port, wanted):
    for connections in (1, 4):
        times = client.time_rounds(port, wanted, rounds=ROUNDS, count=REQUESTS_A_ROUND, connections=connections)
        told = "" if connections == 1 else f", {connections} connections"
        yield Figure(f"bare view itself{told}", statistics.median(times["bare"]) * 1000, unit=" ms a request")

        def ratio(name, times=times):
            return statistics.median(ours / bare for ours, bare in zip(times[name], times["bare"], strict=True))

        yield Figure(f"themes list, signed in, 50 rows / bare view{told}", ratio("list"), gate=3, goal=1.5, peers=PEERS)
        yield Figure(
            f"themes list, anonymous, 50 rows / bare view{told}",
            ratio("list anonymous"),
            gate=1,
            goal=0.5,
            peers="NodeBB 0.69",
        )
        yield Figure(f"home, signed in / bare view{told}", ratio("home"), gate=3, goal=1.5, peers="NodeBB 1.5")
        yield Figure(f"themes list, signed in, to a client without gzip / bare view{told}", ratio("list unpacked"))


def _query_figures(material):
    """The same number of queries however many themes there are."""
    counts = {}
    for rows in (1, 10, 500):
        material.grow_to(rows)
        counts[rows] = material.queries_of("/themes/")
    most = max(counts.values())
    told = ", ".join(f"{rows} themes {count}" for rows, count in counts.items())
    yield Figure(f"queries of the themes list, signed in ({told})", most, gate=12)
    yield Figure("queries more for 500 themes than for 1", counts[500] - counts[1], gate=0)
    yield Figure("queries of home, signed in", material.queries_of("/"), gate=12)


def first_visit(port, path, session):
    """Bytes and requests of a page with everything that its head asks for, as they travel."""
    connection = client.Connection(port)
    head, body = connection.get(client.request(port, path, session=session))
    page = client.body_of(head, body)
    needed = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    sizes = [len(connection.get(client.request(port, file))[1]) for file in sorted(needed)]
    return len(body) + sum(sizes), 1 + len(sizes)


class Web:
    """The Procfile's web process with the bare page beside ours."""

    def __init__(self, environment):
        self.environment, self.port = environment, int(environment["PORT"])
        self.place = Path(tempfile.mkdtemp(prefix="kring-bench-"))

    def __enter__(self):
        from honcho.environ import parse_procfile

        line = parse_procfile((ROOT / "Procfile").read_text()).processes["web"]
        line = line.replace("network.wsgi:application", "tests.bench.wsgi:application")
        self.log = (self.place / "web.log").open("wb")
        self.process = subprocess.Popen(
            ["sh", "-c", f"exec {line}"], cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )
        until(self._works, "the web process answers", within_seconds=60)
        return self

    def _works(self):
        if self.process.poll() is not None:
            sys.exit((self.place / "web.log").read_text()[-3000:])
        try:
            connection = client.Connection(self.port)
        except OSError:
            return False
        head, _body = connection.get(client.request(self.port, "/health/live"))
        return b" 200" in head[:20]

    def megabytes(self):
        """Of the one process that serves pages."""
        workers = psutil.Process(self.process.pid).children()
        return round(max(worker.memory_info().rss for worker in workers) / 1024**2, 1)

    def __exit__(self, *_exception):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
        if os.environ.get("KEEP_LOG") != "1":
            shutil.rmtree(self.place)
