"""allauth's pages about passkeys, with our wishes: each passkey signs in by itself, and the last one needed stays."""

from typing import Any

from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from members.people.adapter import SecondFactorAdapter, may_remove
from members.people.proof_forms import AddPasskeyForm


class AddPasskey(views.AddWebAuthnView):
    form_class = AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | {"js_data": {"creation_options": options}}


class RemovePasskey(views.RemoveWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        if not may_remove(self.object):
            messages.error(self.request, SecondFactorAdapter.error_messages["cannot_delete_authenticator"])
            return HttpResponseRedirect(reverse("account_security"))
        return super().form_valid(form)


add_passkey = AddPasskey.as_view()
remove_passkey = RemovePasskey.as_view()
