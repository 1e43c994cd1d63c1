"""Who has how much time for the desk, and when they are away."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.hours.models import Leave, WorkingWeek
from collaborations.hours.notices import STANDS_IN
from members.people.models import Person
from network.kinds import tell
from network.moves import MoveRefused


@transaction.atomic
def set_week(*, hours: int, announces_by_hand: bool, by: Person) -> WorkingWeek:
    """From now on ``by`` has so many hours a week; what was promised already stays promised."""
    facts = {"hours": hours, "announces_by_hand": announces_by_hand}
    week, _is_new = WorkingWeek.objects.update_or_create(person=by, defaults=facts)
    return week


@transaction.atomic
def go_away(first_day: date, last_day: date, *, deputy: Person | None = None, by: Person) -> Leave:
    """Not at the desk on these days, both included; ``deputy`` stands in, or all deputies when nobody is named.

    Raises MoveRefused when ``by`` is away on one of these days already, or they are over.
    """
    if last_day < timezone.localdate():
        raise MoveRefused(_("These days are over."))
    if Leave.objects.filter(person=by, first_day__lte=last_day, last_day__gte=first_day).exists():
        raise MoveRefused(_("You are away on one of these days already. Take that back first, or choose others."))
    return Leave.objects.create(person=by, first_day=first_day, last_day=last_day, deputy=deputy)


@transaction.atomic
def stay(leave: Leave, *, by: Person) -> None:
    """Not away after all, or back early: days that passed stay written down. Twice is once."""
    yesterday = timezone.localdate() - timedelta(days=1)
    mine = Leave.objects.filter(pk=leave.pk, person=by)
    mine.filter(first_day__gt=yesterday).delete()
    mine.filter(last_day__gt=yesterday).update(last_day=yesterday)


@transaction.atomic
def tell_who_stands_in(leave: Leave, *, newest: datetime, today: date, by: Person | None) -> bool:
    """Tell the deputies that something sensitive waits: once a day at most, and only of what is newer than before."""
    held: Any = Leave.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=leave.pk).first()
    if held is None or (held.told_at and (held.told_at >= newest or timezone.localdate(held.told_at) >= today)):
        return False
    held.told_at = timezone.now()
    held.save(update_fields=["told_at"])
    tell(STANDS_IN, leave, by=by)
    return True
