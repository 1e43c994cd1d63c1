"""Every table of this app, in the order in which they come about."""

from members.organisations.models import Organisation
from members.people.models import Person
from members.seats.models import SeatTerm

__all__ = ["Organisation", "Person", "SeatTerm"]
