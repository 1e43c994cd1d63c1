from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborations.desk import actions
from collaborations.desk.faster import who_was_faster
from collaborations.desk.forms import DecideForm, LaterForm, LendForm, days_to_choose
from collaborations.desk.models import Delegated
from collaborations.desk.page import A_SITTING, groups_of, page_of, things_of, week_of
from collaborations.desk.queue import DELEGATED, MINE, POSTPONED, THIS_WEEK, TODAY, Wish
from network.desk import PILES
from network.moves import MoveRefused

MOST_AT_ONCE = 100
MOST_DIGITS = 18
FILTERS = {"which": (MINE, DELEGATED, POSTPONED), "due": (TODAY, THIS_WEEK)}


@require_safe
def desk(request):
    """Everything that waits for this person, in the order of what was promised and whom it matters to."""
    must_have_a_desk(request)
    wish = _wish(request.GET)
    number, back = _number(request.GET.get("page", "")), request.GET.urlencode()
    page, queue, things = page_of(request.user, wish, number, back)
    context = {"page": page, "queue": queue, "things": things, "wish": wish, "week": week_of(request.user)}
    context |= {"kinds": _kinds(queue.kinds), "back": back, "sitting": A_SITTING}
    return render(request, "collaborations/desk/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request):
    """One thing, or several of a kind, with everything that can be decided about them."""
    must_have_a_desk(request)
    asked = request.POST if request.method == "POST" else request.GET
    things = _chosen(request, asked)
    if not things:
        return _back(asked)
    if request.method != "POST":
        return _decide_page(request, asked, things)
    decision = PILES[things[0].key[0]].decision(asked.get("decision", ""))
    if decision is None or any(thing.key[0] != things[0].key[0] for thing in things):
        messages.warning(request, _("Choose a decision for things of one kind."))
        return _decide_page(request, asked, things, status=422)
    form = DecideForm(asked, decision=decision, key=things[0].waiting.key)
    if not form.is_valid():
        return _decide_page(request, asked, things, invalid=form, status=422)
    return _prepare(request, asked, things, decision, form.cleaned_data)


@require_POST
def undo(request):
    """Take back what was decided last; what was decided at once comes back at once."""
    must_have_a_desk(request)
    try:
        taken = actions.take_back_last(by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
        return _back(request.POST)
    n = len(taken)
    said = ngettext("%(n)d decision is taken back.", "%(n)d decisions are taken back.", n) % {"n": n}
    messages.success(request, said if taken else _("There is nothing to take back."))
    return _back(request.POST, key="-".join(map(str, taken[0].key)) if taken else "")


@require_POST
def later(request):
    must_have_a_desk(request)
    form = LaterForm(request.POST)
    done = _("Put off. It comes back on the day you chose.")
    return _one(request, "later_form", form, done, lambda pile, thing: actions.postpone(
        pile, thing.row, until=form.cleaned_data["until"], due=thing.waiting.due, by=request.user
    ))  # fmt: skip


@require_POST
def lend(request):
    must_have_a_desk(request)
    form = LendForm(request.POST, person=request.user)
    done = _("It lies on their desk now, and they are told.")
    return _one(request, "lend_form", form, done, lambda pile, thing: actions.delegate(
        pile, thing.row, by=request.user, **form.cleaned_data
    ))  # fmt: skip


@require_POST
def bring_back(request):
    """What was put off or given away lies on this desk again."""
    must_have_a_desk(request)
    for thing in _chosen(request, request.POST):
        actions.bring_back(PILES[thing.key[0]], thing.row, by=request.user)
        lent = Delegated.objects.filter(pile=thing.key[0], thing_id=thing.key[1]).first()
        if lent and (request.user.is_coordinator or request.user.pk in (lent.by_id, lent.to_id)):
            actions.take_over_again(lent, by=request.user)
        messages.success(request, _("“%(title)s” lies where it lay before.") % {"title": thing.waiting.title})
    return _back(request.POST)


def must_have_a_desk(request):
    if not request.user.has_perm("collaborations.see_desk"):
        raise PermissionDenied(_("The desk is where coordinators work."))


def _prepare(request, asked, things, decision, words):
    """Each on its own: of several, those that are not possible are named."""
    pile, prepared = PILES[things[0].key[0]], []
    if len(things) == 1 and not request.user.has_perm(decision.permission, things[0].row):
        raise PermissionDenied(_("You do not decide about this one."))
    now = timezone.now()  # the same for all: what is decided at once is taken back at once
    for thing in things:
        said = {"decision": decision, "due": thing.waiting.due, "now": now, **words}
        try:
            prepared.append(actions.prepare(pile, thing.row, by=request.user, **said))
        except MoveRefused as refused:
            messages.warning(request, _("“%(title)s”: %(why)s") % {"title": thing.waiting.title, "why": refused})
    if prepared:
        offered = next((offer.label for offer in things[0].offers if offer.decision == decision), decision.label)
        messages.success(request, _said(prepared, things, offered))
        if decision.at_once:
            messages.success(request, decision.at_once.said)
    return _back(asked, key=asked.get("next", ""))


def _said(prepared, things, label):
    people = sum(one.people for one in prepared)
    reaches = ngettext("It reaches %(n)d person", "It reaches %(n)d people", people) % {"n": people}
    if len(prepared) > 1:
        said = _("Prepared %(n)d times: %(decision)s. %(reaches)s.")
    else:
        said = _("Prepared for “%(title)s”: %(decision)s. %(reaches)s.")
    return said % {"n": len(prepared), "title": things[0].waiting.title, "decision": label, "reaches": reaches}


def _one(request, name, form, done, act):
    """Something short about one thing; what cannot be is said on its page, with what was typed."""
    things = _chosen(request, request.POST)[:1]
    if not things:
        return _back(request.POST)
    if form.is_valid():
        try:
            act(PILES[things[0].key[0]], things[0])
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return _back(request.POST, key=request.POST.get("next", ""))
    return _decide_page(request, request.POST, things, status=422, **{name: form})


def _decide_page(request, asked, things, *, invalid=None, status=200, **context):
    words, decision = asked.get("words", ""), asked.get("decision", "")
    groups = groups_of(things, invalid=invalid, words=_whole(words), asked=decision)
    context = {"later_form": LaterForm(), "lend_form": LendForm(person=request.user)} | context
    context |= {"groups": groups, "one": things[0] if len(things) == 1 else None}
    context |= {"back": asked.get("back", ""), "next": asked.get("next", ""), "asked": decision}
    context |= {"days": days_to_choose(things[0].waiting.due) if len(things) == 1 else []}
    if request.htmx and request.method != "POST":
        return render(request, "collaborations/desk/words.html", context | _asked(groups, decision))
    return render(request, "collaborations/desk/decide.html", context, status=status)


def _asked(groups, decision):
    """The one form that a page asked for, to stand beside its thing."""
    found = [offer for offer in groups[0].offers if offer.decision.name == decision]
    if not found:
        raise Http404
    return {"offer": found[0], "form": found[0].form, "things": groups[0].things, "thing": groups[0].first}


def _chosen(request, asked):
    """The things named in ``chosen`` that still wait; of those that do not, who was faster."""
    keys = [key for name in asked.getlist("chosen")[:MOST_AT_ONCE] if (key := _key(name))]
    things = things_of(list(dict.fromkeys(keys)), request.user)
    for pile, thing_id in set(keys) - {thing.key for thing in things}:
        messages.warning(request, who_was_faster(PILES[pile], thing_id, request.user))
    return things


def _key(name):
    pile, _colon, thing = name.partition(":")
    number = _whole(thing)
    return (pile, number) if pile in PILES and number is not None else None


def _whole(typed):
    """A number as they stand in addresses; None for anything else, and for more than any table counts."""
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else None


def _back(asked, key=""):
    """To the desk as it was filtered, at the thing that comes next."""
    kept = QueryDict(asked.get("back", ""))
    query = QueryDict(mutable=True)
    for name in ("which", "kind", "due", "page"):
        if kept.get(name):
            query[name] = kept[name]
    address = reverse("collaborations:desk") + (f"?{query.urlencode()}" if query else "")
    return redirect(address + (f"#{key}" if key.replace("-", "").isalnum() else ""))


def _wish(asked):
    known = {name: asked.get(name) for name, values in FILTERS.items() if asked.get(name) in values}
    kind = asked.get("kind", "")
    return Wish(kind=kind if kind in PILES else "", **known)


def _kinds(counted):
    """Each kind that lies there, with its name and how many, by name."""
    return sorted((str(PILES[name].label), name, amount) for name, amount in counted.items() if name in PILES)


def _number(typed):
    return max(int(typed), 1) if typed.isdecimal() and len(typed) < 7 else 1  # noqa: PLR2004  of a page
