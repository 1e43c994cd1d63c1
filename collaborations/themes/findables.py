"""Themes among what can be found."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from collaborations.themes.models import Theme, ThemeQuerySet
from network.search import Findable, declare

NOT_LOOKED_FOR = (Theme.State.DRAFT, Theme.State.WITHDRAWN, Theme.State.DECLINED, Theme.State.MERGED)


def _visible_to(user: Any) -> ThemeQuerySet:
    """What ``user`` can see and what may still become something; of two merged themes the one that goes on."""
    return Theme.objects.visible_to(user).exclude(state__in=NOT_LOOKED_FOR)


THEMES = declare(Findable("theme", _("Theme"), Theme, _visible_to, text="change"))
