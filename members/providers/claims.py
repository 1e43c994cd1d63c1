"""What a provider says about somebody, and whether we believe it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from members.people.addresses import normal
from members.people.providers import SignInProvider


class NotAdmitted(Exception):
    """Nobody is let in; the text can be shown to the person who tried."""


def merge(id_token: dict[str, Any], user: dict[str, Any]) -> dict[str, Any]:
    """One set of claims of both answers; raises ValueError when they speak of two people (OpenID Connect Core 5.3.2).

    The address and whether it is verified come from the same answer.
    """
    if user and user.get("sub") != id_token.get("sub"):
        raise ValueError("The two answers name two subjects.")
    if user.get("email"):
        id_token = {name: said for name, said in id_token.items() if name not in {"email", "email_verified"}}
    return id_token | user


def verified_address(claims: dict[str, Any], provider: SignInProvider) -> str:
    """The address that ``provider`` may vouch for and does, with ``true`` and nothing like it; else NotAdmitted."""
    told = claims.get("email")
    where = {"organisation": provider.organisation}
    try:
        email = normal(told if isinstance(told, str) else "")
    except ValidationError as error:
        raise NotAdmitted(
            _("The sign-in of %(organisation)s told us no e-mail address, so we cannot know who you are.") % where
        ) from error
    if claims.get("email_verified") is not True:
        raise NotAdmitted(
            _("The sign-in of %(organisation)s did not confirm that your e-mail address is yours.") % where
        )
    if not provider.holds(email):
        raise NotAdmitted(
            _("The sign-in of %(organisation)s may speak for its own addresses only, and yours is elsewhere.") % where
        )
    return email
