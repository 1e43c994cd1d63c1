"""Home, about and the demo's entrance: the pages that belong to no slice."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from collaborations.desk.queue import count_for
from collaborations.knowledge.models import Publication
from collaborations.themes.models import Theme
from members.joining.suggesting import ways_in
from members.seats.mine import waiting_at
from network.freshness import whole_page

NEWEST = 6
NEWEST_PUBLICATIONS = 3


@login_not_required
@whole_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """For strangers what this is and what is happening; for people their own day."""
    if not request.user.is_authenticated:
        themes = Theme.objects.visible_to(request.user).gathering().for_cards()[:NEWEST]
        publications = Publication.objects.visible_to(request.user).for_cards()[:NEWEST_PUBLICATIONS]
        return render(request, "network/pages/home.html", {"themes": themes, "publications": publications})
    shown = Q(hidden_at=None) | Q(author=request.user)  # whose author is led to the case that hides it
    mine = Theme.objects.filter(shown).looked_after_by(request.user).exclude(state=Theme.State.WITHDRAWN)
    mine = mine.order_by("-touched_at", "-pk")
    others = Theme.objects.visible_to(request.user).gathering().exclude(pk__in=mine.values("pk")).for_cards()
    waiting = count_for(request.user) if request.user.has_a_desk else 0
    context = {"mine": mine[:NEWEST], "themes": others[:NEWEST], "waiting": waiting}
    context |= {"waiting_at": waiting_at(request.user)}
    context |= {} if request.user.belongs_to_the_network else ways_in(request.user)
    return render(request, "network/pages/today.html", context)


@login_not_required
@whole_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "network/pages/about.html")
