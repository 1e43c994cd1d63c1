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
    """Each organisation that takes part with fewer contacts in reach than it should have.

    One contact too few is no reason to put a proposal off, so it stands at the end; without any nobody can speak.
    A contact whom mail no longer reaches, or who was silent for half a year, is as good as none.
    """

    name = "too-few-contacts"

    def rows(self, person: Any) -> Any:
        """Those without any contact in reach first, then the longest here."""
        is_contact = Q(seat_terms__role=SeatTerm.Role.CONTACT, seat_terms__ended_at=None)
        in_reach = is_contact & Q(seat_terms__state__in=SeatTerm.IN_REACH)
        counted = Organisation.objects.active().annotate(
            contacts=Count("seat_terms", filter=is_contact), in_reach=Count("seat_terms", filter=in_reach)
        )
        return counted.filter(in_reach__lt=CONTACTS_WANTED).order_by("in_reach", "joined_on", "pk")

    def waiting(self, organisation: Any, person: Any) -> Waiting:
        title, said = _in_words(organisation)
        return Waiting(
            title=title % {"name": organisation},
            text=said,
            address=reverse("members:my-organisation", args=[organisation.pk]),
            since=timezone.now() if organisation.in_reach else _midnight(organisation.joined_on),
            minutes=5,
            act=_("See its seats"),
        )


def _in_words(organisation: Any) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    ask = _("Its only contact can make a colleague contact, too, or invite one. Ask them to.")
    if organisation.in_reach:
        is_one = organisation.contacts == organisation.in_reach
        return _("%(name)s has one contact") if is_one else _("%(name)s has one contact in reach"), ask
    if organisation.contacts:
        return _("%(name)s has no contact in reach"), _("None of them answers any more. Call, or invite a new one.")
    return _("%(name)s has no contact"), _("Nobody can speak for it or invite colleagues. Invite a contact.")


def _midnight(day: Any) -> Any:
    return timezone.make_aware(datetime.combine(day, time()))


TOO_FEW_CONTACTS = declare(_TooFewContacts())
