"""Gathers the kinds of events that the slices declare; found by the start of notifications."""
