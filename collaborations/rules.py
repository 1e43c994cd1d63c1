"""Who may do what. Seeing is not here: see ``visible_to`` on each queryset. Whether the state offers it: ``can``."""

from typing import Any

import rules

from members.rules import has_seat, is_coordinator, is_signed_in


@rules.predicate
def is_author(user: Any, theme: Any) -> bool:
    return theme is not None and theme.author_id == user.pk


# Themes
rules.add_perm("collaborations.propose_theme", has_seat)
rules.add_perm("collaborations.withdraw_theme", is_signed_in & is_author)
rules.add_perm("collaborations.open_theme", is_coordinator & ~is_author)
rules.add_perm("collaborations.decline_theme", is_coordinator & ~is_author)
rules.add_perm("collaborations.support_theme", has_seat)

# Desk
rules.add_perm("collaborations.see_desk", is_coordinator)
