"""What belongs together on a page: trajectories under their programmes, and the story of a programme in time."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from collaborations.knowledge.dates import PartialDate
from collaborations.knowledge.models import Evaluation, Occasion, Programme, Publication, Trajectory

Shelf = tuple[Programme, list[Trajectory]]


@dataclass(frozen=True)
class Moment:
    """One thing on the timeline of a programme; without an address it has no page of its own."""

    date: PartialDate
    when: str
    what: str
    title: str
    address: str = ""
    state: str = ""


def shelves(programmes: Iterable[Programme], trajectories: Iterable[Trajectory]) -> list[Shelf]:
    """Each programme with its trajectories, also one without any; no query beyond the two given."""
    by_programme: dict[int, list[Trajectory]] = {}
    for trajectory in trajectories:
        by_programme.setdefault(trajectory.programme_id, []).append(trajectory)
    return [(programme, by_programme.get(programme.pk, [])) for programme in programmes]


def moments(
    trajectories: Iterable[Trajectory],
    evaluations: Iterable[Evaluation],
    occasions: Iterable[Occasion],
    publications: Iterable[Publication],
) -> list[Moment]:
    """What happened in a programme, the earliest first; what has no date has no place in it."""
    told = [
        Moment(one.starts, str(one.starts), _("Trajectory began"), one.spoken, one.get_absolute_url())
        for one in trajectories
        if one.starts
    ]
    told += [
        Moment(one.date, str(one.date), _("Evaluation"), one.spoken, state=one.get_state_display())
        for one in evaluations
        if one.date
    ]
    told += [
        Moment(one.starts, one.when, _("Event"), one.spoken, one.get_absolute_url()) for one in occasions if one.starts
    ]
    told += [
        Moment(one.date, str(one.date), _("Publication"), one.spoken, one.get_absolute_url())
        for one in publications
        if one.date
    ]
    return sorted(told, key=lambda moment: (moment.date, moment.title))
