from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from network.kinds import KINDS
from notifications.log.actions import mark_seen
from notifications.notices import actions
from notifications.notices.models import Notice

A_PAGE = 30


@require_safe
def notice_list(request):
    page = Paginator(Notice.objects.for_page(request.user), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/notices/list.html", {"page": page, "lines": _lines(page, request.user)})


@require_safe
def badge(request):
    """What the badge says, asked for again after a hint; the badge itself stays, so that two answers find it."""
    return render(request, "notifications/badge.html#words")


@require_POST
def read_all(request):
    count = actions.mark_all_read(by=request.user)
    messages.info(
        request, ngettext("%(n)d notice marked as read.", "%(n)d notices marked as read.", count) % {"n": count}
    )
    return redirect("notifications:notices")


@require_POST
def seen(request, subject_type, pk):
    """A page says that its reader has looked at it; answers with the badge as it is then."""
    model = next(
        (kind.subject_model for kind in KINDS.values() if kind.subject_model._meta.label_lower == subject_type), None
    )
    if model is None or not apps.get_model(subject_type).objects.visible_to(request.user).filter(pk=pk).exists():
        raise Http404(_("There is nothing here."))
    mark_seen(subject_type, pk, by=request.user)
    return render(request, "notifications/badge.html#words")


def _lines(page, person):
    """Each notice with its line as things are now; None where the subject is gone or hidden."""
    wanted: dict[str, set[int]] = {}
    for notice in page:
        wanted.setdefault(notice.event.kind, set()).add(notice.event.subject_id)
    found = {name: KINDS[name].subjects(ids) for name, ids in wanted.items() if name in KINDS}
    return [(notice, _line(notice, found, person)) for notice in page]


def _line(notice, found, person):
    kind, subject = KINDS.get(notice.event.kind), found.get(notice.event.kind, {}).get(notice.event.subject_id)
    return kind.item(subject, person) if kind and subject and kind.is_for(subject, person) else None
