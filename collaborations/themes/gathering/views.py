from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collaborations.themes.answering import decide, find, must, spoken_for
from collaborations.themes.gathering import actions
from collaborations.themes.models import Support


@require_POST
def support(request, pk):
    theme, organisation = find(request, pk), spoken_for(request)
    done = _("%(name)s supports this theme.") % {"name": organisation}
    return decide(request, theme, lambda: actions.support(theme, organisation=organisation, by=request.user), done)


@require_POST
def take_back_support(request, pk):
    theme, organisation = find(request, pk), spoken_for(request)
    given = Support.objects.filter(theme=theme, organisation=organisation).first()
    if given:
        must(request, "take_back_support", given, _("A contact of your organisation takes it back, or who gave it."))
    done = _("%(name)s no longer supports this theme.") % {"name": organisation}
    return decide(
        request, theme, lambda: actions.take_back_support(theme, organisation=organisation, by=request.user), done
    )
