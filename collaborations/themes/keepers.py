"""Who looks after themes, loaded for many of them at once."""

from collections.abc import Iterable
from typing import Any

from collaborations.themes.models import LOOKS_AFTER
from members.handovers.models import Duty


def load_keepers(themes: Iterable[Any]) -> None:
    """Fill ``keeper_seat`` of each, as the rules ask it; one query."""
    themes = list(themes)
    duties = Duty.objects.now().filter(kind=LOOKS_AFTER, thing_id__in=[theme.pk for theme in themes])
    seats = {(duty.thing_id, duty.organisation_id): duty.seat for duty in duties.select_related("seat__person")}
    for theme in themes:
        theme.keeper_seat = seats.get((theme.pk, theme.organisation_id))
