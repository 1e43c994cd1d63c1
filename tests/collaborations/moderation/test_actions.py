"""The life of a case: who does what, what it does to the thing, who is told, and what happens when two act at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from collaborations.models import Case, Report, Theme
from collaborations.moderation import actions
from network.journal import Entry
from network.moves import MoveRefused
from network.workdays import after_working_days
from notifications.models import Event, Notice, OutboxMail
from tests.at_once import at_once
from tests.factories import PersonFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def told(person):
    """The kinds of notices that lie with somebody, in their order."""
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("event__kind", flat=True))


def anew(thing):
    return type(thing).objects.get(pk=thing.pk)


# Reporting


def test_a_report_opens_one_case_for_those_who_decide(cast, officer, deputy, theme):
    case = actions.report("theme", theme, category="untrue", text="It is not so.", by=cast.other)
    assert (case.state, case.author, case.category, case.origin) == ("reported", cast.member, "untrue", "report")
    assert case.reports.get().reporter == cast.other
    assert abs(case.due_at - after_working_days(timezone.now(), 5)) < timedelta(minutes=1)
    assert told(cast.coordinator) == told(officer) == ["case-waits"]
    assert told(deputy) == told(cast.member) == told(cast.other) == []
    assert anew(theme).hidden_at is None


def test_several_reports_of_one_thing_are_one_case_which_goes_by_the_worst(cast, theme, case):
    assert abs(case.due_at - after_working_days(timezone.now(), 2)) < timedelta(minutes=1)
    again = actions.report("theme", theme, category="spam", by=cast.outsider)
    assert again == case
    assert (again.category, again.due_at) == ("hurtful", case.due_at)
    worse = actions.report("theme", theme, category="private", by=None)
    assert worse == case
    assert worse.category == "private"
    assert worse.due_at < case.due_at
    assert [report.category for report in case.reports.order_by("pk")] == ["hurtful", "spam", "private"]
    assert told(cast.coordinator) == ["case-waits"], "once, however often it is reported"


def test_one_person_reports_one_thing_once_and_a_stranger_as_often_as_the_limit_lets_them(cast, theme, case):
    with pytest.raises(MoveRefused, match="You reported this already"):
        actions.report("theme", theme, category="danger", by=cast.other)
    case.refresh_from_db()
    assert (case.category, case.reports.count()) == ("hurtful", 1)
    for _ in range(2):
        actions.report("theme", theme, category="spam", by=None)
    assert case.reports.count() == 3


def test_nobody_reports_their_own(cast, theme):
    with pytest.raises(MoveRefused, match="This is your own"):
        actions.report("theme", theme, category="spam", by=cast.member)
    assert not Case.objects.exists()


def test_what_was_hidden_a_moment_ago_is_not_reported_again(cast, theme, case):
    actions.contain(case, by=cast.coordinator)
    with pytest.raises(MoveRefused, match="not shown any more"):
        actions.report("theme", theme, category="spam", by=None)
    assert case.reports.count() == 1


def test_a_second_report_after_a_decision_is_a_new_case(cast, theme, case):
    actions.keep(case, by=cast.coordinator)
    again = actions.report("theme", theme, category="spam", by=cast.other)
    assert again.pk != case.pk
    assert anew(case).state == "closed"


# Hiding for now


def test_hiding_for_now_is_reversible_and_its_author_hears_it(cast, theme, case):
    actions.contain(case, by=cast.coordinator)
    assert anew(theme).hidden_at is not None
    assert (anew(case).state, anew(case).contained_by) == ("contained", cast.coordinator)
    assert told(cast.member) == ["content-held"]
    actions.release(case, by=cast.coordinator)
    assert anew(theme).hidden_at is None
    assert anew(case).state == "reported"
    assert told(cast.member) == []


@pytest.mark.parametrize("who", ["coordinator", "officer", "deputy"])
def test_whoever_looks_after_the_network_may_decide(cast, officer, deputy, case, who):
    people = {"coordinator": cast.coordinator, "officer": officer, "deputy": deputy}
    assert people[who].has_perm("collaborations.contain_case", case)
    assert people[who].has_perm("collaborations.decide_case", case)
    actions.keep(case, by=people[who])


def test_a_hold_is_no_containment_to_be_released(cast, theme):
    held = Case.objects.create(
        subject_kind="theme", subject_id=theme.pk, author=cast.member, origin="hold", held_by="many-links",
        state="contained", due_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(MoveRefused, match="A rule holds this"):
        actions.release(held, by=cast.coordinator)


# Deciding


def test_what_stays_is_shown_its_author_told_and_the_case_closed(cast, theme, case):
    actions.contain(case, by=cast.coordinator)
    actions.keep(case, text="It is sharp, and fair.", by=cast.coordinator)
    case = anew(case)
    assert (case.state, case.decision, case.rule, case.decided_by) == ("closed", "keep", "none", cast.coordinator)
    assert anew(theme).hidden_at is None
    assert told(cast.member) == ["content-decided"]
    assert told(cast.other) == ["report-looked-at"]
    assert told(cast.coordinator) == []


def test_what_is_hidden_stays_so_with_a_rule_and_words_and_can_be_appealed(cast, theme, case):
    actions.hide(case, reason="respect", text="Please leave out the name.", by=cast.coordinator)
    case = anew(case)
    assert (case.state, case.decision, case.rule, case.text) == (
        "told",
        "hide",
        "respect",
        "Please leave out the name.",
    )
    assert anew(theme).hidden_at is not None
    assert case.appeal_until == case.told_at + timedelta(days=14)
    assert told(cast.member) == ["content-decided"]
    assert told(cast.other) == ["report-looked-at"]
    entry = Entry.objects.about(case).get(verb="decide")
    assert (entry.actor, entry.why, entry.facts) == (
        cast.coordinator, "Please leave out the name.", {"decision": "hide", "rule": "respect"},
    )  # fmt: skip


@pytest.mark.parametrize("rule", ["", "none", "nonsense"])
def test_nothing_stays_hidden_without_a_rule(cast, theme, case, rule):
    with pytest.raises(MoveRefused, match="by which rule"):
        actions.hide(case, reason=rule, text="No.", by=cast.coordinator)
    assert (anew(case).state, anew(theme).hidden_at) == ("reported", None)


def test_the_second_of_two_reads_who_was_faster(cast, deputy, case):
    actions.keep(anew(case), by=deputy)
    with pytest.raises(MoveRefused, match="Desta Voorbeeld decided about this a moment ago: It stays"):
        actions.hide(case, reason="respect", text="No.", by=cast.coordinator)
    assert Case.objects.get().decision == "keep"


def test_nobody_decides_about_their_own(cast, officer):
    """The author, and whoever looks after it for the organisation now."""
    of_coordinator = ThemeFactory(opened=True, author=cast.coordinator)
    case = actions.report("theme", of_coordinator, category="spam", by=cast.other)
    assert told(cast.coordinator) == []
    assert told(officer) == ["case-waits"]
    for verb in ("decide_case", "contain_case"):
        assert not cast.coordinator.has_perm(f"collaborations.{verb}", case)
    for act in (actions.keep, actions.release):
        with pytest.raises(MoveRefused, match="somebody else decides"):
            act(case, by=cast.coordinator)
    assert not Case.objects.decided_by(cast.coordinator).exists()
    assert not Case.objects.visible_to(cast.coordinator).exists()
    actions.keep(case, by=officer)
    assert Case.objects.visible_to(cast.coordinator).get() == case


# Disagreeing


@pytest.fixture
def decided(cast, case):
    return actions.hide(case, reason="respect", text="Please leave out the name.", by=cast.coordinator)


def test_somebody_else_answers_an_appeal(cast, officer, deputy, theme, decided):
    actions.appeal(decided, text="It is my own name.", by=cast.member)
    assert (decided.state, decided.first_decided_by) == ("appealed", cast.coordinator)
    assert abs(decided.due_at - after_working_days(timezone.now(), 5)) < timedelta(minutes=1)
    assert not cast.coordinator.has_perm("collaborations.decide_case", decided)
    for act in (actions.uphold, actions.grant):
        with pytest.raises(MoveRefused, match="somebody else answers"):
            act(anew(decided), text="No.", by=cast.coordinator)
    actions.grant(decided, text="You are right.", by=officer)
    decided = anew(decided)
    assert (decided.state, decided.decision, decided.decided_by) == ("closed", "keep", officer)
    assert anew(theme).hidden_at is None
    assert told(cast.member) == ["content-decided"]


def test_the_no_that_is_upheld_is_the_last_word(cast, officer, theme, decided):
    actions.appeal(decided, text="It is my own name.", by=cast.member)
    actions.uphold(decided, text="It names two more.", by=officer)
    decided = anew(decided)
    assert (decided.state, decided.decision, decided.rule) == ("closed", "hide", "respect")
    assert decided.appeal_until is None
    assert anew(theme).hidden_at is not None
    with pytest.raises(MoveRefused, match="cannot be appealed"):
        actions.appeal(decided, text="Still.", by=cast.member)


def test_who_reported_hears_once_and_not_again_after_an_appeal(cast, officer, decided):
    actions.appeal(decided, text="It is my own name.", by=cast.member)
    actions.uphold(decided, text="It names two more.", by=officer)
    assert told(cast.other) == ["report-looked-at"]


def test_only_its_author_appeals_only_a_no_and_only_in_time(cast, officer, theme, case, decided):
    with pytest.raises(MoveRefused, match="cannot be appealed"):
        actions.appeal(decided, text="Me, too.", by=cast.contact)
    Case.objects.filter(pk=decided.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(MoveRefused, match="cannot be appealed"):
        actions.appeal(decided, text="Too late.", by=cast.member)
    other = ThemeFactory(opened=True, author=cast.member, organisation=cast.organisation)
    kept = actions.keep(actions.report("theme", other, category="spam", by=None), by=cast.coordinator)
    with pytest.raises(MoveRefused, match="cannot be appealed"):
        actions.appeal(kept, text="Why not hide it?", by=cast.member)


def test_the_database_itself_refuses_the_same_person_twice(cast, decided):
    actions.appeal(decided, text="It is my own name.", by=cast.member)
    with pytest.raises(IntegrityError, match="case_appeal_goes_to_somebody_else"), transaction.atomic():
        Case.objects.filter(pk=decided.pk).update(state="decided", decided_by=cast.coordinator)


def test_every_decision_can_be_taken_up_again(cast, officer, theme, decided):
    again = actions.look_again(decided, by=officer)
    assert (anew(decided).state, again.state, again.author) == ("closed", "contained", cast.member)
    with pytest.raises(MoveRefused, match="being looked at already"):
        actions.look_again(anew(decided), by=cast.coordinator)
    actions.keep(again, by=cast.coordinator)
    assert anew(theme).hidden_at is None


# What nobody may read


def test_who_reported_stands_nowhere_but_in_the_report(cast, case):
    """Not in the journal, not in events, and so in nothing that is made from them."""
    acting = Entry.objects.about(case).values_list("actor", flat=True)
    assert cast.other.pk not in acting
    assert str(cast.other.pk) not in str(list(Entry.objects.about(case).values_list("facts", "why")))
    assert not Event.objects.filter(kind__in=["content-held", "content-decided"], actor=cast.other).exists()


def test_a_sealed_theme_is_for_the_safeguarding_officer_alone(cast, officer, deputy):
    sealed = ThemeFactory(opened=True, protection="sealed", author=cast.member, organisation=cast.organisation)
    case = actions.report("theme", sealed, category="danger", by=cast.contact)
    assert told(cast.coordinator) == []
    assert told(officer) == ["case-waits"]
    for person in (cast.coordinator, deputy):
        assert not Case.objects.visible_to(person).exists()
        assert not person.has_perm("collaborations.contain_case", case)
    assert Case.objects.visible_to(officer).get() == case


def test_of_a_closed_theme_only_a_coordinator_who_takes_part_decides(cast, officer):
    closed = ThemeFactory(opened=True, protection="closed", author=cast.member, organisation=cast.organisation)
    case = actions.report("theme", closed, category="spam", by=cast.contact)
    assert not cast.coordinator.has_perm("collaborations.decide_case", case)
    closed.admissions.create(person=cast.coordinator, invited_by=cast.member)
    assert cast.coordinator.has_perm("collaborations.decide_case", case)
    assert officer.has_perm("collaborations.decide_case", case)


# At once


@pytest.mark.django_db(transaction=True)
def test_of_many_reports_at_once_one_case_comes(cast, theme):
    people = [PersonFactory() for _ in range(6)]
    answers = at_once(
        *(lambda person=person: actions.report("theme", theme, category="spam", by=person) for person in people)
    )
    assert len({answer.pk for answer in answers}) == 1
    assert (Case.objects.count(), Report.objects.count()) == (1, 6)
    assert told(cast.coordinator) == ["case-waits"]


@pytest.mark.django_db(transaction=True)
def test_the_same_person_pressing_twice_reports_once(cast, theme):
    answers = at_once(*[lambda: actions.report("theme", theme, category="spam", by=cast.other)] * 4)
    assert sum(isinstance(answer, MoveRefused) for answer in answers) == 3
    assert (Case.objects.count(), Report.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_decides_and_the_thing_agrees_with_the_case(cast, deputy, theme):
    case = actions.report("theme", theme, category="spam", by=cast.other)
    answers = at_once(
        lambda: actions.keep(anew(case), by=deputy),
        lambda: actions.hide(anew(case), reason="purpose", text="No.", by=cast.coordinator),
        lambda: actions.contain(anew(case), by=cast.coordinator),
        lambda: actions.report("theme", theme, category="danger", by=None),
    )
    assert not [answer for answer in answers if not isinstance(answer, Case | MoveRefused)]
    decisions = Entry.objects.about(case).filter(verb="decide")
    assert decisions.count() == 1
    last = Case.objects.order_by("pk").last()
    is_hidden = Theme.objects.get(pk=theme.pk).hidden_at is not None
    assert is_hidden is (last.state == "contained" or (last.decision == "hide" and last.pk == case.pk))


def test_a_case_about_what_is_gone_can_still_be_ended(cast, theme, case):
    Theme.objects.filter(pk=theme.pk).delete()
    actions.keep(anew(case), by=cast.coordinator)
    assert anew(case).state == "closed"


def test_nothing_of_it_leaves_by_mail_twice(cast, officer, theme):
    actions.report("theme", theme, category="spam", by=None)
    assert OutboxMail.objects.filter(person=cast.coordinator).count() == 1
