"""Gathers what the slices put on the desk, and what they do by themselves; found by the start of this app."""

from collaborations.moderation.desk import APPEALS, HELD, REPORTS
from collaborations.themes.desk import PROPOSED_THEMES

__all__ = ["APPEALS", "HELD", "PROPOSED_THEMES", "REPORTS"]
