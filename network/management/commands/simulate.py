import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from network.turnover.absence import Absence, play_absence
from network.turnover.years import Outcome, play


class Command(BaseCommand):
    help = (
        "Let years of people coming and going pass, or weeks without anybody at the desk; count what went wrong "
        "(nothing may), and leave no trace."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["turnover", "absence"])
        parser.add_argument("--organisations", type=int, default=200)
        parser.add_argument("--years", type=int, default=5)
        parser.add_argument("--weeks", type=int, default=4)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, **options):
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError(
                "This plays with fictional people: it runs with DEMO or DEBUG only, and never on real data."
            )
        before = logging.root.manager.disable
        logging.disable(logging.WARNING)
        begun = time.perf_counter()
        try:
            outcome = _absence(options) if options["what"] == "absence" else _turnover(options, self._say)
        finally:
            logging.disable(before)
        for line in outcome.lines():
            self.stdout.write(line)
        self.stdout.write(f"seconds: {time.perf_counter() - begun:.0f}")
        if not outcome.is_well:
            raise CommandError("Something happened that must never happen: see the lines that say MISSED.")

    def _say(self, line):
        self.stdout.write(line)
        self.stdout.flush()


def _turnover(options: dict[str, Any], say: Callable[[str], object]) -> Outcome:
    """In a transaction that is always rolled back."""
    with transaction.atomic():
        outcome = play(organisations=options["organisations"], years=options["years"], seed=options["seed"], say=say)
        transaction.set_rollback(True)
    return outcome


def _absence(options: dict[str, Any]) -> Absence:
    """Likewise."""
    with transaction.atomic():
        organisations, weeks = options["organisations"], options["weeks"]
        outcome = play_absence(organisations=organisations, weeks=weeks, seed=options["seed"])
        transaction.set_rollback(True)
    return outcome
