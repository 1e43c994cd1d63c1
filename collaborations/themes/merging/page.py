"""What the page of a theme shows of merges: where it went on, what goes on here, and who can undo it."""

from typing import Any

from collaborations.themes.merging.models import Merge
from collaborations.themes.models import Theme


def about(theme: Theme, user: Any) -> dict[str, Any]:
    """No query for a theme of which it is known that nothing was merged."""
    merge = _merge_of(theme)
    return {
        "merging": {
            "into": goes_on_in(theme, user),
            "merge": merge,
            "may_part": bool(merge and merge.can_be_undone) and user.has_perm("collaborations.part_theme", theme),
            "may_merge": theme.can("merge") and user.has_perm("collaborations.merge_theme", theme),
            "here": _merged_here(theme, user),
        }
    }


def goes_on_in(theme: Theme, user: Any) -> Theme | None:
    """The theme it was merged into, for whoever can see that."""
    if theme.state != Theme.State.MERGED:
        return None
    return Theme.objects.visible_to(user).filter(pk=theme.merged_into_id).first()


def _merge_of(theme: Theme) -> Merge | None:
    if theme.state != Theme.State.MERGED:
        return None
    return Merge.objects.filter(theme=theme, undone_at=None).select_related("by").first()


def _merged_here(theme: Theme, user: Any) -> list[Theme]:
    if not getattr(theme, "has_merges", True):  # find() in answering.py asked for it beside the theme
        return []
    return list(Theme.objects.visible_to(user).filter(merged_into=theme).order_by("pk"))
