"""What stands in the address of an invitation: its number and how often it was sent, signed; nothing about a person."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from members.invitations.models import Invitation

SALT = "members.invitations"


def address_of(invitation: Invitation) -> str:
    """The absolute address of its page; sending it again makes a new one and the older ones old."""
    token = signing.Signer(salt=SALT).sign_object([invitation.pk, invitation.times_sent])
    return settings.SITE_URL + reverse("members:invitation", args=[token])


def read(token: str) -> tuple[Invitation, bool] | None:
    """The invitation and whether this is its newest link; None when the link is not ours. One query."""
    try:
        pk, times_sent = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    invitation = Invitation.objects.select_related("organisation", "invited_by", "seat").filter(pk=pk).first()
    return (invitation, invitation.times_sent == times_sent) if invitation else None
