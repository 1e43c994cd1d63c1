"""Gathers what the slices let people report; found by the start of this app."""

from collaborations.discussion.reportables import COMMENTS
from collaborations.knowledge.reportables import OCCASIONS, PROGRAMMES, PUBLICATIONS, TOOLS, TRAJECTORIES
from collaborations.themes.reportables import THEMES

__all__ = ["COMMENTS", "OCCASIONS", "PROGRAMMES", "PUBLICATIONS", "THEMES", "TOOLS", "TRAJECTORIES"]
