from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from members.roster.actions import confirm
from members.roster.models import RosterCheck
from members.seats.models import SeatTerm
from members.seats.views import find, must_manage


@require_http_methods(["GET", "HEAD", "POST"])
def roster(request, pk):
    """The list of the quarterly mail, by hand: who is still there, and who left."""
    organisation = find(request, pk)
    must_manage(request, organisation)
    if request.method == "POST":
        count = confirm(organisation, by=request.user)
        said = ngettext("%(count)d seat is confirmed.", "%(count)d seats are confirmed.", count) % {"count": count}
        messages.success(request, said)
        return redirect("members:my-organisation", organisation.pk)
    seats = SeatTerm.objects.not_ended().filter(organisation=organisation)
    asked = RosterCheck.objects.asked().filter(organisation=organisation).order_by("-pk").first()
    return render(request, "members/roster/page.html", {"organisation": organisation, "seats": seats, "asked": asked})
