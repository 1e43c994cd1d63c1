"""Making one export: the worker's part. Whatever dies on the way, the row is still asked for and is made again."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone

from members.privacy.exporting import number_of_steps, write_zip
from members.privacy.models import Export
from members.privacy.notices import EXPORT_READY
from network.kinds import tell
from network.moves import MoveRefused

log = structlog.get_logger(__name__)

LOCK = 0x6B72696E  # ours among the advisory locks of the database


def make(export: Export) -> bool:
    """Write the zip and tell its person; False when another worker is at it, or when it was not wanted any more.

    Two workers never write the same one: PostgreSQL holds the place for as long as this worker's connection lives, so
    one that is killed leaves it free. The name of the file stands in the row before the file exists: whatever happens
    to the row, erasing or the nightly clock, takes the file along.
    """
    with _alone(export) as is_mine:
        if not is_mine or not Export.objects.waiting().filter(pk=export.pk).exists():
            return False
        try:
            _write(export)
        except Exception as reason:  # noqa: BLE001  whatever it was, the person reads that it did not work
            log.error("export_failed", export=export.pk, reason=type(reason).__name__)  # noqa: TRY400  its words may quote a row
            return _give_up(export)
        return _finish(export)


def _write(export: Export) -> None:
    name = f"exports/{export.pk}.zip"
    Export.objects.filter(pk=export.pk).update(file=name, steps=number_of_steps(), steps_done=0)
    store = export.file.storage
    with tempfile.TemporaryFile() as file:
        write_zip(export.person, file, step=lambda done: _progress(export, done))
        file.seek(0)
        store.delete(name)  # what a worker that was killed left behind
        store.save(name, File(file))
    export.file.name = name


def _progress(export: Export, done: int) -> None:
    Export.objects.filter(pk=export.pk).update(steps_done=done)


@transaction.atomic
def _finish(export: Export) -> bool:
    """Ready, and older ones go; if the row went meanwhile, with its person, so does the file."""
    try:
        export.move("finish", finished_at=timezone.now(), steps_done=number_of_steps())
    except (MoveRefused, Export.DoesNotExist):
        export.file.storage.delete(str(export.file.name))
        return False
    for older in Export.objects.filter(person=export.person_id, state__in=["ready", "failed"]).exclude(pk=export.pk):
        throw_away(older)
    tell(EXPORT_READY, export, by=None)
    return True


def _give_up(export: Export) -> bool:
    if Export.objects.waiting().filter(pk=export.pk).update(state=Export.State.FAILED, finished_at=timezone.now()):
        transaction.on_commit(lambda: export.file.storage.delete(f"exports/{export.pk}.zip"), robust=True)
    return False


def throw_away(export: Export) -> None:
    """The file goes with the commit, the row says so."""
    name, store = export.file.name, export.file.storage
    export.move("throw_away", file="")
    if name:
        transaction.on_commit(lambda: store.delete(name), robust=True)


@contextmanager
def _alone(export: Export) -> Iterator[Any]:
    """Whether this connection is the only one that makes ``export``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, export.pk % 2**31])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, export.pk % 2**31])
