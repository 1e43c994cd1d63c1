from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.joining.suggesting import ways_in
from members.organisations.models import Organisation
from members.people.recent import recently_proved
from members.seats import actions
from members.seats.mine import everything_about, places_of
from members.seats.models import SeatTerm
from network.moves import MoveRefused


@require_safe
def my_organisations(request):
    """Straight to the page of one's organisation; a choice for people with several, a way in for people without."""
    places = places_of(request.user)
    if len(places) == 1:
        return redirect("members:my-organisation", places[0].pk)
    return render(request, "members/seats/choose.html", {"places": places} | ways_in(request.user))


@require_safe
def my_organisation(request, pk):
    organisation = find(request, pk)
    return render(request, "members/seats/organisation.html", everything_about(organisation, request.user))


@require_POST
@recently_proved
def change_role(request, pk):
    """Contact or staff, as the pressed button says."""
    seat = _find_seat(request, pk)
    must_manage(request, seat.organisation)
    role = request.POST.get("role", "")
    if role not in SeatTerm.Role.values:
        raise Http404
    done = _("%(person)s is %(role)s now.") % {"person": seat.person, "role": SeatTerm.Role(role).label}
    return _decide(request, seat, lambda: actions.change_role(seat, role=role, by=request.user), done)


@require_POST
def be_listed(request, pk):
    """One's own name on the public page of the organisation, or not."""
    seat = get_object_or_404(SeatTerm.objects.not_ended().filter(person=request.user), pk=pk)
    is_listed = request.POST.get("listed") == "yes"
    done = _("Your name stands on the public page now.") if is_listed else _("Your name is off the public page.")
    return _decide(request, seat, lambda: actions.be_listed(seat, is_listed=is_listed, by=request.user), done)


def find(request, pk):
    """An organisation one has a seat in, or any for coordinators; else a 404."""
    held = next((seat.organisation for seat in request.user.seats if seat.organisation_id == pk), None)
    if held or request.user.is_coordinator:
        return held or get_object_or_404(Organisation, pk=pk)
    place = next((place for place in places_of(request.user) if place.pk == pk), None)
    if place is None:
        raise Http404
    return place


def must_manage(request, organisation):
    if not request.user.has_perm("members.manage_seats", organisation):
        raise PermissionDenied(_("The contacts of an organisation see to its seats. Ask one of them."))


def _find_seat(request, pk):
    return get_object_or_404(SeatTerm.objects.not_ended().visible_to(request.user), pk=pk)


def _decide(request, seat, act, done):
    try:
        act()
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("members:my-organisation", seat.organisation_id)
