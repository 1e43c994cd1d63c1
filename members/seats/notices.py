"""What people are told about their seats."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.people.models import Person
from members.seats.models import SeatTerm
from network.kinds import Category, Item, Kind, declare


class _SeatGiven(Kind):
    """To whoever has a seat since a list was brought in: they never asked, so they hear of it, and how to come in."""

    name = "seat-given"
    label = gettext_lazy("You have a seat")
    category = Category.NEEDS_ME
    subject_model = SeatTerm
    is_addressed = True

    def addressed(self, seat: SeatTerm) -> Iterable[Person]:
        return [seat.person]

    def subjects(self, ids: Iterable[int]) -> dict[int, SeatTerm]:
        found = SeatTerm.objects.filter(pk__in=ids, ended_at=None).select_related("person", "organisation")
        return {seat.pk: seat for seat in found}

    def is_for(self, seat: SeatTerm, person: Any) -> bool:
        return bool(seat.person_id == person.pk)

    def item(self, seat: SeatTerm, person: Any) -> Item:
        names = {"name": seat.organisation, "role": seat.get_role_display(), "email": person.email}
        text = _("You take part in the network for %(name)s, as %(role)s.") % names
        if seat.is_contact:
            text += " " + _("Contacts invite colleagues and say each quarter who is still there.")
        return Item(
            title=_("You have a seat at %(name)s") % names,
            text=text + " " + _("Sign in with %(email)s: a code comes by mail, and no password is needed.") % names,
            reason=_("The coordinator of the network brought in the list of its members, with your address in it"),
            address=settings.SITE_URL + reverse("members:my-organisation", args=[seat.organisation_id]),
        )


SEAT_GIVEN = declare(_SeatGiven())
