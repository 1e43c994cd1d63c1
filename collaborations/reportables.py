"""Gathers what the slices let people report; found by the start of this app."""
