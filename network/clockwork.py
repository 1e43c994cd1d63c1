"""What happens by itself, and how often. Each task is safe to run twice, late, or on two machines."""

from typing import Any

BY_NIGHT = ("network.tasks.tidy", "members.tasks.nightly")
OFTEN = (
    "notifications.tasks.send_due_digests",
    "notifications.tasks.send_waiting_mail",
    "members.tasks.run_waiting_imports",
    "members.tasks.make_exports",
    "collaborations.tasks.keep_promises",
)


def beats(*, sweep_seconds: int) -> dict[str, dict[str, Any]]:
    """For Celery's beat: once a day, or every ``sweep_seconds`` for what lost its nudge; late sweeps are left out."""
    nights = {task: {"task": task, "schedule": 24 * 3600} for task in BY_NIGHT}
    sweeps = {task: {"task": task, "schedule": sweep_seconds, "options": {"expires": sweep_seconds}} for task in OFTEN}
    return nights | sweeps
