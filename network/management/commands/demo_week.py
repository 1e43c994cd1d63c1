import logging

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network.demo import week
from network.demo.guard import must_be_demo


class Command(BaseCommand):
    help = (
        "Let a fictional week pass in the demo: proposals, decisions, support, and a digest each morning. Played once."
    )

    def handle(self, **options):
        must_be_demo()
        before = logging.root.manager.disable
        logging.disable(logging.INFO)  # a story is told here, not a log
        try:
            for line in week.play():
                self.stdout.write(line)
        except week.WeekStoppedError as reason:
            raise CommandError(str(reason)) from reason
        finally:
            logging.disable(before)
        self.stdout.write(f"Open {settings.SITE_URL}/demo/inbox/")
