"""Error pages: what is wrong, in one sentence, and the next step."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from network.limits import TooMany, too_many


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 for a body that is too large."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from another site, or from a page older than the last sign-in."""
    said = _(
        "This form was opened before you last signed in. Go back: what you typed is still there."
        " Load the page anew and send it again."
    )
    return render(request, "403.html", {"exception": said}, status=403)


class TooManyPage:
    """Middleware: a limit that no page showed itself becomes a page with its sentence, 429."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TooMany):
            return too_many(render(request, "429.html", {"exception": exception}), exception)
        return None
