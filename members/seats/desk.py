"""Organisations that a single absence would leave without a voice."""

from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from members.organisations.models import Organisation
from members.seats.models import CONTACTS_WANTED, SeatTerm
from network.desk import Pile, Waiting, declare


class _TooFewContacts(Pile):
    """Each organisation that takes part with fewer contacts than it should have.

    One contact too few is no reason to put a proposal off, so it stands at the end; without any nobody can speak.
    """

    name = "too-few-contacts"

    def rows(self, person: Any) -> Any:
        """Those without any contact first, then the longest here."""
        is_contact = Q(seat_terms__role=SeatTerm.Role.CONTACT, seat_terms__ended_at=None)
        counted = Organisation.objects.active().annotate(contacts=Count("seat_terms", filter=is_contact))
        return counted.filter(contacts__lt=CONTACTS_WANTED).order_by("contacts", "joined_on", "pk")

    def waiting(self, organisation: Any, person: Any) -> Waiting:
        said = (
            _("Its only contact can make a colleague contact, too, or invite one. Ask them to.")
            if organisation.contacts
            else _("Nobody can speak for it or invite colleagues. Invite a contact.")
        )
        title = _("%(name)s has one contact") if organisation.contacts else _("%(name)s has no contact")
        return Waiting(
            title=title % {"name": organisation},
            text=said,
            address=reverse("members:my-organisation", args=[organisation.pk]),
            since=timezone.now() if organisation.contacts else _midnight(organisation.joined_on),
            minutes=5,
        )


def _midnight(day: Any) -> Any:
    return timezone.make_aware(datetime.combine(day, time()))


TOO_FEW_CONTACTS = declare(_TooFewContacts())
