from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.organisations import actions, domains
from members.organisations.forms import MoveForm, OrganisationForm, TopicForm
from members.organisations.logos import MOST_BYTES
from members.organisations.models import Organisation, Topic
from members.organisations.page import everything_about
from members.people.recent import recently_proved
from network.freshness import whole_page
from network.moves import MoveRefused
from network.uploads import takes_files

MOVES: dict[str, Any] = {
    "lapse": actions.lapse,
    "renew": actions.renew,
    "suspend": actions.suspend,
    "restore": actions.restore,
    "end": actions.end,
    "return": actions.return_organisation,
}


@login_not_required
@whole_page
@require_safe
def organisation(request, pk):
    context = everything_about(_find(request, pk), request.user)
    return render(request, "members/organisations/page.html", context)


@takes_files(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    """What the organisation says about itself. A picture that cannot be taken costs nothing else that was typed."""
    organisation = _find(request, pk)
    _must(request, "edit_organisation", organisation, _("Contacts of an organisation change what its page says."))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = OrganisationForm(*sent, instance=organisation, person=request.user)
    if request.method != "POST" or not form.is_valid():
        return _edit_page(request, form, pk, status=422 if form.is_bound else 200)
    try:
        _save(form, pk, by=request.user)
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return _edit_page(request, form, pk, status=422)
    return _changed(request, organisation, form)


@login_not_required
@require_safe
def logo(request, pk, name):
    """The picture, as a file that can do nothing but be looked at; its name changes with it, so browsers keep it."""
    organisation = _find(request, pk)
    if not organisation.logo or PurePosixPath(organisation.logo.name).name != name:
        raise Http404
    try:
        with organisation.logo.open() as file:
            response = HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError as reason:
        raise Http404 from reason
    is_public = organisation.takes_part
    response["Cache-Control"] = f"{'public' if is_public else 'private'}, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def code_of_conduct(request, pk):
    """The rules, and for contacts the button that accepts them in their organisation's name."""
    organisation = _find(request, pk)
    _must(request, "accept_code_of_conduct", organisation, _("Contacts of an organisation accept its code of conduct."))
    if request.method != "POST":
        return render(request, "members/organisations/code_of_conduct.html", {"organisation": organisation})
    try:
        actions.accept_code_of_conduct(organisation, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Thank you. %(name)s takes part in the network.") % {"name": organisation})
    return redirect(organisation)


@require_POST
@recently_proved
def move(request, pk):
    """One move of its life, by the coordinator, with a reason."""
    organisation = _find(request, pk)
    _must(request, "move_organisation", organisation, _("Coordinators decide about the place of an organisation."))
    form = MoveForm(request.POST, organisation=organisation)
    if not form.is_valid():
        context = everything_about(organisation, request.user) | {"move_form": form}
        return render(request, "members/organisations/page.html", context, status=422)
    facts = {name: value for name, value in form.cleaned_data.items() if name == "why" or value}
    if facts["verb"] != "lapse":
        facts.pop("lapses_on", None)
    act = MOVES[facts.pop("verb")]
    done = _("Done: %(name)s is told, and its journal remembers why.") % {"name": organisation}
    return _answer(request, lambda: act(organisation, by=request.user, **facts), done, organisation)


@require_http_methods(["GET", "HEAD", "POST"])
def topics(request):
    """The network's own vocabulary; coordinators keep it."""
    _must(request, "keep_topics", None, _("Coordinators keep the list of topics."))
    form = TopicForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _topics_page(request, form)
    actions.add_topic(**form.cleaned_data, by=request.user)
    return redirect("members:topics")


@require_POST
def change_topic(request, pk):
    """Another name for a topic, or with the button "Remove" none any more."""
    _must(request, "keep_topics", None, _("Coordinators keep the list of topics."))
    topic = get_object_or_404(Topic, pk=pk)
    if request.POST.get("verb") == "remove":
        actions.remove_topic(topic, by=request.user)
        return redirect("members:topics")
    form = TopicForm(request.POST, instance=Topic(pk=topic.pk))
    if not form.is_valid():
        messages.warning(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("members:topics")
    names = form.cleaned_data
    done = _("The topic is called %(name)s now.") % names
    return _answer(request, lambda: actions.rename_topic(topic, **names, by=request.user), done, "members:topics")


def _find(request, pk):
    """The organisation, or a 404 that does not betray whether it exists."""
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)


def _must(request, verb, thing, otherwise):
    if not request.user.has_perm(f"members.{verb}", thing):
        raise PermissionDenied(otherwise)


def _answer(request, act, done, place):
    """Act, and answer with the page: changed, or with the sentence that says why not."""
    try:
        act()
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(place)


def _save(form, pk, *, by):
    """The row as it was, because validating a form writes what was typed onto its own copy."""
    before = Organisation.objects.get(pk=pk)
    data = form.cleaned_data
    actions.edit(before, topics=data["interests"], by=by, **form.facts())
    if data["new_logo"] or data.get("removes_logo"):
        actions.change_logo(before, picture=data["new_logo"], by=by)


def _changed(request, organisation, form):
    messages.success(request, _("The page of your organisation is changed."))
    if "domains" in form.changed_data and (said := domains.warning(organisation, form.cleaned_data["domains"])):
        messages.warning(request, said)
    return redirect(organisation)


def _edit_page(request, form, pk, *, status):
    if form.is_bound:
        form.ask_for_the_logo_again()
    organisation = Organisation.objects.get(pk=pk)
    context = {"form": form, "organisation": organisation}
    return render(request, "members/organisations/edit.html", context, status=status)


def _topics_page(request, form):
    context = {"form": form, "topics": Topic.objects.annotate(chosen=Count("organisations"))}
    return render(request, "members/organisations/topics.html", context, status=422 if form.is_bound else 200)
