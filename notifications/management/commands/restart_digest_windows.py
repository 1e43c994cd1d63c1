from django.core.management.base import BaseCommand
from django.db import connection, transaction

ABOVE = """
    SELECT GREATEST(
        (SELECT max(transaction) FROM notifications_event),
        (SELECT max(from_transaction) FROM notifications_cursor)
    ), pg_snapshot_xmax(pg_current_snapshot())::text::bigint"""


class Command(BaseCommand):
    help = (
        "Once, after restoring a dump into a new PostgreSQL cluster and before starting Kring: transaction numbers "
        "begin anew there, so that digests would stay empty. Twice is once; nothing restored, nothing changed."
    )

    @transaction.atomic
    def handle(self, **options):
        with connection.cursor() as cursor:
            cursor.execute(ABOVE)
            highest, present = cursor.fetchone()
            if highest is None or highest < present:
                self.stdout.write("Nothing to do: no digest window is ahead of this cluster's transactions.")
                return
            # Below zero all of them keep their order, and every transaction to come is after them.
            cursor.execute("UPDATE notifications_event SET transaction = transaction - %s", [highest + 1])
            cursor.execute("UPDATE notifications_cursor SET from_transaction = from_transaction - %s", [highest + 1])
            cursor.execute("UPDATE network_publicversion SET number = 0")
        self.stdout.write("Digest windows go on from where they were: nobody is told twice, and nothing is left out.")
