from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network.desk import waiting_for

A_PAGE = 25


@require_safe
def desk(request):
    """Everything that waits for the coordinator, the longest waiting first."""
    if not request.user.has_perm("collaborations.see_desk"):
        raise PermissionDenied(_("The desk is where coordinators work."))
    page = Paginator(waiting_for(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "collaborations/desk/page.html", {"page": page})
