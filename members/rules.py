"""What makes somebody somebody: predicates that every rules.py combines."""

from typing import Any

import rules


@rules.predicate
def is_signed_in(user: Any) -> bool:
    """Has an account that is open; people who are only written down have none."""
    return user.is_authenticated and user.is_active and not user.is_managed


@rules.predicate
def is_coordinator(user: Any) -> bool:
    return is_signed_in(user) and user.is_coordinator


@rules.predicate
def keeps_the_desk(user: Any) -> bool:
    """Decides for the network: a coordinator, or a deputy of theirs."""
    return is_signed_in(user) and user.keeps_the_desk


@rules.predicate
def keeps_safe(user: Any) -> bool:
    return is_signed_in(user) and user.is_safeguarding_officer


@rules.predicate
def speaks_for_one(user: Any) -> bool:
    """Holds a seat in an organisation that takes part and has a voice, and takes sides at all."""
    return is_signed_in(user) and bool(user.organisations)


@rules.predicate
def is_contact(user: Any) -> bool:
    """A contact of any organisation that takes part."""
    return is_signed_in(user) and any(seat.is_contact for seat in user.seats)


@rules.predicate
def is_contact_of(user: Any, organisation: Any) -> bool:
    """A contact of that very organisation, also while leaving or out of reach: until a seat ends it can be acted on."""
    return is_signed_in(user) and any(
        seat.is_contact and seat.organisation_id == organisation.pk for seat in user.seats
    )


@rules.predicate
def may_come_as_contact_of(user: Any, organisation: Any) -> bool:
    """Holds a contact's seat there that has not ended, also while it gives no access; one query."""
    return (
        organisation is not None and user.seat_terms.not_ended().contacts().filter(organisation=organisation).exists()
    )


@rules.predicate
def holds_it(user: Any, seat: Any) -> bool:
    """It is the user's own seat, also while the organisation does not take part."""
    return seat is not None and seat.ended_at is None and seat.person_id == user.pk


@rules.predicate
def is_contact_of_seat(user: Any, seat: Any) -> bool:
    """A contact of the organisation whose seat it is."""
    seats = user.seats if seat is not None else []
    return any(mine.is_contact and mine.organisation_id == seat.organisation_id for mine in seats)


@rules.predicate
def is_colleague_of_duty(user: Any, duty: Any) -> bool:
    """Holds a seat in the organisation whose duty it is."""
    seats = user.seats if duty is not None else []
    return any(seat.organisation_id == duty.organisation_id for seat in seats)


# Hand-overs and duties
rules.add_perm("members.hand_over", is_coordinator | is_signed_in & (holds_it | is_contact_of_seat))
rules.add_perm("members.take_on_duty", is_signed_in & is_colleague_of_duty)
rules.add_perm("members.let_go_duty", is_coordinator)

rules.add_perm("members.set_sign_in_provider", is_coordinator)

# Seats
rules.add_perm("members.invite", is_contact_of | is_coordinator)
rules.add_perm("members.manage_seats", is_contact_of | is_coordinator)
rules.add_perm("members.decide_join_request", is_contact_of | is_coordinator)
rules.add_perm("members.keep_people", is_coordinator)

# Lists of members
rules.add_perm("members.import_members", is_coordinator)
rules.add_perm("members.export_members", is_coordinator | is_contact)

# Organisations
rules.add_perm("members.decide_application", is_coordinator)
rules.add_perm("members.edit_organisation", is_contact_of | is_coordinator)
rules.add_perm("members.accept_code_of_conduct", is_signed_in & may_come_as_contact_of)
rules.add_perm("members.move_organisation", is_coordinator)
rules.add_perm("members.keep_topics", is_coordinator)
