"""What coordinators do with a file: take it up, look again, bring it in, drop it; and taking everything out."""

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from members.imports.models import Import
from members.imports.running import forget_file
from members.organisations.models import Organisation
from members.people.models import Person
from network import journal
from network.moves import MoveRefused
from network.nudges import nudge

AT_ONCE_BYTES = 60_000  # a few hundred rows: looked at while one waits


@transaction.atomic
def take_up(file: File, *, file_name: str, by: Person | None) -> Import:
    """Keep the file and let the worker look at it. A small one is for the caller to look at, with ``running.run``."""
    imported = Import(file_name=file_name[:200], brought_by=by)
    imported.file.save("rows.csv", file, save=False)
    imported.save()
    if imported.file.size > AT_ONCE_BYTES:
        _nudge(imported)
    return imported


@transaction.atomic
def look_again(imported: Import, *, by: Person) -> Import:
    """Look at the same file anew, because something has changed meanwhile. Raises MoveRefused when it is under way."""
    if not imported.file:
        raise MoveRefused(_("The file is no longer kept. Upload it again."))
    imported.move("look_again", rows_read=0, runs=0, result={}, problems="")
    _nudge(imported)
    return imported


@transaction.atomic
def choose(imported: Import, *, sends_invitations: bool, by: Person | None) -> Import:
    """Bring the file in: the worker checks each row anew and leaves out those with a problem.

    Raises MoveRefused when somebody chose or dropped it a moment ago, when its file went after a week, and when nothing
    in it can come in.
    """
    if imported.can("choose") and not imported.file:
        raise MoveRefused(_("The file is no longer kept. Upload it again."))
    if imported.can("choose") and imported.result["counts"].get("rows_left_out", 0) >= imported.rows_in_file:
        raise MoveRefused(_("Every row of this file has a problem. Mend the file and upload it again."))
    imported.move("choose", chosen_by=by, sends_invitations=sends_invitations, rows_read=0, runs=0)
    journal.record("choose_import", imported, by=by, sends_invitations=sends_invitations)
    _nudge(imported)
    return imported


@transaction.atomic
def drop(imported: Import, *, by: Person) -> Import:
    """Forget the file; nothing of it comes in. Raises MoveRefused when somebody chose it a moment ago."""
    imported.move("drop")
    journal.record("drop_import", imported, by=by)
    forget_file(imported)
    return imported


@transaction.atomic
def take_out(organisations: list[Organisation] | None, *, by: Person) -> None:
    """Write down that ``by`` took out names and addresses: of these organisations, or of the whole network."""
    if organisations is None:
        journal.record("export", by, by=by, of="everything")
    else:
        journal.record_all("export", organisations, by=by)


def _nudge(imported: Import) -> None:
    from members.tasks import run_import

    nudge(run_import, imported.pk)
