"""The addresses of discussion; collaborations.urls takes them in."""

from typing import Any

patterns: list[Any] = []
