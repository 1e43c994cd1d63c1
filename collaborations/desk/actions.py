"""What is done at the desk: a decision is prepared, put off or given to somebody else; nothing has happened yet.

Announcing what was prepared is in outbox/actions.py.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from collaborations.desk.faster import still_waiting, who_was_faster
from collaborations.desk.models import DELEGATES, Delegated, Postponed, Prepared
from collaborations.desk.notices import LENT
from collaborations.desk.rehearsal import reach_of
from collaborations.desk.timing import goes_out_at, goes_out_unasked_at
from collaborations.hours.models import WorkingWeek
from members.people.models import Person
from network import journal
from network.desk import PILES, Decision, Pile
from network.journal import Entry
from network.kinds import settle, tell
from network.moves import MoveRefused

LONGEST = timedelta(days=30)  # that something without a promise is put off


@transaction.atomic
def prepare(
    pile: Pile,
    row: Any,
    *,
    decision: Decision,
    due: datetime | None,
    by: Person,
    reason: str = "",
    text: str = "",
    now: datetime | None = None,
) -> Prepared:
    """Take the decision without announcing it: the action is rehearsed, which says whom it reaches.

    Only what its decision does ``at_once`` has happened then.

    What is prepared at the same ``now`` is taken back together.

    Raises MoveRefused when ``by`` may not, when it is not possible, or when somebody was faster.
    """
    if not by.has_perm(decision.permission, row):
        raise MoveRefused(_("You do not decide about this one."))
    reach = reach_of(decision, row, by=by, reason=reason, text=text)
    now = now or timezone.now()
    by_hand = WorkingWeek.objects.filter(person=by, announces_by_hand=True).exists()
    _make_way(pile, row, by)
    if decision.at_once:
        decision.at_once.do(row, by=by)
    said = {"decision": decision.name, "reason": reason, "text": text, "by": by, "prepared_at": now}
    reaches = {"people": reach.people, "organisations": reach.organisations}
    when = goes_out_unasked_at if by_hand else goes_out_at
    try:
        with transaction.atomic():
            return Prepared.objects.create(
                **_as_it_is(pile, row), **said, **reaches, is_by_hand=by_hand, announce_at=when(now, due)
            )
    except IntegrityError as twice:
        raise MoveRefused(who_was_faster(pile, row.pk, by)) from twice


@transaction.atomic
def reword(prepared: Prepared, *, reason: str, text: str, by: Person) -> Prepared:
    """Other words for a decision that was not announced yet; whom it reaches is found out anew.

    Raises MoveRefused when it went out meanwhile, or is not possible any more.
    """
    held = _held(prepared, by)
    _pile, decision, row = still_waiting(held, by)
    reach = reach_of(decision, row, by=by, reason=reason, text=text)
    held.reason, held.text, held.people, held.organisations = reason, text, reach.people, reach.organisations
    held.save(update_fields=["reason", "text", "people", "organisations"])
    return held


@transaction.atomic
def take_back(prepared: Prepared, *, by: Person) -> Prepared:
    """As if it had never been prepared: the thing lies on the desk again. Raises MoveRefused when it went out."""
    held = _held(prepared, by)
    _undo_at_once(held)
    held.move("take_back", finished_at=timezone.now())
    return prepared


@transaction.atomic
def take_back_last(*, by: Person) -> list[Prepared]:
    """Undo the last decision, or all that were prepared at once with it; an empty list when there is none."""
    waiting = Prepared.objects.visible_to(by).waiting()
    last = waiting.last()
    if last is None:
        return []
    together = list(waiting.filter(prepared_at=last.prepared_at).select_for_update(of=("self",)))
    for prepared in together:
        _undo_at_once(prepared)
        prepared.move("take_back", finished_at=timezone.now())
    return together


@transaction.atomic
def postpone(pile: Pile, row: Any, *, until: date, due: datetime | None, by: Person) -> Postponed:
    """Not before ``until``. Raises MoveRefused for a day that is past, or behind the day it was promised for."""
    morning = timezone.make_aware(datetime.combine(until, time()))
    if morning <= timezone.now():
        raise MoveRefused(_("Choose a day that is still to come."))
    latest = due or timezone.now() + LONGEST
    if morning > latest:
        said = _("It was promised for %(day)s: choose that day or one before it.") if due else _(
            "That is far away. Choose %(day)s or a day before it."
        )  # fmt: skip
        raise MoveRefused(said % {"day": date_format(timezone.localtime(latest), "DATE_FORMAT")})
    facts = {"until": morning, "by": by, "at": timezone.now()}
    postponed, _is_new = Postponed.objects.update_or_create(pile=pile.name, thing_id=row.pk, defaults=facts)
    return postponed


@transaction.atomic
def bring_back(pile: Pile, row: Any, *, by: Person) -> int:
    """Today after all. Twice is once."""
    return Postponed.objects.filter(pile=pile.name, thing_id=row.pk).delete()[0]


@transaction.atomic
def delegate(pile: Pile, row: Any, *, to: Person, note: str, by: Person) -> Delegated:
    """Lay it on somebody else's desk, with a note; they are told.

    Raises MoveRefused when they have no desk or may not see it, or when it was prepared meanwhile.
    """
    if to == by or not (to.is_active and to.has_a_desk):
        raise MoveRefused(_("Choose a coordinator, a deputy or a safeguarding officer other than yourself."))
    if not pile.rows(to).filter(pk=row.pk).exists():
        raise MoveRefused(_("%(name)s may not see this one, so it cannot lie on their desk.") % {"name": to})
    if Prepared.objects.standing().filter(pile=pile.name, thing_id=row.pk).exists():
        raise MoveRefused(who_was_faster(pile, row.pk, by))
    facts = {"to": to, "by": by, "note": note, "at": timezone.now()}
    lent, _is_new = Delegated.objects.update_or_create(pile=pile.name, thing_id=row.pk, defaults=facts)
    Postponed.objects.filter(pile=pile.name, thing_id=row.pk).delete()
    journal.record(DELEGATES, row, by=by, to=to.pk)
    settle(LENT, lent, by=by)
    tell(LENT, lent, by=by)
    return lent


@transaction.atomic
def take_over_again(lent: Delegated, *, by: Person | None) -> None:
    """It lies where it lay before. Twice is once."""
    settle(LENT, lent, by=by)
    Delegated.objects.filter(pk=lent.pk).delete()


def _as_it_is(pile: Pile, row: Any) -> dict[str, Any]:
    """Which thing it is about, and what the journal says of it last."""
    last = Entry.objects.about(row).aggregate(pk=Max("pk"))["pk"] or 0
    return {"pile": pile.name, "thing_id": row.pk, "thing_type": row._meta.label_lower, "seen": last}


def _make_way(pile: Pile, row: Any, by: Person) -> None:
    """What was prepared about it and stands no more gives way; its outbox says why. One's own is taken back."""
    about = Prepared.objects.waiting().filter(pile=pile.name, thing_id=row.pk)
    gone = about.exclude(pk__in=Prepared.objects.standing().values("pk")).select_for_update(of=("self",))
    for old in gone.asking_whether_overtaken().select_related("by"):
        why = old.why_not or _("%(name)s decides about it instead.") % {"name": by}
        facts = {} if old.by == by else {"refusal": why}
        old.move("refuse" if facts else "take_back", finished_at=timezone.now(), **facts)


def _undo_at_once(held: Prepared) -> None:
    """What was done when it was prepared, unless something happened since."""
    pile = PILES.get(held.pile)
    decision = pile.decision(held.decision) if pile else None
    if pile is None or decision is None or decision.at_once is None:
        return
    row = pile.rows(held.by).filter(pk=held.thing_id).first()
    if row is not None and Prepared.objects.standing().filter(pk=held.pk).exists():
        decision.at_once.undo(row, by=held.by, since=held.prepared_at)


def _held(prepared: Prepared, by: Person) -> Prepared:
    """Locked, so that nobody announces it while it changes; only one's own."""
    held = Prepared.objects.visible_to(by).in_outbox().select_for_update(of=("self",)).filter(pk=prepared.pk).first()
    if held is None:
        prepared.refresh_from_db(fields=["state"])
        raise MoveRefused(prepared.too_late())
    return held
