"""Who works on which run. Every mark names the lease it belongs to: a worker that lost its lease marks nothing."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from notifications.digests.calendar import oldest_running
from notifications.digests.models import Cursor, DigestRun

A_CHUNK = 500


@transaction.atomic
def claim() -> list[DigestRun]:
    """Lease up to a chunk of due runs under a fresh token; other workers skip them.

    Their windows end at the oldest transaction still running, so what is not yet committed waits for the next one.
    """
    ids = list(DigestRun.objects.due().select_for_update(skip_locked=True).values_list("pk", flat=True)[:A_CHUNK])
    if not ids:
        return []
    DigestRun.objects.filter(pk__in=ids).update(
        state=DigestRun.State.LEASED,
        lease_token=DigestRun.new_token(),
        lease_until=timezone.now() + DigestRun.LEASE,
        attempts=F("attempts") + 1,
        from_transaction=Subquery(Cursor.objects.filter(person=OuterRef("person")).values("from_transaction")[:1]),
        to_transaction=oldest_running(),
    )
    return list(DigestRun.objects.filter(pk__in=ids).select_related("person__cursor").order_by("pk"))


@transaction.atomic
def skip(runs: Sequence[DigestRun], token: UUID, why: str) -> None:
    """Close the windows of those that are still ours without a mail, and say why."""
    ours = _still_leased(runs, token)
    _mark(ours, token, DigestRun.State.LEASED, state=DigestRun.State.SKIPPED, outcome=why)
    _close_windows(ours)


@transaction.atomic
def begin_sending(runs: Sequence[DigestRun], token: UUID) -> list[DigestRun]:
    """Mark the batch as being handed over; gives back those that are still ours.

    From here on a run is never sent again, so its window is closed in the same commit. The lease of everything under
    this token begins anew: a slow worker that still works is not a dead one.
    """
    ours = _still_leased(runs, token)
    _mark(ours, token, DigestRun.State.LEASED, state=DigestRun.State.SENDING)
    _close_windows(ours)
    DigestRun.objects.filter(lease_token=token, state__in=[DigestRun.State.LEASED, DigestRun.State.SENDING]).update(
        lease_until=timezone.now() + DigestRun.LEASE
    )
    return ours


def give_up(run: DigestRun, token: UUID, why: str) -> None:
    """This one cannot be sent, and trying again would not help; its window stays open for the next day's."""
    _mark([run], token, DigestRun.State.LEASED, state=DigestRun.State.FAILED, outcome=why)


def settle(run: DigestRun, token: UUID, **facts: object) -> None:
    """The end of one run that was being handed over."""
    _mark([run], token, DigestRun.State.SENDING, **facts)


def settle_sent(runs: Sequence[DigestRun], token: UUID) -> None:
    """The server accepted all of these."""
    _mark(runs, token, DigestRun.State.SENDING, state=DigestRun.State.SENT, sent_at=timezone.now(), outcome="accepted")


@transaction.atomic
def reopen(run: DigestRun, token: UUID, *, due_at: object, outcome: str) -> None:
    """The server surely did not take it: due again later, its window open again. Nothing, when it is no longer ours."""
    if _mark([run], token, DigestRun.State.SENDING, state=DigestRun.State.DUE, due_at=due_at, outcome=outcome):
        Cursor.objects.filter(person=run.person_id).update(from_transaction=run.from_transaction)


def put_back(runs: Sequence[DigestRun], token: UUID) -> None:
    """Marked as being handed over, but their turn never came: due again at once, and no attempt is counted."""
    for run in runs:
        reopen(run, token, due_at=timezone.now(), outcome="mail server away")
    ids = [run.pk for run in runs]
    DigestRun.objects.filter(pk__in=ids, lease_token=token, state=DigestRun.State.DUE).update(
        attempts=F("attempts") - 1, lease_token=None, lease_until=None
    )


def give_back(token: UUID) -> None:
    """Everything still leased under this token is due again at once."""
    DigestRun.objects.filter(lease_token=token, state=DigestRun.State.LEASED).update(
        state=DigestRun.State.DUE, lease_token=None, lease_until=None
    )


def sweep() -> None:
    """Take back what dead workers left: a lease becomes due again, a hand-over that nobody can know of ``unknown``."""
    left = DigestRun.objects.left_behind()
    left.filter(state=DigestRun.State.SENDING).update(
        state=DigestRun.State.UNKNOWN, outcome="the worker died while handing it over"
    )
    left.filter(state=DigestRun.State.LEASED).update(state=DigestRun.State.DUE, lease_token=None, lease_until=None)


def _still_leased(runs: Sequence[DigestRun], token: UUID) -> list[DigestRun]:
    """Those that nobody took over meanwhile, locked until the commit."""
    held = DigestRun.objects.filter(lease_token=token, state=DigestRun.State.LEASED, pk__in=[run.pk for run in runs])
    mine = set(held.select_for_update().values_list("pk", flat=True))
    return [run for run in runs if run.pk in mine]


def _mark(runs: Sequence[DigestRun], token: UUID, leaves: str, **facts: object) -> int:
    return DigestRun.objects.filter(pk__in=[run.pk for run in runs], lease_token=token, state=leaves).update(**facts)


def _close_windows(runs: Sequence[DigestRun]) -> None:
    """Their people are told up to here."""
    ended = DigestRun.objects.filter(pk__in=[run.pk for run in runs], person=OuterRef("person"))
    Cursor.objects.filter(person__in=[run.person_id for run in runs]).update(
        from_transaction=Subquery(ended.values("to_transaction")[:1])
    )
