from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collaborations.desk.byitself import actions
from collaborations.desk.byitself.listing import happened, in_words, page_of
from collaborations.desk.page import week_of
from collaborations.desk.views import must_have_a_desk
from network.moves import MoveRefused


@require_safe
def by_itself(request):
    """What the platform decided in the last thirty days, with its rule, and what can be taken back."""
    must_have_a_desk(request)
    page, lines = page_of(request.user, request.GET.get("page", ""))
    context = {"page": page, "lines": lines, "week": week_of(request.user)}
    return render(request, "collaborations/desk/byitself/page.html", context)


@require_POST
def undo_default(request, pk):
    must_have_a_desk(request)
    line = _line(request, pk)
    try:
        actions.undo(line.default, line.thing, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        said = {"what": line.default.undo_label, "title": line.title}
        messages.success(request, _("Done: %(what)s, “%(title)s”.") % said)
    return redirect("collaborations:by-itself")


def _line(request, pk):
    """What happened, or a 404 for who may not see it; 403 for who may not take it back."""
    lines = in_words([get_object_or_404(happened(), pk=pk)], request.user)
    if not lines:
        raise Http404
    permission = lines[0].default.permission
    if permission and not request.user.has_perm(permission, lines[0].thing):
        raise PermissionDenied(_("You do not decide about this one."))
    return lines[0]
