"""The long work: looking a file through, and bringing it in. Safe to be killed anywhere and to be begun again.

Looking writes nothing but the row of the import. Bringing in takes a chunk a transaction, and that transaction also
counts the rows: whoever goes on after a kill reads the file from its beginning, to know what it said, and writes from
the first row that is not counted yet. Nothing of a chunk is ever there by half.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any, BinaryIO, cast

import structlog
from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members.imports import bringing
from members.imports.checking import Checker
from members.imports.models import Import
from members.imports.notices import IMPORT_DONE, IMPORT_LOOKED_AT
from members.imports.outcomes import Outcome
from members.imports.reading import Row, Table, Unreadable, open_table
from network import journal
from network.kinds import tell

A_CHUNK = 1000
MOST_RUNS = 4  # begun so often without coming on, it is the file or we ourselves
LOCKS, ALL_IMPORTS = 0x6B72, 0x6B72696E6767  # one import at a time each; chunks of several one after the other

log = structlog.get_logger(__name__)


def run(pk: int, *, is_told: bool = True) -> None:
    """Do what the import ``pk`` waits for; nothing when somebody else is at it or nothing waits."""
    with _mine(pk) as is_mine:
        imported = Import.objects.select_related("brought_by", "chosen_by").filter(pk=pk).first()
        if not is_mine or imported is None or not imported.is_under_way:
            return
        reader = imported.brought_by
        with translation.override(reader.language if reader else settings.LANGUAGE_CODE):
            _try(imported, is_told=is_told)


def run_waiting() -> None:
    """What lost its nudge or its worker."""
    for pk in Import.objects.unfinished().values_list("pk", flat=True):
        run(pk)


def look_through(file: BinaryIO, *, told: Callable[[int, int], None] = lambda _read, _all: None) -> Outcome:
    """The dry run itself: reads, and writes nothing anywhere. The caller closes the outcome. Raises Unreadable."""
    table = open_table(file)
    checker, outcome = Checker(), Outcome(table)
    for end, rows in chunks(table):
        outcome.add(checker.check(rows))
        told(end, table.rows_in_file)
    return outcome


def chunks(table: Table) -> Iterator[tuple[int, list[Row]]]:
    """Rows by the thousand, and how many there were up to the end of each thousand."""
    rows, end = table.rows(), 0
    while chunk := list(islice(rows, A_CHUNK)):
        end += len(chunk)
        yield end, chunk


def _try(imported: Import, *, is_told: bool) -> None:
    """Look or bring in. What cannot be read fails with its sentence; what keeps ending by itself is given up."""
    imported.runs += 1
    Import.objects.filter(pk=imported.pk).update(runs=imported.runs)
    if imported.runs > MOST_RUNS:
        return _fail(imported, _("This file made the platform stumble several times. Please tell whoever runs it."))
    if not imported.file:  # the nightly clock took it after a week
        return _fail(imported, _("The file is no longer there. Upload it again."))
    try:
        with imported.file.open("rb") as opened:
            file = cast("BinaryIO", opened)
            if imported.state == Import.State.WAITING:
                _look(imported, file, is_told=is_told)
            else:
                _bring_in(imported, file, is_told=is_told)
    except Unreadable as trouble:
        _fail(imported, str(trouble))
    except FileNotFoundError:
        _fail(imported, _("The file is no longer there. Upload it again."))
    except IntegrityError as trouble:  # somebody else wrote the same meanwhile; the next run finds it there
        log.warning("import_begins_again", imported=imported.pk, reason=type(trouble).__name__)
        _try(imported, is_told=is_told)


def _look(imported: Import, file: BinaryIO, *, is_told: bool) -> None:
    def told(read: int, in_all: int) -> None:
        Import.objects.filter(pk=imported.pk).update(rows_read=read, rows_in_file=in_all, runs=0)

    with closing(look_through(file, told=told)) as outcome:
        facts = _kept(imported, outcome)
    with transaction.atomic():
        imported.move("check", **facts, rows_read=outcome.table.rows_in_file, rows_in_file=outcome.table.rows_in_file)
        if is_told:
            tell(IMPORT_LOOKED_AT, imported, by=None)


def _bring_in(imported: Import, file: BinaryIO, *, is_told: bool) -> None:
    table = open_table(file)
    checker = Checker()
    with closing(Outcome(table)) as outcome:
        for end, rows in chunks(table):
            _bring_chunk(imported, checker, outcome, rows, end)
        with transaction.atomic():
            facts = _kept(imported, outcome)
            facts["result"]["counts"] = imported.result["brought"]
            imported.move("finish", finished_at=timezone.now(), **facts)
            journal.record("finish_import", imported, by=imported.chosen_by, **facts["result"]["counts"])
            forget_file(imported)
            if is_told:
                tell(IMPORT_DONE, imported, by=None)


@transaction.atomic
def _bring_chunk(imported: Import, checker: Checker, outcome: Outcome, rows: list[Row], end: int) -> None:
    """Judge the chunk anew and write it with the count of its rows; one that is counted already is only listened to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALL_IMPORTS])
    here = Import.objects.select_for_update().get(pk=imported.pk)
    plan = checker.check(rows)
    outcome.add(plan)
    brought = here.result.get("brought", {})
    if here.rows_read < end:
        bringing.write(plan, imported, checker.topics, by=imported.chosen_by)
        brought = {name: brought.get(name, 0) + plan.counts[name] for name in {*brought, *plan.counts}}
        here.result["brought"] = brought
        Import.objects.filter(pk=imported.pk).update(rows_read=end, result=here.result, runs=0)
    imported.result = here.result
    imported.runs = 0


def forget_file(imported: Import) -> None:
    """Delete what was uploaded once it is done with: it names people, and nobody needs it any more."""
    name, storage = imported.file.name, imported.file.storage
    Import.objects.filter(pk=imported.pk).update(file="")
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _kept(imported: Import, outcome: Outcome) -> dict[str, Any]:
    """The facts to keep about an outcome, its full list of problems among them."""
    facts: dict[str, Any] = {"result": outcome.told(), "runs": 0}
    if outcome.in_all:
        outcome.file.flush()
        storage = imported.problems.storage
        with open(outcome.file.name, "rb") as lines:  # noqa: PTH123  a file of its own, read as bytes
            facts["problems"] = storage.save(f"imports/problems-{imported.pk}.csv", File(lines))
    return facts


def _fail(imported: Import, sentence: str) -> None:
    imported.move("fail", result=imported.result | {"trouble": sentence}, finished_at=timezone.now())


@contextmanager
def _mine(pk: int) -> Iterator[bool]:
    """Hold the import for as long as this connection lives: a killed worker lets go by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, pk % 2**31])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, pk % 2**31])
