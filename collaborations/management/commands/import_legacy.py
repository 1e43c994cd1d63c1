"""Brings published history into the Knowledge Bank; the README beside that history says how to correct it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

import collaborations.knowledge
from collaborations.knowledge.actions import import_history
from collaborations.knowledge.parsing import BadHistory
from collaborations.knowledge.reading import load

OWN = Path(collaborations.knowledge.__file__).parent / "history" / "legacy.json"


class Command(BaseCommand):
    help = "Import published history. Twice is once; a broken file changes nothing and is told in one sentence."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=OWN, help="JSON; the project's own without it")

    def handle(self, *args, **options):
        try:
            summary = import_history(load(options["file"]), by=None)
        except BadHistory as trouble:
            raise CommandError(str(trouble)) from None
        if not options["verbosity"]:
            return
        for line in summary.lines():
            self.stdout.write(line)
        if not summary.has_changed_anything:
            self.stdout.write("Nothing was to do: the Knowledge Bank says all of this already.")
