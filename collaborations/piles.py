"""Gathers what the slices put on the desk, and what they do by themselves; found by the start of this app."""

from collaborations.desk.beside import BESIDE
from collaborations.enquiries.desk import ENQUIRIES
from collaborations.moderation.desk import APPEALS, HELD, REPORTS
from collaborations.themes.admitting.desk import UNVOUCHED
from collaborations.themes.desk import PROPOSED_THEMES
from collaborations.themes.gathering.desk import LOST_QUORUM

__all__ = ["APPEALS", "BESIDE", "ENQUIRIES", "HELD", "LOST_QUORUM", "PROPOSED_THEMES", "REPORTS", "UNVOUCHED"]
