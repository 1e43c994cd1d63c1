from django.core.management.base import BaseCommand

from network.demo import organisations, people, seats, themes, together
from network.demo.guard import must_be_demo


class Command(BaseCommand):
    help = "Bring fictional organisations, people and themes into the demo. Loading twice is loading once."

    def handle(self, **options):
        must_be_demo()
        people.load_people()
        organisations.load_organisations()
        new = themes.load_themes()
        seats.load_seats()
        together.load_together()
        self.stdout.write(f"{people.loaded().count()} people of the demo; {new} new themes of {len(themes.ROADS)}.")
