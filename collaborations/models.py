"""Every table of this app, in the order of its life."""

from collaborations.themes.models import Support, Theme

__all__ = ["Support", "Theme"]
