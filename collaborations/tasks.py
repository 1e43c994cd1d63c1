"""What this app does by itself. Each task is safe to run twice, late, or on two machines; the rules stand elsewhere."""

from collections.abc import Callable

import structlog
from celery import shared_task

from collaborations.desk.clock import keep_promises as of_the_desk
from collaborations.enquiries.clock import keep_promises as of_enquiries
from collaborations.moderation.clock import keep_promises as of_moderation
from collaborations.themes.asking.clock import keep_promises as of_asking
from collaborations.themes.clock import keep_promises as of_themes
from collaborations.themes.gathering.clock import keep_promises as of_gathering

log = structlog.get_logger(__name__)

# In this order: what somebody prepared at the desk comes before any default.
CLOCKS: list[Callable[[], object]] = [
    of_the_desk,
    of_themes,
    of_gathering,
    of_asking,
    of_moderation,
    of_enquiries,
]


@shared_task
def keep_promises() -> None:
    """Each sweep: what was promised for now. A clock that fails stops no other."""
    for clock in CLOCKS:
        try:
            clock()
        except Exception:
            log.exception("clock_failed", clock=f"{clock.__module__}.{clock.__qualname__}")
