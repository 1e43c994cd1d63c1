"""Proposed themes on the coordinator's desk."""

from typing import Any

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from collaborations.themes.models import Theme
from network.desk import Pile, Waiting, declare


class _ProposedThemes(Pile):
    name = "theme"

    def rows(self, person: Any) -> Any:
        return Theme.objects.visible_to(person).awaiting_decision()

    def waiting(self, theme: Any, person: Any) -> Waiting:
        name = theme.author.name_beside
        text = _("%(name)s, %(organisation)s, %(age)s ago") if name else _("%(organisation)s, %(age)s ago")
        return Waiting(
            title=str(theme),
            text=text % {"name": name, "organisation": theme.organisation, "age": timesince(theme.proposed_at)},
            address=theme.get_absolute_url(),
            since=theme.proposed_at,
            minutes=5,
            lang=theme.language,
            thing=theme,
            template="collaborations/desk/theme.html",
        )


PROPOSED_THEMES = declare(_ProposedThemes())
