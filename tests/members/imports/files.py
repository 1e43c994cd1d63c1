"""Files to bring in, as people make them."""

import io

from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.imports import actions, running
from members.imports.models import Import

HEAD = "organisation,kind,size,country,person,email,role"
TWO = f"""{HEAD}
Voorbeeld Nieuw,member,small,NL,Noor Voorbeeld,noor@nieuw.example.org,contact
Voorbeeld Nieuw,,,,Nils Voorbeeld,nils@nieuw.example.org,staff
"""


def csv_of(*rows, head=HEAD):
    return "\n".join([head, *rows]) + "\n"


def look(text, encoding="utf-8"):
    """The dry run of a file, without an import around it."""
    outcome = running.look_through(io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding)))
    outcome.close()
    return outcome


def problems_of(text):
    """(line, column, first words) of what keeps rows out, and the same of notes."""
    outcome = look(text)
    return [(one.line, one.column, one.sentence) for one in outcome.listed]


def take_up(text, by, name="members.csv"):
    """An import that was looked at."""
    content = text if isinstance(text, bytes) else text.encode()
    imported = actions.take_up(ContentFile(content), file_name=name, by=by)
    running.run(imported.pk)
    return Import.objects.get(pk=imported.pk)


def bring_in(text, by, *, sends_invitations=True):
    imported = take_up(text, by)
    actions.choose(imported, sends_invitations=sends_invitations, by=by)
    running.run(imported.pk)
    return Import.objects.get(pk=imported.pk)


def queries_of(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)
