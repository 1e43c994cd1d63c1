"""Gathers the links this app declares; found by the app's start."""

from notifications.digests.links import STOP_DIGEST

__all__ = ["STOP_DIGEST"]
