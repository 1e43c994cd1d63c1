"""Gathers the kinds of events that the slices declare; found by the start of notifications."""

from collaborations.desk.notices import LENT
from collaborations.hours.notices import STANDS_IN
from collaborations.discussion.notices import MENTIONS_YOU, QUESTION_ASKED, REPLIES_TO_YOU, SOMETHING_SAID
from collaborations.moderation.notices import (
    CASE_ESCALATED,
    CASE_WAITS,
    CONTENT_DECIDED,
    CONTENT_HELD,
    REPORT_LOOKED_AT,
)
from collaborations.themes.gathering.notices import CHARTER_CHANGED, THEME_FELL_BACK, THEME_FORMING, THEME_STARTED
from collaborations.themes.notices import THEME_DECLINED, THEME_OPENED, THEME_WAITS, YOUR_THEME_OPENED

__all__ = [
    "CASE_ESCALATED",
    "CASE_WAITS",
    "CHARTER_CHANGED",
    "CONTENT_DECIDED",
    "CONTENT_HELD",
    "LENT",
    "MENTIONS_YOU",
    "QUESTION_ASKED",
    "REPLIES_TO_YOU",
    "REPORT_LOOKED_AT",
    "SOMETHING_SAID",
    "STANDS_IN",
    "THEME_DECLINED",
    "THEME_FELL_BACK",
    "THEME_FORMING",
    "THEME_OPENED",
    "THEME_STARTED",
    "THEME_WAITS",
    "YOUR_THEME_OPENED",
]
