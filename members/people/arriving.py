"""Proving an address on the way to something: the same code and the same page with and without an account."""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from members.people.limits import CODES
from members.people.models import Person
from network import limits


def mail_a_code(request: HttpRequest, person: Person | None, *, email: str, back: str) -> HttpResponse:
    """Mail a code to ``email`` and lead to the page that asks for it, then ``back``; None is an account that is closed.

    Raises TooMany. What follows from the proof, a receiver of ``user_logged_in`` does.
    """
    limits.check(request, CODES, key=email)
    LoginCodeVerificationProcess.initiate(request=request, user=person, email=email)
    return HttpResponseRedirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': back})}")
