"""From a pressed invitation to a proven address: the same code and the same page with and without an account."""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from members.invitations.actions import prepare_account
from members.invitations.models import Invitation
from members.invitations.receivers import PRESSED
from members.people.limits import CODES
from network import limits


def mail_a_code(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    """Mail a code to the invited address and to no other; once it comes back, receivers.py gives the seat."""
    limits.check(request, CODES, key=invitation.email)
    person = prepare_account(invitation, by=None)
    request.session[PRESSED] = token
    LoginCodeVerificationProcess.initiate(request=request, user=person, email=invitation.email)
    back = urlencode({"next": reverse("members:invitation", args=[token])})
    return HttpResponseRedirect(f"{reverse('account_confirm_login_code')}?{back}")
