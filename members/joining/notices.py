"""What people are told about requests for a seat."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.joining.models import JoinRequest
from members.people.models import Person
from members.seats.loading import load_seats
from members.seats.models import SeatTerm
from network.kinds import Category, Item, Kind, declare


class _JoinKind(Kind):
    subject_model = JoinRequest
    category = Category.NEEDS_ME
    is_addressed = True
    states: tuple[str, ...]

    def subjects(self, ids: Iterable[int]) -> dict[int, JoinRequest]:
        found = JoinRequest.objects.filter(state__in=self.states, pk__in=ids).select_related("organisation", "person")
        return {request.pk: request for request in found}

    def _address(self, request: JoinRequest) -> str:
        return settings.SITE_URL + request.get_absolute_url()


class _JoinRequestWaits(_JoinKind):
    """To the contacts of the organisation; to the coordinators where it has none."""

    name = "join-request-waits"
    label = gettext_lazy("Somebody asks for a seat")
    states = (JoinRequest.State.WAITING,)

    def addressed(self, request: JoinRequest) -> Iterable[Person]:
        contacts = SeatTerm.objects.not_ended().contacts().filter(organisation=request.organisation_id)
        people = [seat.person for seat in contacts] or list(Person.objects.filter(is_coordinator=True).order_by("pk"))
        load_seats(people)
        return people

    def is_for(self, request: JoinRequest, person: Any) -> bool:
        leads = any(seat.is_contact and seat.organisation_id == request.organisation_id for seat in person.seats)
        return bool(person.is_coordinator or leads)

    def item(self, request: JoinRequest, person: Any) -> Item:
        return Item(
            title=_("%(person)s asks for a seat") % {"person": request.person},
            text=_("At %(name)s. You decide.") % {"name": request.organisation},
            reason=_("You are a contact of %(name)s") % {"name": request.organisation}
            if not person.is_coordinator
            else _("You coordinate the network"),
            address=self._address(request),
        )


class _JoinRequestDecided(_JoinKind):
    """To whoever asked: yes, or a kind no with words."""

    name = "join-request-decided"
    label = gettext_lazy("Your request for a seat is answered")
    states = (JoinRequest.State.ACCEPTED, JoinRequest.State.REFUSED)

    def addressed(self, request: JoinRequest) -> Iterable[Person]:
        return [request.person]

    def is_for(self, request: JoinRequest, person: Any) -> bool:
        return bool(request.person_id == person.pk)

    def item(self, request: JoinRequest, person: Any) -> Item:
        is_yes = request.state == JoinRequest.State.ACCEPTED
        said = _("You speak for %(name)s now.") if is_yes else _("%(name)s does not give you a seat now.")
        title = _("Your seat at %(name)s") if is_yes else _("About your request to %(name)s")
        return Item(
            title=title % {"name": request.organisation},
            text=said % {"name": request.organisation},
            reason=_("You asked for a seat there"),
            address=self._address(request),
            act_label=_("See your organisation") if is_yes else _("See the answer"),
            act_address=settings.SITE_URL + reverse("members:my-organisation", args=[request.organisation_id])
            if is_yes
            else self._address(request),
        )


JOIN_REQUEST_WAITS = declare(_JoinRequestWaits())
JOIN_REQUEST_DECIDED = declare(_JoinRequestDecided())
