"""What goes by itself, each night: the sweeps of docs/data-retention.yaml."""

from typing import Any

import structlog
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from members.duties.actions import end_duties_without_a_thing
from members.privacy.retention import Rule, Sweep, retention
from members.privacy.rows import file_fields, forget_files
from network import journal

log = structlog.get_logger(__name__)

BATCH = 1000


def apply_retention() -> dict[str, int]:
    """Carry out every sweep; how many rows of each table were deleted or emptied. Twice is once.

    In batches, each committed by itself. A sweep that fails is logged, and the others go on; the journal keeps the
    table, the rule and the number, and nothing of what stood there. A duty ends with the thing it was for.
    """
    counts: dict[str, int] = {}
    ContentType.objects.get_for_models(*(rule.model for rule, _sweep in retention().sweeps()))  # all in one query
    for rule, sweep in retention().sweeps():
        try:
            done = _carry_out(rule, sweep)
        except (DatabaseError, OSError) as reason:
            log.error("retention_failed", table=rule.label, since=sweep.since, reason=type(reason).__name__)  # noqa: TRY400  its words may quote a row
            continue
        if done:
            counts[rule.label] = counts.get(rule.label, 0) + done
    end_duties_without_a_thing()
    log.info("retention_applied", **counts)
    return counts


def _carry_out(rule: Rule, sweep: Sweep) -> int:
    total = 0
    while done := _a_batch(rule, sweep):
        total += done
    if total:
        said = "the rows go" if sweep.deletes else f"{', '.join(sweep.values)} emptied"
        why = f"docs/data-retention.yaml: {rule.label}, {sweep.after.days} days after {sweep.since}, {said}"
        journal.record("keep_no_longer", ContentType.objects.get_for_model(rule.model), by=None, why=why, number=total)
    return total


@transaction.atomic
def _a_batch(rule: Rule, sweep: Sweep) -> int:
    """One transaction; rows that somebody is changing at this moment wait for the next night."""
    locked = due(rule, sweep).select_for_update(skip_locked=True, of=("self",))
    keys = list(locked.order_by("pk").values_list("pk", flat=True)[:BATCH])
    batch: QuerySet[Any] = rule.model._base_manager.filter(pk__in=keys)
    forget_files(batch, file_fields(rule.model) if sweep.deletes else set(sweep.values))
    if not sweep.deletes:
        return batch.update(**sweep.values)
    batch.delete()
    return len(keys)


def due(rule: Rule, sweep: Sweep) -> QuerySet[Any]:
    """The rows whose time is over; of those to be emptied only such as are not empty yet."""
    over = {f"{sweep.since}__lt": timezone.now() - sweep.after}
    found = rule.model._base_manager.filter(**over, **sweep.where)
    if sweep.deletes:
        return found
    is_done = Q(**{(name if value is not None else f"{name}__isnull"): value if value is not None else True
                   for name, value in sweep.values.items()})  # fmt: skip
    return found.exclude(is_done)
