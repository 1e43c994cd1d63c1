from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collaborations.themes import actions
from collaborations.themes.answering import decide, find, must
from collaborations.themes.forms import DeclineForm
from collaborations.themes.page import everything_about
from network.freshness import whole_page


@login_not_required
@whole_page
@require_safe
def theme(request, pk):
    context = everything_about(find(request, pk), request.user)
    return render(
        request, "collaborations/themes/detail.html", context | {"from_desk": request.GET.get("from") == "desk"}
    )


@require_POST
def withdraw(request, pk):
    theme = find(request, pk)
    must(request, "withdraw_theme", theme, _("Only who looks after a theme takes it back."))
    return decide(request, theme, lambda: actions.withdraw(theme, by=request.user), _("You took it back."))


@require_POST
def open_theme(request, pk):
    theme = find(request, pk)
    must(request, "open_theme", theme, _("Coordinators open themes, and never their own."))
    done = _("“%(title)s” is open. Its proposer is told now, the others by their digest.") % {"title": theme}
    return decide(request, theme, lambda: actions.open_theme(theme, by=request.user), done)


@require_POST
def decline(request, pk):
    theme = find(request, pk)
    must(request, "decline_theme", theme, _("Coordinators decline themes, and never their own."))
    form = DeclineForm(request.POST)
    if not form.is_valid():
        context = everything_about(theme, request.user) | {"decline_form": form}
        context |= {"from_desk": request.POST.get("from") == "desk"}
        return render(request, "collaborations/themes/detail.html", context, status=422)
    done = _("“%(title)s” is declined. Its proposer reads your reason.") % {"title": theme}
    return decide(request, theme, lambda: actions.decline(theme, **form.cleaned_data, by=request.user), done)
