"""How often what was decided, for the public page: no count below five, and none that the others give away.

A count is shown when it is five or more. The sum of a year is shown only when the counts it would lay bare stay open:
with it, each count left out could still be at least two different numbers (test_counts.py tries them all).
"""

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collaborations.moderation.models import Case

LEAST = 5  # product.md, invariant 4

KINDS: dict[tuple[str, str], str | Promise] = {
    (Case.Origin.REPORT, Case.Decision.KEEP): _("Reported, and it stays"),
    (Case.Origin.REPORT, Case.Decision.HIDE): _("Reported, and it stays hidden"),
    (Case.Origin.HOLD, Case.Decision.KEEP): _("Held by a rule, and shown"),
    (Case.Origin.HOLD, Case.Decision.HIDE): _("Held by a rule, and it stays hidden"),
}


@dataclass(frozen=True)
class Year:
    """The decisions of one year by kind, in the order of KINDS; None where fewer than five were, or might be told."""

    number: int
    counts: list[int | None]
    total: int | None

    @property
    def lines(self) -> list[tuple[Any, int | None]]:
        return list(zip(KINDS.values(), self.counts, strict=True))


def decisions_by_year() -> list[Year]:
    """The latest year first; one query. What was appealed counts once, as it was decided in the end."""
    here = zoneinfo.ZoneInfo(settings.NETWORK_TIME_ZONE)
    decided = Case.objects.exclude(decision="").annotate(year=ExtractYear("decided_at", tzinfo=here))
    rows = decided.order_by().values("year", "origin", "decision").annotate(n=Count("pk"))
    years: dict[int, dict[tuple[str, str], int]] = {}
    for row in rows:
        years.setdefault(row["year"], {})[row["origin"], row["decision"]] = row["n"]
    return [_shown(number, years[number]) for number in sorted(years, reverse=True)]


def suppressed(counts: list[int]) -> tuple[list[int | None], int | None]:
    """What may be shown of ``counts`` and of their sum."""
    shown = [count if count >= LEAST else None for count in counts]
    left_out = [count for count in counts if count < LEAST]
    return shown, sum(counts) if _stays_open(left_out) and sum(counts) >= LEAST else None


def _stays_open(left_out: list[int]) -> bool:
    """Whether knowing the sum of what is left out pins none of it down: each lies between 0 and four."""
    rest, others = sum(left_out), len(left_out) - 1
    least, most = max(0, rest - (LEAST - 1) * others), min(LEAST - 1, rest)
    return not left_out or least < most


def _shown(number: int, found: Mapping[tuple[str, str], int]) -> Year:
    counts, total = suppressed([found.get(kind, 0) for kind in KINDS])
    return Year(number, counts, total)
