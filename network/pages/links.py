"""The small page behind a signed link: looking changes nothing, pressing acts once."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from network import links
from network.moves import MoveRefused


@login_not_required
@csrf_exempt  # the link itself is the proof; a one-click unsubscribe (RFC 8058) comes without cookies
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = links.follow(token)
    except links.LinkRefused:
        return _gone(request)
    with translation.override(found.person.language):
        return _press(request, token) if request.method == "POST" else _ask(request, found)


def _ask(request: HttpRequest, found: links.OpenLink) -> HttpResponse:
    try:
        page = found.page()
    except links.LinkRefused:
        return _gone(request)
    return _private(render(request, "network/pages/link.html", {"page": page, "found": found}))


def _press(request: HttpRequest, token: str) -> HttpResponse:
    try:
        done = links.press(token)
    except links.LinkRefused:
        return _gone(request)
    except MoveRefused as refused:
        context = {"done": links.Done(str(refused)), "is_refused": True}
        return _private(render(request, "network/pages/link_done.html", context, status=409))
    return _private(render(request, "network/pages/link_done.html", {"done": done, "is_refused": False}))


def _gone(request: HttpRequest) -> HttpResponse:
    """The same page for unknown, used, expired and revoked links: nothing is betrayed, and there is a way on."""
    return _private(render(request, "network/pages/link_gone.html", status=404))


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
