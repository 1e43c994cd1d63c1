from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collaborations.themes.answering import decide, find, must
from collaborations.themes.asking import actions
from members.people.models import Person

LONGEST = 19  # digits of a number that the database knows


@require_POST
def ask(request, pk):
    theme = find(request, pk)
    must(request, "ask_who_knows", theme, _("Who looks after a theme asks those who may know."))
    wanted = request.POST.get("person", "")
    person = get_object_or_404(Person, pk=int(wanted) if wanted.isdecimal() and len(wanted) < LONGEST else 0)
    done = _("They are asked.") if theme.gathers else _("They are asked as soon as the theme is open.")
    return decide(request, theme, lambda: actions.ask(theme, person=person, by=request.user), done)
