"""Which people have signed in with this browser before, known to the browser alone.

A signed cookie holds a short fingerprint of each of them, so that a shared computer betrays nobody. Nothing about
addresses or places is kept, here or on the server.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known"
SALT = "members.people.known_browsers"
LASTS_SECONDS = 400 * 24 * 3600  # the longest that browsers keep a cookie
MOST_PEOPLE = 20


def knows(request: HttpRequest, person_id: int) -> bool:
    return _fingerprint(person_id) in _read(request)


def remember(request: HttpRequest, response: HttpResponse, person_id: int) -> None:
    """Let this browser know ``person_id`` from now on, beside the latest others."""
    own = _fingerprint(person_id)
    others = [one for one in _read(request) if one != own]
    response.set_cookie(
        COOKIE, signing.dumps([own, *others][:MOST_PEOPLE], salt=SALT), max_age=LASTS_SECONDS, path="/account/",
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _read(request: HttpRequest) -> list[str]:
    try:
        return list(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS_SECONDS))
    except signing.BadSignature:
        return []


def _fingerprint(person_id: int) -> str:
    return salted_hmac(SALT, str(person_id), algorithm="sha256").hexdigest()[:16]
