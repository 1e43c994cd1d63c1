"""kill -9 of the worker while it writes somebody's copy: it is made again, once, and nothing else is left behind."""

import zipfile

import psycopg
import pytest

from tests.faults.conftest import rounds
from tests.processes import until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("processes")]


@pytest.mark.parametrize("number", range(rounds()))
def test_a_worker_killed_while_it_makes_a_copy_leaves_it_to_the_next(processes, visit, number):
    people = processes.people(f"copies{number}", {"Ada": "A", "Ben": "B"})
    processes.stop("worker")
    ada = visit(people.Ada)
    ada.get("/my-data/")
    for _ in range(2):  # pressed twice
        assert ada.post("/my-data/copy/").status == 200
    with psycopg.connect(processes.database_url) as busy:
        busy.execute("LOCK TABLE django_admin_log IN ACCESS EXCLUSIVE MODE")
        processes.start("worker")
        until(lambda: exports(processes, people.Ada)[0][1] > 10, "the worker is in the middle of it")
        processes.kill("worker")
    assert exports(processes, people.Ada)[0][0] == "asked"
    processes.start("worker")
    until(lambda: exports(processes, people.Ada)[0][0] == "ready", "the copy is made again")
    assert len(exports(processes, people.Ada)) == 1

    state, done, steps, file = exports(processes, people.Ada)[0]
    assert (state, done) == ("ready", steps)
    with zipfile.ZipFile(processes.place / "media" / file) as packed:
        assert packed.testzip() is None
        text = packed.read("export.json").decode()
    assert people.Ada.email in text
    assert people.Ben.email not in text
    assert people.Ben.name not in text
    assert [
        path.name for path in (processes.place / "media" / "exports").iterdir() if path.name.startswith(file[8:-4])
    ] == [file[8:]]

    until(lambda: notices(processes, people.Ada), "the mail says so")
    assert notices(processes, people.Ada) == ["The copy of your data is ready"]


def exports(processes, person):
    query = "SELECT state, steps_done, steps, file FROM members_export WHERE person_id = %s ORDER BY id"
    return processes.sql(query, person.id)


def notices(processes, person):
    return [mail["Subject"] for mail in processes.mails(person.email) if "copy" in mail["Subject"]]
