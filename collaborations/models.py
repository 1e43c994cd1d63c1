"""Every table of this app, in the order of its life."""

from collaborations.desk.models import AnswerTemplate, Delegated, Postponed, Prepared
from collaborations.discussion.models import Comment, Mention, Version
from collaborations.enquiries.models import Enquiry, Introduction
from collaborations.hours.models import Leave, WorkingWeek
from collaborations.knowledge.models import (
    Evaluation,
    Occasion,
    Programme,
    Publication,
    Tool,
    ToolVersion,
    Trajectory,
)
from collaborations.knowledge.stewardships import Stewardship
from collaborations.moderation.models import Case, Report
from collaborations.themes.admissions import Admission
from collaborations.themes.asking.models import Ask
from collaborations.themes.gathering.models import Charter, Interest, Offer, Signature, Volunteer
from collaborations.themes.merging.models import Merge
from collaborations.themes.models import Theme
from collaborations.themes.supports import Support

__all__ = [
    "Admission",
    "AnswerTemplate",
    "Ask",
    "Case",
    "Charter",
    "Comment",
    "Delegated",
    "Enquiry",
    "Evaluation",
    "Interest",
    "Introduction",
    "Leave",
    "Mention",
    "Merge",
    "Occasion",
    "Offer",
    "Postponed",
    "Prepared",
    "Programme",
    "Publication",
    "Report",
    "Signature",
    "Stewardship",
    "Support",
    "Theme",
    "Tool",
    "ToolVersion",
    "Trajectory",
    "Version",
    "Volunteer",
    "WorkingWeek",
]
