"""Gathers where the slices let people discuss; found by the start of this app."""

from collaborations.themes.places import THEMES

__all__ = ["THEMES"]
