"""What protects an account, on one page, and the few steps that allauth does not show as we want them."""

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.people import passwords
from members.people.recent import recently_proved
from members.people.second_factor import needs_second_factor, passed_second_factor

SHOWN, GOES_ON = "recovery_codes_shown", "after_second_factor"


@require_safe
def security(request):
    factors = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    of = {kind: [factor.wrap() for factor in factors if factor.type == kind] for kind in Authenticator.Type.values}
    context = {
        "passkeys": of["webauthn"],
        "app": next(iter(of["totp"]), None),
        "codes": next(iter(of["recovery_codes"]), None),
        "devices": request.user.devices.signed_in(),
        "here": request.session.session_key,
        "must_have_one": needs_second_factor(request.user),
    }
    return render(request, "members/people/security.html", context)


@require_safe
def second_factor(request):
    """Where people who need a second factor are led: to set one up, or to prove the one they have."""
    on = get_next_redirect_url(request) or "/"
    if not needs_second_factor(request.user) or passed_second_factor(request):
        return redirect(on)
    has_one = Authenticator.objects.filter(user=request.user).exists()
    request.session[GOES_ON] = on
    prove_url = f"{reverse('mfa_reauthenticate')}?{urlencode({'next': on})}"
    return render(request, "members/people/second_factor.html", {"has_one": has_one, "prove_url": prove_url})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@recently_proved
def recovery_codes(request):
    """Shown once, when asked for; the file can be had as long as the page that showed them is fresh."""
    codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if codes is None:
        raise Http404
    wrapped, was_shown_here = codes.wrap(), request.session.get(SHOWN) == codes.pk
    if request.method == "POST" and "file" in request.POST and was_shown_here:
        return _as_file(wrapped)
    on = request.session.get(GOES_ON) or reverse("account_security")
    context = {"left": len(wrapped.get_unused_codes()), "was_shown": wrapped.did_view, "codes": [], "on": on}
    if request.method == "POST" and (was_shown_here or not wrapped.did_view):
        request.session[SHOWN] = codes.pk
        wrapped.mark_as_viewed()
        context["codes"] = wrapped.get_unused_codes()
    return render(request, "members/people/recovery_codes.html", context)


def _as_file(wrapped):
    lines = [_("Recovery codes for Kring. Each of them works once."), "", *wrapped.get_unused_codes(), ""]
    return HttpResponse(
        "\r\n".join(lines),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="recovery-codes.txt"'},
    )


@sensitive_post_parameters()
@require_POST
def password_hint(request):
    """A sentence about the password being typed, for htmx; the answer to the form says it anyway."""
    return HttpResponse(passwords.hint(request.POST.get("password1", ""), request.user), content_type="text/plain")
