"""What this app does by itself. Each task is safe to run twice, late, or on two machines; the rules stand elsewhere."""

from celery import shared_task


@shared_task
def keep_promises() -> None:
    """Each sweep: what was promised for now, in this order, so that a prepared decision comes before any default."""
