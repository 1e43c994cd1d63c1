from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from collaborations.themes.forms import DeclineForm
from collaborations.themes.models import Theme

A_PAGE = 25


@require_safe
def desk(request):
    """Everything that waits for the coordinator, the longest waiting first."""
    if not request.user.has_perm("collaborations.see_desk"):
        raise PermissionDenied(_("The desk is where coordinators work."))
    waiting = Theme.objects.visible_to(request.user).awaiting_decision()
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "collaborations/desk/page.html", {"page": page, "decline_form": DeclineForm()})
