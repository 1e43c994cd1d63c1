from django.conf import settings
from django.core.management.base import BaseCommand

from network.demo.guard import must_be_demo
from network.demo.people import offered


class Command(BaseCommand):
    help = "Say whom one can be in the demo, and what each of them can try."

    def handle(self, **options):
        must_be_demo()
        wide = {name: max(len(getattr(somebody, name)) for somebody in offered()) for name in ("name", "email")}
        self.stdout.write(
            f"Sign in with one press at {settings.SITE_URL}/demo/people/, or with an address and the code in the inbox:\n\n"
        )
        for somebody in offered():
            self.stdout.write(
                f"  {somebody.name:{wide['name']}}  {somebody.email:{wide['email']}}  {somebody.can_try}\n"
            )
