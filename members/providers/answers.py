"""What somebody reads when their organisation's sign-in does not let them in; each page leads on to a code by mail."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from members.people.providers import SignInProvider

log = structlog.get_logger(__name__)

PAGE = "socialaccount/not_signed_in.html"


def refused(request: HttpRequest, said: str) -> HttpResponse:
    """403: the provider answered, and it is not enough."""
    return render(request, PAGE, {"said": said}, status=403)


def other_subject(request: HttpRequest, provider: SignInProvider) -> HttpResponse:
    """403: this address was somebody else at the provider before; only people can know who it is now."""
    contacts = provider.organisation.seat_terms.held().contacts().select_related("person")
    names = ", ".join(str(seat.person) for seat in contacts)
    said = _(
        "%(organisation)s now knows this address as another account than the one you signed in with before, so we let"
        " nobody in. Ask %(names)s, or write to the coordinator of the network."
    )
    nobody = _("whoever keeps the accounts of your organisation")
    return refused(request, said % {"organisation": provider.organisation, "names": names or nobody})


def elsewhere_by_now(request: HttpRequest, provider: SignInProvider) -> HttpResponse:
    """403: the account has no address there any more; the organisation speaks for its own people only."""
    said = _(
        "The account you signed in with here has no address at %(organisation)s any more, so its sign-in does not open"
        " it. Use a code to the address that the account has now."
    )
    return refused(request, said % {"organisation": provider.organisation})


def turned_back(request: HttpRequest, provider: SignInProvider) -> HttpResponse:
    said = _("You turned back at the sign-in of %(organisation)s, or it did not let you in.")
    return refused(request, said % {"organisation": provider.organisation})


def not_begun_here(request: HttpRequest) -> HttpResponse:
    """403: a forged, replayed or forgotten state."""
    return refused(request, _("This sign-in was not begun in this browser, or is finished, or too old. Begin it anew."))


def in_trouble(request: HttpRequest, provider: SignInProvider, reason: Exception | None) -> HttpResponse:
    """503: away, slow, or talking nonsense."""
    log.warning("sign_in_provider_in_trouble", provider=provider.slug, reason=type(reason).__name__)
    said = _("The sign-in of %(organisation)s does not work at the moment. Nothing is lost.")
    return render(request, PAGE, {"said": said % {"organisation": provider.organisation}}, status=503)


def switched_off(request: HttpRequest) -> HttpResponse:
    """404, the same for a provider that never was."""
    return render(request, PAGE, {"said": _("No organisation signs in at this address, or not any more.")}, status=404)
