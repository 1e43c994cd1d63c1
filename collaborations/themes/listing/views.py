from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from collaborations.themes.models import Theme
from network.freshness import whole_page

A_PAGE = 50


@login_not_required
@whole_page
@require_safe
def theme_list(request):
    themes = Theme.objects.visible_to(request.user).gathering().for_cards()
    page = Paginator(themes, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "collaborations/themes/list.html", {"page": page})
