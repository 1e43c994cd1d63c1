"""What pages tell somebody whose seat has ended, wherever they come upon it."""

from datetime import timedelta
from typing import Any

from django import template
from django.db.models import Exists, OuterRef
from django.template.context import Context
from django.utils import timezone

from members.seats.models import SeatTerm

register = template.Library()

TOLD_FOR = timedelta(days=60)


@register.inclusion_tag("members/seats/ended.html", takes_context=True)
def seats_ended(context: Context) -> dict[str, Any]:
    """Say which of the reader's seats ended within TOLD_FOR, unless they sit there anew. One query."""
    reader = getattr(context.get("request"), "user", None)
    if reader is None or not reader.is_authenticated:
        return {"seats": []}
    again = SeatTerm.objects.filter(person=OuterRef("person"), organisation=OuterRef("organisation"), ended_at=None)
    ended = SeatTerm.objects.filter(~Exists(again), person=reader.pk, ended_at__gte=timezone.now() - TOLD_FOR)
    return {"seats": ended.select_related("organisation").order_by("-ended_at", "-pk")[:3]}
