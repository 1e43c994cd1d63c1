"""Proving anew who one is: by what protects the account, or by a code to one's own address when nothing else does."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView, ReauthenticateView
from allauth.core.internal.httpkit import authenticated_user
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from members.people.entrances import Limited
from members.people.limits import CODES, PASSWORDS, SECOND_FACTORS, TYPED_CODES
from members.people.proof_forms import ProofCodeForm
from network import limits

KEY = "proof_by_code"


class ProofByCode(AbstractCodeVerificationProcess):
    """A code under way, kept in the session of the browser that asked."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )

    @classmethod
    def under_way(cls, request: HttpRequest) -> "ProofByCode | None":
        state = request.session.get(KEY)
        return cls(request, state).abort_if_invalid() if state else None

    @classmethod
    def begin(cls, request: HttpRequest) -> None:
        person = authenticated_user(request)
        proof = cls(request, cls.initial_state(person, person.email))
        proof.send()
        proof.persist()

    def send(self) -> None:
        self.state["code"] = get_adapter().generate_login_code()
        get_adapter().send_mail("account/email/proof_code", self.state["email"], {"code": self.code})

    def persist(self) -> None:
        self.request.session[KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(KEY, None)


class ReauthenticateByCode(BaseReauthenticateView):
    """Asks before it mails: looking at the page sends nothing."""

    form_class = ProofCodeForm
    template_name = "account/reauthenticate_by_code.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.proof = ProofByCode.under_way(self.request)
        return super().get_form_kwargs() | {"code": self.proof.code if self.proof else None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"is_mailed": bool(ProofByCode.under_way(self.request))}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "mail" in request.POST:
            limits.check(request, CODES, key=authenticated_user(request).email)
            ProofByCode.begin(request)
            return HttpResponseRedirect(self.passthrough_next_url(request.path))
        limits.check(request, TYPED_CODES)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ProofCodeForm) -> HttpResponse:
        if self.proof:
            self.proof.abort()
        record_authentication(self.request, self.request.user, "code", reauthenticated=True)
        return super().form_valid(form)

    def form_invalid(self, form: ProofCodeForm) -> HttpResponse:
        if self.proof:
            self.proof.record_invalid_attempt()
        return super().form_invalid(form)


class ByPassword(Limited, ReauthenticateView):
    """Counted with the tries at the sign-in page."""

    limit = PASSWORDS

    def key(self, request: HttpRequest) -> object:
        return authenticated_user(request).email


class ByApp(Limited, factors.ReauthenticateView):
    limit = SECOND_FACTORS

    def key(self, request: HttpRequest) -> object:
        return authenticated_user(request).pk


class ByPasskey(webauthn.ReauthenticateWebAuthnView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits.check(request, SECOND_FACTORS, key=authenticated_user(request).pk)
        return super().post(request, *args, **kwargs)


by_password = ByPassword.as_view()
by_app = ByApp.as_view()
by_passkey = ByPasskey.as_view()
by_code = ReauthenticateByCode.as_view()
