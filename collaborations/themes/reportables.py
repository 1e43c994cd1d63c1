"""Themes can be reported by whoever sees them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from collaborations.moderation.reportables import Reportable, Words, declare
from collaborations.themes.models import Theme
from network.protection import Level


class _Themes(Reportable):
    name = "theme"
    label = gettext_lazy("a theme")
    model = Theme
    author_field = "author"
    text_field = "question"

    def visible_to(self, user: Any) -> QuerySet[Any]:
        return Theme.objects.visible_to(user)

    def kept_from(self, moderator: Any) -> QuerySet[Any]:
        """Closed and sealed ones, unless they take part; of a closed one that waits for a decision the desk knows."""
        if moderator.is_safeguarding_officer:
            return Theme.objects.none()
        discreet = Theme.objects.filter(protection__in=[Level.CLOSED, Level.SEALED])
        known = Q(protection=Level.CLOSED, state__in=Theme.DECIDED_ABOUT) | Theme.objects.insiders(moderator)
        return discreet.exclude(pk__in=Theme.objects.filter(known).values("pk"))

    def own(self, person: Any) -> QuerySet[Any]:
        looked_after = Theme.objects.looked_after_by(person).values("pk")
        return Theme.objects.filter(Q(author=person) | Q(pk__in=looked_after))

    def load(self, ids: Iterable[int]) -> dict[int, Any]:
        themes = Theme.objects.select_related("author", "charter").prefetch_related("offers__organisation")
        return themes.in_bulk(list(ids))

    def author_of(self, theme: Theme) -> Any:
        """Whoever looks after it now: its author, until somebody took it over."""
        return theme.keeper_seat.person if theme.keeper_seat else theme.author

    def said_before(self, theme: Theme, text: str, by: Any) -> int:
        """The same question, whatever stands around it; drafts are nobody's business."""
        others = Theme.objects.filter(author=by, question__iexact=theme.question, proposed_at__isnull=False)
        return others.exclude(pk=theme.pk).count()

    def words(self, theme: Theme) -> Words:
        """With what stands round it, too: what organisations offer, and its charter."""
        offers = [f"{made}, {made.amount}" for made in theme.offers.all() if made.amount and not made.withdrawn_at]
        charter: Any = getattr(theme, "charter", None)
        written = [charter.purpose, charter.scope, charter.not_scope, charter.rhythm] if charter else []
        text = "\n\n".join(filter(None, [theme.question, theme.change, theme.difference, *offers, *written]))
        return Words(str(theme), text, theme.get_absolute_url(), theme.language, is_discreet=theme.is_discreet)


THEMES = declare(_Themes())
