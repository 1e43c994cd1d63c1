from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborations.themes.answering import back, decide, find, must
from collaborations.themes.merging import actions
from collaborations.themes.merging.choosing import likely
from collaborations.themes.merging.forms import MergeForm
from collaborations.themes.page import everything_about
from collaborations.themes.verbs import THEIRS_TO_DECIDE
from network.freshness import whole_page
from network.moves import MoveRefused


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, pk):
    """Choose the theme it goes on in, by title."""
    theme = find(request, pk)
    must(request, "merge_theme", theme, str(THEIRS_TO_DECIDE))
    if request.method != "POST":
        return _page(request, theme, MergeForm) if theme.can("merge") else redirect(theme)
    form = MergeForm(request.POST, person=request.user, likely=_likely(request, theme))
    if form.is_valid():
        try:
            actions.merge(theme, **form.cleaned_data, by=request.user)
        except MoveRefused as refused:
            form.add_error("into", str(refused))
        else:
            return _merged(request, theme, form.cleaned_data["into"])
    return _page(request, theme, form, status=422)


@require_POST
def part(request, pk):
    theme = find(request, pk)
    must(request, "part_theme", theme, _("Who looks after it, or decides about themes, undoes a merge."))
    done = _("“%(title)s” is a theme of its own again. Voices that were carried over stay with the other one, too.")
    return decide(request, theme, lambda: actions.part(theme, by=request.user), done % {"title": theme})


@login_not_required
@whole_page
@require_safe
def as_it_was(request, pk):
    """A merged theme with its own text and history; any other is at its own address."""
    theme = find(request, pk)
    if theme.state != theme.State.MERGED:
        return redirect(theme)
    return render(request, "collaborations/themes/detail.html", everything_about(theme, request.user))


def _likely(request, theme):
    """Those found by title, and the one that was chosen on the page before."""
    return likely(theme, request.user, request.GET.get("q", "").strip())


def _page(request, theme, form, *, status=200):
    if form is MergeForm:
        form = MergeForm(person=request.user, likely=_likely(request, theme))
    context = {"theme": theme, "form": form, "words": request.GET.get("q", "")}
    return render(request, "collaborations/themes/merging/choose.html", context, status=status)


def _merged(request, theme, into):
    said = _("“%(title)s” goes on in “%(into)s”. Organisations that back only the first are asked to back both.")
    messages.success(request, said % {"title": theme, "into": into})
    return back(request, into)
