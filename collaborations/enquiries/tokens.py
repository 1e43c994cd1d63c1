"""What stands in the address by which somebody follows what they asked: its number, signed; nothing about them.

It dies with the row: what is erased has no page any more.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from collaborations.enquiries.models import Enquiry

SALT = "collaborations.enquiries"


def token_of(enquiry: Enquiry) -> str:
    return signing.Signer(salt=SALT).sign_object([enquiry.pk])


def address_of(enquiry: Enquiry) -> str:
    """The absolute address of the page for whoever asked; the same each time."""
    return settings.SITE_URL + reverse("collaborations:my-enquiry", args=[token_of(enquiry)])


def read(token: str) -> Enquiry | None:
    """The enquiry, or None when the link is not ours or it was erased. One query."""
    try:
        (pk,) = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Enquiry.objects.select_related("theme").filter(pk=pk).first()
