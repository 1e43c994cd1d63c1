from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.applications import actions
from members.applications.forms import ApplyForm, ApproveForm, DeclineForm
from members.applications.limits import APPLY
from members.organisations.domains import warning
from members.organisations.models import Organisation
from members.organisations.page import everything_about
from members.people.recent import recently_proved
from network.freshness import whole_page
from network.limits import TooMany, check, tell, too_many
from network.moves import MoveRefused


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request):
    """Anybody may apply for an organisation; what programs send ends on the same page and is thrown away."""
    form = ApplyForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_from_a_program:
        return redirect("members:applied")
    if not form.is_valid():
        return _form_page(request, form, status=422 if form.is_bound else 200)
    try:
        check(request, APPLY, key=form.cleaned_data["applicant_email"])
        actions.apply(form.instance, by=request.user if request.user.is_authenticated else None)
    except TooMany as refused:
        tell(form, refused)
        return too_many(_form_page(request, form), refused)
    except MoveRefused as refused:
        form.add_error("name", str(refused))
        return _form_page(request, form, status=422)
    return redirect("members:applied")


@login_not_required
@whole_page
@require_safe
def applied(request):
    """What happens next."""
    return render(request, "members/applications/applied.html")


@require_POST
@recently_proved
def approve(request, pk):
    organisation = _find(request, pk)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _organisation_page(request, organisation, approve_form=form)
    try:
        actions.approve(organisation, **form.cleaned_data, by=request.user)
    except ValidationError as refused:
        form.add_error("email", refused)
        return _organisation_page(request, Organisation.objects.get(pk=pk), approve_form=form)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        _say_approved(request, organisation, form.cleaned_data["domains"])
    return redirect(organisation)


@require_POST
def decline(request, pk):
    organisation = _find(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _organisation_page(request, organisation, decline_form=form)
    try:
        actions.decline(organisation, **form.cleaned_data, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("%(name)s is declined. The applicant reads your words.") % {"name": organisation})
    return redirect(organisation)


def _say_approved(request, organisation, domains):
    messages.success(request, _("%(name)s is approved, and its first contact is invited.") % {"name": organisation})
    if said := warning(organisation, domains):
        messages.warning(request, said)


def _find(request, pk):
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm("members.decide_application", organisation):
        raise PermissionDenied(_("Coordinators decide about applications."))
    return organisation


def _form_page(request, form, *, status=200):
    return render(request, "members/applications/apply.html", {"form": form}, status=status)


def _organisation_page(request, organisation, **forms):
    """The page with a form to mend, and everything typed."""
    context = everything_about(organisation, request.user) | forms
    return render(request, "members/organisations/page.html", context, status=422)
