"""What was typed is kept when the session has ended meanwhile.

A form page that a signed-out person posts to puts the text aside in their new, empty session, asks them to
sign in, and finds it again afterwards: signing in keeps what an anonymous session holds.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

KEY = "kept-text"
MOST_CHARACTERS = 50_000
SECRETS = ("password", "credential", "code", "secret")  # in names of fields


def keeps_what_was_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let ``view`` ask for sign-in itself, without losing a POST; what was kept is ``kept(request)`` then."""

    @login_not_required
    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST" and keep(request):
            messages.info(request, _("You were signed out. What you typed is kept: sign in and go on."))
        return redirect_to_login(request.path)

    return keeping


def is_secret(field: str) -> bool:
    """Whether what is typed there never waits in a session, from where a stolen database could read it."""
    return any(secret in field.lower() for secret in SECRETS)


def keep(request: HttpRequest) -> bool:
    """Put what was posted aside in the session, for ``kept`` on this path; False when it is too long for any form.

    Secrets are typed anew.
    """
    text = _typed(request)
    if len(text) > MOST_CHARACTERS:
        return False
    request.session[KEY] = {"path": request.path, "text": text}
    return True


def kept(request: HttpRequest) -> QueryDict | None:
    """The fields kept for this page, until ``forget_kept``; None when there are none."""
    if request.session.get(KEY, {}).get("path") != request.path:
        return None
    return QueryDict(request.session[KEY]["text"])


def forget_kept(request: HttpRequest) -> None:
    """What was kept has reached its place, or something newer has."""
    request.session.pop(KEY, None)


def _typed(request: HttpRequest) -> str:
    fields = request.POST.copy()
    for name in [name for name in fields if name == "csrfmiddlewaretoken" or is_secret(name)]:
        del fields[name]
    return fields.urlencode()
