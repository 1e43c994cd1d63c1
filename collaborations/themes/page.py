"""What the page of one theme shows, gathered from the rooms that know it.

Each room has an ``about(theme, user, ...)`` of its own, which gives what its part of the page shows under one name.
"""

from collections.abc import Mapping
from typing import Any

from collaborations.discussion.page import about as what_is_said
from collaborations.themes.admitting.page import about as who_was_let_in
from collaborations.themes.asking.page import about as who_may_know
from collaborations.themes.gathering.page import about as who_gathers
from collaborations.themes.merging.page import about as what_was_merged
from collaborations.themes.models import Theme
from collaborations.themes.proposing.page import about as how_it_began
from collaborations.themes.road import road_of
from collaborations.themes.verbs import offered_to


def everything_about(
    theme: Theme, user: Any, *, typed: tuple[str, Any] | None = None, asked: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What its page shows; the same number of queries for any number of supporters and comments.

    ``typed`` is the name of a verb and its form, when that came back with something to mend; ``asked`` what the address
    asks for, such as an older page of the discussion.
    """
    offered = offered_to(user, theme, typed=typed)
    return {
        "theme": theme,
        **how_it_began(theme, user),
        **who_gathers(theme, user),
        **who_may_know(theme, user),
        **what_is_said("theme", theme, user, asked=asked or {}),
        **what_was_merged(theme, user),
        **who_was_let_in(theme, user),
        "road": road_of(theme),
        "decisions": [one for one in offered if one.verb.is_decision],
        "own_verbs": [one for one in offered if not one.verb.is_decision],
        "from_desk": False,
    }
