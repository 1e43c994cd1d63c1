"""Gathers what the slices let people find; found by the start of this app."""

from collaborations.knowledge.findables import PUBLICATIONS, TOOLS, TRAJECTORIES
from collaborations.themes.findables import THEMES

__all__ = ["PUBLICATIONS", "THEMES", "TOOLS", "TRAJECTORIES"]
