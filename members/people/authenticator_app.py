"""allauth's page that sets up an authenticator app, for the phone it is on, too."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

FOUR = 4


class SetUpApp(views.ActivateTOTPView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever has one already sees it among what protects the account; allauth would offer to remove it."""
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return HttpResponseRedirect(reverse("account_security"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The key in groups of four, which eyes can follow; the gaps are drawn, so that a copy has none."""
        context = super().get_context_data(**kwargs)
        key = context["form"].secret
        return context | {"key_in_fours": [key[at : at + FOUR] for at in range(0, len(key), FOUR)]}


set_up_app = SetUpApp.as_view()
