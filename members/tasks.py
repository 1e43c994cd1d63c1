"""What happens later for organisations and people. Each task hands over at once, and each is safe to run twice."""

from collections.abc import Callable

import structlog
from celery import shared_task

from members.applications.actions import ask_for_patience
from members.handovers.actions import finish_overdue
from members.imports import running
from members.invitations.actions import expire_overdue
from members.joining.actions import close_unanswered
from members.organisations.actions import end_lapsed
from members.privacy import actions as privacy
from members.privacy.clock import apply_retention
from members.reach.actions import see_who_is_here, see_who_is_silent
from members.roster.actions import close_overdue, hand_over_unconfirmed, open_checks

log = structlog.get_logger(__name__)

# What each slice does by itself, once a night; safe to run twice.
CLOCKS: list[Callable[[], object]] = [
    expire_overdue,
    close_overdue,
    open_checks,
    hand_over_unconfirmed,
    see_who_is_here,
    finish_overdue,
    see_who_is_silent,
    end_lapsed,
    ask_for_patience,
    close_unanswered,
    apply_retention,
]


@shared_task
def run_import(pk: int) -> None:
    """Look a file through, or bring it in: whatever it waits for."""
    running.run(pk)


@shared_task
def run_waiting_imports() -> None:
    """Every SWEEP_SECONDS: what lost its nudge or its worker."""
    running.run_waiting()


@shared_task
def make_exports() -> None:
    """After each request, and every SWEEP_SECONDS for nudges that got lost and workers that died."""
    privacy.make_waiting_exports()


@shared_task
def nightly() -> None:
    """Each slice's clock; one that fails does not stop the others."""
    for clock in CLOCKS:
        try:
            clock()
        except Exception:
            log.exception("clock_failed", clock=clock.__name__)
