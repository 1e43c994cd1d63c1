"""Gathers what the slices let move with a seat; found by the start of members."""

from collaborations.themes.belongings import THEMES
from collaborations.themes.gathering.belongings import VOLUNTEERS

__all__ = ["THEMES", "VOLUNTEERS"]
