"""Who may do what. Seeing is not here: see ``visible_to`` on each queryset. Whether the state offers it: ``can``."""

from typing import Any

import rules

from members.rules import is_signed_in, keeps_safe, keeps_the_desk, speaks_for_one
from network.protection import Level


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
    return theme is not None and theme.is_kept_by(user)


@rules.predicate
def decides(user: Any, theme: Any) -> bool:
    """It lies with the desk; a sealed one with safeguarding officers only, and what is protected or held back, too."""
    if theme is None:
        return False
    is_of_the_desk = user.keeps_the_desk and theme.protection != Level.SEALED
    return is_of_the_desk or (user.is_safeguarding_officer and theme.is_sensitive)


@rules.predicate
def answers(user: Any, theme: Any) -> bool:
    """Appeals are for the desk and for safeguarding officers alike, those of sealed themes for the latter only."""
    if theme is None:
        return False
    return user.is_safeguarding_officer or (user.keeps_the_desk and theme.protection != Level.SEALED)


@rules.predicate
def declined_it(user: Any, theme: Any) -> bool:
    """Said the no: another one answers the appeal, and what they grant stands."""
    return theme is not None and theme.declined_by_id == user.pk


@rules.predicate
def is_declined(user: Any, theme: Any) -> bool:
    return theme is not None and theme.declined_at is not None


@rules.predicate
def takes_part(user: Any, theme: Any) -> bool:
    """Of a closed or sealed theme, as one who looks after it, backs it or was let in."""
    return theme is not None and theme.is_joined_by(user)


@rules.predicate
def may_vouch(user: Any, admission: Any) -> bool:
    """Somebody else than who invited them; a safeguarding officer, too, as the first who takes part is alone."""
    if admission is None or user.pk in {admission.invited_by_id, admission.person_id}:
        return False
    return user.is_safeguarding_officer or admission.theme.is_joined_by(user)


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


@rules.predicate
def may_decide_it(user: Any, case: Any) -> bool:
    """A case that is not about their own, nor about what is kept from them."""
    return case is not None and case.is_decidable_by(user)


@rules.predicate
def decided_it_first(user: Any, case: Any) -> bool:
    """Said the no that is appealed now: somebody else answers."""
    return case is not None and case.state == "appealed" and case.first_decided_by_id == user.pk


@rules.predicate
def leads_there(user: Any, case: Any) -> bool:
    return case is not None and case.leads_there(user)


@rules.predicate
def made_it(user: Any, offer: Any) -> bool:
    return offer is not None and offer.made_by_id == user.pk


@rules.predicate
def volunteered(user: Any, part: Any) -> bool:
    """It is their own part in a theme, also while their seat gives no access; an ended seat has none any more."""
    return part is not None and part.seat.ended_at is None and part.seat.person_id == user.pk


@rules.predicate
def carries_it(user: Any, theme: Any) -> bool:
    """Carries the theme, or stands in for a carrier, by a seat that gives access now; one query."""
    seats = [seat.pk for seat in user.seats] if theme is not None else []
    return bool(seats) and theme.volunteers.filter(left_at=None, seat__in=seats).exists()


@rules.predicate
def stands_for_it(user: Any, comment: Any) -> bool:
    """Still holds a seat in the organisation it was written for; for oneself one speaks as long as one likes."""
    return comment is not None and _still_stands_for(user, comment)


@rules.predicate
def asked_it(user: Any, reply: Any) -> bool:
    """Began the thread in which the reply stands."""
    asked = reply.thread if reply is not None else None
    return asked is not None and asked.author_id == user.pk and _still_stands_for(user, asked)


def _still_stands_for(user: Any, comment: Any) -> bool:
    return comment.organisation_id is None or any(
        seat.organisation_id == comment.organisation_id for seat in user.seats
    )


# Themes
rules.add_perm("collaborations.propose_theme", speaks_for_one)
rules.add_perm("collaborations.withdraw_theme", is_signed_in & looks_after)
rules.add_perm("collaborations.appeal_theme", is_signed_in & looks_after)
rules.add_perm("collaborations.open_theme", is_signed_in & decides & ~is_author & ~is_keeper)
rules.add_perm("collaborations.decline_theme", is_signed_in & decides & ~is_author & ~is_keeper)
rules.add_perm("collaborations.hold_back_theme", is_signed_in & decides & ~is_author & ~is_keeper)
rules.add_perm(
    "collaborations.reconsider_theme",
    is_signed_in & decides & ~is_author & ~is_keeper & (is_declined | ~declined_it),
)
rules.add_perm("collaborations.answer_appeal", is_signed_in & answers & ~is_author & ~is_keeper & ~declined_it)
rules.add_perm("collaborations.park_theme", is_signed_in & (looks_after | keeps_the_desk))
rules.add_perm("collaborations.revive_theme", is_signed_in & (looks_after | keeps_the_desk))
rules.add_perm("collaborations.merge_theme", is_signed_in & decides & ~is_author & ~is_keeper)
rules.add_perm("collaborations.part_theme", is_signed_in & (looks_after | decides))
rules.add_perm("collaborations.invite_into_theme", is_signed_in & takes_part)
rules.add_perm("collaborations.vouch_into_theme", is_signed_in & may_vouch)
rules.add_perm("collaborations.support_theme", speaks_for_one)
rules.add_perm("collaborations.take_back_support", is_signed_in & speaks_there & (gave_it | is_contact_there))

# Gathering
rules.add_perm("collaborations.show_interest", speaks_for_one | keeps_the_desk)
rules.add_perm("collaborations.offer", speaks_for_one)
rules.add_perm(
    "collaborations.withdraw_offer", is_signed_in & speaks_there & (made_it | is_contact_there) | keeps_the_desk
)
rules.add_perm("collaborations.step_back", is_signed_in & volunteered)
rules.add_perm("collaborations.edit_charter", speaks_for_one & carries_it | keeps_the_desk)
rules.add_perm("collaborations.sign_charter", speaks_for_one & carries_it)
rules.add_perm("collaborations.ask_who_knows", is_signed_in & looks_after)

# Moderation
rules.add_perm("collaborations.decide_case", (keeps_the_desk | keeps_safe) & may_decide_it & ~decided_it_first)
rules.add_perm(
    "collaborations.contain_case", (keeps_the_desk | keeps_safe) & may_decide_it | is_signed_in & leads_there
)
rules.add_perm("collaborations.appeal_case", is_signed_in & is_author)

# Discussion
rules.add_perm("collaborations.discuss", is_signed_in)
rules.add_perm("collaborations.edit_comment", is_signed_in & is_author & stands_for_it)
rules.add_perm("collaborations.take_away_comment", is_signed_in & is_author & stands_for_it)
rules.add_perm("collaborations.blank_version", is_signed_in & is_author | keeps_the_desk | keeps_safe)
rules.add_perm("collaborations.mark_answer", is_signed_in & (asked_it | looks_after | keeps_the_desk))

# Enquiries
rules.add_perm("collaborations.answer_enquiry", keeps_the_desk)

# Desk
rules.add_perm("collaborations.see_desk", keeps_the_desk | keeps_safe)
