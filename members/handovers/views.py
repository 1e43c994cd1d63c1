from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.handovers import actions
from members.handovers.belongings import BELONGINGS, belongings_of, read
from members.handovers.forms import HandOverForm
from members.handovers.models import DECIDE_WITHIN, HandOver
from members.handovers.obstacles import obstacles
from members.people.recent import missing_proof
from members.seats.models import SeatTerm
from network.moves import MoveRefused


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, pk):
    """What will happen when this seat is handed over, and the button that begins it."""
    seat = get_object_or_404(SeatTerm.objects.not_ended().visible_to(request.user), pk=pk)
    _must(request, seat)
    if request.method == "POST":
        return _asked_first(request, seat) or _open(request, seat)
    keys = belongings_of(seat)
    context = {"seat": seat, "lines": list(read(keys).values()), "days": DECIDE_WITHIN.days}
    context |= {"obstacles": obstacles(seat), "is_mine": seat.person_id == request.user.pk}
    return render(request, "members/handovers/leave.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, pk):
    """For each thing a successor or nobody; afterwards what became of it."""
    hand_over = _find(request, pk)
    if _is_over_for(request.user, hand_over):
        return render(request, "members/handovers/left.html", {"hand_over": hand_over, "seat": hand_over.seat})
    _must(request, hand_over.seat)
    if hand_over.state != HandOver.State.OPEN:
        return _answer(request, hand_over)
    form = _form(request, hand_over)
    if request.method == "POST" and form.is_valid():
        return _asked_first(request, hand_over.seat) or _decide(request, hand_over, form)
    return _answer(request, hand_over, form, status=422 if form.errors else 200)


@require_POST
def call_off(request, pk):
    hand_over = _find(request, pk)
    _must(request, hand_over.seat)
    try:
        actions.call_off(hand_over, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Called off: %(person)s keeps the seat.") % {"person": hand_over.seat.person})
    return redirect(hand_over)


@require_safe
def taken_over(request, pk):
    """One page for a successor: everything they took over, and where to find it."""
    hand_over = _find(request, pk)
    mine = [seat.pk for seat in request.user.seats]
    keys = [(line.kind, line.thing_id) for line in hand_over.lines.filter(successor__in=mine).order_by("pk")]
    if hand_over.state != HandOver.State.DONE or not keys:
        raise Http404(_("There is nothing here."))
    context = {"hand_over": hand_over, "groups": _grouped([(key, None) for key in keys])}
    return render(request, "members/handovers/taken_over.html", context)


def _find(request, pk):
    """The hand-over with whose seat it is, or a 404 that does not betray whether it exists."""
    found = HandOver.objects.visible_to(request.user).select_related("seat__person", "seat__organisation")
    return get_object_or_404(found, pk=pk)


def _is_over_for(user, hand_over):
    """They left with it: they read that it is done, and nothing of what goes on without them."""
    mine = hand_over.state == HandOver.State.DONE and hand_over.seat.person_id == user.pk
    return mine and not user.has_perm("members.hand_over", hand_over.seat)


def _must(request, seat):
    if not request.user.has_perm("members.hand_over", seat):
        raise PermissionDenied(
            _("A seat is handed over by whoever holds it, a contact of the organisation or the coordinator.")
        )


def _asked_first(request, seat):
    """Whoever ends a colleague's seat proves anew who they are; one's own goes with a press."""
    return None if seat.person_id == request.user.pk else missing_proof(request)


def _open(request, seat):
    try:
        found = actions.open_hand_over(seat, reason=HandOver.Reason.LEAVING, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
        return redirect("pages:home")
    return redirect(found)


def _form(request, hand_over):
    typed = request.POST if request.method == "POST" else None
    asks_why = request.user.is_coordinator and bool(obstacles(hand_over.seat))
    return HandOverForm(typed, hand_over=hand_over, asks_why=asks_why)


def _decide(request, hand_over, form):
    """Keep the choices, or make them happen; a refusal shows the page with its reasons."""
    why = form.cleaned_data.get("why", "")
    try:
        if request.POST.get("verb") == "keep":
            actions.choose(hand_over, choices=form.choices(), by=request.user)
            messages.success(request, _("Your choices are kept. Nothing moves before you finish."))
        else:
            actions.finish(hand_over, choices=form.choices(), by=request.user, why=why)
            messages.success(request, _("The seat has ended, and everything that belonged to it is handed over."))
    except MoveRefused as refused:
        messages.warning(request, str(refused))
        hand_over.refresh_from_db()
        return _answer(request, hand_over, form, status=409)
    return redirect(hand_over)


def _answer(request, hand_over, form=None, *, status=200):
    lines = hand_over.lines.select_related("successor__person").order_by("pk")
    became = [((line.kind, line.thing_id), line.successor) for line in lines]
    is_open = hand_over.state == HandOver.State.OPEN
    context = {"hand_over": hand_over, "seat": hand_over.seat, "form": form if is_open else None}
    context |= {
        "obstacles": obstacles(hand_over.seat) if is_open else [],
        "may_call_off": hand_over.may_be_called_off_by(request.user),
        "groups": [] if is_open else _grouped(became),
    }
    return render(request, "members/handovers/page.html", context, status=status)


def _grouped(became):
    """(name of a kind, [(line, successor)]) for each kind; what is gone meanwhile is left out."""
    lines = read([key for key, _successor in became])
    return [
        (kind.label, [(lines[key], successor) for key, successor in became if key[0] == name and key in lines])
        for name, kind in BELONGINGS.items()
        if any(key[0] == name and key in lines for key, _successor in became)
    ]
