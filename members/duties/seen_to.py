"""Which things somebody sees to, for slices that know the thing and not its duties."""

from typing import Any

from django.db.models import Model, QuerySet

from members.handovers.belongings import BELONGINGS, DutyKind
from members.handovers.models import Duty


def seen_to(model: type[Model]) -> QuerySet[Any]:
    """The numbers of those rows of ``model`` that a seat of some organisation sees to now; for a subquery."""
    kinds = [kind.name for kind in BELONGINGS.values() if isinstance(kind, DutyKind) and kind.model is model]
    return Duty.objects.now().filter(kind__in=kinds, seat__isnull=False).values("thing_id")
