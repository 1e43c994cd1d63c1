"""The addresses of enquiries; collaborations.urls takes them in."""

from typing import Any

patterns: list[Any] = []
