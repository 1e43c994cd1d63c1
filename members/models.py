"""Every table of this app, in the order in which they come about."""

from members.claims.models import Claim
from members.devices.models import Device
from members.handovers.models import Duty, HandOver, HandOverLine
from members.imports.models import Import
from members.invitations.models import Invitation
from members.joining.models import JoinRequest
from members.organisations.models import Organisation, Topic
from members.people.models import Person
from members.people.providers import SignInProvider
from members.privacy.models import Export
from members.roster.models import RosterCheck
from members.seats.models import SeatTerm

__all__ = [
    "Claim",
    "Device",
    "Duty",
    "Export",
    "HandOver",
    "HandOverLine",
    "Import",
    "Invitation",
    "JoinRequest",
    "Organisation",
    "Person",
    "RosterCheck",
    "SeatTerm",
    "SignInProvider",
    "Topic",
]
