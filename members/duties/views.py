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
    """See to a vacant duty from now on."""
    duty = _find(request, pk)
    _must(request, "take_on_duty", duty, _("Duties are taken on by people who hold a seat at that organisation."))
    return _decide(duty, request, actions.take_on, _("You see to it from now on."))


@require_POST
def let_go(request, pk):
    """A vacant duty that nobody needs to see to any more leaves the desk."""
    duty = _find(request, pk)
    _must(request, "let_go_duty", duty, _("Coordinators say when nobody needs to see to something any more."))
    return _decide(duty, request, actions.let_go, _("It is off your desk."))


def _find(request, pk):
    return get_object_or_404(Duty.objects.now().visible_to(request.user).select_related("organisation"), pk=pk)


def _must(request, verb, duty, otherwise):
    if not request.user.has_perm(f"members.{verb}", duty):
        raise PermissionDenied(otherwise)


def _decide(duty, request, act, done):
    try:
        act(duty, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("members:my-organisation", duty.organisation_id)
