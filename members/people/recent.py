"""Dangerous acts ask anew who is there: a laptop may stand open, and a session lasts for weeks.

Signing in counts, and so does each later proof, for ten minutes. People prove it with what protects their account: a
second factor if they have one, else their password or a code mailed to their own address.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from network.kept import MOST_CHARACTERS, is_secret

RECENT_SECONDS = 600


def proved_recently(request: HttpRequest) -> bool:
    """Whether this session saw a proof within ten minutes; asks the session only."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - max(record["at"] for record in records) < RECENT_SECONDS


def recently_proved(view: Callable[..., Any], *, to_look: bool = True) -> Callable[..., Any]:
    """Ask for a proof before ``view``, then go on: a POST is carried out with all that was typed but secrets.

    With ``to_look`` False the page can be read without one, and only a POST asks.
    """

    @wraps(view)
    def proved(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        may_pass = (not to_look and request.method in {"GET", "HEAD"}) or not request.user.is_authenticated
        return (None if may_pass else missing_proof(request)) or view(request, *args, **kwargs)

    return proved


def missing_proof(request: HttpRequest) -> HttpResponse | None:
    """For a view in which some acts are dangerous only: the answer that asks for a proof, None when there was one."""
    return None if proved_recently(request) else ask_for_proof(request)


def ask_for_proof(request: HttpRequest) -> HttpResponse:
    """Lead to the first way in which this person can prove who they are."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        return redirect_to_login(request.get_full_path())
    if request.method == "POST" and _can_wait(request):
        return suspend_request(request, methods[0]["url"])
    return HttpResponseRedirect(f"{methods[0]['url']}?{urlencode({'next': request.get_full_path()})}")


def _can_wait(request: HttpRequest) -> bool:
    """Secrets are never put aside, nor is more than any form asks for."""
    return not any(map(is_secret, request.POST)) and len(request.POST.urlencode()) <= MOST_CHARACTERS
