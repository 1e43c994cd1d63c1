"""What an organisation's own page shows its reader; the same number of queries however much it does."""

from typing import Any

from django.db.models import Exists, OuterRef

from members.organisations.domains import told_by
from members.organisations.forms import MoveForm
from members.organisations.models import Organisation
from members.organisations.sections import sections_of
from members.seats.models import SeatTerm
from network.journal import Entry

STEPS_SHOWN = 10


def everything_about(organisation: Organisation, reader: Any) -> dict[str, Any]:
    """Facts, people who consented, what it takes part in; for coordinators its way so far and what can be done."""
    from members.applications.forms import ApproveForm, DeclineForm

    seats = SeatTerm.objects.not_ended().filter(organisation=organisation)
    listed = list(seats.filter(is_listed=True)) if organisation.takes_part else []
    own_seat = _own_seat(organisation, reader)
    is_coordinator = reader.is_authenticated and reader.is_coordinator
    way = _way(organisation) if is_coordinator else []
    applicant = {"email": organisation.applicant_email, "name": organisation.applicant_name}
    applicant["domains"] = ", ".join(organisation.domains or told_by(organisation))
    return {
        "organisation": organisation,
        "topics": organisation.interests.all(),
        "listed": listed,
        "sections": sections_of(organisation, reader, {seat.person_id: str(seat.person) for seat in listed}),
        "own_seat": own_seat,
        "awaits_code": _awaits_code(organisation, own_seat),
        "way": way,
        "application": next((entry for entry in way if entry.verb == "apply"), None),
        "approve_form": ApproveForm(initial=applicant),
        "decline_form": DeclineForm(),
        "move_form": MoveForm(organisation=organisation),
        "can_approve": organisation.can("approve"),
        "can_decline": organisation.can("decline"),
    }


def _way(organisation: Organisation) -> list[Any]:
    """The last steps of it, the newest first, with ``who`` took them; its own people as they are named for it."""
    seats = SeatTerm.objects.filter(organisation=organisation, person=OuterRef("actor"))
    steps = Entry.objects.about(organisation).annotate(is_by_its_own=Exists(seats)).select_related("actor")
    way: list[Any] = list(steps.order_by("-pk")[:STEPS_SHOWN])
    for step in way:
        step.who = step.actor.named_for(organisation) if step.is_by_its_own else step.actor
    return way


def _own_seat(organisation: Organisation, reader: Any) -> SeatTerm | None:
    """The reader's seat there, also while the organisation does not take part."""
    if not reader.is_authenticated:
        return None
    held = next((seat for seat in reader.seats if seat.organisation_id == organisation.pk), None)
    if held or organisation.takes_part:
        return held
    return SeatTerm.objects.not_ended().filter(organisation=organisation, person=reader).first()


def _awaits_code(organisation: Organisation, own_seat: SeatTerm | None) -> bool:
    """Whether the reader is a contact who has the code of conduct to accept."""
    is_missing = organisation.takes_people_in and not organisation.code_of_conduct_accepted_on
    return bool(is_missing and own_seat and own_seat.is_contact)
