"""Several people pressing at the same moment: real threads, each with a database connection of its own."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections


def at_once(*acts):
    """Run every one of ``acts`` at the same moment; what each returned or raised, in their order."""
    start = Barrier(len(acts), timeout=20)

    def run(act):
        try:
            start.wait()
            return act()
        except Exception as reason:  # noqa: BLE001  the test judges it
            return reason
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def until_somebody_waits_for_a_lock():
    """Go on when another connection has run into a row that this transaction holds."""
    with connection.cursor() as cursor:
        for _look in range(500):
            cursor.execute(
                "SELECT pg_stat_clear_snapshot(), count(*) FROM pg_stat_activity "
                "WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[1]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody came to wait")
