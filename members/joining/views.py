from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.joining import actions
from members.joining.forms import AcceptForm, AskForm, RefuseForm
from members.joining.models import JoinRequest
from members.organisations.models import Organisation
from members.people.limits import ENQUIRIES
from members.people.recent import missing_proof
from members.seats.models import SeatTerm
from network import limits
from network.moves import MoveRefused


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, pk):
    """Ask the contacts of an organisation for a seat."""
    organisation = get_object_or_404(Organisation.objects.active(), pk=pk)
    form = AskForm(request.POST or None)
    context = {"organisation": organisation, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "members/joining/ask.html", context, status=422 if form.errors else 200)
    limits.check(request, ENQUIRIES, key=f"seat {request.user.pk}")
    try:
        asked = actions.ask(organisation, text=form.cleaned_data["text"], by=request.user)
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return render(request, "members/joining/ask.html", context, status=409)
    messages.success(request, _("Asked. You hear the answer here and by mail."))
    return redirect(asked)


@require_safe
def join_request(request, pk):
    return _page(request, _find(request, pk))


@require_POST
def accept(request, pk):
    asked = _find(request, pk)
    _must_decide(request, asked)
    form = AcceptForm(request.POST, looks_alike=asked.looks_alike)
    if not form.is_valid():
        return _page(request, asked, accept_form=form, status=422)
    if form.cleaned_data["role"] == SeatTerm.Role.CONTACT and (asked_first := missing_proof(request)):
        return asked_first
    done = _("%(person)s has a seat now, and is told.") % {"person": asked.person}
    return _decide(request, asked, lambda: actions.accept(asked, **form.cleaned_data, by=request.user), done)


@require_POST
def refuse(request, pk):
    asked = _find(request, pk)
    _must_decide(request, asked)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, refuse_form=form, status=422)
    done = _("%(person)s reads your answer.") % {"person": asked.person}
    return _decide(request, asked, lambda: actions.refuse(asked, **form.cleaned_data, by=request.user), done)


@require_POST
def withdraw(request, pk):
    asked = get_object_or_404(JoinRequest.objects.filter(person=request.user), pk=pk)
    return _decide(request, asked, lambda: actions.withdraw(asked, by=request.user), _("You took your question back."))


def _find(request, pk):
    found = JoinRequest.objects.visible_to(request.user).select_related("organisation", "person")
    return get_object_or_404(found, pk=pk)


def _must_decide(request, asked):
    if not request.user.has_perm("members.decide_join_request", asked.organisation):
        raise PermissionDenied(_("Contacts of the organisation decide who gets a seat."))


def _decide(request, asked, act, done):
    try:
        act()
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(asked)


def _page(request, asked, *, accept_form=None, refuse_form=None, status=200):
    context = {
        "asked": asked,
        "is_mine": asked.person_id == request.user.pk,
        "is_waiting": asked.can("accept"),
        "accept_form": accept_form or AcceptForm(looks_alike=asked.looks_alike),
        "refuse_form": refuse_form or RefuseForm(),
        "domain": _domain(asked),
        "domains": ", ".join(asked.organisation.domains),
    }
    return render(request, "members/joining/page.html", context, status=status)


def _domain(asked):
    """What stands behind the @ of the account's own address: enough to judge by."""
    return (asked.person.email or "").rpartition("@")[2]
