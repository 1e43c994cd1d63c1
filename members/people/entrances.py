"""allauth's pages by which strangers come in, each with its limit: asked too often, the same form says so with 429."""

import time
from typing import Any

from allauth.account import views
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.models import EmailAddress
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from members.people.addresses import counted_as
from members.people.arriving import mail_a_code
from members.people.limits import CODES, NEW_PASSWORDS, PASSWORDS, RESETS, SECOND_FACTORS, SIGN_UPS, TYPED_CODES
from network import limits

ANOTHER = "mail"  # the name of the button that asks for another code
SIGN_UP_SECONDS = 0.25  # more than the slower of both takes


class Limited:
    """Mixin of a form's page. ``key_field`` names the field whose address is counted, too."""

    limit: limits.Limit
    key_field = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limits.check(request, self.limit, key=self.key(request))
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        except limits.TooMany as refused:
            return self._too_many(refused)

    def key(self, request: HttpRequest) -> object:
        return counted_as(request.POST.get(self.key_field, "")) if self.key_field else None

    def _too_many(self, refused: limits.TooMany) -> HttpResponse:
        form = self.get_form()  # type: ignore[attr-defined]
        limits.tell(form, refused)
        page = self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]
        return limits.too_many(page, refused)


class RequestCode(Limited, views.RequestLoginCodeView):
    limit, key_field = CODES, "email"


class ConfirmCode(Limited, views.ConfirmLoginCodeView):
    limit = TYPED_CODES

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A press on "Mail me another code" begins anew: the same mail as before, and as many tries."""
        if ANOTHER in request.POST:
            email, back = self._process.state["email"], self.get_next_url() or "/"
            return mail_a_code(request, self._process.user, email=email, back=back)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Read the person's addresses once; allauth would ask for them at each of its steps."""
        if person := self._process.user:
            addresses = list(EmailAddress.objects.filter(user=person))
            for address in addresses:
                address.user = person
            EmailAddress.objects.fill_cache_for_user(person, addresses)
        return super().form_valid(form)


class SignUp(Limited, views.SignupView):
    """A new account takes a dozen questions that a known address does not: both are answered after the same time."""

    limit, key_field = SIGN_UPS, "email"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answered_at = time.monotonic() + SIGN_UP_SECONDS
        answer = super().post(request, *args, **kwargs)
        time.sleep(max(answered_at - time.monotonic(), 0))
        return answer


class ConfirmAddress(Limited, views.ConfirmEmailVerificationCodeView):
    limit = TYPED_CODES

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A press on "Mail me another code": allauth's way would mail nothing to an address that has an account."""
        if ANOTHER in request.POST:
            limits.check(request, CODES, key=self._process.email)
            EmailVerificationProcess.initiate(request=request, user=self._process.user, email=self._process.email)
            return HttpResponseRedirect(self.passthrough_next_url(request.path))
        return super().post(request, *args, **kwargs)


class PasswordSignIn(Limited, views.LoginView):
    limit, key_field = PASSWORDS, "login"


class PasswordReset(Limited, views.PasswordResetView):
    limit, key_field = RESETS, "email"


class ConfirmReset(Limited, views.ConfirmPasswordResetCodeView):
    limit = TYPED_CODES


class NewPassword(Limited, views.CompletePasswordResetView):
    limit = NEW_PASSWORDS


class BringSecondFactor(Limited, factors.AuthenticateView):
    limit = SECOND_FACTORS

    def key(self, request: HttpRequest) -> object:
        return self.stage.login.user.pk

    def get_form(self) -> Any:
        return self.auth_form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which of the two this person has: a passkey is asked only of those with one."""
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        has = {"has_app": Authenticator.Type.TOTP in kinds, "has_passkey": Authenticator.Type.WEBAUTHN in kinds}
        return super().get_context_data(**kwargs) | has


request_code = RequestCode.as_view()
confirm_code = ConfirmCode.as_view()
sign_up = SignUp.as_view()
confirm_address = login_not_required(ConfirmAddress.as_view())
password_sign_in = PasswordSignIn.as_view()
reset_password = PasswordReset.as_view()
confirm_reset = ConfirmReset.as_view()
new_password = NewPassword.as_view()
second_factor = BringSecondFactor.as_view()
