"""`make bench` and `make bench-NAME`: the machine, then one line a figure; the exit status is 1 when a gate is missed.

It runs beside stores of its own, in a database made anew, and leaves nothing running.
"""

import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg
from django.db import connections
from psycopg import sql

from network.bootstrap.stores import Addresses
from network.bootstrap.trouble import free_port
from network.demo import environment as surroundings
from network.demo.ports import Ports
from tests.bench.figures import machine
from tests.processes import collect_static_with

# Each module has ``figures(environment)``, which yields them as they are measured.
BENCHES = ["pages", "sign_in", "csv", "directory", "desk", "discussion", "look_alikes"]
DATABASE = "kring_bench"


def main():
    names = sys.argv[1:] or BENCHES
    if unknown := set(names) - set(BENCHES):
        print(f"There is no bench {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    print(machine(), flush=True)
    missed = 0
    with tempfile.TemporaryDirectory(prefix="kring-bench-") as place:
        environment = _environment(Path(place))
        os.environ.update(environment, DJANGO_SETTINGS_MODULE="network.settings")
        collect_static_with(environment)
        for name in names:
            _new_database(environment)
            for figure in importlib.import_module(f"tests.bench.{name}").figures(environment):
                print(figure, flush=True)
                missed += figure.is_missed
    if missed:
        print(f"Gates missed: {missed}", flush=True)
    return 1 if missed else 0


def _environment(place):
    """The demo's own values, in a database beside it."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{DATABASE}").geturl()
    ports = Ports(free_port(), free_port(), free_port())
    told = surroundings.describe(place, Addresses(address, os.environ["REDIS_URL"]), ports, "127.0.0.1")
    return os.environ | told | {"SITE_URL": f"http://127.0.0.1:{ports.web}", "LOG_LEVEL": "warning"}


def _new_database(environment):
    """Made anew for each bench and filled with empty tables."""
    empty(environment["DATABASE_URL"])
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], env=environment, check=True)
    django.setup()


def empty(address):
    """Make the database at ``address`` anew; what the bench before left open here is closed, because its server goes."""
    connections.close_all()
    parts = urlsplit(address)
    name = sql.Identifier(parts.path.removeprefix("/"))
    with psycopg.connect(parts._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


if __name__ == "__main__":
    sys.exit(main())
