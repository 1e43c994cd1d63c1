from django.conf import settings
from django.core.management.base import BaseCommand

from network.demo.guard import must_be_demo
from network.demo.people import offered


class Command(BaseCommand):
    help = "Say whom one can be in the demo, and what each of them can try."

    def handle(self, **options):
        must_be_demo()
        people = offered()
        name_width, email_width = max(len(one.name) for one in people), max(len(one.email) for one in people)
        here = f"{settings.SITE_URL}/demo/people/"
        self.stdout.write(f"Sign in with one press at {here}, or with an address and the code in the inbox:\n\n")
        for one in people:
            self.stdout.write(f"  {one.name:{name_width}}  {one.email:{email_width}}  {one.can_try}\n")
