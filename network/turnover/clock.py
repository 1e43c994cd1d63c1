"""Time passes by moving the past back: the actions and clocks of the house then see today, as they always do.

The journal keeps the true time: nothing changes it, not even a simulation.
"""

from datetime import timedelta

from django.apps import apps
from django.db import connection, models
from django.db.models import F
from django.utils import timezone

from members.models import RosterCheck
from members.roster.quarters import quarter_of

A_MONTH = timedelta(days=365) / 12
MOVED = ("members", "collaborations")


def pass_time(days: timedelta, *, turn: int) -> None:
    """Let ``days`` go by: one UPDATE a table that has dates. ``turn`` names each passing once."""
    for model in apps.get_models():
        if model._meta.app_label in MOVED and (dates := _dates(model)):
            model._default_manager.update(**{name: F(name) - days for name in dates})
    _pass_the_quarter(turn)


def learn_sizes() -> None:
    """Let PostgreSQL see how the tables have grown: its own look comes only after a commit, and there is none."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _dates(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.local_fields
        if type(field) in {models.DateTimeField, models.DateField} and not field.primary_key
    ]


def _pass_the_quarter(turn: int) -> None:
    """A check asked three months ago is one of another quarter, whatever the calendar of the machine says."""
    label, _first_day = quarter_of(timezone.localdate())
    old = RosterCheck.objects.filter(quarter=label, asked_at__lt=timezone.now() - 3 * A_MONTH)
    old.update(quarter=f"t{turn:05}")
