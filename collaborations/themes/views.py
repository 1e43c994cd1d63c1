import contextlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import replace_url

from collaborations.themes import actions
from collaborations.themes.forms import DeclineForm, ProposeForm
from collaborations.themes.models import Support, Theme
from collaborations.themes.page import everything_about
from network.freshness import whole_page
from network.kept import forget_kept, keeps_what_was_typed, kept
from network.moves import MoveRefused

A_PAGE = 50


@login_not_required
@whole_page
@require_safe
def theme_list(request):
    themes = Theme.objects.visible_to(request.user).gathering().for_cards()
    page = Paginator(themes, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "collaborations/themes/list.html", {"page": page})


@login_not_required
@whole_page
@require_safe
def theme(request, pk):
    context = everything_about(_find(request, pk), request.user)
    return render(
        request, "collaborations/themes/detail.html", context | {"from_desk": request.GET.get("from") == "desk"}
    )


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request):
    """Three questions on one page; a draft until it is proposed."""
    _must_speak(request, "propose_theme", _("Themes are proposed for an organisation. You hold no seat in one yet."))
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
    _must_speak(request, "propose_theme", _("Themes are proposed for an organisation. You hold no seat in one yet."))
    form = ProposeForm(request.POST, person=request.user, is_draft=True)
    theme = None
    if form.is_valid() and any(form.texts().values()):
        with contextlib.suppress(MoveRefused):  # proposed meanwhile: there is no draft to keep
            theme = _draft(request, form)
    line = render(request, "collaborations/themes/propose.html#kept", {"saved_at": theme and theme.touched_at})
    return replace_url(line, reverse("collaborations:edit-theme", args=[theme.pk])) if theme else line


@require_POST
def withdraw(request, pk):
    theme = _find(request, pk)
    _must(request, "withdraw_theme", theme, _("Only who looks after a theme takes it back."))
    return _decide(request, theme, lambda: actions.withdraw(theme, by=request.user), _("You took it back."))


@require_POST
def open_theme(request, pk):
    theme = _find(request, pk)
    _must(request, "open_theme", theme, _("Coordinators open themes, and never their own."))
    done = _("“%(title)s” is open. Its proposer is told now, the others by their digest.") % {"title": theme}
    return _decide(request, theme, lambda: actions.open_theme(theme, by=request.user), done)


@require_POST
def decline(request, pk):
    theme = _find(request, pk)
    _must(request, "decline_theme", theme, _("Coordinators decline themes, and never their own."))
    form = DeclineForm(request.POST)
    if not form.is_valid():
        context = everything_about(theme, request.user) | {"decline_form": form}
        context |= {"from_desk": request.POST.get("from") == "desk"}
        return render(request, "collaborations/themes/detail.html", context, status=422)
    done = _("“%(title)s” is declined. Its proposer reads your reason.") % {"title": theme}
    return _decide(request, theme, lambda: actions.decline(theme, **form.cleaned_data, by=request.user), done)


@require_POST
def support(request, pk):
    theme, organisation = _find(request, pk), _spoken_for(request)
    done = _("%(name)s supports this theme.") % {"name": organisation}
    return _decide(request, theme, lambda: actions.support(theme, organisation=organisation, by=request.user), done)


@require_POST
def take_back_support(request, pk):
    theme, organisation = _find(request, pk), _spoken_for(request)
    given = Support.objects.filter(theme=theme, organisation=organisation).first()
    if given:
        _must(request, "take_back_support", given, _("A contact of your organisation takes it back, or who gave it."))
    done = _("%(name)s no longer supports this theme.") % {"name": organisation}
    return _decide(
        request, theme, lambda: actions.take_back_support(theme, organisation=organisation, by=request.user), done
    )


def _find(request, pk):
    """The theme, or a 404 that does not betray whether it exists."""
    return get_object_or_404(Theme.objects.visible_to(request.user).select_related("organisation", "author"), pk=pk)


def _must(request, verb, thing, otherwise):
    if not request.user.has_perm(f"collaborations.{verb}", thing):
        raise PermissionDenied(otherwise)


def _must_speak(request, verb, without_a_seat):
    """Who has a seat and may not speak all the same reads why."""
    takes_no_side = _("Funders and safeguarding officers take no side: they neither propose themes nor support them.")
    _must(request, verb, None, takes_no_side if request.user.seats else without_a_seat)


def _spoken_for(request):
    """The organisation in whose name the person acts: the one they chose among their own seats."""
    _must_speak(request, "support_theme", _("Organisations support themes. You hold no seat in one yet."))
    wanted = request.POST.get("organisation", "")
    chosen = [organisation for organisation in request.user.organisations if str(organisation.pk) == wanted]
    if not chosen:
        raise PermissionDenied(_("Choose an organisation in which you hold a seat."))
    return chosen[0]


def _decide(request, theme, act, done):
    """Act, and answer with the page: changed, or with the sentence that says why not."""
    try:
        act()
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return _back(request, theme)


def _back(request, theme):
    """To the theme, or to the desk when the decision was taken there; a theme taken back as a draft is left."""
    if request.POST.get("from") == "desk":
        return redirect("collaborations:desk")
    return redirect(theme)


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
