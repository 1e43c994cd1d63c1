"""Where a theme stands on its road, what happens next, and by when."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from collaborations.themes.models import Theme

State = Theme.State
STATIONS = [State.DRAFT, State.PROPOSED, State.OPEN, State.FORMING, State.STARTED]


@dataclass(frozen=True)
class Road:
    """Pairs of a word and a note, and the number of the one it stands at, as the component ``steps`` draws them."""

    steps: list[tuple[str, str]]
    current: int


def road_of(theme: Theme) -> Road:
    """Draft, proposed, open, forming, journey; with the exit it took, if it took one, in place of what lay ahead."""
    passed = [(_("Draft"), ""), (_("Proposed"), _day(theme.proposed_at)), (_("Open"), _day(theme.opened_at))]
    ahead = [(_("Forming"), _("three organisations, two who carry it")), (_("Journey"), _("you learn together"))]
    if theme.state not in STATIONS:
        return _with_exit(theme, passed if theme.opened_at else passed[:2])
    number = STATIONS.index(State(theme.state))
    steps = passed + ahead
    if theme.formed_at:
        steps[3] = (steps[3][0], _day(theme.formed_at))
    if theme.state != State.STARTED:
        steps[number] = (steps[number][0], what_happens_next(theme))
    else:
        steps[4] = (steps[4][0], _day(theme.started_at))
    if theme.state in {State.DRAFT, State.PROPOSED}:
        steps[2] = (steps[2][0], _("organisations can join"))
    return Road(steps, number)


def _with_exit(theme: Theme, passed: list[tuple[str, str]]) -> Road:
    exits = {
        State.DECLINED: [(_("Declined"), _day(theme.declined_at))],
        State.APPEALED: [(_("Declined"), _day(theme.declined_at)), (_("Appealed"), what_happens_next(theme))],
        State.PARKED: [(_("Parked"), _day(theme.parked_at))],
        State.MERGED: [(_("Merged"), "")],
        State.WITHDRAWN: [(_("Taken back"), "")],
    }
    steps = passed + exits[State(theme.state)]
    return Road(steps, len(steps) - 1)


def what_happens_next(theme: Theme) -> str:
    """The promise of its state, as a sentence with its day; empty where nothing is promised."""
    day = {"day": _day(theme.due_at)}
    if theme.state in {State.PROPOSED, State.APPEALED}:
        return _answer(theme) % day
    said = {
        State.DRAFT: _("Only you see it. Propose it when it is ready."),
        State.OPEN: _("It is parked on %(day)s unless enough organisations come together."),
        State.FORMING: _("Enough came together. It is parked on %(day)s unless they sign their charter."),
    }
    return said.get(State(theme.state), "") % day


def _answer(theme: Theme) -> str:
    """What is promised to who waits for a decision."""
    if theme.escalated_at:
        return _("It took longer than promised. More people were asked, and somebody answers by %(day)s.")
    if theme.state == State.APPEALED:
        return _("Somebody else looks at it and answers by %(day)s.")
    if theme.is_sensitive:
        return _("It does not open by itself. Somebody looks at it closely and answers by %(day)s.")
    return _("It opens by itself on %(day)s unless somebody stops it.")


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATE_FORMAT") if moment else ""
