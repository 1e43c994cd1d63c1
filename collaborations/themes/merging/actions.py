"""Letting two themes that ask the same go on as one, and undoing it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.themes.merging.models import Merge, obstacle
from collaborations.themes.merging.notices import CARRY_OVER, THEME_MERGED, THEME_PARTED
from collaborations.themes.models import OPENS_AFTER_DAYS, Theme
from collaborations.themes.notices import OF_THE_DESK, THEME_PARKED, THEME_WAITS, YOUR_THEME_OPENED
from members.people.models import Person
from network import journal
from network.kinds import settle, tell
from network.moves import MoveRefused
from network.workdays import after_working_days


@transaction.atomic
def merge(theme: Theme, *, into: Theme, text: str, by: Person) -> Merge:
    """``theme`` goes on in ``into``: its address leads there, its text and history stay at a page of their own.

    Organisations that back only the one are asked to carry their voice over; none is carried over unasked. Raises
    MoveRefused when one of them is their own, the two cannot be merged, or somebody was faster.
    """
    one, other = _hold_both(theme, into)
    _must_be_of_others(one, other, by)
    if said := obstacle(one, other):
        raise MoveRefused(said)
    theme.move("merge", merged_into=into, due_at=None)
    merged = Merge.objects.create(theme=theme, into=into, was=one.state, was_due_at=one.due_at, text=text, by=by)
    journal.record("merge", theme, by=by, why=text, into=into.pk, was=one.state)
    journal.record("take_in", into, by=by, why=text, theme=theme.pk)
    for kind in (*OF_THE_DESK, YOUR_THEME_OPENED, THEME_PARKED):
        settle(kind, theme, by=by)
    tell(THEME_MERGED, theme, by=by)
    tell(CARRY_OVER, CARRY_OVER.subjects([theme.pk])[theme.pk], by=by)
    return merged


@transaction.atomic
def part(theme: Theme, *, by: Person) -> Theme:
    """Undo the merge within 30 days: the theme stands where it stood, with the time that it had left then.

    Voices that were carried over stay with the other theme, too. Raises MoveRefused when it is too late.
    """
    merged = Merge.objects.filter(theme=theme, undone_at=None).first()
    if merged is None:
        raise MoveRefused(theme.too_late())
    _hold_both(theme, merged.into)
    if not merged.can_be_undone:
        raise MoveRefused(_("The merge was more than 30 days ago, so it stays."))
    theme.move(f"part_as_{merged.was}", merged_into=None, due_at=_due_again(merged))
    Merge.objects.filter(pk=merged.pk).update(undone_at=timezone.now())
    journal.record("part", theme, by=by, was_in=merged.into_id)
    for kind in (THEME_MERGED, CARRY_OVER):
        settle(kind, theme, by=by)
    tell(THEME_PARTED, theme, by=by)
    if theme.state == Theme.State.PROPOSED:
        tell(THEME_WAITS, theme, by=by)
    return theme


def _due_again(merged: Merge) -> datetime | None:
    """Its clock stood still meanwhile; a proposal has at least the time of a new one."""
    now = timezone.now()
    due_at = merged.was_due_at and merged.was_due_at + (now - merged.at)
    if due_at and merged.was == Theme.State.PROPOSED:
        return max(due_at, after_working_days(now, OPENS_AFTER_DAYS))
    return due_at


def _must_be_of_others(one: Theme, other: Theme, by: Person) -> None:
    """Nobody decides about their own, neither to give it up nor to let it grow."""
    for theme in (one, other):
        if theme.author_id == by.pk or theme.is_kept_by(by):
            said = _("“%(title)s” is your own. Somebody else at the desk decides whether the two go on as one.")
            raise MoveRefused(said % {"title": theme})


def _hold_both(theme: Theme, into: Theme) -> tuple[Theme, Theme]:
    """Both rows as they are now, locked in one order, so that two merges across each other wait and never block."""
    rows = Theme.objects.select_for_update(of=("self",)).filter(pk__in={theme.pk, into.pk}).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[theme.pk], found[into.pk]
