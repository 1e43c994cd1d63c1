from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.duties import actions
from members.handovers.models import Duty
from network.moves import MoveRefused


@require_POST
def take_on(request, pk):
    """See to a vacant duty from now on; back to the list it was taken from."""
    duty = get_object_or_404(Duty.objects.now().visible_to(request.user).select_related("organisation"), pk=pk)
    if not request.user.has_perm("members.take_on_duty", duty):
        raise PermissionDenied(_("Duties are taken on by people who hold a seat at that organisation."))
    try:
        actions.take_on(duty, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("You see to it from now on."))
    return redirect("pages:home")
