"""Offering a seat to an address, and taking it up: only whoever proves that address can."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.invitations import pasted
from members.invitations.models import VALID_FOR, Invitation
from members.invitations.notices import INVITATION, INVITATION_ACCEPTED, INVITATION_ASKED_AGAIN
from members.organisations.models import Organisation
from members.people.addresses import has_proved, normal
from members.people.models import Person
from members.seats.actions import change_role, give_seat
from members.seats.models import SeatTerm
from network import journal
from network.kinds import settle, tell, tell_all
from network.moves import MoveRefused


@transaction.atomic
def invite(
    organisation: Organisation, *, email: str, name: str = "", role: str, language: str = "", by: Person | None
) -> Invitation:
    """Offer a seat to ``email`` and mail it there.

    Raises ValidationError for what is no address; MoveRefused when somebody with it holds a seat there already, is
    invited already, or the organisation takes nobody in now. Its row is held, so that twice at once is once.
    """
    _hold(organisation)
    address = normal(email)
    if refusal := pasted.obstacles(organisation, [address]).get(address):
        raise MoveRefused(refusal)
    (invitation,) = _send(organisation, [(address, name)], role, language, by)
    return invitation


@transaction.atomic
def invite_many(
    organisation: Organisation, *, text: str, role: str, too_often: Collection[str] = (), by: Person
) -> list[pasted.Line]:
    """Invite every address in a pasted ``text`` and say of each line what came of it; the same queries for 1 and 100.

    Those mailed ``too_often`` of late are left out, and their lines say so. Raises MoveRefused, and invites nobody,
    when it holds more than pasted.MOST addresses.
    """
    _hold(organisation)
    lines = pasted.read(text)
    pasted.compare(lines, organisation, too_often=too_often)
    wanted = [(line.address, line.name) for line in lines if line.is_invited]
    _send(organisation, wanted, role, "", by)
    return lines


@transaction.atomic
def send_again(invitation: Invitation, *, by: Person) -> Invitation:
    """The same seat, a new link, fourteen new days; older links become old. Raises MoveRefused when it was decided."""
    _hold(invitation.organisation)
    if refusal := pasted.obstacles(invitation.organisation, [invitation.email], but=invitation).get(invitation.email):
        raise MoveRefused(refusal)
    now = timezone.now()
    times = Invitation.objects.values_list("times_sent", flat=True).get(pk=invitation.pk)
    invitation.move("send_again", sent_at=now, expires_at=now + VALID_FOR, times_sent=times + 1)
    journal.record("send_invitation_again", invitation, by=by)
    settle(INVITATION_ASKED_AGAIN, invitation, by=by)
    tell(INVITATION, invitation, by=by)
    return invitation


@transaction.atomic
def cancel(invitation: Invitation, *, by: Person) -> Invitation:
    """Take the offer back; its links then say so. Raises MoveRefused when it was accepted meanwhile."""
    invitation.move("cancel")
    journal.record("cancel_invitation", invitation, by=by)
    settle(INVITATION_ASKED_AGAIN, invitation, by=by)
    return invitation


@transaction.atomic
def ask_again(invitation: Invitation, *, by: Person | None = None) -> Invitation:
    """Whoever holds an old link asks the inviter for a new one. Raises MoveRefused when there is nothing to ask for."""
    if not invitation.can("send_again"):
        raise MoveRefused(invitation.too_late())
    settle(INVITATION_ASKED_AGAIN, invitation, by=by)
    tell(INVITATION_ASKED_AGAIN, invitation, by=by)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: Person) -> SeatTerm:
    """Seat ``by``, who must have proved the very address that was invited.

    Raises MoveRefused, and seats nobody, for another address and for an invitation that is used, cancelled or expired.
    """
    if not has_proved(by, invitation.email):
        raise MoveRefused(_("This invitation is for another address than yours. Ask for one to your own address."))
    organisation = _hold(invitation.organisation)
    if invitation.state == Invitation.State.SENT and not invitation.is_open:
        raise MoveRefused(_("This invitation has expired. Ask for it again."))
    invitation.move("accept")
    seat = give_seat(organisation, person=by, role=invitation.role, by=by)
    if invitation.role == SeatTerm.Role.CONTACT and not seat.is_contact:
        change_role(seat, role=SeatTerm.Role.CONTACT, by=by)
    Invitation.objects.filter(pk=invitation.pk).update(seat=seat)
    invitation.seat = seat
    journal.record("accept_invitation", invitation, by=by, seat=seat.pk)
    settle(INVITATION_ASKED_AGAIN, invitation, by=by)
    tell(INVITATION_ACCEPTED, invitation, by=by)
    return seat


@transaction.atomic
def expire_overdue(*, by: Person | None = None) -> int:
    """Close what nobody accepted in time; the number. Safe to run twice."""
    return Invitation.objects.overdue().update(state=Invitation.State.EXPIRED)


def _hold(organisation: Organisation) -> Organisation:
    """The organisation's row, held until the commit: seats of one organisation are offered one after the other."""
    held = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not held.takes_people_in:
        raise MoveRefused(
            _("%(name)s takes nobody in at the moment: it is %(state)s. Ask the coordinator of the network.")
            % {"name": held, "state": held.get_state_display()}
        )
    return held


def _send(
    organisation: Organisation, wanted: list[tuple[str, str]], role: str, language: str, by: Person | None
) -> list[Invitation]:
    now = timezone.now()
    new = Invitation.objects.bulk_create(
        Invitation(
            organisation=organisation,
            email=address,
            name=name,
            role=role,
            language=language or (by.language if by else "en"),
            invited_by=by,
            sent_at=now,
            expires_at=now + VALID_FOR,
        )
        for address, name in wanted
    )
    journal.record_all("invite", new, by=by, role=role)
    tell_all(INVITATION, new, by=by)
    return new
