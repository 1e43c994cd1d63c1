from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborations.discussion import actions
from collaborations.discussion.formatting import in_words
from collaborations.discussion.forms import CommentForm, EditForm, ReplyForm
from collaborations.discussion.limits import COMMENTS, NAMES
from collaborations.discussion.mentions import names_of, offered
from collaborations.discussion.models import Comment
from collaborations.discussion.page import as_page, one_thread
from collaborations.discussion.places import PLACES
from network import limits
from network.freshness import whole_page
from network.kept import forget_kept, keeps_what_was_typed, kept
from network.moves import MoveRefused

A_PAGE = 20


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
def discuss(request, slug, pk):
    """Begin a thread; the form itself stands below the place, and here when it has something to mend."""
    place, thing = _place(request, slug, pk)
    _must(request, "discuss", None, _("Sign in with an account of your own to take part."))
    form = CommentForm(_typed(request), person=request.user, place=place, thing=thing)
    if request.method != "POST" or not form.is_valid():
        return _begin(request, place, thing, form)
    return _say(
        request, form, lambda form: _begin(request, place, thing, form),
        lambda: actions.write(place, thing, **form.facts(), mentioned=form.mentioned, by=request.user),
    )  # fmt: skip


@login_not_required
@whole_page
@require_safe
def comment(request, pk):
    """A thread on a page of its own, at one of its comments."""
    found = _reachable(request, pk)
    return _thread_page(request, found, *_place(request, found.place, found.place_id))


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, pk):
    found = _visible(request, pk)
    thread = found.thread or found
    place, thing = _place(request, thread.place, thread.place_id)
    _must(request, "discuss", None, _("Sign in with an account of your own to take part."))
    form = ReplyForm(_typed(request), person=request.user, place=place, thing=thing, thread=thread)
    if request.method != "POST" or not form.is_valid():
        return _thread_page(request, found, place, thing, form)
    return _say(
        request, form, lambda form: _thread_page(request, found, place, thing, form),
        lambda: actions.reply(thread, **form.facts(), mentioned=form.mentioned, by=request.user),
    )  # fmt: skip


@keeps_what_was_typed
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    found = _visible(request, pk)
    _must(
        request, "edit_comment", found, _("Only who wrote a comment edits it, for the organisation it was written for.")
    )
    place, thing = _place(request, found.place, found.place_id)
    form = _edit_form(request, found, place, thing)
    if request.method != "POST" or not form.is_valid():
        return _edit_page(request, found, form)
    return _say(
        request, form, lambda form: _edit_page(request, found, form),
        lambda: actions.edit(found, **form.facts(), mentioned=form.mentioned, by=request.user),
    )  # fmt: skip


@require_POST
def take_away(request, pk):
    found = _visible(request, pk)
    _must(request, "take_away_comment", found, _("Only who wrote a comment takes it away."))
    return _act(request, found, actions.take_away, _("You took your comment away. Answers to it stay."))


@require_POST
def put_back(request, pk):
    found = _reachable(request, pk)
    _must(request, "take_away_comment", found, _("Only who wrote a comment puts it back."))
    return _act(request, found, actions.put_back, _("Your comment is back."))


@require_POST
def mark_answer(request, pk):
    found = _visible(request, pk)
    _must(request, "mark_answer", found, _("Who asked says what is an answer, or who looks after this."))
    return _act(request, found, actions.mark_answer, _("Marked as an answer."))


@require_POST
def unmark_answer(request, pk):
    found = _visible(request, pk)
    _must(request, "mark_answer", found, _("Who asked says what is an answer, or who looks after this."))
    return _act(request, found, actions.unmark_answer, _("It is not marked as an answer any more."))


@require_safe
def versions(request, pk):
    """What a comment said before, for whoever is signed in and reads what it says now."""
    found = _visible(request, pk)
    names = names_of(found)
    page = Paginator(found.versions.order_by("-pk"), A_PAGE).get_page(request.GET.get("page"))
    said = [(version, as_page(version.text, names, request.user)) for version in page]
    may_blank = request.user.has_perm("collaborations.blank_version", found)
    context = {"comment": found, "said": said, "page": page, "may_blank": may_blank}
    return render(request, "collaborations/discussion/versions.html", context)


