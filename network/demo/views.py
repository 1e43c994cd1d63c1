"""Pages that exist only in the demo: whom one can be, and every mail that was sent."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from members.devices import here
from members.people.second_factor import record_demo_sign_in
from members.seats.loading import load_seats
from network.demo import inbox as mails
from network.demo import people as cast

View = Callable[..., HttpResponse]

A_PAGE = 25
LINKS_ONLY = ["allow-popups", "allow-popups-to-escape-sandbox"]
MAIL_POLICY = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [NONE],
    "font-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "manifest-src": None,
    "sandbox": LINKS_ONLY,
}
# csp's decorators are typed for views without arguments.
MAY_FRAME: Any = csp_update({"frame-src": [SELF]})
WITHOUT_POWER: Any = csp_replace(MAIL_POLICY)


def demo_only(view: View) -> View:
    """For everybody in the demo, and for nobody outside it."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return redirect("demo:people")


@demo_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Whom one can be, those with something to try first."""
    here = {person.email: person for person in cast.loaded()}
    load_seats(here.values())
    found = [(here[somebody.email], somebody) for somebody in cast.PEOPLE if somebody.email in here]
    offered = [pair for pair in found if pair[1].can_try]
    others = [pair for pair in found if not pair[1].can_try]
    return render(request, "network/demo/people.html", {"offered": offered, "others": others})


@demo_only
@require_POST
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Be this person at once; only people of the demo can be had so cheaply."""
    person = get_object_or_404(cast.loaded(), pk=pk)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_demo_sign_in(request)
    here.remember(request)
    messages.info(request, _("You are %(name)s now.") % {"name": person})
    return redirect("collaborations:desk" if person.has_perm("collaborations.see_desk") else "pages:home")


@demo_only
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Every mail, or those to one address, the newest first; only the headers of those on the page are shown."""
    place, to = mails.place_of_mails(), request.GET.get("to", "")
    page = Paginator(mails.keys_to(place, to) if to else mails.keys(place), A_PAGE).get_page(request.GET.get("page"))
    letters = mails.letters(place, list(page.object_list))
    return render(request, "network/demo/inbox.html", {"page": page, "letters": letters, "to": to})


@demo_only
@require_safe
@MAY_FRAME
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: as text, and as HTML in a frame in which nothing can run."""
    return render(request, "network/demo/letter.html", {"mail": _read(key)})


@demo_only
@require_safe
@xframe_options_sameorigin
@WITHOUT_POWER
def letter_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part alone, with the mail's own styles and without scripts, forms or anything loaded; links open a new tab."""
    html = _read(key).html
    base = '<base target="_blank">'
    based, count = re.subn(r"(<head(?:\s[^>]*)?>)", rf"\1{base}", html, count=1, flags=re.IGNORECASE)
    response = HttpResponse(based if count else html + base, content_type="text/html; charset=utf-8")
    response["Referrer-Policy"] = "no-referrer"
    return response


def _read(key: str) -> mails.OpenLetter:
    found = mails.read(mails.place_of_mails(), key)
    if found is None:
        raise Http404
    return found
