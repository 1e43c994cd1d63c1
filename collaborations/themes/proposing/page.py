"""What a theme's page says about its beginning: what it goes on with, what goes on with it, and what is like it."""

from typing import Any

from collaborations.themes.goals import GOALS
from collaborations.themes.models import Theme, ThemeQuerySet
from members.organisations.places import country_name
from network.search import found, look_alikes

MOST = 20


def about(theme: Theme, user: Any) -> dict[str, Any]:
    """Look-alikes stand there while it is decided about, for those who can see it then: they cost some queries."""
    continued = found(user, theme.continues_kind, theme.continues_id) if theme.continues_id else None
    is_asked = theme.state in {Theme.State.PROPOSED, Theme.State.APPEALED}
    return {
        "continued": continued,
        "continued_by": going_on_with(user, "theme", theme.pk),
        "alike": look_alikes(user, theme.title, leave_out=theme) if is_asked else [],
        "topics": list(theme.topics.all()),
        "goals": [(number, name) for number, name in GOALS if number in theme.goals],
        "countries": [country_name(code) for code in theme.countries],
    }


def going_on_with(user: Any, kind: str, pk: int) -> ThemeQuerySet:
    """The themes that ``user`` can see and that go on with this thing, the newest first."""
    themes = Theme.objects.visible_to(user).filter(continues_kind=kind, continues_id=pk, state__in=Theme.KNOWN)
    return themes.select_related("organisation").order_by("-opened_at", "-pk")[:MOST]
