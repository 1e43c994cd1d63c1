from django.core.management.base import BaseCommand, CommandError

from network.abilities.asking import answers
from network.abilities.page import page
from network.abilities.roles import ROLES
from network.abilities.verbs import unexplained


class Command(BaseCommand):
    help = "Print docs/abilities.md: who may do what, by asking the rules. Its rows are rolled back."

    def handle(self, **options):
        if missing := unexplained():
            message = f"Say first in network/abilities/verbs.py what these are: {', '.join(sorted(missing))}."
            raise CommandError(message)
        self.stdout.write(page({role.name: answers(role) for role in ROLES}), ending="")
