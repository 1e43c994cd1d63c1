"""The card of a theme, drawn once for everybody who would read the same on it.

A list of 50 spends more than half of its time on drawing cards. What a card says follows from a few facts alone; those
facts are the whole key, so a kept card is never stale and never shows one reader what another may not see.
"""

from datetime import date
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from collaborations.themes.models import Theme

register = template.Library()

MOST_KEPT = 2000  # about 4 MB in each process


@register.simple_tag
def theme_card(theme: Theme, *, level: int = 3) -> SafeString:
    """Draw one of ``Theme.objects.for_cards()``; ``level`` is that of its heading."""
    day = timezone.localtime(theme.opened_at).date()
    facts = (theme.title, theme.change, theme.language, theme.organisation.name, theme.voices)  # type: ignore[attr-defined]
    return _drawn(theme.pk, facts, day, level, get_language())


@lru_cache(maxsize=MOST_KEPT)
def _drawn(pk: int, facts: tuple[str, str, str, str, int], day: date, level: int, _language: str | None) -> SafeString:
    title, change, language, organisation, voices = facts
    address = Theme(pk=pk).get_absolute_url()
    context = {
        "title": title, "change": change, "language": language, "organisation": organisation, "voices": voices,
        "day": day, "level": level, "address": address,
    }  # fmt: skip
    return render_to_string("collaborations/themes/card.html", context)
