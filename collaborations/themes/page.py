"""What the page of one theme shows, gathered from the rooms that know it.

Each room has an ``about(theme, user, ...)`` of its own, which gives what its part of the page shows under one name.
"""

from typing import Any

from django.utils.translation import gettext as _

from collaborations.themes.forms import DeclineForm
from collaborations.themes.models import Support, Theme
from members.organisations.models import Organisation


def everything_about(theme: Theme, user: Any) -> dict[str, Any]:
    """What its page shows; the same number of queries for any number of supporters."""
    supports = list(Support.objects.filter(theme=theme).for_page())
    backing = [given.organisation for given in supports if given.organisation.kind == Organisation.Kind.MEMBER]
    voices = {given.organisation_id for given in supports}
    mine = user.organisations if user.is_authenticated else []
    members = Organisation.objects.members().count()
    return {
        "theme": theme,
        "supports": supports,
        "member_voices": len(backing),
        "small_voices": sum(organisation.size == Organisation.Size.SMALL for organisation in backing),
        "members": members,
        "all_members": max(members, 1),
        "can_support": [organisation for organisation in mine if organisation.pk not in voices],
        "own_supports": [given for given in supports if given.organisation in mine],
        "decline_form": DeclineForm(),
        "road": _road(theme),
        "where": 0 if theme.state == Theme.State.DRAFT else 1 if theme.state == Theme.State.PROPOSED else 2,
        "can_open": theme.can("open"),
        "can_withdraw": theme.can("withdraw"),
    }


def _road(theme: Theme) -> list[Any]:
    """The states a theme passes, and where it stands."""
    decided = _("Declined") if theme.state == Theme.State.DECLINED else _("Open")
    return [_("Draft"), _("Proposed"), decided]
