"""With which themes one can be merged, the likeliest first."""

from typing import Any

from django.contrib.postgres.search import TrigramSimilarity

from collaborations.themes.merging.models import TARGETS
from collaborations.themes.models import Theme

MOST = 12


def likely(theme: Theme, user: Any, words: str = "") -> list[Theme]:
    """Those that ``user`` sees and that can take it in, but their own: with ``words`` in their titles, or of titles
    like its own.
    """
    possible = Theme.objects.visible_to(user).filter(state__in=TARGETS, protection=theme.protection)
    own = Theme.objects.looked_after_by(user).values("pk")
    possible = possible.exclude(pk=theme.pk).exclude(pk__in=own).select_related("organisation")
    if words:
        return list(possible.filter(title__icontains=words).order_by("title", "pk")[:MOST])
    return list(possible.annotate(likeness=TrigramSimilarity("title", theme.title)).order_by("-likeness", "pk")[:MOST])
