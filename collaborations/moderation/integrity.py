"""Where abuse, exploitation, harassment and fraud are reported: outside, or to a person, never in a form of ours."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from members.people.models import Person


@dataclass(frozen=True)
class Place:
    """Where to go: ``address`` as a browser opens it, ``shown`` as people read it."""

    address: str
    shown: str


def where_to() -> Place | None:
    """The place that whoever runs this named in INTEGRITY_ADDRESS, a page or a mailbox; None when they named none."""
    said = settings.INTEGRITY_ADDRESS
    try:
        validate_email(said)
    except ValidationError:
        is_page = said.startswith(("https://", "http://"))
        return Place(said, said.partition("://")[2].rstrip("/")) if is_page else None
    return Place(f"mailto:{said}", said)


def ways_out(user: Any) -> dict[str, Any]:
    """What where_to.html shows: the place outside, and for who is signed in the mailboxes of the safeguarding officers.

    Strangers do not read addresses of people; they find how to sign in, and every organisation. One query.
    """
    officers = Person.objects.filter(is_safeguarding_officer=True, is_active=True, email__isnull=False)
    return {"where_to": where_to(), "officers": officers.order_by("name", "pk") if user.is_authenticated else ()}
