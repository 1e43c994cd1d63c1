import logging
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from network.turnover.years import Outcome, play


class Command(BaseCommand):
    help = "Let years of people coming and going pass, count what went wrong (nothing may), and leave no trace."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["turnover"])
        parser.add_argument("--organisations", type=int, default=200)
        parser.add_argument("--years", type=int, default=5)
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
            wishes = {name: options[name] for name in ("organisations", "years", "seed")}
            outcome = _play(**wishes, say=self._say)
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


def _play(**wishes: Any) -> Outcome:
    """In a transaction that is always rolled back."""
    with transaction.atomic():
        outcome = play(**wishes)
        transaction.set_rollback(True)
    return outcome
