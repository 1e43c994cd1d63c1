"""Who must take over first, before an account can be erased; the page shows the list, the action raises it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.handovers.belongings import belongings_of
from members.handovers.obstacles import obstacles as obstacles_of_seat
from members.people.models import Person
from members.seats.models import SeatTerm


@dataclass(frozen=True)
class Obstacle:
    """A sentence with the way out, and where it begins."""

    text: str
    address: str = ""
    label: str = ""


def obstacles(person: Person) -> list[Obstacle]:
    """Empty when nothing stands in the way. A few queries for each seat held, and one more for coordinators."""
    return powers_held_alone(person) or [found for seat in person.seats for found in _of_seat(seat)]


def powers_held_alone(person: Person) -> list[Obstacle]:
    """What nobody can pass over, whoever erases."""
    if person.erased_at:
        return [Obstacle(_("This account is erased already."))]
    if person.is_superuser and not _others(is_superuser=True, but=person):
        return [Obstacle(_("You are the only administrator. Give somebody else these powers first."))]
    if person.is_coordinator and not _others(is_coordinator=True, but=person):
        return [Obstacle(_("You are the only coordinator. Somebody else must coordinate the network first."))]
    return []


def _others(*, but: Person, **power: bool) -> bool:
    return Person.objects.filter(is_active=True, **power).exclude(pk=but.pk).exists()


def _of_seat(seat: SeatTerm) -> list[Obstacle]:
    """The voice of an organisation must stay, and what a seat sees to passes to a colleague, where there is one."""
    address, label = (
        reverse("members:leave-seat", args=[seat.pk]),
        _("Hand over at %(name)s") % {"name": seat.organisation},
    )
    if said := [Obstacle(text, address, label) for text in obstacles_of_seat(seat)]:
        return said
    things = len(belongings_of(seat))
    if not things or not SeatTerm.objects.held().filter(organisation=seat.organisation_id).exclude(pk=seat.pk).exists():
        return []
    text = ngettext(
        "At %(name)s you see to one thing. Hand your seat over first: choose the colleague who takes it.",
        "At %(name)s you see to %(number)s things. Hand your seat over first: choose the colleagues who take them.",
        things,
    )
    return [Obstacle(text % {"name": seat.organisation, "number": things}, address, label)]
