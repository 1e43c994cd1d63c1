"""Asking an organisation for a seat; its contacts decide, a mail domain never does."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from members.joining.domains import looks_alike, matches
from members.joining.models import CLOSES_AFTER, JoinRequest
from members.joining.notices import JOIN_REQUEST_DECIDED, JOIN_REQUEST_WAITS
from members.organisations.models import Organisation
from members.people.addresses import proved_domains
from members.people.models import Person
from members.seats.actions import give_seat
from members.seats.models import SeatTerm
from network import journal
from network.kinds import settle, tell
from network.moves import MoveRefused


@transaction.atomic
def ask(organisation: Organisation, *, text: str, by: Person) -> JoinRequest:
    """Ask its contacts for a seat; where there are none, the coordinator.

    Raises MoveRefused when ``by`` has a seat there, has asked already, or the organisation does not take part.
    """
    held = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not held.takes_part:
        raise MoveRefused(_("%(name)s does not take part at the moment, so it gives no seats.") % {"name": held})
    if SeatTerm.objects.filter(organisation=held, person=by, ended_at=None).exists():
        raise MoveRefused(_("You hold a seat at %(name)s already.") % {"name": held})
    if JoinRequest.objects.filter(organisation=held, person=by).waiting().exists():
        raise MoveRefused(_("You have asked already; the answer is on its way."))
    address = _address_says(by, held)
    asked = JoinRequest.objects.create(organisation=held, person=by, text=text, address=address)
    journal.record("ask_for_seat", asked, by=by, address=address)
    tell(JOIN_REQUEST_WAITS, asked, by=by)
    return asked


@transaction.atomic
def accept(asked: JoinRequest, *, role: str, is_vouched_for: bool = False, by: Person) -> SeatTerm:
    """Seat whoever asked. With an address that only looks like the organisation's, somebody must vouch for them.

    Raises MoveRefused without that, and when it was decided or taken back meanwhile.
    """
    if asked.looks_alike and not is_vouched_for:
        raise MoveRefused(
            _("This address only looks like one of yours. Accept it when you know the person, and say that you do.")
        )
    asked.move("accept", decided_at=timezone.now(), decided_by=by, is_vouched_for=is_vouched_for)
    seat = give_seat(asked.organisation, person=asked.person, role=role, by=by)
    journal.record("accept_join_request", asked, by=by, seat=seat.pk, is_vouched_for=is_vouched_for)
    settle(JOIN_REQUEST_WAITS, asked, by=by)
    tell(JOIN_REQUEST_DECIDED, asked, by=by)
    return seat


@transaction.atomic
def refuse(asked: JoinRequest, *, answer: str, by: Person | None) -> JoinRequest:
    """A kind no, in words. Raises MoveRefused when it was decided or taken back meanwhile."""
    asked.move("refuse", decided_at=timezone.now(), decided_by=by, answer=answer)
    journal.record("refuse_join_request", asked, by=by, why=answer)
    settle(JOIN_REQUEST_WAITS, asked, by=by)
    tell(JOIN_REQUEST_DECIDED, asked, by=by)
    return asked


@transaction.atomic
def withdraw(asked: JoinRequest, *, by: Person) -> JoinRequest:
    """Take the question back. Raises MoveRefused when it was answered meanwhile."""
    asked.move("withdraw")
    journal.record("withdraw_join_request", asked, by=by)
    settle(JOIN_REQUEST_WAITS, asked, by=by)
    return asked


@transaction.atomic
def close_unanswered(*, by: Person | None = None) -> int:
    """The nightly clock: what nobody answered within CLOSES_AFTER ends with a kind word. The number; safe to run twice.

    A seat is never given by a clock.
    """
    overdue = JoinRequest.objects.waiting().filter(asked_at__lte=timezone.now() - CLOSES_AFTER)
    found = list(overdue.select_for_update(skip_locked=True, of=("self",)).select_related("organisation", "person"))
    for asked in found:
        with override(asked.person.language):
            said = _("Nobody answered within %(days)d days, which says nothing about you. You can ask again.")
            refuse(asked, answer=said % {"days": CLOSES_AFTER.days}, by=by)
    return len(found)


def _address_says(person: Person, organisation: Organisation) -> JoinRequest.Address:
    """What the addresses that ``person`` proved say; nothing is asked of those they only claim."""
    domains = proved_domains(person)
    if any(matches(domain, organisation.domains) for domain in domains):
        return JoinRequest.Address.MATCHES
    if any(looks_alike(domain, organisation.domains) for domain in domains):
        return JoinRequest.Address.LOOKS_ALIKE
    return JoinRequest.Address.ELSEWHERE
