from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from members.invitations import actions, pasted, tokens
from members.invitations.forms import InviteForm, NameForm
from members.invitations.models import Invitation
from members.invitations.receivers import PRESSED
from members.people.actions import introduce as introduce_person
from members.people.actions import prepare_account
from members.people.addresses import has_proved
from members.people.arriving import mail_a_code
from members.people.limits import ENQUIRIES, INVITATION_REQUESTS, INVITATIONS, INVITED
from members.seats.mine import everything_about, in_words
from members.seats.views import find
from network import limits
from network.moves import MoveRefused


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """The page behind the link in the mail. Looking changes nothing, so scanners of mail take nobody's seat."""
    invitation, is_newest = tokens.read(token) or (None, False)
    if invitation is None:
        return _private(render(request, "network/pages/link_gone.html", status=404))
    if request.method != "POST":
        return _page(request, token, invitation, is_newest)
    if _obstacle(invitation, is_newest) or (request.user.is_authenticated and not _is_theirs(request, invitation)):
        return _page(request, token, invitation, is_newest, status=409)
    return _take(request, token, invitation)


@login_not_required
@require_POST
def ask_again(request, token):
    """Whoever came too late asks the inviter; the answer goes to the invited address only."""
    invitation, _is_newest = tokens.read(token) or (None, False)
    if invitation is None:
        return _private(render(request, "network/pages/link_gone.html", status=404))
    limits.check(request, ENQUIRIES, key=f"invitation {invitation.pk}")
    try:
        actions.ask_again(invitation)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("We asked. If they agree, a new mail comes to the address that was invited."))
    return redirect("members:invitation", token)


@require_POST
def introduce(request, token):
    """The name of somebody who just came in for the first time."""
    invitation, is_newest = tokens.read(token) or (None, False)
    if invitation is None or not _is_seated(request, invitation):
        return _private(render(request, "network/pages/link_gone.html", status=404))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, token, invitation, is_newest, form=form, status=422)
    introduce_person(request.user, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, _("Good to meet you, %(name)s.") % {"name": request.user})
    return redirect("members:invitation", token)


@require_POST
def invite(request, pk):
    """One address or a hundred; the answer says of each line what came of it."""
    organisation = find(request, pk)
    _must_invite(request, organisation)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _again(request, organisation, form, status=422)
    try:
        too_often = _count(request, organisation, form)
        lines = actions.invite_many(organisation, **form.cleaned_data, too_often=too_often, by=request.user)
    except limits.TooMany as refused:
        return _too_many(request, organisation, form, refused)
    except MoveRefused as refused:
        form.add_error("text", str(refused))
        return _again(request, organisation, form, status=422)
    context = {"organisation": organisation, "lines": lines, "said": in_words(lines), "mend_form": form.to_mend(lines)}
    return render(request, "members/invitations/results.html", context)


@require_POST
def send_again(request, pk):
    invitation = _find(request, pk)
    _must_invite(request, invitation.organisation)
    limits.check(request, INVITATION_REQUESTS, key=invitation.organisation_id)
    limits.check(request, INVITATIONS, key=invitation.organisation_id)
    limits.check(request, INVITED, key=invitation.email)
    done = _("Sent again to %(email)s. Only the newest link works.") % {"email": invitation.email}
    return _decide(request, invitation, lambda: actions.send_again(invitation, by=request.user), done)


@require_POST
def cancel(request, pk):
    invitation = _find(request, pk)
    _must_invite(request, invitation.organisation)
    done = _("The invitation of %(email)s is taken back.") % {"email": invitation.email}
    return _decide(request, invitation, lambda: actions.cancel(invitation, by=request.user), done)


def _take(request, token, invitation):
    """A code first for whoever is signed out, the seat at once for whoever proved the address before."""
    try:
        if not request.user.is_authenticated:
            return _prove(request, token, invitation)
        actions.accept(invitation, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    return redirect("members:invitation", token)


def _prove(request, token, invitation):
    """A code to the invited address and to no other; receivers.py gives the seat when it comes back."""
    facts = {"name": invitation.name, "language": invitation.language}
    person = prepare_account(invitation.email, **facts, by=None)
    answer = mail_a_code(request, person, email=invitation.email, back=reverse("members:invitation", args=[token]))
    request.session[PRESSED] = token
    return answer


def _page(request, token, invitation, is_newest, *, form=None, status=200):
    is_seated = _is_seated(request, invitation)
    context = {
        "token": token,
        "invitation": invitation,
        "organisation": invitation.organisation,
        "obstacle": "" if is_seated else _obstacle(invitation, is_newest),
        "can_ask_again": invitation.can("send_again") and invitation.organisation.takes_people_in,
        "is_seated": is_seated,
        "is_for_another": request.user.is_authenticated and not is_seated and not _is_theirs(request, invitation),
        "may_ask": _may_ask(request, invitation.organisation),
        "form": form or NameForm(),
    }
    return _private(render(request, "members/invitations/page.html", context, status=status))


def _obstacle(invitation, is_newest):
    """Why the seat cannot be taken with this link, in a sentence; empty when it can."""
    if not invitation.organisation.takes_people_in:
        return _("%(name)s takes nobody in at the moment. Ask the coordinator of the network.") % {
            "name": invitation.organisation
        }
    if invitation.state == Invitation.State.SENT and not invitation.is_open:
        return _("This invitation has expired.")
    if invitation.state != Invitation.State.SENT:
        return invitation.too_late()
    return "" if is_newest else _("This invitation was sent again since: only the link in the newest mail works.")


def _is_theirs(request, invitation):
    return has_proved(request.user, invitation.email)


def _is_seated(request, invitation):
    """Whether it is the reader who took this seat."""
    seat = invitation.seat
    return (
        request.user.is_authenticated and seat is not None and seat.person_id == request.user.pk and not seat.ended_at
    )


def _may_ask(request, organisation):
    """Whether the reader, to whom this may have been forwarded, can ask for a seat of their own there."""
    if not request.user.is_authenticated or not organisation.takes_part:
        return False
    return organisation.pk not in {seat.organisation_id for seat in request.user.seats}


def _private(response):
    """Not for search engines; that no other site learns the address, the settings see to."""
    response["X-Robots-Tag"] = "noindex"
    return response


def _find(request, pk):
    return get_object_or_404(Invitation.objects.visible_to(request.user).select_related("organisation"), pk=pk)


def _must_invite(request, organisation):
    if not request.user.has_perm("members.invite", organisation):
        raise PermissionDenied(_("The contacts of an organisation invite people. Ask one of them."))


def _count(request, organisation, form):
    """Those among the addresses that were mailed too often of late; when there are no others, TooMany."""
    limits.check(request, INVITATION_REQUESTS, key=organisation.pk)
    limits.check(request, INVITATIONS, key=organisation.pk, count=min(form.amount(), pasted.MOST))
    addresses = {line.address for line in pasted.read(form.cleaned_data["text"]) if line.address}
    waits = limits.count_each(INVITED, addresses)
    if waits and len(waits) == len(addresses):
        raise limits.TooMany(max(waits.values()))
    return waits


def _again(request, organisation, form, *, status):
    context = everything_about(organisation, request.user) | {"invite_form": form}
    return render(request, "members/seats/organisation.html", context, status=status)


def _too_many(request, organisation, form, refused):
    limits.tell(form, refused)
    return limits.too_many(_again(request, organisation, form, status=429), refused)


def _decide(request, invitation, act, done):
    try:
        act()
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("members:my-organisation", invitation.organisation_id)
