"""The addresses of moderation; collaborations.urls takes them in."""

from typing import Any

patterns: list[Any] = []
