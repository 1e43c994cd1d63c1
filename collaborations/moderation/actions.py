"""Reporting something, hiding it for now, deciding about it, and answering who disagrees."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collaborations.moderation.clocks import due_after, more_severe
from collaborations.moderation.holds import BY_NAME
from collaborations.moderation.models import APPEAL_WITHIN, Case, Report, lock_thing
from collaborations.moderation.notices import (
    CASE_ESCALATED,
    CASE_WAITS,
    CONTENT_DECIDED,
    CONTENT_HELD,
    REPORT_LOOKED_AT,
)
from collaborations.moderation.reportables import REPORTABLES
from members.people.models import Person
from network import journal
from network.kinds import settle, tell, tell_all
from network.moves import MoveRefused

KEEP, HIDE, NO_RULE = Case.Decision.KEEP, Case.Decision.HIDE, Case.Rule.NONE


@transaction.atomic
def report(kind: str, thing: Any, *, category: str, text: str = "", by: Person | None) -> Case:
    """Lay ``thing`` before those who decide, by the clock of ``category``; several reports of it are one case.

    Who reported stands in the report alone: not in the journal, and in nothing its author can read. Raises MoveRefused
    when ``by`` did so already, when it is their own, and when it was hidden a moment ago.
    """
    if not lock_thing(kind, thing.pk):
        raise MoveRefused(_("Somebody looked at this a moment ago: it is not shown any more."))
    if by and REPORTABLES[kind].own(by).filter(pk=thing.pk).exists():
        raise MoveRefused(_("This is your own. You can change it or take it back yourself."))
    case, is_new = _case_of(kind, thing)
    _add_report(case, category, text, by)
    if is_new or more_severe(case.category, category) != case.category:
        case.category = more_severe(case.category, category)
        due = due_after(case, timezone.now())
        case.due_at = min(due, case.due_at) if case.due_at and not is_new else due
        case.save(update_fields=["category", "due_at"])
        settle(CASE_WAITS, case, by=by)
        tell(CASE_WAITS, case, by=by)
    journal.record("report", case, by=None, category=category)
    return case


@transaction.atomic
def contain(case: Case, *, by: Person | None) -> Case:
    """Hide it at once, until somebody decides; its author hears that, and not who wanted it.

    ``by`` None is the clock. Raises MoveRefused when it is hidden or decided already.
    """
    now = timezone.now()
    lock_thing(case.subject_kind, case.subject_id)
    case.move("contain", contained_at=now, contained_by=by)
    _set_hidden(case, now, by=by)
    journal.record("contain", case, by=by)
    tell(CONTENT_HELD, case, by=by)
    return case


@transaction.atomic
def contain_if_shown(case: Case, *, by: Person) -> Case:
    """Hide what is to stay hidden, before that is announced. Raises MoveRefused when it was decided meanwhile."""
    return contain(case, by=by) if case.can("contain") else case


@transaction.atomic
def release_if_own(case: Case, *, by: Person, since: datetime) -> Case:
    """Show again what ``by`` hid since then; what somebody else hid, or a rule, stays so. Raises as release does."""
    is_own = case.contained_by_id == by.pk and case.contained_at is not None and case.contained_at >= since
    return release(case, by=by) if is_own and case.can("release") and not case.is_held else case


@transaction.atomic
def release(case: Case, *, by: Person) -> Case:
    """Show it again while it waits for its decision. Raises MoveRefused when it is not hidden for now.

    What a rule holds is released by deciding that it stays.
    """
    if case.is_held:
        raise MoveRefused(_("A rule holds this: decide whether it stays."))
    _must_decide(case, by)
    lock_thing(case.subject_kind, case.subject_id)
    case.move("release")
    _set_hidden(case, None, by=by)
    journal.record("release", case, by=by)
    settle(CONTENT_HELD, case, by=by)
    return case


@transaction.atomic
def keep(case: Case, *, text: str = "", by: Person | None) -> Case:
    """It breaks no rule and is shown; its author and those who reported it hear that somebody looked.

    ``by`` None is a rule's own default. Raises MoveRefused when it was decided meanwhile, or is one's own.
    """
    return _decide(case, "decide", KEEP, rule=NO_RULE, text=text, by=by)


@transaction.atomic
def hide(case: Case, *, reason: str, text: str = "", by: Person | None) -> Case:
    """It stays hidden by the rule ``reason``; its author hears why, and how to disagree. Raises as ``keep`` does."""
    return _decide(case, "decide", HIDE, rule=reason, text=text, by=by)


@transaction.atomic
def appeal(case: Case, *, text: str, by: Person) -> Case:
    """Its author disagrees, once and within fourteen days; somebody else than who decided answers.

    Raises MoveRefused when it is too late, or was answered already.
    """
    now = timezone.now()
    too_late = _("That cannot be appealed any more.")
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.author_id != by.pk or not locked.appeal_until or now > locked.appeal_until:
        raise MoveRefused(too_late)
    facts = {"appealed_at": now, "appeal_text": text, "first_decided_by": locked.decided_by, "escalated_at": None}
    locked.state = Case.State.APPEALED  # by which the clock counts
    case.move("appeal", **facts, due_at=due_after(locked, now))
    journal.record("appeal", case, by=by, why=text)
    settle(CONTENT_DECIDED, case, by=by)
    tell(CASE_WAITS, case, by=by)
    return case


@transaction.atomic
def uphold(case: Case, *, text: str, by: Person) -> Case:
    """The no stays, now said by a second person. Raises MoveRefused for the first one, and when it was answered."""
    return _decide(case, "answer_appeal", HIDE, rule=case.rule, text=text, by=by)


@transaction.atomic
def grant(case: Case, *, text: str = "", by: Person) -> Case:
    """The author is right: it is shown again. Raises MoveRefused as ``uphold`` does."""
    return _decide(case, "answer_appeal", KEEP, rule=NO_RULE, text=text, by=by)


@transaction.atomic
def look_again(case: Case, *, by: Person) -> Case:
    """Open a new case about what was decided, hidden while it lasts: every decision can be taken up again.

    Raises MoveRefused while it still waits, or when somebody took it up already.
    """
    _must_decide(case, by)
    lock_thing(case.subject_kind, case.subject_id)
    if case.can("close"):
        case.move("close", closed_at=timezone.now(), due_at=None)
    now = timezone.now()
    facts = {"state": Case.State.CONTAINED, "contained_at": now, "contained_by": by, "category": Case.Category.OTHER}
    anew = Case(subject_kind=case.subject_kind, subject_id=case.subject_id, author=case.author, **facts)
    anew.due_at = due_after(anew, now)
    try:
        with transaction.atomic():
            anew.save()
    except IntegrityError as reason:
        raise MoveRefused(_("This is being looked at already.")) from reason
    _set_hidden(anew, now, by=by)
    journal.record("look_again", anew, by=by, case=case.pk)
    tell(CASE_WAITS, anew, by=by)
    return anew


@transaction.atomic
def escalate(case: Case, *, why: str, by: Person | None = None) -> Case:
    """Nobody decided in time: ask the deputies and safeguarding officers, too, and set the clock anew."""
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(escalated_at=now, due_at=due_after(case, now))
    case.refresh_from_db(fields=["escalated_at", "due_at"])
    journal.record("escalate", case, by=by, why=why)
    settle(CASE_ESCALATED, case, by=by)
    tell(CASE_ESCALATED, case, by=by)
    return case


@transaction.atomic
def close(case: Case, *, by: Person | None = None) -> Case:
    """The days in which its author could disagree are over. Raises MoveRefused when they did."""
    case.move("close", closed_at=timezone.now(), due_at=None)
    journal.record("close", case, by=by)
    return case


def _decide(case: Case, verb: str, decision: str, *, rule: str, text: str, by: Person | None) -> Case:
    """Decide, show or hide, and tell; what stays shown, or was appealed, is closed at once: nobody has more to say."""
    now = timezone.now()
    if by is not None:
        _must_decide(case, by)
    if decision == HIDE and rule not in set(Case.Rule) - {NO_RULE}:
        raise MoveRefused(_("Say by which rule it stays hidden."))
    lock_thing(case.subject_kind, case.subject_id)
    facts = {"decision": decision, "rule": rule, "text": text, "decided_at": now, "decided_by": by, "due_at": None}
    case.move(verb, **facts)
    _set_hidden(case, now if decision == HIDE else None, by=by)
    why = text if by or not case.is_held else BY_NAME[case.held_by].in_the_journal
    journal.record(verb, case, by=by, why=why, decision=decision, rule=rule)
    for kind in (CASE_WAITS, CASE_ESCALATED, CONTENT_HELD):
        settle(kind, case, by=by)
    case.move("tell", told_at=now, due_at=now + APPEAL_WITHIN)
    if decision == KEEP or verb == "answer_appeal":
        close(case, by=by)
    tell(CONTENT_DECIDED, case, by=by)
    if verb == "decide":
        tell_all(REPORT_LOOKED_AT, case.reports.filter(reporter__isnull=False).select_related("reporter"), by=by)
    return case


def _case_of(kind: str, thing: Any) -> tuple[Case, bool]:
    """The case under way about ``thing``, locked, or a new one."""
    author = REPORTABLES[kind].author_of(thing)
    made = Case(subject_kind=kind, subject_id=thing.pk)
    case, is_new = Case.objects.under_way().get_or_create(
        subject_kind=kind,
        subject_id=thing.pk,
        defaults={"author": author, "due_at": due_after(made, timezone.now())},
    )
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.state not in {Case.State.REPORTED, Case.State.CONTAINED}:
        raise MoveRefused(case.too_late())
    return case, is_new


def _add_report(case: Case, category: str, text: str, by: Person | None) -> None:
    try:
        with transaction.atomic():
            Report.objects.create(case=case, reporter=by, category=category, text=text)
    except IntegrityError as reason:
        raise MoveRefused(_("You reported this already. You hear when somebody has looked at it.")) from reason


def _must_decide(case: Case, by: Person) -> None:
    """Nobody decides about their own, or about the appeal against their own no, whichever page they came by."""
    if not case.is_decidable_by(by):
        raise MoveRefused(_("This is your own, or not for you: somebody else decides about it."))
    if case.state == Case.State.APPEALED and case.first_decided_by_id == by.pk:
        raise MoveRefused(_("You decided about this first: somebody else answers the appeal."))


def _set_hidden(case: Case, moment: Any, *, by: Person | None) -> None:
    """Hidden since ``moment``, or shown with None: the one column that every surface begins with."""
    kind = case.kind
    changed = kind.model._base_manager.filter(pk=case.subject_id, hidden_at__isnull=moment is not None)
    if changed.update(hidden_at=moment) and moment is None:
        kind.shown_again(kind.load([case.subject_id])[case.subject_id], by=by)
