from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from members.organisations.models import Organisation
from members.people.limits import PROVIDER_CHECKS, PROVIDER_SIGN_INS
from members.people.providers import SignInProvider
from members.people.recent import recently_proved
from members.providers import actions, answers, checking
from members.providers.forms import AddressForm, ProviderForm
from members.providers.social import Conversation
from network import limits
from network.moves import MoveRefused


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find_provider(request):
    """From an address to the sign-in of its organisation; only the domain is looked at."""
    if request.method != "POST":
        return _address_page(request, AddressForm())
    form = AddressForm(request.POST)
    try:
        limits.check(request, PROVIDER_SIGN_INS)
    except limits.TooMany as refused:
        limits.tell(form, refused)
        return limits.too_many(_address_page(request, form), refused)
    return _offer(request, form)


@login_not_required
@never_cache
@require_safe
def provider_page(request, slug):
    """One button; where organisations point their own people to."""
    provider = SignInProvider.objects.in_use().filter(slug=slug).first()
    if not provider:
        return answers.switched_off(request)
    return render(
        request, "socialaccount/provider.html", {"provider": provider, "next": get_next_redirect_url(request)}
    )


@login_not_required
@never_cache
@require_POST
def begin(request, provider_id):
    """To the provider. By a page of ours, because a form may not lead to another site (docs/decisions/0010)."""
    limits.check(request, PROVIDER_SIGN_INS)
    try:
        provider = get_adapter(request).get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        return answers.switched_off(request)
    try:
        onward = provider.redirect(request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request))
    except (RequestException, OAuth2Error) as reason:
        return answers.in_trouble(request, provider.app.row, reason)
    return render(request, "socialaccount/go_on.html", {"provider": provider.app.row, "address": onward.url})


@login_not_required
@never_cache
@require_safe
def come_back(request, provider_id):
    """From the provider, with a code that only the browser that set out can use."""
    conversation = Conversation(request, provider_id)
    try:
        return OAuth2CallbackView.adapter_view(conversation)(request)
    except SocialApp.DoesNotExist:
        return answers.switched_off(request)
    except (RequestException, OAuth2Error) as reason:  # what allauth asks before it listens to answers
        return answers.in_trouble(request, conversation.row, reason)


@recently_proved
@require_http_methods(["GET", "HEAD", "POST"])
def set_provider(request, pk):
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("members.set_sign_in_provider", organisation):
        raise PermissionDenied(_("Coordinators set how an organisation signs in: a wrong issuer could let anybody in."))
    provider = SignInProvider.objects.filter(organisation=organisation).first()
    form = ProviderForm(request.POST or None, instance=provider or SignInProvider(organisation=organisation))
    if request.method != "POST":
        return _provider_form(request, organisation, form)
    if not form.is_valid():
        return _provider_form(request, organisation, form, status=422)
    if request.POST.get("verb") == "try":
        return _try(request, organisation, form)
    return _save(request, organisation, form)


def _offer(request, form):
    """The provider of the address's domain, or the form with the way that works for everybody."""
    if form.is_valid():
        if provider := SignInProvider.objects.in_use().of_address(form.cleaned_data["email"]).first():
            return redirect(_onward(request, reverse("account_provider", args=[provider.slug])))
        form.add_error("email", _("No organisation signs in here with this domain. A code by mail works for all."))
    return _address_page(request, form, status=422)


def _try(request, organisation, form):
    """Ask the issuer, say what is wrong, and keep nothing."""
    try:
        limits.check(request, PROVIDER_CHECKS)
    except limits.TooMany as refused:
        limits.tell(form, refused)
        return limits.too_many(_provider_form(request, organisation, form), refused)
    return _provider_form(
        request, organisation, form, tried=True, problems=checking.problems(form.cleaned_data["issuer"])
    )


def _save(request, organisation, form):
    try:
        actions.set_provider(organisation, **form.facts(), by=request.user)
    except MoveRefused as refused:
        form.add_error("domains", str(refused))
        return _provider_form(request, organisation, form, status=422)
    messages.success(request, _("Saved. Open the address below in a private window to try it as your people will."))
    return redirect(request.path)


def _provider_form(request, organisation, form, *, tried=False, problems=(), status=200):
    context = {"organisation": organisation, "form": form, "tried": tried, "problems": problems}
    slug = SignInProvider.objects.filter(organisation=organisation).values_list("slug", flat=True).first()
    if slug:
        context["entrance"] = request.build_absolute_uri(reverse("account_provider", args=[slug]))
        context["callback"] = request.build_absolute_uri(reverse("openid_connect_callback", args=[slug]))
    return render(request, "members/providers/form.html", context, status=status)


def _address_page(request, form, status=200):
    context = {"form": form, "next": get_next_redirect_url(request)}
    return render(request, "socialaccount/find_provider.html", context, status=status)


def _onward(request, address):
    """With what the person wanted to see when they were asked to sign in."""
    return passthrough_next_redirect_url(request, address, "next")
