from datetime import date, datetime, time
from typing import Any

from django.db.models import DateTimeField, Value
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

MONTHS_A_QUARTER = 3


def quarter_of(day: date) -> tuple[str, date]:
    """Its name, such as 2026-Q4, and its first day."""
    number = (day.month - 1) // MONTHS_A_QUARTER
    return f"{day.year}-Q{number + 1}", date(day.year, number * MONTHS_A_QUARTER + 1, 1)


def next_quarter(day: date) -> date:
    """The first day of the quarter after that of ``day``: then the contacts of every organisation are asked again."""
    _name, first = quarter_of(day)
    months = first.month - 1 + MONTHS_A_QUARTER
    return date(first.year + months // 12, months % 12 + 1, 1)


def asked_again_at() -> Any:
    """That day as an expression, for what the desk puts in order."""
    return Value(timezone.make_aware(datetime.combine(next_quarter(timezone.localdate()), time())), DateTimeField())


def said_when(moment: datetime) -> str:
    """What happens by itself to an organisation about which nobody does anything."""
    day = date_format(timezone.localtime(moment), "DATE_FORMAT")
    return _("Nothing is taken from it; on %(day)s its contacts are asked again who works there.") % {"day": day}
