"""kill -9 of the worker while it looks a file through and while it brings it in: nothing by half, nothing twice."""

import pytest

from tests.faults.conftest import rounds
from tests.processes import until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("processes")]

ROWS = 6000
A_CHUNK = 1000
TAKE_UP = """
from django.core.files.base import ContentFile
from members.imports import actions
from members.models import Person

rows = "".join(
    f"Voorbeeld {{n}} {tag},,,NL,Persoon {{n}},p{{n}}.{tag}@example.org,contact\\n" for n in range({rows})
)
text = "organisation,kind,size,country,person,email,role\\n" + rows
imported = actions.take_up(ContentFile(text.encode()), file_name="members.csv", by=Person.objects.get(pk={by}))
print(imported.pk)
"""
CHOOSE = """
from members.imports import actions
from members.models import Import, Person

actions.choose(Import.objects.get(pk={pk}), sends_invitations=False, by=Person.objects.get(pk={by}))
"""


@pytest.mark.parametrize("number", range(rounds()))
def test_a_worker_killed_while_it_brings_a_file_in_leaves_no_chunk_by_half(processes, number):
    tag = f"imports{number}"
    dora = processes.people(tag, {"Ada": "A"}).Dora
    pk = int(processes.python(TAKE_UP.format(tag=tag, rows=ROWS, by=dora.id)))

    until(lambda: read(processes, pk)[1] > 0, "the worker begins to look")
    processes.kill("worker")
    assert there(processes, tag) == (0, 0)
    processes.start("worker")
    until(lambda: read(processes, pk)[0] == "checked", "the file is looked at after all")
    assert there(processes, tag) == (0, 0)

    processes.python(CHOOSE.format(pk=pk, by=dora.id))
    until(lambda: read(processes, pk)[1] >= A_CHUNK, "the first chunk is in")
    processes.kill("worker")
    state, counted = until(lambda: settled(processes) and read(processes, pk), "the database lets go")
    assert state == "chosen", "the kill came too late to show anything"
    assert counted < ROWS
    assert there(processes, tag) == (counted, counted)

    processes.start("worker")
    until(lambda: read(processes, pk)[0] == "done", "the rest comes in")
    assert there(processes, tag) == (ROWS, ROWS)
    ((result,),) = processes.sql("SELECT result FROM members_import WHERE id = %s", pk)
    assert result["counts"] == {"organisations_new": ROWS, "people_new": ROWS, "people_invited": ROWS}
    told = "SELECT count(*) FROM notifications_notice n JOIN notifications_event e ON e.id = n.event_id"
    assert processes.sql(f"{told} WHERE e.kind = 'import-done' AND n.person_id = %s", dora.id) == [(1,)]


def read(processes, pk):
    return processes.sql("SELECT state, rows_read FROM members_import WHERE id = %s", pk)[0]


def settled(processes):
    """Whether the dead worker's connections are gone, and with them the chunk it was at."""
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
    return processes.sql(query) == [(0,)]


def there(processes, tag):
    """How many organisations of the file there are, and how many invitations."""
    query = """
        SELECT count(*), count(i.id) FROM members_organisation o
        LEFT JOIN members_invitation i ON i.organisation_id = o.id WHERE o.name ~ %s
    """
    return processes.sql(query, f"^Voorbeeld [0-9]+ {tag}$")[0]
