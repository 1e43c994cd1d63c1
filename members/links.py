"""Gathers the links that the slices declare; found by the start of notifications."""

from members.roster.links import CONFIRM_ROSTER, NO_LONGER_HERE

__all__ = ["CONFIRM_ROSTER", "NO_LONGER_HERE"]
