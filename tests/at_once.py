"""Several people pressing at the same moment: real threads, each with a database connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


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
