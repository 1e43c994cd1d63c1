"""Gathers the links that the slices declare; found by the start of notifications."""

from collaborations.themes.asking.links import DECLINE_ASK
from collaborations.themes.gathering.links import SUPPORT_THEME
from collaborations.themes.merging.links import CARRY_VOICE_OVER

__all__ = ["CARRY_VOICE_OVER", "DECLINE_ASK", "SUPPORT_THEME"]
