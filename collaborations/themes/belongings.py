"""A theme has somebody of its organisation who looks after it; that moves with their seat."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collaborations.themes.models import LOOKS_AFTER, Theme
from members.handovers.belongings import DutyKind, Line, declare


class _Themes(DutyKind):
    """Drafts, proposals and open themes; those of a protected one are not named in a list that others read."""

    name = LOOKS_AFTER
    model = Theme
    label = gettext_lazy("Themes to look after")

    def lines(self, ids: Iterable[int]) -> dict[int, Line]:
        return {theme.pk: self._line(theme) for theme in Theme.objects.filter(pk__in=ids)}

    def _line(self, theme: Theme) -> Line:
        """What is hidden has no page for now, and is passed on all the same."""
        if theme.is_hidden:
            return Line(_("A theme that is hidden for now"))
        if theme.is_discreet:
            return Line(_("A protected theme"), theme.get_absolute_url())
        return Line(str(theme), theme.get_absolute_url(), theme.language)


THEMES = declare(_Themes())
