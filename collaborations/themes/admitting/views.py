from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collaborations.themes.admissions import Admission
from collaborations.themes.admitting import actions
from collaborations.themes.admitting.forms import InviteForm
from collaborations.themes.admitting.limits import INVITING
from collaborations.themes.admitting.page import about
from collaborations.themes.answering import decide, find, must
from collaborations.themes.page import everything_about
from network import limits


@require_POST
def invite(request, pk):
    """The same answer for an address with an account and for one without."""
    theme, form = find(request, pk), InviteForm(request.POST)
    must(request, "invite_into_theme", theme, _("Only those who take part let others in."))
    if form.is_valid():
        try:
            limits.check(request, INVITING)
        except limits.TooMany as refused:
            limits.tell(form, refused)
    if form.errors:
        context = everything_about(theme, request.user) | about(theme, request.user, form=form)
        return render(request, "collaborations/themes/detail.html", context, status=422)
    done = _("If that address has an account, they are invited.")
    return decide(request, theme, lambda: actions.invite(theme, **form.cleaned_data, by=request.user), done)


@require_POST
def vouch(request, pk, admission):
    theme = find(request, pk)
    found = get_object_or_404(Admission.objects.select_related("theme", "person"), pk=admission, theme=theme)
    must(request, "vouch_into_theme", found, _("Two different people vouch for somebody."))
    done = _("You vouched for %(name)s. They can read this theme now.") % {"name": found.person}
    return decide(request, theme, lambda: actions.vouch(found, by=request.user), done)


@require_POST
def let_go(request, pk, admission):
    """Whoever was let in leaves, or those who take part take it back."""
    theme = find(request, pk)
    found = get_object_or_404(Admission.objects.select_related("theme", "person"), pk=admission, theme=theme)
    must(request, "invite_into_theme", theme, _("Only those who take part let others in."))
    done = _("%(name)s takes no part any more.") % {"name": found.person}
    return decide(request, theme, lambda: actions.let_go(found, by=request.user), done)
