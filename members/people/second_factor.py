"""Who must bring a second factor, whether this session did, and the way there for whoever has not.

A password or a mailed code can be stolen from far away. Coordinators, safeguarding officers and superusers can see or
change what belongs to others, so they act only in a session that also passed a passkey, an authenticator app or a
recovery code. What a session passed is written in the session itself: asking costs no query.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from network import kept

SECOND_FACTOR, DEMO_BUTTON = "mfa", "demo"
OPEN_PATHS = ("/account/", "/l/", "/health/", "/static/", "/demo/")


def needs_second_factor(person: Any) -> bool:
    """Whether what ``person`` may do asks for more than a code from a mail."""
    return person.is_authenticated and person.needs_second_factor


def passed_second_factor(request: HttpRequest) -> bool:
    """Whether this very session proved a second factor; in the demo its one-press sign-in counts."""
    methods = {record.get("method") for record in get_authentication_records(request, request.user)}
    return SECOND_FACTOR in methods or (settings.DEMO and DEMO_BUTTON in methods)


def record_demo_sign_in(request: HttpRequest) -> None:
    """Who pressed a button of the demo has passed all there is to pass; only while settings.DEMO."""
    if settings.DEMO:
        record_authentication(request, request.user, DEMO_BUTTON)


class SecondFactor:
    """Leads people who need a second factor to the page that gives or asks one; pages of the account stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if (
            request.path.startswith(OPEN_PATHS)
            or not needs_second_factor(request.user)
            or passed_second_factor(request)
        ):
            return None
        return _lead_there(request)


def _lead_there(request: HttpRequest) -> HttpResponse:
    """To the page about the second factor, and back afterwards; what was typed waits meanwhile."""
    if request.headers.get("HX-Request") and request.method == "GET":
        return HttpResponse(status=204)  # a part of a page, such as the badge, stays as it is
    if request.method == "POST":
        kept.keep(request)
    there = f"{reverse('account_second_factor')}?{urlencode({'next': _page_of(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    response = HttpResponseRedirect(there)
    response.status_code = 303
    return response


def _page_of(request: HttpRequest) -> str:
    """Where to go on afterwards: this page, or for a press the page its button stands on."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if request.method == "POST" and came_from.netloc == request.get_host():
        return came_from.path
    return request.get_full_path() if request.method == "GET" else "/"
