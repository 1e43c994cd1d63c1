from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborations.moderation import actions
from collaborations.moderation.clocks import APPEAL_DAYS, CLOCKS
from collaborations.moderation.counts import decisions_by_year
from collaborations.moderation.forms import AppealForm, HideForm, KeepForm, ReportForm, UpholdForm
from collaborations.moderation.holds import HOLDS
from collaborations.moderation.integrity import ways_out
from collaborations.moderation.limits import REPORT
from collaborations.moderation.models import APPEAL_WITHIN, Case
from collaborations.moderation.page import everything_about
from collaborations.moderation.reportables import REPORTABLES
from network.freshness import whole_page
from network.limits import TooMany, check, tell, too_many
from network.moves import MoveRefused


@login_not_required
@whole_page
@require_safe
def moderation(request):
    """The rules of this place, what happens to a report and by when, and how often what was decided."""
    context = {
        "rules": [rule.label for rule in Case.Rule if rule != Case.Rule.NONE],
        **ways_out(request.user),
        "clocks": [(category.label, clock) for category, clock in CLOCKS.items()],
        "appeal_within": APPEAL_WITHIN.days,
        "appeal_days": APPEAL_DAYS,
        "holds": HOLDS,
        "years": decisions_by_year(),
    }
    return render(request, "collaborations/moderation/moderation.html", context)


@login_not_required
@whole_page
@require_safe
def integrity(request):
    """Where abuse, exploitation, harassment and fraud are reported: not here. It asks nothing and keeps nothing."""
    return render(request, "collaborations/moderation/integrity.html", ways_out(request.user))


@login_not_required
@whole_page
@require_safe
def reported(request):
    """What happens next, to people and programs alike."""
    return render(request, "collaborations/moderation/reported.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, kind, pk):
    """Anybody may report what they can see; who may hide it at once finds a second button."""
    thing = _find(request, kind, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_from_a_program:
        return redirect("collaborations:reported")
    if not form.is_valid():
        return _report_page(request, kind, thing, form, status=422 if form.is_bound else 200)
    try:
        _report(request, kind, thing, form.cleaned_data)
    except TooMany as refused:
        tell(form, refused)
        return too_many(_report_page(request, kind, thing, form), refused)
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return _report_page(request, kind, thing, form, status=422)
    return redirect("collaborations:reported")


@require_safe
def case(request, pk):
    case = _find_case(request, pk)
    return render(request, "collaborations/moderation/case.html", everything_about(case, request.user))


@require_POST
def contain(request, pk):
    case = _find_case(request, pk)
    _must(request, "contain_case", case, _("Only those who look after the network hide something at once."))
    done = _("It is hidden for now. Its author is told.")
    answer = _do(request, case, lambda: actions.contain(case, by=request.user), done)
    return redirect("collaborations:desk") if request.POST.get("from") == "desk" else answer


@require_POST
def release(request, pk):
    case = _find_case(request, pk)
    _must_decide(request, case)
    return _do(request, case, lambda: actions.release(case, by=request.user), _("It is shown again, until you decide."))


@require_POST
def keep(request, pk):
    """It stays: decided at once, or said to whoever appealed."""
    case, form = _find_case(request, pk), KeepForm(request.POST)
    _must_decide(request, case)
    if not form.is_valid():
        return _case_page(request, case, keep_form=form)
    act = actions.grant if case.state == Case.State.APPEALED else actions.keep
    done = _("It stays. Its author is told.")
    return _do(request, case, lambda: act(case, **form.cleaned_data, by=request.user), done)


@require_POST
def hide(request, pk):
    case, form = _find_case(request, pk), HideForm(request.POST)
    _must_decide(request, case)
    if not form.is_valid():
        return _case_page(request, case, hide_form=form)
    done = _("It stays hidden. Its author reads your reason and how to disagree.")
    return _do(request, case, lambda: actions.hide(case, **form.cleaned_data, by=request.user), done)


@require_POST
def uphold(request, pk):
    case, form = _find_case(request, pk), UpholdForm(request.POST)
    _must_decide(request, case)
    if not form.is_valid():
        return _case_page(request, case, uphold_form=form)
    done = _("It stays hidden. Its author reads your answer.")
    return _do(request, case, lambda: actions.uphold(case, **form.cleaned_data, by=request.user), done)


@require_POST
def appeal(request, pk):
    case, form = _find_case(request, pk), AppealForm(request.POST)
    _must(request, "appeal_case", case, _("Only its author appeals."))
    if not form.is_valid():
        return _case_page(request, case, appeal_form=form)
    done = _("Somebody else than who decided looks at it again. You hear the answer here and by mail.")
    return _do(request, case, lambda: actions.appeal(case, **form.cleaned_data, by=request.user), done)


@require_POST
def look_again(request, pk):
    """A decision is taken up again, in a case of its own."""
    case = _find_case(request, pk)
    _must_decide(request, case)
    try:
        anew = actions.look_again(case, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
        return redirect(case)
    messages.success(request, _("This is a new case about the same. It is hidden until somebody decides."))
    return redirect(anew)


def _find(request, kind, pk):
    """What may be reported is what can be seen; anything else is a 404 that betrays nothing."""
    if kind not in REPORTABLES:
        raise Http404
    return get_object_or_404(REPORTABLES[kind].visible_to(request.user), pk=pk)


def _find_case(request, pk):
    return get_object_or_404(Case.objects.visible_to(request.user).select_related("author"), pk=pk)


def _must(request, verb, case, otherwise):
    if not request.user.has_perm(f"collaborations.{verb}", case):
        raise PermissionDenied(otherwise)


def _must_decide(request, case):
    _must(request, "decide_case", case, _("Somebody else decides about this: never its author, never twice the same."))


def _report(request, kind, thing, said):
    """Report it, and hide it at once when the second button was pressed by who may."""
    check(request, REPORT)
    by = request.user if request.user.is_authenticated else None
    hides = request.POST.get("verb") == "contain"
    if hides and not (by and by.has_perm("collaborations.contain_case", _about(kind, thing))):
        raise PermissionDenied(_("Only those who look after the network hide something at once."))
    case = actions.report(kind, thing, category=said["category"], text=said["text"], by=by)
    if hides:
        actions.contain(case, by=by)


def _about(kind, thing):
    """A case that nobody wrote down, to ask the rules about."""
    return Case(subject_kind=kind, subject_id=thing.pk, author=REPORTABLES[kind].author_of(thing))


def _report_page(request, kind, thing, form, *, status=200):
    case = _about(kind, thing)
    words = REPORTABLES[kind].words(thing)
    context = {"form": form, "words": words, "label": REPORTABLES[kind].label, "case": case}
    return render(request, "collaborations/moderation/report.html", context, status=status)


def _case_page(request, case, **forms):
    """The same page with the form that needs mending, open where it stands."""
    context = everything_about(case, request.user, **forms)
    return render(request, "collaborations/moderation/case.html", context, status=422)


def _do(request, case, act, done):
    """Act, and answer with the case: changed, or with the sentence that says who was faster."""
    try:
        act()
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(case)
