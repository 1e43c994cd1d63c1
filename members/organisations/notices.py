"""What the contacts of an organisation are told about its place in the network."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.models import SeatTerm
from network.kinds import Category, Item, Kind, declare


class _OrganisationChanged(Kind):
    """To its contacts, also those whose access just went: what happened, and why."""

    name = "organisation-changed"
    label = gettext_lazy("The place of your organisation in the network")
    subject_model = Organisation
    category = Category.NEEDS_ME
    is_addressed = True

    def subjects(self, ids: Iterable[int]) -> dict[int, Organisation]:
        contacts = Prefetch("seat_terms", SeatTerm.objects.not_ended().contacts(), to_attr="contacts")
        return {one.pk: one for one in Organisation.objects.filter(pk__in=ids).prefetch_related(contacts)}

    def addressed(self, organisation: Any) -> Iterable[Person]:
        return [seat.person for seat in _contacts(organisation)]

    def is_for(self, organisation: Any, reader: Any) -> bool:
        return any(seat.person_id == reader.pk for seat in _contacts(organisation))

    def item(self, organisation: Any, reader: Any) -> Item:
        return Item(
            title=_title(organisation) % {"name": organisation},
            text=organisation.state_text,
            reason=_("You are a contact of %(name)s") % {"name": organisation},
            address=settings.SITE_URL + organisation.get_absolute_url(),
        )


def _contacts(organisation: Any) -> list[SeatTerm]:
    """Loaded with the subjects; of an organisation that was acted on just now by one query."""
    if not hasattr(organisation, "contacts"):
        organisation.contacts = list(SeatTerm.objects.not_ended().contacts().filter(organisation=organisation))
    return organisation.contacts


def _title(organisation: Any) -> str:
    """In the present state's words: a mail that waited tells what is true when it goes."""
    state = Organisation.State
    return {
        state.ACTIVE: _("%(name)s takes part"),
        state.LAPSING: _("The place of %(name)s in the network runs out"),
        state.SUSPENDED: _("%(name)s is suspended: its people have no access for now"),
        state.ENDED: _("%(name)s no longer takes part"),
        state.APPROVED: _("%(name)s can take part: its code of conduct waits for you"),
    }.get(organisation.state, _("%(name)s in the network"))


ORGANISATION_CHANGED = declare(_OrganisationChanged())
