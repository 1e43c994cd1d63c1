"""Gathers the links that the slices declare; found by the start of notifications."""
