"""Error pages: what is wrong, in one sentence, and the next step."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


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
