from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.claims import actions
from members.claims.forms import ClaimForm, CorrectForm, KeptPersonForm
from members.claims.models import VALID_FOR, Claim
from members.claims.receivers import TYPED
from members.people.actions import prepare_account
from members.people.arriving import mail_a_code
from members.people.limits import CLAIMS
from members.people.models import Person
from members.people.recent import recently_proved
from members.seats.models import SeatTerm
from network import limits
from network.moves import MoveRefused

A_PAGE = 50


@require_safe
def kept_people(request):
    """People without an account, as the coordinator keeps them."""
    _must_keep(request)
    found = Person.objects.filter(is_managed=True).order_by("name", "pk").prefetch_related(
        Prefetch("seat_terms", SeatTerm.objects.not_ended(), "present_seats"),
        Prefetch("claims", Claim.objects.open().order_by("pk"), "open_claims"),
    )  # fmt: skip
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/claims/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    _must_keep(request)
    form = KeptPersonForm(request.POST or None, initial={"language": request.user.language})
    if request.method != "POST" or not form.is_valid():
        return render(request, "members/claims/form.html", {"form": form}, status=422 if form.errors else 200)
    person = actions.enter(**form.cleaned_data, by=request.user)
    messages.success(request, _("%(name)s is written down.") % {"name": person})
    return redirect("members:kept-people")


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk):
    _must_keep(request)
    person = _find(pk)
    initial = {"name": person.name, "reached_by": person.reached_by, "language": person.language}
    form = CorrectForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "person": person}
        return render(request, "members/claims/form.html", context, status=422 if form.errors else 200)
    try:
        actions.correct(person, **form.cleaned_data, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    return redirect("members:kept-people")


@never_cache
@require_POST
@recently_proved
def offer(request, pk):
    """A new code, on this one page and never again."""
    _must_keep(request)
    person = _find(pk)
    try:
        code = actions.offer(person, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
        return redirect("members:kept-people")
    context = {"person": person, "code": code, "days": VALID_FOR.days}
    return render(request, "members/claims/code.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request):
    """The code one was told, and one's own address: then everything written down in one's name is one's account."""
    form = ClaimForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        limits.check(request, CLAIMS, key=form.cleaned_data["code"])
        if found := actions.try_code(form.cleaned_data["code"], by=None):
            return _take_over(request, found, form.cleaned_data)
        said = _("This code does not fit. Look at each letter again, or ask the coordinator for a new one.")
        form.add_error("code", said)
    return render(request, "members/claims/claim.html", {"form": form}, status=422 if form.errors else 200)


def _take_over(request, found, typed):
    """At once for whoever is signed in; for others when the code from their address comes back."""
    if request.user.is_authenticated:
        try:
            actions.claim(found, address=request.user.email, by=request.user)
        except MoveRefused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("What was written down in your name is yours now."))
        return redirect("members:my-organisations")
    person = prepare_account(typed["email"], by=None)
    answer = mail_a_code(request, person, email=typed["email"], back=reverse("members:my-organisations"))
    request.session[TYPED] = [found.pk, typed["email"]]
    return answer


def _find(pk):
    return get_object_or_404(Person.objects.filter(is_managed=True), pk=pk)


def _must_keep(request):
    if not request.user.has_perm("members.keep_people"):
        raise PermissionDenied(_("Coordinators keep the list of people who have no account."))
