"""The addresses of gathering round a theme; collaborations.urls takes them in."""

from typing import Any

patterns: list[Any] = []
