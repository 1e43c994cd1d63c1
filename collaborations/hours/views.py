from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collaborations.hours import actions
from collaborations.hours.forms import LeaveForm, WeekForm
from collaborations.hours.models import Leave, WorkingWeek
from collaborations.hours.promises import in_words
from network.moves import MoveRefused
from network.workdays import A_WEEK, after_working_days


@require_safe
def hours(request):
    """How much time there is, who is away, and what members are promised because of it."""
    _must_have_a_desk(request)
    return _page(request)


@require_POST
def set_week(request):
    _must_have_a_desk(request)
    form = WeekForm(request.POST, instance=_week(request.user))
    if not form.is_valid():
        return _page(request, week_form=form, status=422)
    actions.set_week(**form.cleaned_data, by=request.user)
    messages.success(request, _("Your week is set. What is promised from now on is computed from it."))
    return redirect("collaborations:hours")


@require_POST
def go_away(request):
    _must_have_a_desk(request)
    form = LeaveForm(request.POST, person=request.user)
    if form.is_valid():
        try:
            actions.go_away(**form.cleaned_data, by=request.user)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Noted. Promises pass over these days, and defaults run as they are shown."))
            return redirect("collaborations:hours")
    return _page(request, leave_form=form, status=422)


@require_POST
def stay(request, pk):
    _must_have_a_desk(request)
    leave = get_object_or_404(Leave.objects.visible_to(request.user), pk=pk, person=request.user)
    actions.stay(leave, by=request.user)
    messages.success(request, _("You are there on these days after all."))
    return redirect("collaborations:hours")


def _must_have_a_desk(request):
    if not request.user.has_perm("collaborations.see_desk"):
        raise PermissionDenied(_("The desk is where coordinators work."))


def _week(person):
    return WorkingWeek.objects.filter(person=person).first()


def _what_a_proposer_reads():
    """Of an open theme proposed now."""
    latest = after_working_days(timezone.now(), A_WEEK)
    return in_words(latest=latest, otherwise=_("it opens by itself"))


def _page(request, *, week_form=None, leave_form=None, status=200):
    leaves = Leave.objects.visible_to(request.user).filter(last_day__gte=timezone.localdate())
    context = {
        "week_form": week_form or WeekForm(instance=_week(request.user)),
        "leave_form": leave_form or LeaveForm(person=request.user),
        "leaves": leaves.select_related("person", "deputy").order_by("first_day", "pk"),
        "promise": _what_a_proposer_reads(),
        "week": None,
    }
    return render(request, "collaborations/hours/page.html", context, status=status)
