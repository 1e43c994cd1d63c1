from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from collaborations.enquiries.introducing import tokens
from collaborations.enquiries.introducing.actions import answer_introduction
from collaborations.enquiries.introducing.notices import called, other
from network.moves import MoveRefused


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def introduction(request, token):
    """One side reads what it is about and agrees, or would rather not. Looking changes nothing."""
    side = tokens.read(token)
    if side is None:
        return _private(render(request, "network/pages/link_gone.html", status=404))
    with translation.override(side.person.language if side.person else side.introduction.enquiry.language):
        if request.method != "POST" or request.POST.get("answer") not in {"yes", "no"}:
            return _page(request, side, status=422 if request.method == "POST" else 200)
        try:
            answer_introduction(side.introduction, agrees=request.POST["answer"] == "yes", by=side.person)
        except MoveRefused as refused:
            return _page(request, side, refusal=str(refused), status=409)
    return redirect("collaborations:introduction", token)


def _page(request, side, *, refusal="", status=200):
    """What it is about and, while it is open, two buttons; afterwards what was answered."""
    enquiry, introduction = side.introduction.enquiry, side.introduction
    is_open = enquiry.can("introduce") and introduction.answer == introduction.Answer.WAITING
    context = {
        "enquiry": enquiry,
        "introduction": introduction,
        "other": called(other(introduction)),
        "is_open": is_open,
        "refusal": refusal,
        "said": "" if is_open else _said(enquiry, introduction),
    }
    return _private(render(request, "collaborations/enquiries/introduction.html", context, status=status))


def _said(enquiry, introduction):
    if enquiry.outcome == enquiry.Outcome.INTRODUCED:
        return _("Both sides agreed. A mail told you whom to write to.")
    if enquiry.can("introduce") and introduction.answer == introduction.Answer.YES:
        return _("You agreed, thank you. You get a mail as soon as the other side agrees, too.")
    return _("Nothing is asked of you any more. Your name and address were given to nobody.")


def _private(response):
    response["X-Robots-Tag"] = "noindex"
    return response
