"""One mailbox, one way of writing it: people type capitals, and domains in their own letters."""

import unicodedata
from typing import Any

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _


def normal(typed: str) -> str:
    """The address in lower case with its domain as mail servers know it (RFC 5891), or a ValidationError that says so.

    What stands before the @ is kept, plus signs and dots too: only its own server knows what they mean.
    """
    address = unicodedata.normalize("NFKC", typed).strip().strip("<>").lower()
    name, at, domain = address.rpartition("@")
    try:
        known = f"{name}{at}{_ascii(domain)}"
        validate_email(known)
    except (ValidationError, UnicodeError) as reason:
        raise ValidationError(_("This is not an e-mail address. One looks like name@example.org.")) from reason
    return known


def counted_as(typed: str) -> str:
    """The mailbox for whose sake ``typed`` is limited, however it is written; what is no address stays as it is."""
    try:
        return normal(typed)
    except ValidationError:
        return typed


def domain_of(address: str) -> str:
    """What stands behind the @, as mail servers know it; nothing when it cannot be read."""
    try:
        return _ascii(address.rpartition("@")[2].strip().strip(".").lower())
    except UnicodeError:
        return ""


def has_proved(person: Any, address: str) -> bool:
    """Whether a code that was mailed to ``address`` came back from ``person``; one query."""
    from allauth.account.models import EmailAddress  # needs the apps loaded

    return EmailAddress.objects.filter(user=person, verified=True, email__iexact=address).exists()


def proved_domains(*people: Any) -> list[str]:
    """The domains of the addresses from which a code came back from ``people``; one query."""
    from allauth.account.models import EmailAddress  # needs the apps loaded

    proved = EmailAddress.objects.filter(user__in=people, verified=True).order_by("pk")
    return [domain_of(email) for email in proved.values_list("email", flat=True)]


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
