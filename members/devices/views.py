from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from members.devices import actions
from members.people.recent import recently_proved


@require_POST
@recently_proved
def end_device(request, pk):
    device = get_object_or_404(request.user.devices, pk=pk)
    if device.session_key == request.session.session_key:
        messages.info(request, _("That is where you are now: sign out in the menu above."))
        return redirect("account_security")
    actions.end_device(device, by=request.user)
    messages.success(request, _("%(device)s is signed out.") % {"device": device})
    return redirect("account_security")


@require_POST
@recently_proved
def end_other_devices(request):
    ended = actions.end_other_devices(request.user, but_session=request.session.session_key, by=request.user)
    said = ngettext("One other session is ended.", "%(count)s other sessions are ended.", ended) % {"count": ended}
    messages.success(request, said if ended else _("You were signed in nowhere else."))
    return redirect("account_security")
