"""Telling the worker that there is something to do, after the commit, and never at the cost of the commit."""

from typing import Any

import structlog
from celery import Task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


def nudge(task: Task, *args: Any) -> None:
    """Send ``task`` once the transaction is committed.

    The row is the truth: when the broker is down the nudge is lost with one line in the log, the person
    notices nothing, and the sweeper finds the row within SWEEP_SECONDS of the broker's return.
    """
    transaction.on_commit(lambda: _send(task, args), robust=True)


def _send(task: Task, args: tuple[Any, ...]) -> None:
    """On a connection of its own: a broker that answers nothing costs a page one second, not the worker's minute."""
    patience = settings.CELERY_BROKER_TRANSPORT_OPTIONS | {"socket_timeout": 1, "socket_connect_timeout": 1}
    try:
        with task.app.connection_for_write(transport_options=patience) as connection:
            task.apply_async(args, retry=False, connection=connection)
    except (OperationalError, OSError) as reason:
        log.warning("nudge_lost", task=task.name, reason=type(reason).__name__)
