"""Gathers what the slices put on the coordinator's desk; found by the start of network."""

from members.applications.desk import APPLICATIONS
from members.duties.desk import VACANT_DUTIES
from members.joining.desk import UNANSWERED_REQUESTS
from members.organisations.desk import LAPSED
from members.roster.desk import SILENT_ORGANISATIONS
from members.seats.desk import TOO_FEW_CONTACTS

__all__ = [
    "APPLICATIONS",
    "LAPSED",
    "SILENT_ORGANISATIONS",
    "TOO_FEW_CONTACTS",
    "UNANSWERED_REQUESTS",
    "VACANT_DUTIES",
]
