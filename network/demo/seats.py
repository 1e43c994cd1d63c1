"""What waits at the organisations of the demo: an open invitation, somebody who asks for a seat, a phone contributor."""

from django.db import transaction

from members.claims.actions import enter
from members.invitations.actions import invite
from members.joining.actions import ask
from members.models import Invitation, JoinRequest, Organisation, Person

PLACE, ASKER, INVITED, BY_PHONE = "Stichting Demo", "outsider@example.org", "colleague@example.org", "Nkechi Voorbeeld"


@transaction.atomic
def load_seats() -> None:
    """Each once, however often the demo is loaded; what was decided since stays decided."""
    place = Organisation.objects.get(name=PLACE)
    contact, asker = (Person.objects.get(email=email) for email in ("contact@example.org", ASKER))
    coordinator = Person.objects.get(email="coordinator@example.org")
    if not Invitation.objects.filter(organisation=place, email=INVITED).exists():
        invite(place, email=INVITED, role="staff", by=contact)
    if not JoinRequest.objects.filter(organisation=place, person=asker).exists():
        ask(place, text="I coordinate projects here since May and would like to propose a theme.", by=asker)
    if not Person.objects.filter(name=BY_PHONE).exists():
        partner = Organisation.objects.get(name="Voorbeeld Partner Kampala")
        enter(name=BY_PHONE, reached_by="by phone, on Fridays", language="en", organisation=partner, by=coordinator)
