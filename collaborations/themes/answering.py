"""What the views of every room of themes have in common: find the theme, ask whether one may, act and answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from collaborations.themes.models import Theme
from members.organisations.models import Organisation
from network.moves import MoveRefused


def find(request: HttpRequest, pk: int) -> Theme:
    """The theme, or a 404 that does not betray whether it exists.

    What strangers can see everybody can, so that is asked first: most themes are open, and putting the whole rule into
    SQL for one reader takes longer than all that is asked of an open theme.
    """
    merged_here = Exists(Theme.objects.filter(merged_into=OuterRef("pk")))
    going_on = Exists(Theme.objects.filter(continues_kind="theme", continues_id=OuterRef("pk")))
    themes = Theme.objects.select_related("organisation", "author")
    themes = themes.annotate(has_merges=merged_here, is_continued=going_on)
    found = themes.visible_to(AnonymousUser()).filter(pk=pk).first()
    return found or get_object_or_404(themes.visible_to(request.user), pk=pk)


def must(request: HttpRequest, verb: str, thing: Any, otherwise: str) -> None:
    """A 403 with the sentence ``otherwise`` for who may not."""
    if not request.user.has_perm(f"collaborations.{verb}", thing):
        raise PermissionDenied(otherwise)


def must_speak(request: Any, verb: str, without_a_seat: str) -> None:
    """Who has a seat and may not speak all the same reads why."""
    takes_no_side = _("Funders and safeguarding officers take no side: they neither propose themes nor support them.")
    must(request, verb, None, takes_no_side if request.user.seats else without_a_seat)


def spoken_for(request: Any) -> Organisation:
    """The organisation in whose name the person acts: the one they chose among their own seats."""
    must_speak(request, "support_theme", _("Organisations support themes. You hold no seat in one yet."))
    wanted = request.POST.get("organisation", "")
    chosen = [organisation for organisation in request.user.organisations if str(organisation.pk) == wanted]
    if not chosen:
        raise PermissionDenied(_("Choose an organisation in which you hold a seat."))
    return chosen[0]


def decide(request: HttpRequest, theme: Theme, act: Callable[[], Any], done: str) -> HttpResponse:
    """Act, and answer with the page: changed, or with the sentence that says why not."""
    try:
        act()
    except MoveRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, done)
    return back(request, theme)


def too_late(request: HttpRequest, theme: Theme) -> HttpResponse:
    """Somebody was faster: back to the page, with the sentence that says who."""
    messages.warning(request, theme.too_late())
    return back(request, theme)


def back(request: HttpRequest, theme: Theme) -> HttpResponse:
    """To the theme; to the desk when the decision was taken there, and when the theme is none of theirs any more.

    Whoever opens a closed theme does not take part in it.
    """
    if request.POST.get("from") == "desk":
        return redirect("collaborations:desk")
    if Theme.objects.visible_to(request.user).filter(pk=theme.pk).exists():
        return redirect(theme)
    return redirect("collaborations:desk" if request.user.has_perm("collaborations.see_desk") else "pages:home")
