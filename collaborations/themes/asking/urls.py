"""The addresses of asking who may know; collaborations.urls takes them in."""

from typing import Any

patterns: list[Any] = []
