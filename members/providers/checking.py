"""Trying a provider's issuer before anybody depends on it: everything that is wrong, in sentences."""

from typing import Any

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from network.outside import OutsideSession, Refused

ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def problems(issuer: str) -> list[str]:
    """What keeps people from signing in with ``issuer``; empty when its discovery document looks well."""
    try:
        with OutsideSession() as session:
            answer = session.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    except Refused as refused:
        return [_("We do not ask there. %(why)s") % {"why": refused}]
    except requests.Timeout:
        return [_("It does not answer within five seconds.")]
    except requests.RequestException:
        return [_("Nobody answers there, or the address is not a public one. Is it spelled as your provider shows it?")]
    if answer.status_code != requests.codes.ok:
        return [
            _("It answers, but shows no discovery document: %(status)s for %(address)s.")
            % {"status": answer.status_code, "address": answer.url}
        ]
    return _wrong_in(answer, issuer)


def _wrong_in(answer: requests.Response, issuer: str) -> list[str]:
    try:
        document: dict[str, Any] = dict(answer.json())
    except (ValueError, TypeError):
        return [_("It answers with something else than a discovery document.")]
    wrong = []
    if str(document.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        told = {"name": document.get("issuer", "")}
        wrong.append(_("It calls itself “%(name)s”: the issuer must be written exactly like that.") % told)
    schemes = ("https://", "http://") if settings.LOCAL_PROVIDERS else ("https://",)
    wrong += [
        _("Its discovery document names no “%(name)s” with https.") % {"name": name}
        for name in ENDPOINTS
        if not str(document.get(name, "")).startswith(schemes)
    ]
    if "code" not in document.get("response_types_supported", ["code"]):
        wrong.append(_("It does not offer sign-in with a code (response type “code”)."))
    return wrong
