"""Brings organisations and people in from a CSV file, as the page does: with the same eyes and the same hands."""

from contextlib import closing
from pathlib import Path

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from members.imports import actions, running
from members.imports.models import Import
from members.imports.reading import Unreadable
from members.people.models import Person

SOME_LEFT_OUT = 2


class Command(BaseCommand):
    help = (
        "Bring in organisations and people from CSV. Exit status 0: every row is in or would come in; "
        "1: nothing came in, because the file cannot be read; 2: some rows have problems and stay out."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--by", metavar="EMAIL", help="who brings it in; without it the platform itself")
        parser.add_argument("--keep-invitations", action="store_true", help="write the invitations, and send none yet")

    def handle(self, *args, **options):
        by = self._person(options["by"])
        try:
            with options["file"].open("rb") as file:
                counts, problems = self._look(file) if options["dry_run"] else self._bring(file, by, options)
        except OSError as trouble:
            raise CommandError(f"{options['file']} cannot be read: {trouble.strerror}.") from None
        for line, column, sentence, _is_note in problems:
            self.stdout.write(f"line {line}{f', {column}' if column else ''}: {sentence}")
        for name, count in sorted(counts.items()):
            self.stdout.write(f"{name.replace('_', ' ')}: {count}")
        if counts.get("rows_left_out"):
            raise CommandError("Some rows have problems.", returncode=SOME_LEFT_OUT)

    def _person(self, email):
        if email is None:
            return None
        person = Person.objects.filter(email__iexact=email, is_active=True, is_coordinator=True).first()
        if person is None:
            raise CommandError(f"{email} is no coordinator here.")
        return person

    def _look(self, file):
        try:
            with closing(running.look_through(file)) as outcome:
                told = outcome.told()
        except Unreadable as trouble:
            raise CommandError(str(trouble)) from None
        return told["counts"], told["problems"]

    def _bring(self, file, by, options):
        imported = actions.take_up(File(file), file_name=options["file"].name, by=by)
        running.run(imported.pk, is_told=False)
        imported.refresh_from_db()
        if imported.state == Import.State.CHECKED and self._has_any_good_row(imported):
            actions.choose(imported, sends_invitations=not options["keep_invitations"], by=by)
            running.run(imported.pk, is_told=False)
            imported.refresh_from_db()
        if imported.state == Import.State.FAILED:
            raise CommandError(imported.result["trouble"])
        return imported.result["counts"], imported.result["problems"]

    def _has_any_good_row(self, imported):
        return imported.result["counts"].get("rows_left_out", 0) < imported.rows_in_file
