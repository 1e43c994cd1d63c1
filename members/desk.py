"""Gathers what the slices put on the coordinator's desk; found by the start of network."""

from members.applications.desk import APPLICATIONS
from members.organisations.desk import LAPSED

__all__ = [
    "APPLICATIONS",
    "LAPSED",
]

from members.joining.desk import UNANSWERED_REQUESTS
from members.roster.desk import SILENT_ORGANISATIONS
from members.seats.desk import TOO_FEW_CONTACTS

__all__ = ["SILENT_ORGANISATIONS", "TOO_FEW_CONTACTS", "UNANSWERED_REQUESTS"]
