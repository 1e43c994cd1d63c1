"""Gathers what the slices put on the desk, and what they do by themselves; found by the start of this app."""

from collaborations.themes.desk import PROPOSED_THEMES

__all__ = ["PROPOSED_THEMES"]
