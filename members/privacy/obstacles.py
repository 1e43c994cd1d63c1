"""Who must take over first, before an account can be erased; the page shows the list, the action raises it."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members.handovers.belongings import belongings_of
from members.handovers.obstacles import obstacles as obstacles_of_seat
from members.people.models import Person
from members.seats.models import SeatTerm

POWERS = {
    "is_superuser": gettext_lazy("%(person)s is the only administrator. Somebody else must have these powers first."),
    "is_coordinator": gettext_lazy(
        "%(person)s is the only coordinator. Somebody else must coordinate the network first."
    ),
    "is_safeguarding_officer": gettext_lazy(
        "%(person)s is the only safeguarding officer. Somebody else must take this on first."
    ),
}
NOT_A_COORDINATORS = ("is_superuser", "is_safeguarding_officer")


@dataclass(frozen=True)
class Obstacle:
    """A sentence with the way out, and where it begins."""

    text: str
    address: str = ""
    label: str = ""


def obstacles(person: Person) -> list[Obstacle]:
    """Empty when nothing stands in the way. A few queries for each seat held, and one more for each power."""
    return firm_obstacles(person, by=person) or [found for seat in person.seats for found in _of_seat(seat)]


def firm_obstacles(person: Person, *, by: Person) -> list[Obstacle]:
    """What nobody can pass over: powers that no other has, or that a coordinator who erases could not give back."""
    if person.erased_at:
        return [Obstacle(_("This account is erased already."))]
    powers = [power for power in POWERS if getattr(person, power)]
    if alone := [Obstacle(str(POWERS[power]) % {"person": person}) for power in powers if _nobody_else(power, person)]:
        return alone
    if by.pk != person.pk and not by.is_superuser and any(power in NOT_A_COORDINATORS for power in powers):
        said = _("%(person)s has powers that an administrator gave. An administrator must take them away first.")
        return [Obstacle(said % {"person": person})]
    return []


def holders_of_powers() -> Q:
    """Everybody among whom somebody must be left."""
    return Q(*((power, True) for power in POWERS), _connector=Q.OR)


def _nobody_else(power: str, person: Person) -> bool:
    return not Person.objects.filter(is_active=True, **{power: True}).exclude(pk=person.pk).exists()


def _of_seat(seat: SeatTerm) -> list[Obstacle]:
    """The voice of an organisation must stay, and what a seat sees to passes to a colleague, where there is one."""
    address, label = (
        reverse("members:leave-seat", args=[seat.pk]),
        _("Hand over at %(name)s") % {"name": seat.organisation},
    )
    colleagues = reverse("members:my-organisation", args=[seat.organisation_id]) + "#people"
    if said := [Obstacle(text, colleagues, _("See who could be a contact")) for text in obstacles_of_seat(seat)]:
        return said
    things = len(belongings_of(seat))
    if not things or not SeatTerm.objects.held().filter(organisation=seat.organisation_id).exclude(pk=seat.pk).exists():
        return []
    text = ngettext(
        "%(person)s sees to one thing at %(name)s. Hand the seat over first: choose the colleague who takes it.",
        "%(person)s sees to %(number)s things at %(name)s. Hand the seat over first: choose colleagues who take them.",
        things,
    )
    return [Obstacle(text % {"person": seat.person, "name": seat.organisation, "number": things}, address, label)]
