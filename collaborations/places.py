"""Gathers where the slices let people discuss; found by the start of this app."""
