"""Gathers the links that the slices declare; found by the start of notifications."""

from collaborations.themes.gathering.links import SUPPORT_THEME

__all__ = ["SUPPORT_THEME"]
