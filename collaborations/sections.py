"""Gathers what the slices tell on an organisation's page; found by the start of members."""

from collaborations.themes.sections import THEMES

__all__ = ["THEMES"]
