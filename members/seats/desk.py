"""Organisations that a single absence would leave without a voice."""

from typing import Any

from django.db.models import Case, Count, DateTimeField, F, Q, Value, When
from django.db.models.functions import Cast, Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.organisations.models import Organisation
from members.roster.quarters import asked_again_at, said_when
from members.seats.models import CONTACTS_WANTED, SeatTerm
from network.desk import Pile, Waiting, declare


class _TooFewContacts(Pile):
    """Each organisation that takes part with fewer contacts in reach than it should have.

    One contact too few is no reason to put a proposal off, so it stands at the end; without any nobody can speak.
    A contact whom mail no longer reaches, or who was silent for half a year, is as good as none.
    """

    name = "too-few-contacts"
    label = gettext_lazy("Too few contacts")
    due = F("asked_again")
    since = Case(When(in_reach=0, then=Cast("joined_on", DateTimeField())), default=Now())
    effect = Case(When(in_reach=0, then=Value(2)), default=Value(1))

    def rows(self, person: Any) -> Any:
        """Those without any contact in reach first, then the longest here; only a coordinator can do something."""
        if not person.is_coordinator:
            return Organisation.objects.none()
        is_contact = Q(seat_terms__role=SeatTerm.Role.CONTACT, seat_terms__ended_at=None)
        in_reach = is_contact & Q(seat_terms__state__in=SeatTerm.IN_REACH)
        counted = Organisation.objects.active().annotate(
            contacts=Count("seat_terms", filter=is_contact), in_reach=Count("seat_terms", filter=in_reach)
        )
        few = counted.filter(in_reach__lt=CONTACTS_WANTED).annotate(asked_again=asked_again_at())
        return few.order_by("in_reach", "joined_on", "pk")

    def waiting(self, organisation: Any, person: Any) -> Waiting:
        title, said = _in_words(organisation)
        return Waiting(
            title=title % {"name": organisation},
            text=said,
            address=reverse("members:my-organisation", args=[organisation.pk]),
            act=_("See its seats"),
            otherwise=said_when(organisation.asked_again),
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


TOO_FEW_CONTACTS = declare(_TooFewContacts())
