from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notifications.digests.models import Cadence, Cursor
from notifications.preferences import actions
from notifications.preferences.forms import PreferencesForm


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request):
    cursor = Cursor.objects.filter(person=request.user).first()
    usual = Cadence.DAILY if request.user.seats else Cadence.OFF
    initial = {"cadence": cursor.cadence if cursor else usual, "send_hour": cursor.send_hour if cursor else 8}
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        wish = {name: form.cleaned_data[name] for name in ("cadence", "send_hour")}
        actions.set_preferences(form.instance, **wish, by=request.user)
        with translation.override(form.instance.language):
            messages.success(request, _("Your preferences are kept."))
        return redirect("notifications:preferences")
    status = 422 if form.errors else 200
    return render(request, "notifications/preferences/page.html", {"form": form}, status=status)
