"""Benches run one after the other in one process, each in a database made anew."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg

from tests.processes import ROOT

NAME = "kring_benches_of_a_test"
TWO_BENCHES = """
import os
import django
django.setup()
from django.db import connection
from tests.bench.__main__ import empty

for bench in range(2):
    empty(os.environ["DATABASE_URL"])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE measured ()")
"""


def test_a_bench_begins_in_an_empty_database_though_the_one_before_left_its_connection_open():
    stores = urlsplit(os.environ["DATABASE_URL"])
    env = os.environ | {"DATABASE_URL": stores._replace(path=f"/{NAME}").geturl()}
    try:
        done = subprocess.run(
            [sys.executable, "-c", TWO_BENCHES], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
    finally:
        with psycopg.connect(stores._replace(path="/postgres").geturl(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    assert done.returncode == 0, done.stderr
