from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.people.models import Person
from members.people.recent import recently_proved
from members.privacy import actions
from members.privacy.forms import EraseForm, WhatStandsForm
from members.privacy.models import Export
from members.privacy.obstacles import firm_obstacles, obstacles
from members.privacy.page import BASES, SHORT, counted, notice_of_everything
from network.freshness import whole_page
from network.moves import MoveRefused


@login_not_required
@whole_page
@require_safe
def privacy(request):
    """What is kept about people, why and for how long: docs/data-retention.yaml in the reader's language."""
    bases = [{"name": SHORT[basis], "text": text} for basis, text in BASES.items()]
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    context = {"parts": notice_of_everything(), "bases": bases, "address": address}
    return render(request, "members/privacy/notice.html", context)


@require_safe
def my_data(request):
    """What is kept about oneself in numbers, and what one can do with it; htmx asks for the copy only."""
    export = Export.objects.newest_of(request.user)
    if request.htmx:
        return render(request, "members/privacy/my_data.html#copy", {"export": export})
    return _my_data_page(request, export, WhatStandsForm(instance=request.user))


@require_POST
def choose_what_stands(request):
    form = WhatStandsForm(request.POST, instance=request.user)
    if not form.is_valid():
        request.user.refresh_from_db(fields=["kept_as"])
        return _my_data_page(request, Export.objects.newest_of(request.user), form, status=422)
    actions.choose_what_stands(request.user, kept_as=form.cleaned_data["kept_as"], by=request.user)
    messages.success(request, _("Your choice is kept."))
    return redirect("members:my-data")


@require_POST
def ask_for_export(request):
    try:
        actions.ask_for_export(request.user, by=request.user)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Your copy is being made. You hear from us when it is ready."))
    return redirect("members:my-data")


@require_safe
@recently_proved
@cache_control(private=True, no_store=True)
def download(request):
    export = Export.objects.newest_of(request.user)
    if export is None or not export.can_be_fetched:
        raise Http404
    try:
        file = export.file.open("rb")
    except OSError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename="my-data.zip", content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request):
    """What goes, what stays and under which name, and one button; who must take over first stands above it."""
    if request.method == "POST":
        return _erase_myself(request)
    return render(request, "members/privacy/erase.html", _what_erasing_does(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def erase_person(request, pk):
    """For a coordinator, when somebody asked for it by phone or mail."""
    if not request.user.has_perm("members.keep_people"):
        raise PermissionDenied(_("Coordinators erase others, when these ask for it."))
    person = get_object_or_404(Person.objects.filter(erased_at=None).exclude(pk=request.user.pk), pk=pk)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _erase_other(request, person, form)
    return _erase_person_page(request, person, form)


def _my_data_page(request, export, form, status=200):
    context = {"export": export, "form": form, "parts": counted(request.user), "seats": request.user.seats}
    return render(request, "members/privacy/my_data.html", context, status=status)


def _what_erasing_does(person):
    return {"person": person, "obstacles": obstacles(person), "parts": counted(person)}


def _erase_person_page(request, person, form):
    context = _what_erasing_does(person) | {"form": form, "firm": firm_obstacles(person, by=request.user)}
    return render(request, "members/privacy/erase_person.html", context, status=422 if form.errors else 200)


def _erase_myself(request):
    try:
        actions.erase(request.user, by=request.user)
    except MoveRefused:
        return render(request, "members/privacy/erase.html", _what_erasing_does(request.user), status=422)
    logout(request)
    messages.success(request, _("Your account is erased. We sent one last mail to say so."))
    return redirect("pages:home")


def _erase_other(request, person, form):
    name, back = str(person), "members:kept-people" if person.is_managed else "collaborations:desk"
    try:
        actions.erase(person, by=request.user, why=form.cleaned_data["why"])
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return _erase_person_page(request, person, form)
    messages.success(request, _("%(name)s is erased.") % {"name": name})
    return redirect(back)


erase = recently_proved(erase, to_look=False)
erase_person = recently_proved(erase_person, to_look=False)
