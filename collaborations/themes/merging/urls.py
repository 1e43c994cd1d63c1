"""The addresses of merging themes; collaborations.urls takes them in."""

from typing import Any

patterns: list[Any] = []
