"""My organisation: who holds its seats, what waits for its contacts, whom they invited."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.duties.vacant import vacant_at
from members.handovers.models import HandOver
from members.invitations.forms import InviteForm
from members.invitations.models import Invitation
from members.joining.models import JoinRequest
from members.organisations.models import Organisation
from members.organisations.sections import sections_of
from members.roster.models import RosterCheck
from members.seats.models import CONTACTS_WANTED, SeatTerm


@dataclass(frozen=True)
class Wait:
    """One thing that a contact should see to: a sentence, and where to do it."""

    text: str
    address: str
    label: str


def places_of(person: Any) -> list[Organisation]:
    """Where ``person`` has a seat, also before the organisation takes part; one query."""
    is_theirs = Q(seat_terms__person=person, seat_terms__ended_at=None)
    return list(Organisation.objects.filter(is_theirs).exclude(state=Organisation.State.ENDED))


def everything_about(organisation: Organisation, person: Any) -> dict[str, Any]:
    """What the page shows ``person``: colleagues see who is there, contacts what they can do.

    The same queries for 1 and 100 seats.
    """
    seats = list(SeatTerm.objects.not_ended().filter(organisation=organisation))
    may_manage = person.has_perm("members.manage_seats", organisation)
    context = {
        "organisation": organisation,
        "seats": seats,
        "may_manage": may_manage,
        "contacts_wanted": CONTACTS_WANTED,
    }
    context["vacant"] = vacant_at(organisation)
    context["sections"] = sections_of(organisation, person, {seat.person_id: str(seat.person) for seat in seats})
    context |= {"own_seats": [seat for seat in seats if seat.person_id == person.pk]}
    return context | (_for_contacts(organisation, seats) if may_manage else {})


def waiting_at(person: Any) -> list[Organisation]:
    """Organisations whose contact ``person`` is and where something waits, each with ``things``; one query."""
    led = [seat.organisation_id for seat in person.seats if seat.is_contact]
    if not led:
        return []
    at = {"organisation": OuterRef("pk")}
    contacts = SeatTerm.objects.contacts().in_reach().filter(ended_at=None, **at)
    piles = (
        JoinRequest.objects.waiting().filter(**at),
        RosterCheck.objects.asked().filter(**at),
        HandOver.objects.filter(state=HandOver.State.OPEN, seat__organisation=OuterRef("pk")),
    )
    too_few = Case(When(GreaterThanOrEqual(_number(contacts), CONTACTS_WANTED), then=0), default=1)
    things = too_few + sum(_number(pile) for pile in piles)
    return list(Organisation.objects.filter(pk__in=led).annotate(things=things).filter(things__gt=0).order_by("name"))


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of ``rows`` there are, inside another query."""
    alone = rows.order_by().annotate(same=Value(1)).values("same")
    return Coalesce(Subquery(alone.annotate(n=Count("pk")).values("n")), 0)


def _for_contacts(organisation: Organisation, seats: list[SeatTerm]) -> dict[str, Any]:
    too_few = _too_few_contacts(seats)
    hand_overs = list(HandOver.objects.filter(seat__in=seats, state=HandOver.State.OPEN).order_by("due_at", "pk"))
    return {
        "waits": [
            *_code_of_conduct(organisation),
            *too_few,
            *_requests(organisation),
            *_roster(organisation),
            *(_hand_over(hand_over, {seat.pk: seat for seat in seats}) for hand_over in hand_overs),
        ],
        "leaving": {hand_over.seat_id for hand_over in hand_overs},
        "invitations": list(Invitation.objects.filter(organisation=organisation).on_roster()),
        "invite_form": InviteForm(initial={"role": SeatTerm.Role.CONTACT} if too_few else {}),
    }


def _code_of_conduct(organisation: Organisation) -> list[Wait]:
    if organisation.code_of_conduct_accepted_on:
        return []
    address = reverse("members:code-of-conduct", args=[organisation.pk])
    return [Wait(_("The code of conduct is not accepted yet."), address, _("Read it"))]


def _too_few_contacts(seats: list[SeatTerm]) -> list[Wait]:
    if sum(seat.is_contact and seat.state in SeatTerm.IN_REACH for seat in seats) >= CONTACTS_WANTED:
        return []
    text = _("There is one contact too few: with two, the organisation has a voice while one of them is away.")
    if any(not seat.is_contact for seat in seats):
        return [Wait(text, "#people", _("Make a colleague contact, too"))]
    return [Wait(text, "#invite", _("Invite a second contact"))]


def _requests(organisation: Organisation) -> list[Wait]:
    found = JoinRequest.objects.filter(organisation=organisation).waiting().select_related("person")
    return [
        Wait(
            _("%(person)s asks for a seat.") % {"person": asked.person}, asked.get_absolute_url(), _("Read and decide")
        )
        for asked in found
    ]


def _roster(organisation: Organisation) -> list[Wait]:
    check = RosterCheck.objects.filter(organisation=organisation, state=RosterCheck.State.ASKED).order_by("-pk").first()
    if not check:
        return []
    day = date_format(check.due_at, "DATE_FORMAT")
    text = _("Are these still your people? The answer is asked until %(day)s.") % {"day": day}
    return [Wait(text, reverse("members:roster", args=[organisation.pk]), _("Look through the list"))]


def _hand_over(hand_over: HandOver, seats: dict[int, SeatTerm]) -> Wait:
    text = _("%(person)s hands their seat over; it ends by itself on %(day)s.") % {
        "person": seats[hand_over.seat_id].person,
        "day": date_format(hand_over.due_at, "DATE_FORMAT"),
    }
    return Wait(text, hand_over.get_absolute_url(), _("See what goes to whom"))


def in_words(lines: list[Any]) -> str:
    """What came of a pasted list, in one sentence."""
    invited = sum(line.is_invited for line in lines)
    if not invited:
        return _("Nobody was invited.")
    return ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", invited) % {
        "count": invited
    }
