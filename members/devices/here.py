"""The browser of this request: written down at sign-in, and once an hour that it was seen."""

import time
from collections.abc import Callable

from allauth.core.internal.httpkit import authenticated_user
from django.http import HttpRequest, HttpResponse

from members.devices.browsers import read
from members.devices.models import Device

SEEN, AN_HOUR = "device_seen_at", 3600


def remember(request: HttpRequest) -> None:
    """Write down that this person is signed in with this session; one query."""
    browser, system = read(request.headers.get("User-Agent", ""))
    key = request.session.session_key or ""
    device = Device(person_id=authenticated_user(request).pk, session_key=key, browser=browser, system=system)
    told = ["person", "browser", "system", "seen_at"]
    Device.objects.bulk_create([device], update_conflicts=True, unique_fields=["session_key"], update_fields=told)
    request.session[SEEN] = int(time.time())


class Seen:
    """Keeps "last seen" true to the hour. All other requests cost nothing: the session says when it was written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time.time() - request.session.get(SEEN, 0) > AN_HOUR:
            remember(request)
        return self.get_response(request)
