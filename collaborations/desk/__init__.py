"""The coordinator's one list, and what the slices of this app put on it; found by the start of network."""

from collaborations.themes.desk import PROPOSED_THEMES

__all__ = ["PROPOSED_THEMES"]
