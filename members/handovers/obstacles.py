"""What must happen before a seat can be handed over; the page shows the list, the action raises it."""

from django.utils.translation import gettext as _

from members.seats.models import SeatTerm


def obstacles(seat: SeatTerm) -> list[str]:
    """Sentences, each with the way out; empty when nothing stands in the way. At most one query."""
    if seat.is_contact and seat.organisation.takes_part and not _other_contacts(seat):
        said = _(
            "%(person)s is the only contact of %(name)s. Make somebody else a contact first, or invite one: "
            "without a contact the organisation has no voice."
        )
        return [said % {"person": seat.person, "name": seat.organisation}]
    return []


def _other_contacts(seat: SeatTerm) -> bool:
    """Whether somebody who can be reached speaks for the organisation when this seat is gone."""
    others = SeatTerm.objects.held().contacts().in_reach().filter(organisation=seat.organisation_id)
    return others.exclude(pk=seat.pk).exists()
