"""Gathers the kinds of events that the slices declare; found by the start of notifications."""

from collaborations.desk.notices import LENT
from collaborations.discussion.notices import MENTIONS_YOU, QUESTION_ASKED, REPLIES_TO_YOU, SOMETHING_SAID
from collaborations.enquiries.introducing.notices import INTRODUCTION_ASKED, INTRODUCTION_MADE
from collaborations.enquiries.notices import ENQUIRY_ANSWERED, ENQUIRY_DRAFT, ENQUIRY_RECEIVED, ENQUIRY_WAITS
from collaborations.hours.notices import STANDS_IN
from collaborations.moderation.notices import (
    CASE_ESCALATED,
    CASE_WAITS,
    CONTENT_DECIDED,
    CONTENT_HELD,
    REPORT_LOOKED_AT,
)
from collaborations.themes.admitting.notices import ADMITTED
from collaborations.themes.asking.notices import ASKED_ABOUT_THEME
from collaborations.themes.gathering.notices import (
    CHARTER_CHANGED,
    OFFER_TAKEN_BACK,
    THEME_FELL_BACK,
    THEME_FORMING,
    THEME_STARTED,
)
from collaborations.themes.merging.notices import CARRY_OVER, THEME_MERGED, THEME_PARTED
from collaborations.themes.notices import (
    APPEAL_ANSWERED,
    THEME_APPEALED,
    THEME_DECLINED,
    THEME_ESCALATED,
    THEME_OPENED,
    THEME_PARKED,
    THEME_RECONSIDERED,
    THEME_REVIVED,
    THEME_STAYS_CLOSED,
    THEME_WAITS,
    YOUR_THEME_OPENED,
)

__all__ = [
    "ADMITTED",
    "APPEAL_ANSWERED",
    "ASKED_ABOUT_THEME",
    "CARRY_OVER",
    "CASE_ESCALATED",
    "CASE_WAITS",
    "CHARTER_CHANGED",
    "CONTENT_DECIDED",
    "CONTENT_HELD",
    "ENQUIRY_ANSWERED",
    "ENQUIRY_DRAFT",
    "ENQUIRY_RECEIVED",
    "ENQUIRY_WAITS",
    "INTRODUCTION_ASKED",
    "INTRODUCTION_MADE",
    "LENT",
    "MENTIONS_YOU",
    "OFFER_TAKEN_BACK",
    "QUESTION_ASKED",
    "REPLIES_TO_YOU",
    "REPORT_LOOKED_AT",
    "SOMETHING_SAID",
    "STANDS_IN",
    "THEME_APPEALED",
    "THEME_DECLINED",
    "THEME_ESCALATED",
    "THEME_FELL_BACK",
    "THEME_FORMING",
    "THEME_MERGED",
    "THEME_OPENED",
    "THEME_PARKED",
    "THEME_PARTED",
    "THEME_RECONSIDERED",
    "THEME_REVIVED",
    "THEME_STARTED",
    "THEME_STAYS_CLOSED",
    "THEME_WAITS",
    "YOUR_THEME_OPENED",
]
