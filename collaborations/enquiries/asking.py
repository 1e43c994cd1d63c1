"""Who somebody is that asked, as far as the network knows them, and who could take up what they ask."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q

from collaborations.enquiries.models import Enquiry
from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.models import SeatTerm

TAKES_NO_SIDE = (Organisation.Kind.FUNDER,)


def account_of(enquiry: Enquiry) -> Person | None:
    """The account whose proved address it came from, if there is one. A mail can be forged, so this gives no access."""
    proved = EmailAddress.objects.filter(email__iexact=enquiry.email, verified=True, user__is_active=True)
    found = proved.select_related("user").order_by("pk").first()
    return found.user if found else None


def seats_for(asker: Person | None) -> Any:
    """The seats that could take on a draft: those of whoever asked, and every contact in reach; one query."""
    held = SeatTerm.objects.held().in_reach().exclude(organisation__kind__in=TAKES_NO_SIDE)
    held = held.filter(person__is_active=True, person__email__isnull=False, person__is_safeguarding_officer=False)
    wanted = Q(role=SeatTerm.Role.CONTACT) | Q(person=asker) if asker else Q(role=SeatTerm.Role.CONTACT)
    return held.filter(wanted).select_related("person", "organisation").order_by("organisation__name", "role", "pk")


def contacts_of(organisation: Organisation) -> list[Person]:
    """The contacts of an organisation who can answer for it now; one query."""
    seats = SeatTerm.objects.held().contacts().in_reach().filter(organisation=organisation)
    reached = seats.filter(person__is_active=True, person__email__isnull=False).select_related("person")
    return [seat.person for seat in reached]