@require_POST
def blank_version(request, pk, version):
    """Say no longer what it said then, for example because somebody's number stood there."""
    found = _visible(request, pk)
    _must(request, "blank_version", found, _("Who wrote a comment removes what it said before, or the desk."))
    actions.blank_version(get_object_or_404(found.versions, pk=version), by=request.user)
    messages.success(request, _("The words of that version are removed."))
    return redirect("collaborations:versions", pk)


@require_safe
def names(request, slug, pk):
    """Whom the words behind an @ may mean, as a list to choose from."""
    _place(request, slug, pk)
    limits.check(request, NAMES)
    place = PLACES[slug]
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    thing = place.loaded([pk]).get(pk)
    found = offered(words, place, thing, by=request.user) if words and thing else []
    return render(request, "collaborations/discussion/names.html", {"candidates": found})


def _place(request, slug, pk):
    """The place and the thing, or a 404 that betrays neither."""
    place = PLACES.get(slug)
    if place is None:
        raise Http404(_("There is nothing here."))
    return place, get_object_or_404(place.visible_to(request.user), pk=pk)


def _visible(request, pk):
    comments = Comment.objects.visible_to(request.user).select_related("author", "organisation", "thread")
    return get_object_or_404(comments, pk=pk)


def _reachable(request, pk):
    """Also one's own that one took away, and a beginning whose answers stand."""
    comments = Comment.objects.reachable_by(request.user).select_related("author", "organisation", "thread")
    return get_object_or_404(comments, pk=pk)


def _must(request, verb, thing, otherwise):
    if not request.user.has_perm(f"collaborations.{verb}", thing):
        raise PermissionDenied(otherwise)


def _typed(request):
    """What this form was sent, or what was kept of it while its author signed in again."""
    return request.POST if request.method == "POST" else kept(request)


def _edit_form(request, found, place, thing):
    names = names_of(found)
    initial = {"text": in_words(found.text, names), "language": found.language, "private_note": found.private_note}
    return EditForm(
        _typed(request), person=request.user, place=place, thing=thing, comment=found, known=names, initial=initial
    )


def _say(request, form, again, act):
    """Within the limit say it, and go to where it stands; else the same page with everything that was typed."""
    try:
        limits.check(request, COMMENTS)
        said = act()
    except limits.TooMany as refused:
        limits.tell(form, refused)
        return limits.too_many(again(form), refused)
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return again(form)
    forget_kept(request)
    return _to(request, said)


def _to(request, said):
    """To where it stands: what begins a thread at its place, a reply in its thread.

    What a rule holds has no page yet, so to the place with a sentence about it.
    """
    if said.is_hidden:
        told = _("Thank you. A coordinator reads this first, as our rules say for some texts. You hear of it.")
        messages.info(request, told)
        return redirect(PLACES[said.place].visible_to(request.user).get(pk=said.place_id))
    stands_at = (
        said if said.thread_id or said.edited_at else PLACES[said.place].visible_to(request.user).get(pk=said.place_id)
    )
    return redirect(f"{stands_at.get_absolute_url()}#comment-{said.pk}")


def _act(request, found, act, done):
    try:
        act(found, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(found)


def _begin(request, place, thing, form):
    context = {"place": place.name, "thing": thing, "title": place.title(thing), "form": form}
    context |= {"language": place.language(thing), "is_open": place.is_open(thing)}
    return render(request, "collaborations/discussion/begin.html", context, status=_status(form))


def _thread_page(request, found, place, thing, form=None):
    context = one_thread(found, thing, request.user, page_number=request.GET.get("page"))
    if form is None and context["writes"]:
        form = ReplyForm(person=request.user, place=place, thing=thing, thread=context["beginning"])
    return render(request, "collaborations/discussion/thread.html", context | {"form": form}, status=_status(form))


def _edit_page(request, found, form):
    return render(
        request, "collaborations/discussion/edit.html", {"comment": found, "form": form}, status=_status(form)
    )


def _status(form):
    return 422 if form is not None and form.errors and form.data else 200
