"""What people are told about invitations."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.invitations.models import Invitation
from members.invitations.tokens import address_of
from members.people.models import Person
from members.seats.loading import load_seats
from members.seats.models import SeatTerm
from network.kinds import Category, Item, Kind, Stranger, declare


class _InvitationKind(Kind):
    """Kinds whose subject is an invitation in one of certain states."""

    subject_model = Invitation
    category = Category.NEEDS_ME
    is_addressed = True
    states: tuple[str, ...]

    def subjects(self, ids: Iterable[int]) -> dict[int, Invitation]:
        found = Invitation.objects.filter(state__in=self.states, pk__in=ids)
        return {invitation.pk: invitation for invitation in found.select_related("organisation", "invited_by")}


class _Invitation(_InvitationKind):
    """To the invited address, whether it has an account or not: a seat is offered."""

    name = "invitation"
    label = gettext_lazy("You are invited to a seat")
    states = (Invitation.State.SENT,)

    def addressed(self, invitation: Invitation) -> Iterable[Stranger]:
        return [Stranger(invitation.email, invitation.name, invitation.language)]

    def is_for(self, invitation: Invitation, person: Any) -> bool:
        return bool(person.email == invitation.email)

    def item(self, invitation: Invitation, person: Any) -> Item:
        name = invitation.organisation
        day = date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT")
        until = _("This invitation is for this address only, until %(day)s.")
        return Item(
            title=_("Take your seat for %(name)s") % {"name": name},
            text=f"{_opening(invitation)} {_what_it_is()} {until % {'day': day}}",
            reason=_why_you(invitation),
            address=address_of(invitation),
        )


def _opening(invitation: Invitation) -> str:
    """Who invites, for whom and as what."""
    names = {
        "who": invitation.invited_by,
        "name": invitation.organisation,
        "role": invitation.get_role_display(),
    }
    if invitation.answers_an_application:
        welcome = _(
            "Welcome: the application of %(name)s is approved. You are invited as its %(role)s; once you have read and "
            "accepted the code of conduct, your organisation takes part."
        )
        return welcome % names
    if invitation.invited_by:
        return _("%(who)s invites you to take part in the network for %(name)s, as %(role)s.") % names
    return _("You are invited to take part in the network for %(name)s, as %(role)s.") % names


def _what_it_is() -> str:
    """For whoever never heard of it."""
    return _(
        "Kring is the place of a network of organisations: they find each other around a question, learn for a while, "
        "and leave something behind that others can use."
    )


def _why_you(invitation: Invitation) -> str:
    """Who gave us the address; they may know nothing of it."""
    name = {"name": invitation.organisation}
    if invitation.answers_an_application:
        return _("You applied for %(name)s at this address") % name
    if invitation.invited_by and invitation.invited_by.is_coordinator:
        said = _(
            "The coordinator of the network invites you for %(name)s. If you know nothing of it, do nothing; we write "
            "no more"
        )
        return said % name
    return (
        _("Somebody of %(name)s gave us your address. If you know nothing of it, do nothing; we write no more") % name
    )


class _OfInviter(_InvitationKind):
    """Told to whoever invited, as long as they can act on it: not after they left the organisation."""

    def addressed(self, invitation: Invitation) -> Iterable[Person]:
        people = [invitation.invited_by] if invitation.invited_by else []
        load_seats(people)
        return people

    def is_for(self, invitation: Invitation, person: Any) -> bool:
        return bool(invitation.invited_by_id == person.pk) and _may_act(invitation, person)

    def _address(self, invitation: Invitation) -> str:
        return settings.SITE_URL + reverse("members:my-organisation", args=[invitation.organisation_id])


def _may_act(invitation: Invitation, person: Any) -> bool:
    leads = any(seat.is_contact and seat.organisation_id == invitation.organisation_id for seat in person.seats)
    return bool(person.is_coordinator or leads)


class _InvitationAskedAgain(_OfInviter):
    """To the inviter: the link of a mail came too late, please send a new one.

    Where the inviter has left, to the contacts who are in reach, or to the coordinators.
    """

    name = "invitation-asked-again"
    label = gettext_lazy("Somebody asks for their invitation again")
    states: tuple[str, ...] = (Invitation.State.SENT, Invitation.State.EXPIRED)

    def addressed(self, invitation: Invitation) -> Iterable[Person]:
        inviter = [person for person in super().addressed(invitation) if _may_act(invitation, person)]
        seats = SeatTerm.objects.not_ended().contacts().in_reach().filter(organisation=invitation.organisation_id)
        people = inviter or [seat.person for seat in seats]
        people = people or list(Person.objects.filter(is_coordinator=True, is_active=True).order_by("pk"))
        load_seats(people)
        return people

    def is_for(self, invitation: Invitation, person: Any) -> bool:
        return _may_act(invitation, person)

    def item(self, invitation: Invitation, person: Any) -> Item:
        return Item(
            title=_("%(email)s asks for the invitation again") % {"email": invitation.email},
            text=_("Their link no longer works. Send the invitation again if you still want them to have a seat."),
            reason=_reason(invitation, person),
            address=self._address(invitation),
        )


class _ContactInvitationCancelled(_InvitationAskedAgain):
    """To the contacts who stay, or to the coordinators: whoever invited a new contact has left; is it still wanted?"""

    name = "contact-invitation-cancelled"
    label = gettext_lazy("An invitation of a new contact was taken back")
    states = (Invitation.State.CANCELLED,)

    def item(self, invitation: Invitation, person: Any) -> Item:
        names = {"email": invitation.email, "name": invitation.organisation}
        return Item(
            title=_("The invitation of %(email)s as a contact of %(name)s was taken back") % names,
            text=_("Whoever sent it has left, and a contact speaks for you. Invite them again if you still want that."),
            reason=_reason(invitation, person),
            address=self._address(invitation),
        )


def _reason(invitation: Invitation, person: Any) -> str:
    if person.pk == invitation.invited_by_id:
        return _("You invited them for %(name)s") % {"name": invitation.organisation}
    if person.is_coordinator:
        return _("You coordinate the network")
    return _("You are a contact of %(name)s") % {"name": invitation.organisation}


class _InvitationAccepted(_OfInviter):
    """To the inviter: the seat is taken."""

    name = "invitation-accepted"
    label = gettext_lazy("Your invitation was accepted")
    states = (Invitation.State.ACCEPTED,)

    def item(self, invitation: Invitation, person: Any) -> Item:
        return Item(
            title=_("%(email)s took the seat") % {"email": invitation.name or invitation.email},
            text=_("They speak for %(name)s now, as %(role)s.")
            % {"name": invitation.organisation, "role": invitation.get_role_display()},
            reason=_("You invited them for %(name)s") % {"name": invitation.organisation},
            address=self._address(invitation),
        )


INVITATION = declare(_Invitation())
INVITATION_ASKED_AGAIN = declare(_InvitationAskedAgain())
CONTACT_INVITATION_CANCELLED = declare(_ContactInvitationCancelled())
INVITATION_ACCEPTED = declare(_InvitationAccepted())
