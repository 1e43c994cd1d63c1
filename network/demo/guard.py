"""What is for the demo stays in the demo."""

from django.conf import settings
from django.core.management.base import CommandError


def must_be_demo() -> None:
    """Raise a sentence outside the demo: nothing fictional may come among real people."""
    if not settings.DEMO:
        message = "Fictional people and themes are for the demo only: start it with `make demo`, and run this with its addresses."
        raise CommandError(message)
