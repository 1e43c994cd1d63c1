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
from collaborations.themes.proposing.forms import ProposeForm
from network.kept import forget_kept, keeps_what_was_typed, kept
from network.moves import MoveRefused


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request):
    """Three questions on one page; a draft until it is proposed."""
    must_speak(request, "propose_theme", _("Themes are proposed for an organisation. You hold no seat in one yet."))
    if request.method != "POST":
        typed = None if "empty" in request.GET else kept(request)
        form = ProposeForm(typed, person=request.user, is_draft=True) if typed else ProposeForm(person=request.user)
        return _form_page(request, form)
    is_draft = request.POST.get("verb") == "keep"
    form = ProposeForm(request.POST, person=request.user, is_draft=is_draft)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    return _keep_and_propose(request, form, is_draft=is_draft)


@require_http_methods(["GET", "HEAD"])
def edit(request, pk):
    """A draft of one's own, in the same form, under the same key."""
    theme = get_object_or_404(Theme.objects.looked_after_by(request.user).filter(state=Theme.State.DRAFT), pk=pk)
    key = theme.submission_key
    form = ProposeForm(instance=theme, person=request.user, initial={"key": key})
    return _form_page(request, form, saved_key=key if "kept" in request.GET else "")


@require_POST
def keep(request):
    """What was typed so far, sent by the page itself now and then; answers with one line about it.

    From then on the page stands at the draft's own address, so that loading it anew shows the draft.
    """
    must_speak(request, "propose_theme", _("Themes are proposed for an organisation. You hold no seat in one yet."))
    form = ProposeForm(request.POST, person=request.user, is_draft=True)
    theme = None
    if form.is_valid() and any(form.texts().values()):
        with contextlib.suppress(MoveRefused):  # proposed meanwhile: there is no draft to keep
            theme = _draft(request, form)
    line = render(request, "collaborations/themes/propose.html#kept", {"saved_at": theme and theme.touched_at})
    return replace_url(line, reverse("collaborations:edit-theme", args=[theme.pk])) if theme else line


def _form_page(request, form, *, saved_key="", status=200):
    """The form; ``saved_key`` says which text the browser need not keep any longer."""
    context = {"form": form, "saved_key": saved_key}
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
    said = _("Your theme is proposed. The coordinator reads it next; you hear the answer here and by mail.")
    messages.success(request, said)
    return redirect(theme)


def _back_to_what_there_is(request, form):
    """To the theme that came of this form, or to one's own day when it is no longer one's own."""
    key = form.cleaned_data["key"]
    return redirect(Theme.objects.looked_after_by(request.user).filter(submission_key=key).first() or "pages:home")


def _draft(request, form):
    """What was typed, in the database; what was put aside for it is not needed any more."""
    data = form.cleaned_data
    theme = actions.keep_draft(data["key"], organisation=data["organisation"], by=request.user, **form.texts())
    forget_kept(request)
    return theme
