"""By when an applicant hears."""

from datetime import timedelta
from typing import Any

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from members.organisations.models import Organisation
from network.journal import Entry

ANSWERED_WITHIN = timedelta(days=14)  # the ten working days that the applicant was told
TAKES_LONGER = "take_longer"  # in the journal: the applicant was told that it takes as long again


def due_at() -> Any:
    """Over organisations that applied: the day promised last, when they applied or were told that it takes longer."""
    told = Entry.objects.filter(
        thing_type=Organisation._meta.label_lower, thing_id=OuterRef("pk"), verb=TAKES_LONGER
    ).order_by()
    last = Subquery(told.values("thing_id").annotate(last=Max("at")).values("last"))
    return Greatest(F("applied_at"), Coalesce(last, F("applied_at"))) + ANSWERED_WITHIN
