"""What becomes of the invitations of somebody who leaves: colleagues stay invited, new contacts are decided anew."""

from members.invitations.models import Invitation
from members.invitations.notices import CONTACT_INVITATION_CANCELLED, INVITATION_ASKED_AGAIN
from members.people.models import Person
from members.seats.models import SeatTerm
from network import journal
from network.kinds import settle_all, tell_all

RULE = "Whoever invited a new contact has left: those who stay decide about that anew."


def take_back_for_contacts(seat: SeatTerm, *, by: Person | None) -> None:
    """Cancel what the holder of ``seat``, which just ended, offered to new contacts there; tell who decides now.

    A seat as contact speaks for the organisation; so nobody takes one on the word of somebody who no longer does. A
    coordinator's invitations stay: they do not hang on the seat. Runs in the caller's transaction.
    """
    sent = Invitation.objects.filter(
        organisation=seat.organisation_id, invited_by=seat.person_id, invited_by__is_coordinator=False,
        role=SeatTerm.Role.CONTACT, state=Invitation.State.SENT,
    )  # fmt: skip
    found = list(sent.select_related("organisation", "invited_by").select_for_update(of=("self",)).order_by("pk"))
    if not found:
        return
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in found]).update(state=Invitation.State.CANCELLED)
    for invitation in found:
        invitation.state = Invitation.State.CANCELLED
    journal.record_all("cancel_invitation", found, by=by, why=RULE)
    settle_all(INVITATION_ASKED_AGAIN, found, by=by)
    tell_all(CONTACT_INVITATION_CANCELLED, found, by=None)
