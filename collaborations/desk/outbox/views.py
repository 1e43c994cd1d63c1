from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborations.desk import actions
from collaborations.desk.faster import still_waiting
from collaborations.desk.forms import DecideForm
from collaborations.desk.models import Prepared
from collaborations.desk.outbox.actions import announce, announce_all
from collaborations.desk.page import week_of
from collaborations.desk.rehearsal import Reach, reach_of
from collaborations.desk.views import must_have_a_desk
from network.desk import PILES
from network.moves import MoveRefused
from network.queue import in_words


@dataclass(frozen=True)
class Line:
    """One decision of the outbox; what does not wait any more has no title left to show."""

    prepared: Prepared
    label: str
    title: str
    lang: str
    refusal: str = ""
    at_once: Any = ""  # what happened already


@require_safe
def outbox(request):
    """What was decided and not announced yet, and what became impossible."""
    must_have_a_desk(request)
    prepared = list(_in_outbox(request.user))
    words = in_words([one.key for one in prepared], request.user)
    lines = [_line(one, words.get(one.key)) for one in prepared]
    waiting = [line for line in lines if line.prepared.can("announce") and not line.refusal]
    context: dict[str, Any] = {"waiting": waiting, "refused": [line for line in lines if line not in waiting]}
    context |= {"people": sum(line.prepared.people for line in waiting), "week": week_of(request.user)}
    return render(request, "collaborations/desk/outbox/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def prepared(request, pk):
    """One decision with its mails as they would read; its words can still be changed."""
    must_have_a_desk(request)
    one = get_object_or_404(_in_outbox(request.user), pk=pk)
    form = _form(request, one)
    if form is None:
        return redirect("collaborations:outbox")
    if request.method != "POST" or not form.is_valid():
        return _prepared_page(request, one, form, status=422 if form.errors else 200)
    try:
        words = {"reason": one.reason, "text": one.text} | form.cleaned_data
        actions.reword(one, **words, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
        return redirect("collaborations:outbox")
    messages.success(request, _("Changed. These are the mails now."))
    return redirect(one)


@require_POST
def announce_one(request, pk):
    must_have_a_desk(request)
    one = get_object_or_404(Prepared.objects.visible_to(request.user), pk=pk)
    try:
        _tell(request, [announce(one, by=request.user)])
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    return redirect("collaborations:outbox")


@require_POST
def announce_everything(request):
    must_have_a_desk(request)
    keys = [one.key for one in Prepared.objects.visible_to(request.user).waiting()]
    titles = {key: waiting.title for key, (_row, waiting) in in_words(keys, request.user).items()}
    _tell(request, announce_all(by=request.user), titles)
    return redirect("collaborations:outbox")


@require_POST
def take_back(request, pk):
    """Of what was prepared, or put what was refused away."""
    must_have_a_desk(request)
    one = get_object_or_404(Prepared.objects.visible_to(request.user), pk=pk)
    try:
        actions.take_back(one, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Taken back: it is as it was before."))
    return redirect("collaborations:outbox")


def _in_outbox(person):
    return Prepared.objects.visible_to(person).in_outbox().asking_whether_overtaken().select_related("by")


def _form(request, one):
    """Its words, to read or to change; None when this kind of thing is not decided here any more."""
    pile = PILES.get(one.pile)
    decision = pile.decision(one.decision) if pile else None
    words = {"reason": one.reason, "text": one.text}
    return decision and DecideForm(request.POST or None, decision=decision, initial=words)


def _tell(request, done, titles=None):
    """How many went out; of each that did not, why."""
    out = [one for one in done if one.state == Prepared.State.ANNOUNCED and not one.refusal]
    if out:
        said = ngettext("%(n)d decision is announced.", "%(n)d decisions are announced.", len(out))
        messages.success(request, said % {"n": len(out)})
    for one in done:
        if one.refusal:
            title = (titles or {}).get(one.key)
            why = {"title": title, "why": one.refusal}
            messages.warning(request, _("“%(title)s”: %(why)s") % why if title else one.refusal)


def _line(one: Prepared, known: Any) -> Line:
    pile = PILES.get(one.pile)
    decision = pile.decision(one.decision) if pile else None
    label = str(decision.label) if decision else one.decision
    if known is None:
        return Line(one, label, str(pile.label) if pile else "", "", one.refusal)
    row, waiting = known
    label, at_once = (decision.says(row), decision.at_once) if decision else (label, None)
    refusal = one.refusal or one.why_not
    return Line(one, label, waiting.title, waiting.lang, refusal, at_once.said if at_once else "")


def _prepared_page(request, one, form, *, status):
    """The rehearsal says whom it reaches now; what is not possible any more says why instead."""
    reach, refusal, known = Reach(0, 0), one.refusal or one.why_not, None
    try:
        _pile, decision, row = still_waiting(one, request.user)
        known = in_words([one.key], request.user).get(one.key)
        reach = reach_of(decision, row, by=request.user, reason=one.reason, text=one.text, is_written=True)
    except MoveRefused as refused:
        refusal = str(refused)
    context = {"line": _line(one, known), "reach": reach, "refusal": refusal, "form": form}
    return render(request, "collaborations/desk/outbox/prepared.html", context, status=status)
