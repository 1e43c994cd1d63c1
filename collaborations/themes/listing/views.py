from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from collaborations.themes.listing.feed import newest, written
from collaborations.themes.listing.search import Wanted, choices, page_of, read
from collaborations.themes.models import Theme
from network.freshness import whole_page


@login_not_required
@whole_page
@require_safe
def theme_list(request):
    """Themes that organisations can join, or whatever else is asked for, narrowed and sorted by the address alone."""
    wanted, visible = read(request.GET), Theme.objects.visible_to(request.user)
    page = page_of(wanted, visible, request.GET.get("page"))
    context = {"page": page, "wanted": wanted, **choices(visible)}
    context |= {"share": "" if wanted != Wanted() else settings.SITE_URL + reverse("collaborations:themes")}
    context |= {"shows_end": wanted.sort == "closing"}
    return render(request, "collaborations/themes/list.html", context)


@login_not_required
@whole_page
@require_safe
def feed(request):
    """The newest open themes for feed readers: what everybody can read, whoever asks."""
    return written(newest())
