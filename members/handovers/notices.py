"""What people are told about hand-overs."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.handovers.models import HandOver
from members.people.models import Person
from members.seats.loading import load_seats
from members.seats.models import SeatTerm
from network.kinds import Category, Item, Kind, declare


class _HandOverKind(Kind):
    """Kinds whose subject is a hand-over in one certain state."""

    subject_model = HandOver
    state: str
    is_addressed = True
    category = Category.NEEDS_ME

    def subjects(self, ids: Iterable[int]) -> dict[int, HandOver]:
        found = HandOver.objects.filter(state=self.state, pk__in=ids).select_related(
            "seat__person", "seat__organisation"
        )
        return {hand_over.pk: hand_over for hand_over in found.prefetch_related("lines__successor")}

    def addressed(self, hand_over: HandOver) -> Iterable[Person]:
        """The contacts and whoever leaves; of mail that came back other contacts in reach, or coordinators."""
        contacts = Q(
            seat_terms__organisation=hand_over.seat.organisation_id,
            seat_terms__role=SeatTerm.Role.CONTACT,
            seat_terms__ended_at=None,
        )
        everybody = Person.objects.filter(is_active=True).distinct().order_by("pk")
        if hand_over.reason == HandOver.Reason.BOUNCED:
            in_reach = contacts & Q(seat_terms__state__in=SeatTerm.IN_REACH)
            people = list(everybody.filter(in_reach).exclude(pk=hand_over.seat.person_id))
            people = people or list(everybody.filter(is_coordinator=True))
        else:
            people = list(everybody.filter(contacts | Q(pk=hand_over.seat.person_id)))
        load_seats(people)
        return people

    def is_for(self, hand_over: HandOver, person: Any) -> bool:
        return person.pk == hand_over.seat.person_id or _is_contact(person, hand_over) or person.is_coordinator

    def _names(self, hand_over: HandOver) -> dict[str, Any]:
        return {"person": hand_over.seat.person, "name": hand_over.seat.organisation}

    def _reason(self, hand_over: HandOver, person: Any) -> str:
        if person.pk == hand_over.seat.person_id:
            return _("It is your seat")
        if not _is_contact(person, hand_over):
            return _("You coordinate the network")
        return _("You are a contact of %(name)s") % self._names(hand_over)


class _HandOverOpened(_HandOverKind):
    """To the contacts and to whoever leaves: say who takes over what."""

    name = "hand-over-opened"
    label = gettext_lazy("A seat is handed over")
    state = HandOver.State.OPEN

    def item(self, hand_over: HandOver, person: Any) -> Item:
        day = date_format(hand_over.due_at, "DATE_FORMAT")
        return Item(
            title=_("%(person)s hands over a seat at %(name)s") % self._names(hand_over),
            text=_("Say who takes over what by %(day)s. What nobody takes over by then is vacant.") % {"day": day},
            reason=self._reason(hand_over, person),
            address=settings.SITE_URL + hand_over.get_absolute_url(),
        )


class _TakenOver(_HandOverKind):
    """To a successor: one page with everything they took over."""

    name = "taken-over"
    label = gettext_lazy("What you took over")
    state = HandOver.State.DONE

    def addressed(self, hand_over: HandOver) -> Iterable[Person]:
        people = list(Person.objects.filter(seat_terms__taken_over__hand_over=hand_over).distinct().order_by("pk"))
        load_seats(people)
        return people

    def is_for(self, hand_over: HandOver, person: Any) -> bool:
        mine = {seat.pk for seat in person.seats}
        return any(line.successor_id in mine for line in hand_over.lines.all())

    def item(self, hand_over: HandOver, person: Any) -> Item:
        return Item(
            title=_("You took something over from %(person)s")
            % {"person": hand_over.seat.person.named_for(hand_over.seat.organisation)},
            text=_("All of it stands on one page, with what it is and where to find it."),
            reason=_("You were chosen at %(name)s") % self._names(hand_over),
            address=settings.SITE_URL + reverse("members:taken-over", args=[hand_over.pk]),
        )


class _HandOverDone(_HandOverKind):
    """To the contacts and to whoever left: the seat has ended."""

    name = "hand-over-done"
    label = gettext_lazy("A seat has ended")
    state = HandOver.State.DONE

    def item(self, hand_over: HandOver, person: Any) -> Item:
        left = sum(line.successor_id is None for line in hand_over.lines.all())
        words = _("Everything that belonged to it has found somebody.")
        if left:
            words = ngettext("%(n)d task is vacant.", "%(n)d tasks are vacant.", left)
        if person.pk == hand_over.seat.person_id:
            words = _("Your name stays under what you did. Thank you.")
        return Item(
            title=_("%(person)s no longer holds a seat at %(name)s") % self._names(hand_over),
            text=words % {"n": left},
            reason=self._reason(hand_over, person),
            address=settings.SITE_URL + hand_over.get_absolute_url(),
        )


def _is_contact(person: Any, hand_over: HandOver) -> bool:
    return any(seat.is_contact and seat.organisation_id == hand_over.seat.organisation_id for seat in person.seats)


HAND_OVER_OPENED = declare(_HandOverOpened())
TAKEN_OVER = declare(_TakenOver())
HAND_OVER_DONE = declare(_HandOverDone())
