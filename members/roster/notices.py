"""The quarterly question to the contacts of an organisation: are these still your people?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.people.models import Person
from members.roster.models import RosterCheck
from members.seats.loading import load_seats
from members.seats.models import SeatTerm
from network import links
from network.kinds import Category, Item, Kind, declare

CONFIRM, NO_LONGER = "confirm-roster", "no-longer-here"  # verbs of the links in the mail; links.py says what they do


@dataclass(frozen=True)
class Line:
    """One person of the list, with the link that says they left."""

    name: str
    role: str
    address: str


@dataclass(frozen=True)
class RosterItem(Item):
    people: tuple[Line, ...] = ()


class _RosterAsked(Kind):
    name = "roster-asked"
    label = gettext_lazy("Are these still your people?")
    subject_model = RosterCheck
    category = Category.NEEDS_ME
    is_addressed = True

    def subjects(self, ids: Iterable[int]) -> dict[int, RosterCheck]:
        found = RosterCheck.objects.asked().filter(pk__in=ids).select_related("organisation")
        return {check.pk: check for check in with_people(found)}

    def addressed(self, check: RosterCheck) -> Iterable[Person]:
        """The contacts; ``with_people`` has loaded them."""
        return [seat.person for seat in check.people if seat.is_contact]  # type: ignore[attr-defined]

    def is_for(self, check: RosterCheck, person: Any) -> bool:
        return _seat_of(check, person) is not None

    def item(self, check: RosterCheck, person: Any) -> RosterItem:
        day = date_format(check.due_at, "DATE_FORMAT")
        seat = _seat_of(check, person)
        seat_id = seat.pk if seat else None
        return RosterItem(
            title=_("Are these still your people at %(name)s?") % {"name": check.organisation},
            text=_("Four times a year we ask. One press is enough if nothing changed; please answer until %(day)s.")
            % {"day": day},
            reason=_("You are a contact of %(name)s") % {"name": check.organisation},
            address=settings.SITE_URL + reverse("members:roster", args=[check.organisation_id]),
            act_label=_("All still right"),
            act_address=links.make(person, CONFIRM, check.pk, seat_id=seat_id),
            people=tuple(
                Line(
                    str(other.person),
                    str(other.get_role_display()),
                    links.make(person, NO_LONGER, other.pk, seat_id=seat_id),
                )
                for other in check.people  # type: ignore[attr-defined]
            ),
        )


def with_people(checks: Iterable[RosterCheck]) -> list[RosterCheck]:
    """The checks, each with the seats of its organisation as ``people``; two queries for any number of them."""
    checks = list(checks)
    by_organisation: dict[int, list[SeatTerm]] = {check.organisation_id: [] for check in checks}
    for seat in SeatTerm.objects.not_ended().filter(organisation__in=by_organisation):
        by_organisation[seat.organisation_id].append(seat)
    for check in checks:
        check.people = by_organisation[check.organisation_id]  # type: ignore[attr-defined]
    load_seats([seat.person for seats in by_organisation.values() for seat in seats])
    return checks


def _seat_of(check: RosterCheck, person: Any) -> SeatTerm | None:
    """The seat as which ``person`` is asked."""
    led = (seat for seat in person.seats if seat.is_contact and seat.organisation_id == check.organisation_id)
    return next(led, None)


ROSTER_ASKED = declare(_RosterAsked())
