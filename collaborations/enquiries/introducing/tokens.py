"""What stands in the address by which one side agrees to an introduction: the side and who was asked, signed.

It dies with the side's row, with the introduction, and for somebody of an organisation with their seat as its contact.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from collaborations.enquiries.asking import contacts_of
from collaborations.enquiries.models import Enquiry, Introduction

SALT = "collaborations.enquiries.introducing"


@dataclass(frozen=True)
class Side:
    """One side, and the person who answers for its organisation; None for whoever asked."""

    introduction: Introduction
    person: Any


def address_of(introduction: Introduction, person_id: int | None) -> str:
    """The absolute address of the page where ``person_id`` answers; None is whoever asked."""
    token = signing.Signer(salt=SALT).sign_object([introduction.pk, person_id or 0])
    return settings.SITE_URL + reverse("collaborations:introduction", args=[token])


def own_answer_to(enquiry: Enquiry) -> str:
    """The address where whoever asked says yes or no, while they are a side and it waits for them; else empty."""
    if enquiry.state != Enquiry.State.INTRODUCING:
        return ""
    own = enquiry.introductions.filter(organisation=None, answer=Introduction.Answer.WAITING).first()
    return address_of(own, None) if own else ""


def read(token: str) -> Side | None:
    """None when the link is not ours, the side is gone, or its person does not speak for the organisation any more."""
    try:
        pk, person_id = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Introduction.objects.select_related("enquiry", "organisation").filter(pk=pk).first()
    if found is None or bool(found.organisation) != bool(person_id):
        return None
    if not found.organisation:
        return Side(found, None)
    person = next((contact for contact in contacts_of(found.organisation) if contact.pk == person_id), None)
    return Side(found, person) if person else None
