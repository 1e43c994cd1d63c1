"""How common words are, as PostgreSQL estimates it for itself: to look for "water" among wells tells little and costs.

The estimate is of the whole table and names only the commonest stems: nothing rare, so nothing telling, stands in it.
"""

import time
from dataclasses import dataclass, field

from django.db import connection, models

GOOD_FOR_SECONDS = 600
COMMONEST = """
    SELECT greatest(tables.reltuples, 0), stats.attname, told.stem, told.part
      FROM pg_class AS tables
      LEFT JOIN pg_stats AS stats ON stats.schemaname = tables.relnamespace::regnamespace::text
                                 AND (stats.tablename, stats.attname) IN
                                     ((tables.relname, 'search_words'), (tables.relname || '_titles', 'ts_filter'))
      LEFT JOIN unnest(stats.most_common_elems::text::text[], stats.most_common_elem_freqs) AS told(stem, part) ON true
     WHERE tables.oid = %s::regclass"""


@dataclass(frozen=True)
class Commonness:
    """How many rows there are, and in which part of them the commonest stems stand: anywhere, and in titles."""

    rows: float
    anywhere: dict[str, float] = field(default_factory=dict)
    in_titles: dict[str, float] = field(default_factory=dict)

    def expected(self, parts: dict[str, float], stems: tuple[str, ...], prefix: str = "") -> float:
        """About how many rows hold one of ``stems``, or a stem that begins with ``prefix``."""
        known = {stem for stem in parts if stem.startswith(prefix)} if prefix else set()
        return self.rows * sum(parts.get(stem, 0) for stem in known.union(stems))


_KEPT: dict[tuple[str, str], tuple[float, Commonness]] = {}


def commonness_in(model: type[models.Model]) -> Commonness:
    """Of the stems of ``model``; kept for ten minutes in each process, because it changes slowly and costs a query."""
    table = model._meta.db_table
    key, now = (connection.settings_dict["NAME"], table), time.monotonic()
    kept = _KEPT.get(key)
    if kept is None or now - kept[0] > GOOD_FOR_SECONDS:
        kept = _KEPT[key] = (now, _asked(table))
    return kept[1]


def _asked(table: str) -> Commonness:
    with connection.cursor() as cursor:
        cursor.execute(COMMONEST, [table])
        rows = cursor.fetchall()
    told: dict[str, dict[str, float]] = {"search_words": {}, "ts_filter": {}}
    for _rows, where, stem, part in rows:
        if stem is not None and part is not None:
            told[where][stem] = part
    return Commonness(rows[0][0], told["search_words"], told["ts_filter"])
