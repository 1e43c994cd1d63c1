"""Gathers what the slices put on the coordinator's desk; found by the start of network."""
