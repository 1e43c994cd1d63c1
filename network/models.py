"""Every table of the shared stones."""

from network.freshness import PublicVersion
from network.journal import Entry
from network.links import UsedLink

__all__ = ["Entry", "PublicVersion", "UsedLink"]
