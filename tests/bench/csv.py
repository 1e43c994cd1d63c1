"""The dry run of a large file of organisations and people, in a process of its own so that its memory can be told."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.figures import Figure
from tests.processes import ROOT

ROWS, THERE, PEOPLE = 50_000, 10_000, 40_000
RUN = """
import json, re, sys, time
from pathlib import Path
import django
django.setup()
from django.db import connection
from members.imports import running

count = 0
def counted(execute, sql, params, many, context):
    global count
    count += 1
    return execute(sql, params, many, context)

def height():
    # ru_maxrss would tell the height of the process that started this one, too
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

begun = height()
with open(sys.argv[1], "rb") as file, connection.execute_wrapper(counted):
    start = time.perf_counter()
    outcome = running.look_through(file)
    seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "megabytes": height() / 1024, "empty": begun / 1024, "queries": count,
                  "chunks": -(-outcome.table.rows_in_file // running.A_CHUNK), "counts": outcome.counts}))
"""


def figures(environment):
    """A file half of which the network knows already; then one of which nearly every row is wrong."""
    _grow()
    with tempfile.TemporaryDirectory() as place:
        for name, row in (("half known", _row), ("every row with a problem", _wrong)):
            path = Path(place) / "members.csv"
            _write(path, row)
            told = _run(path, environment)
            yield Figure(f"CSV dry run of {ROWS} rows, {name}", round(told["seconds"], 1), gate=60, unit=" s")
            yield Figure(
                f"memory at its height, {told['empty']:.0f} MB before it",
                round(told["megabytes"]),
                gate=300,
                unit=" MB",
            )
            yield Figure("queries a chunk of 1,000 rows", round(told["queries"] / told["chunks"], 1), gate=12)
            print(f"  {json.dumps(told['counts'])}", flush=True)


def _run(path, environment):
    env = environment | {"DJANGO_SETTINGS_MODULE": "network.settings"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN, str(path)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return json.loads(done.stdout)


def _grow():
    """As many organisations and people as the bench of the directory has organisations."""
    from django.db import connection

    from members.models import Organisation, Person, SeatTerm

    made = Organisation.objects.bulk_create(
        (Organisation(name=f"Voorbeeld {number}", size="small", country="NL") for number in range(THERE)),
        batch_size=1000,
    )
    people = Person.objects.bulk_create(
        (Person(email=f"p{number}@example.org", name=f"Persoon {number}") for number in range(PEOPLE // 2)),
        batch_size=1000,
    )
    SeatTerm.objects.bulk_create(
        (SeatTerm(organisation=made[number % THERE], person=person) for number, person in enumerate(people)),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _row(number):
    home = number % (2 * THERE)
    return (
        f"Voorbeeld {home},member,small,NL,https://voorbeeld-{home}.example.org/,nl; en,,v{home}.example.org,"
        f"Persoon {number},p{number}@example.org,{'contact' if number % 5 == 0 else 'staff'},nl"
    )


def _wrong(number):
    return f"Voorbeeld {number},lid?,reuze,Atlantis,geen adres,klingonsk,,...,=Persoon,p{number} at example.org,baas,xx"


def _write(path, row):
    head = "organisation,kind,size,country,website,languages,topics,domains,person,email,role,language"
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{head}\n")
        file.writelines(f"{row(number)}\n" for number in range(ROWS))
