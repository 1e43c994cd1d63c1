"""Who may do what. Seeing is not here: see ``visible_to`` on each queryset. Whether the state offers it: ``can``."""

from typing import Any

import rules

from members.rules import is_coordinator, is_signed_in, keeps_safe, keeps_the_desk, speaks_for_one


@rules.predicate
def is_author(user: Any, theme: Any) -> bool:
    return theme is not None and theme.author_id == user.pk


@rules.predicate
def looks_after(user: Any, theme: Any) -> bool:
    """Sees to it for the organisation now; its author does until they leave or hand it over."""
    return theme is not None and theme.is_looked_after_by(user)


@rules.predicate
def is_keeper(user: Any, theme: Any) -> bool:
    """The duty for it lies with a seat of theirs, also while that seat gives no access."""
    seat = theme.keeper_seat if theme is not None else None
    return seat is not None and seat.person_id == user.pk


@rules.predicate
def gave_it(user: Any, support: Any) -> bool:
    return support is not None and support.given_by_id == user.pk


@rules.predicate
def speaks_there(user: Any, support: Any) -> bool:
    """Still speaks for the organisation whose support it is, and not only for another one."""
    own = user.organisations if support is not None else []
    return any(organisation.pk == support.organisation_id for organisation in own)


@rules.predicate
def is_contact_there(user: Any, support: Any) -> bool:
    """A contact of the organisation whose support it is."""
    seats = user.seats if support is not None else []
    return any(seat.is_contact and seat.organisation_id == support.organisation_id for seat in seats)


# Themes
rules.add_perm("collaborations.propose_theme", speaks_for_one)
rules.add_perm("collaborations.withdraw_theme", is_signed_in & looks_after)
rules.add_perm("collaborations.open_theme", is_coordinator & ~is_author & ~is_keeper)
rules.add_perm("collaborations.decline_theme", is_coordinator & ~is_author & ~is_keeper)
rules.add_perm("collaborations.support_theme", speaks_for_one)
rules.add_perm("collaborations.take_back_support", is_signed_in & speaks_there & (gave_it | is_contact_there))

# Desk
rules.add_perm("collaborations.see_desk", keeps_the_desk | keeps_safe)
