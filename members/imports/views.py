from collections import Counter
from itertools import zip_longest

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.imports import actions, exporting, running
from members.imports.columns import COLUMNS, template
from members.imports.forms import ChooseForm, UploadForm
from members.imports.models import Import
from members.imports.reading import MOST_BYTES
from members.people.recent import recently_proved
from network.moves import MoveRefused
from network.uploads import takes_files

LISTED_IMPORTS, LISTED_PROBLEMS = 20, 100


@takes_files(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request):
    """What a file must look like, and a place to put it."""
    _must_import(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not form.is_valid():
        return _form_page(request, form)
    file = form.cleaned_data["file"]
    imported = actions.take_up(file, file_name=file.name, by=request.user)
    if imported.file.size <= actions.AT_ONCE_BYTES:
        running.run(imported.pk, is_told=False)
    return redirect(imported)


@require_safe
def template_file(request):
    _must_import(request)
    return _as_download(HttpResponse(template()), "kring-members.csv")


@require_safe
def one_import(request, pk):
    """How far it is, what would happen, and what is to be mended; while it runs it asks for itself anew."""
    imported = _find(request, pk)
    page = "members/imports/page.html" + ("#progress" if request.htmx else "")
    answer = render(request, page, _everything_about(imported))
    if request.htmx and not imported.is_under_way:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
def problems(request, pk):
    """All of them, for a spreadsheet."""
    imported = _find(request, pk)
    if not imported.problems:
        raise Http404
    with imported.problems.open("rb") as file:
        return _as_download(HttpResponse(file.read()), "kring-problems.csv")


@require_POST
def check(request, pk):
    return _act(request, _find(request, pk), lambda imported: actions.look_again(imported, by=request.user), "")


@require_POST
@recently_proved
def choose(request, pk):
    form = ChooseForm(request.POST)
    form.is_valid()
    done = _("It is on its way in. You are told when everything is there.")
    return _act(
        request,
        _find(request, pk),
        lambda imported: actions.choose(imported, **form.cleaned_data, by=request.user),
        done,
    )


@require_POST
def drop(request, pk):
    done = _("The file is dropped and deleted. Nothing of it came in.")
    return _act(request, _find(request, pk), lambda imported: actions.drop(imported, by=request.user), done)


@require_POST
@recently_proved
def export(request):
    """Everything an import reads, in a form that comes in again unchanged. Written down, because it names people."""
    if not request.user.has_perm("members.export_members"):
        raise PermissionDenied(
            _("Coordinators take out lists of members, and contacts that of their own organisation.")
        )
    found = exporting.organisations_for(request.user)
    actions.take_out(None if request.user.is_coordinator else list(found), by=request.user)
    return _as_download(StreamingHttpResponse(exporting.lines(found)), f"kring-members-{timezone.localdate()}.csv")


def _must_import(request):
    if not request.user.has_perm("members.import_members"):
        raise PermissionDenied(_("Coordinators bring in lists of members."))


def _find(request, pk):
    _must_import(request)
    return get_object_or_404(Import.objects.visible_to(request.user).select_related("brought_by", "chosen_by"), pk=pk)


def _act(request, imported, act, done):
    try:
        act(imported)
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return redirect("members:imports" if imported.state == Import.State.DROPPED else imported)


def _form_page(request, form):
    recent = Import.objects.visible_to(request.user).select_related("brought_by").order_by("-pk")[:LISTED_IMPORTS]
    context = {"form": form, "columns": COLUMNS, "imports": recent}
    return render(request, "members/imports/upload.html", context, status=422 if form.errors else 200)


def _everything_about(imported):
    """The same number of queries for any number of problems."""
    result = imported.result
    counts = result.get("counts", {})
    listed = result.get("problems", [])[:LISTED_PROBLEMS]
    abouts = result.get("about", [])[:LISTED_PROBLEMS]
    rows_same = result.get("rows_same", 0)
    return {
        "imported": imported,
        "result": result,
        "counts": [(counts.get(name, 0), label) for name, label in _labels(counts).items()],
        "problems": [(about, *problem) for about, problem in zip_longest(abouts, listed, fillvalue="")],
        "problems_in_all": result.get("problems_in_all", 0),
        "unknown": ", ".join(result.get("unknown", [])),
        "left_out": counts.get("rows_left_out", 0),
        "rows_same": rows_same,
        "coming_in": imported.rows_in_file - counts.get("rows_left_out", 0) - rows_same,
        "percent": 100 * imported.rows_read // max(imported.rows_in_file, 1),
        "choose_form": ChooseForm(),
    }


def _labels(counts):
    """What is counted, in the order of the page."""
    n = Counter(counts)
    return {
        "organisations_new": ngettext("new organisation", "new organisations", n["organisations_new"]),
        "organisations_changed": ngettext(
            "organisation that changes", "organisations that change", n["organisations_changed"]
        ),
        "organisations_same": ngettext("organisation as it is", "organisations as they are", n["organisations_same"]),
        "people_new": ngettext("person new to the network", "people new to the network", n["people_new"]),
        "people_invited": ngettext("invitation to a seat", "invitations to a seat", n["people_invited"]),
        "seats_given": ngettext(
            "seat for somebody who has an account", "seats for people who have an account", n["seats_given"]
        ),
        "seats_same": ngettext("seat or invitation as it is", "seats and invitations as they are", n["seats_same"]),
        "rows_left_out": ngettext("row left out", "rows left out", n["rows_left_out"]),
    }


def _as_download(answer, name):
    """For saving only: never shown in the browser, never kept by anything between."""
    answer["Content-Type"] = "text/csv; charset=utf-8"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
