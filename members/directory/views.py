from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from members.directory.search import choices, page_of, read
from members.organisations.models import Organisation
from network.freshness import whole_page

A_LONG_PAGE = 100


@login_not_required
@whole_page
@require_safe
def directory(request):
    """Every organisation that takes part, found by words and filters."""
    wanted = read(request.GET)
    page = page_of(wanted, request.GET.get("page"))
    return render(request, "members/directory/list.html", {"page": page, "wanted": wanted, **choices()})


@require_safe
def all_organisations(request):
    """For coordinators: every state, the newest change last decided by them."""
    if not request.user.has_perm("members.move_organisation"):
        raise PermissionDenied(_("The list of every state is for coordinators. The directory is for everybody."))
    state = request.GET.get("state", "")
    found = Organisation.objects.all()
    if state in Organisation.State.values:
        found = found.filter(state=state)
    page = Paginator(found, A_LONG_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": Organisation.State.choices}
    return render(request, "members/directory/all.html", context)
