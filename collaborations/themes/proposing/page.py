"""What a theme's page says about its beginning: what it goes on with, what goes on with it, and what is like it."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from collaborations.themes.goals import GOALS
from collaborations.themes.models import Theme, ThemeQuerySet
from members.organisations.places import country_name
from network.protection import Level
from network.search import found, look_alikes

MOST = 20


def about(theme: Theme, user: Any) -> dict[str, Any]:
    """What is like it stands there while it is decided about, for those who can see it then.

    ``share`` is the address to be shared and shown to search engines; empty unless everybody can read the theme.
    """
    is_public = theme.protection == Level.OPEN and theme.state in Theme.KNOWN and not theme.is_hidden
    is_asked = theme.state in {Theme.State.PROPOSED, Theme.State.APPEALED}
    return {
        "share": settings.SITE_URL + theme.get_absolute_url() if is_public else "",
        "continued": found(user, theme.continues_kind, theme.continues_id) if theme.continues_id else None,
        "alike": look_alikes(user, theme.title, leave_out=theme) if is_asked else [],
        "topics": list(theme.topics.all()),
        "goals": [(number, name) for number, name in GOALS if number in theme.goals],
        "countries": [(code, country_name(code)) for code in theme.countries],
        **going_on_with(
            user,
            "theme",
            theme.pk,
            is_closed=theme.state in {Theme.State.STARTED, Theme.State.PARKED},
            is_continued=getattr(theme, "is_continued", True),
        ),
        "may_go_on": theme.state in Theme.KNOWN,
    }


def going_on_with(
    user: Any, kind: str, pk: int, *, is_closed: bool = True, is_continued: bool = True
) -> dict[str, Any]:
    """For the page of any thing that can be found: which themes go on with it, and where to begin one. One query.

    ``is_closed`` says that it goes on no further by itself: one continues it, while one builds on what is alive. When
    nothing is known to go on with it (``is_continued``), nothing is asked.
    """
    return {
        "continued_by": list(_themes(user, kind, pk)) if is_continued else [],
        "continue_url": f"{reverse('collaborations:propose')}?continues={kind}-{pk}",
        "is_closed": is_closed,
    }


def _themes(user: Any, kind: str, pk: int) -> ThemeQuerySet:
    """Those that ``user`` can see, the newest first."""
    themes = Theme.objects.visible_to(user).filter(continues_kind=kind, continues_id=pk, state__in=Theme.KNOWN)
    return themes.select_related("organisation").order_by("-opened_at", "-pk")[:MOST]
