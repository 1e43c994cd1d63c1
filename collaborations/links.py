"""Gathers the links that the slices declare; found by the start of notifications."""

from collaborations.themes.links import SUPPORT_THEME

__all__ = ["SUPPORT_THEME"]
