"""Gathers what the slices let move with a seat; found by the start of members."""

from collaborations.themes.belongings import THEMES

__all__ = ["THEMES"]
