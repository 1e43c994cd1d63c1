"""The addresses of hours and leave; collaborations.urls takes them in."""

from typing import Any

patterns: list[Any] = []
