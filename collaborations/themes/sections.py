"""Themes on an organisation's page: those it proposed or backs and the reader may see."""

from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.models import Theme
from collaborations.themes.supports import Support
from members.organisations.sections import Line, Section, declare

MOST = 20


class _Themes(Section):
    title = gettext_lazy("Themes")

    def lines(self, organisation: Any, reader: Any, named: dict[int, str]) -> list[Line]:
        """Two queries."""
        supports = Support.objects.filter(organisation=organisation)
        mine = Q(organisation=organisation) | Q(pk__in=supports.values("theme_id"))
        themes = Theme.objects.visible_to(reader).gathering().filter(mine).order_by("-opened_at", "-pk")[:MOST]
        return [
            self._line(theme, organisation, named)
            for theme in themes.prefetch_related(Prefetch("supports", supports, to_attr="voices_of_organisation"))
        ]

    def _line(self, theme: Any, organisation: Any, named: dict[int, str]) -> Line:
        is_own = theme.organisation_id == organisation.pk
        people = {theme.author_id} if is_own else {given.given_by_id for given in theme.voices_of_organisation}
        return Line(
            title=str(theme),
            address=theme.get_absolute_url(),
            how=_("proposed it") if is_own else _("backs it"),
            names=tuple(name for pk, name in named.items() if pk in people),
            lang=theme.language,
        )


THEMES = declare(_Themes())
