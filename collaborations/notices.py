"""Gathers the kinds of events that the slices declare; found by the start of notifications."""

from collaborations.themes.notices import THEME_DECLINED, THEME_OPENED, THEME_WAITS, YOUR_THEME_OPENED

__all__ = ["THEME_DECLINED", "THEME_OPENED", "THEME_WAITS", "YOUR_THEME_OPENED"]
