import contextlib

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import replace_url

from collaborations.themes import actions
from collaborations.themes.answering import must_speak
from collaborations.themes.models import Theme
from collaborations.themes.proposing.forms import DifferenceForm, ProposeForm
from collaborations.themes.proposing.next import what_happens_next
from network.kept import forget_kept, keeps_what_was_typed, kept
from network.moves import MoveRefused
from network.search import look_alikes


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request):
    """Three questions on one page; a draft until it is proposed. "Build on this" keeps it with what it builds on."""
    _must_speak(request)
    if request.method != "POST":
        return _form_page(request, _fresh_form(request))
    typed = request.POST.copy()
    is_draft = typed.get("verb") == "keep" or "build_on" in typed
    if "build_on" in typed:
        typed["continues"] = typed["build_on"]
    form = ProposeForm(typed, person=request.user, is_draft=is_draft)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    return _keep_and_propose(request, form, is_draft=is_draft)


@require_http_methods(["GET", "HEAD"])
def edit(request, pk):
    """A draft of one's own, in the same form, under the same key."""
    theme = get_object_or_404(Theme.objects.looked_after_by(request.user).filter(state=Theme.State.DRAFT), pk=pk)
    form = ProposeForm(instance=theme, person=request.user)
    return _form_page(request, form, saved_key=theme.submission_key if "kept" in request.GET else "")


@require_POST
def keep(request):
    """What was typed so far, sent by the page itself now and then; answers with one line about it.

    From then on the page stands at the draft's own address, so that loading it anew shows the draft.
    """
    _must_speak(request)
    form = ProposeForm(request.POST, person=request.user, is_draft=True, is_typing=True)
    theme = None
    if form.is_valid() and not form.is_empty:
        with contextlib.suppress(MoveRefused):  # proposed meanwhile: there is no draft to keep
            theme = _draft(request, form)
    line = render(request, "collaborations/themes/propose.html#kept", {"saved_at": theme and theme.touched_at})
    return replace_url(line, reverse("collaborations:edit-theme", args=[theme.pk])) if theme else line


@require_POST
def alike(request):
    """What is there already and is like the title typed so far; nothing is kept."""
    _must_speak(request)
    typed = {"difference": request.POST.get("difference", "")}
    context = {"alike": look_alikes(request.user, request.POST.get("title", "")), "form": DifferenceForm(initial=typed)}
    return render(request, "collaborations/themes/propose.html#alike", context)


def _must_speak(request):
    must_speak(request, "propose_theme", _("Themes are proposed for an organisation. You hold no seat in one yet."))


def _fresh_form(request):
    """Empty, or with what was typed before the session ended."""
    typed = None if "empty" in request.GET else kept(request)
    if typed:
        return ProposeForm(typed, person=request.user, is_draft=True)
    return ProposeForm(person=request.user, initial={"continues": request.GET.get("continues", "")})


def _form_page(request, form, *, saved_key="", status=200):
    """The form; ``saved_key`` says which text the browser need not keep any longer."""
    context = {"form": form, "saved_key": saved_key, "continued": form.continued}
    context["alike"] = look_alikes(request.user, str(form["title"].value() or ""))
    return render(request, "collaborations/themes/propose.html", context, status=status)


def _keep_and_propose(request, form, *, is_draft):
    """The draft first, then the proposal: a form sent twice ends at the same theme."""
    try:
        theme = _draft(request, form)
        if not is_draft:
            actions.propose(theme, by=request.user)
    except MoveRefused as refused:
        messages.info(request, str(refused))
        return _back_to_what_there_is(request, form)
    if is_draft:
        messages.success(request, _("Your draft is kept."))
        return redirect(reverse("collaborations:edit-theme", args=[theme.pk]) + "?kept=1")
    messages.success(request, what_happens_next(theme))
    return redirect(theme)


def _back_to_what_there_is(request, form):
    """To the theme that came of this form, or to one's own day when it is no longer one's own."""
    key = form.cleaned_data["key"]
    return redirect(Theme.objects.looked_after_by(request.user).filter(submission_key=key).first() or "pages:home")


def _draft(request, form):
    """What was typed, in the database; what was put aside for it is not needed any more."""
    data = form.cleaned_data
    theme = actions.keep_draft(data["key"], organisation=data["organisation"], by=request.user, **form.answers())
    forget_kept(request)
    return theme
