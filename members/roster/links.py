"""What the links in the quarterly mail do."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.people.models import Person
from members.roster.actions import confirm, no_longer_here
from members.roster.models import RosterCheck
from members.roster.notices import CONFIRM, NO_LONGER
from members.seats.models import SeatTerm
from network import links


def _check(person: Person, pk: int) -> RosterCheck | None:
    return RosterCheck.objects.visible_to(person).select_related("organisation").filter(pk=pk).first()


def _confirm_page(person: Person, check: RosterCheck, seat_id: int | None) -> links.Page:
    return links.Page(
        title=_("Is everybody still at %(name)s?") % {"name": check.organisation},
        text=_("You confirm all seats of your organisation as they stand in the mail."),
        button=_("All still right"),
    )


def _confirm(person: Person, check: RosterCheck, seat_id: int | None) -> str:
    seats = confirm(check.organisation, by=person)
    said = ngettext("%(count)d seat is confirmed. Thank you.", "%(count)d seats are confirmed. Thank you.", seats)
    return said % {"count": seats}


def _seat(person: Person, pk: int) -> SeatTerm | None:
    """Somebody's seat where ``person`` is a contact."""
    led = [seat.organisation_id for seat in person.seats if seat.is_contact]
    return SeatTerm.objects.not_ended().filter(organisation__in=led, pk=pk).first()


def _no_longer_page(person: Person, seat: SeatTerm, seat_id: int | None) -> links.Page:
    return links.Page(
        title=_("Has %(person)s left %(name)s?") % {"person": seat.person, "name": seat.organisation},
        text=_("Their hand-over opens: you choose who takes over what. Until then they keep their access."),
        button=_("%(person)s has left") % {"person": seat.person},
    )


def _no_longer(person: Person, seat: SeatTerm, seat_id: int | None) -> links.Done:
    hand_over = no_longer_here(seat, by=person)
    said = _("The hand-over of %(person)s is open.") % {"person": seat.person}
    return links.Done(said, hand_over.get_absolute_url(), _("Choose who takes over"))


CONFIRM_ROSTER = links.declare(links.Purpose(CONFIRM, _check, _confirm_page, _confirm))
NO_LONGER_HERE = links.declare(links.Purpose(NO_LONGER, _seat, _no_longer_page, _no_longer))
