"""Gathers the kinds of events that the slices declare; found by the start of notifications."""

from members.applications.notices import (
    APPLICATION_APPROVED,
    APPLICATION_DECLINED,
    APPLICATION_RECEIVED,
    APPLICATION_TAKES_LONGER,
    APPLICATION_WAITS,
)
from members.handovers.notices import HAND_OVER_DONE, HAND_OVER_OPENED, TAKEN_OVER
from members.imports.notices import IMPORT_DONE, IMPORT_LOOKED_AT
from members.invitations.notices import (
    CONTACT_INVITATION_CANCELLED,
    INVITATION,
    INVITATION_ACCEPTED,
    INVITATION_ASKED_AGAIN,
)
from members.joining.notices import JOIN_REQUEST_DECIDED, JOIN_REQUEST_WAITS
from members.organisations.notices import ORGANISATION_CHANGED
from members.privacy.notices import ACCOUNT_ERASED, EXPORT_READY
from members.roster.notices import ROSTER_ASKED
from members.seats.notices import SEAT_GIVEN

__all__ = [
    "ACCOUNT_ERASED",
    "APPLICATION_APPROVED",
    "APPLICATION_DECLINED",
    "APPLICATION_RECEIVED",
    "APPLICATION_TAKES_LONGER",
    "APPLICATION_WAITS",
    "CONTACT_INVITATION_CANCELLED",
    "EXPORT_READY",
    "HAND_OVER_DONE",
    "HAND_OVER_OPENED",
    "IMPORT_DONE",
    "IMPORT_LOOKED_AT",
    "INVITATION",
    "INVITATION_ACCEPTED",
    "INVITATION_ASKED_AGAIN",
    "JOIN_REQUEST_DECIDED",
    "JOIN_REQUEST_WAITS",
    "ORGANISATION_CHANGED",
    "ROSTER_ASKED",
    "SEAT_GIVEN",
    "TAKEN_OVER",
]
