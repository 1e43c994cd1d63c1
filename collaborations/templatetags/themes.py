"""The card of a theme, and the filters above a list of them, drawn once for everybody who would read the same on them.

A list of 50 spends more than half of its time on drawing cards. What a card says follows from a few facts alone; those
facts are the whole key, so a kept card is never stale and never shows one reader what another may not see.
"""

from datetime import date, datetime
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from collaborations.themes.goals import GOALS
from collaborations.themes.listing.search import SORTS, STATES, Wanted
from collaborations.themes.models import Theme

register = template.Library()

MOST_KEPT = 2000  # about 4 MB in each process
MOST_KEPT_FILTERS = 200

Choices = tuple[tuple[object, str], ...]


@register.simple_tag
def theme_card(theme: Theme, *, level: int = 3, shows_end: bool = False) -> SafeString:
    """Draw one of ``Theme.objects.for_cards()``; ``level`` is that of its heading, ``shows_end`` tells its promise."""
    facts = (theme.title, theme.change, theme.language, theme.organisation.name, theme.voices)  # type: ignore[attr-defined]
    days = _day(theme.opened_at), _day(theme.due_at) if shows_end else None
    return _drawn(theme.pk, facts, theme.state, days, level, get_language())


@register.simple_tag
def theme_filters(wanted: Wanted, topics: Choices, countries: Choices) -> SafeString:
    """The form above the list, with what was asked for."""
    return _filters(wanted, topics, countries, get_language())


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


@lru_cache(maxsize=MOST_KEPT)
def _drawn(
    pk: int,
    facts: tuple[str, str, str, str, int],
    state: str,
    days: tuple[date | None, date | None],
    level: int,
    _language: str | None,
) -> SafeString:
    title, change, language, organisation, voices = facts
    theme = Theme(pk=pk, state=state)
    context = {
        "title": title, "change": change, "language": language, "organisation": organisation, "voices": voices,
        "day": days[0], "ends": days[1], "level": level, "address": theme.get_absolute_url(),
        "state": "" if state == Theme.State.OPEN else theme.get_state_display(),
    }  # fmt: skip
    return render_to_string("collaborations/themes/card.html", context)


@lru_cache(maxsize=MOST_KEPT_FILTERS)
def _filters(wanted: Wanted, topics: Choices, countries: Choices, _language: str | None) -> SafeString:
    context = {
        "wanted": wanted, "topics": topics, "countries": countries, "all_goals": GOALS, "states": STATES.items(),
        "sorts": SORTS.items(), "languages": settings.LANGUAGES,
    }  # fmt: skip
    return render_to_string("collaborations/themes/filters.html", context)
