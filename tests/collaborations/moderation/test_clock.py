"""What happens by itself: nothing waits without an end, and nothing that could hurt is shown because nobody looked."""

import contextlib
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from collaborations.models import Case, Theme
from collaborations.moderation import actions
from collaborations.moderation.clock import keep_promises
from collaborations.moderation.clocks import CLOCKS, more_severe, otherwise
from collaborations.tasks import CLOCKS as ALL_CLOCKS
from network.journal import Entry
from network.moves import MoveRefused
from notifications.models import Notice
from tests.at_once import at_once
from tests.factories import ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

SECOND = timedelta(seconds=1)


def told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("event__kind", flat=True))


def is_hidden(thing):
    return type(thing)._base_manager.get(pk=thing.pk).hidden_at is not None


def test_the_clock_is_wound():
    assert keep_promises in ALL_CLOCKS


@pytest.mark.parametrize("category", list(Case.Category))
def test_a_report_that_nobody_decides_is_escalated_and_what_could_hurt_is_hidden(
    cast, deputy, officer, theme, category
):
    case = actions.report("theme", theme, category=category, by=cast.other)
    promised = case.due_at
    assert keep_promises(now=promised - SECOND) == 0
    assert (told(deputy), is_hidden(theme)) == ([], False)
    assert keep_promises(now=promised) == 1
    case.refresh_from_db()
    hides = category in {"danger", "private"}
    assert is_hidden(theme) is hides is CLOCKS[category].hides
    assert case.state == ("contained" if hides else "reported")
    assert case.escalated_at is not None
    assert told(deputy) == ["case-escalated"]
    assert "case-escalated" in told(officer)
    assert told(cast.member) == (["content-held"] if hides else [])
    entry = Entry.objects.about(case).get(verb="escalate")
    assert entry.actor is None
    assert "deputies" in entry.why


def test_it_is_escalated_again_and_again_and_never_decided_by_a_clock(cast, deputy, officer, theme):
    """Four weeks in which nobody comes: no case is past its clock, and nothing that was hidden is shown."""
    case = actions.report("theme", theme, category="danger", by=cast.other)
    spam = actions.report("theme", ThemeFactory(opened=True), category="spam", by=None)
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(28):
            clock.shift(timedelta(days=1))
            keep_promises()
            for waiting in Case.objects.under_way():
                assert waiting.due_at > timezone.now()
            assert keep_promises() == 0, "twice changes nothing"
    case.refresh_from_db()
    spam.refresh_from_db()
    assert (case.state, spam.state) == ("contained", "reported")
    assert is_hidden(theme)
    assert Entry.objects.about(case).filter(verb="contain").count() == 1
    assert Entry.objects.about(case).filter(verb="escalate").count() > 10
    assert told(deputy) == ["case-escalated"] * 2, "one notice a case, however often"


def test_an_appeal_that_nobody_answers_is_escalated_and_stays_hidden(cast, deputy, officer, theme, case):
    actions.hide(case, reason="respect", text="No.", by=cast.coordinator)
    actions.appeal(case, text="But.", by=cast.member)
    assert keep_promises(now=case.due_at) == 1
    case.refresh_from_db()
    assert (case.state, is_hidden(theme)) == ("appealed", True)
    assert told(deputy) == ["case-escalated"]


def test_a_decision_nobody_appeals_is_closed_after_fourteen_days(cast, theme, case):
    actions.hide(case, reason="respect", text="No.", by=cast.coordinator)
    assert keep_promises(now=case.told_at + timedelta(days=14) - SECOND) == 0
    assert keep_promises(now=case.told_at + timedelta(days=14)) == 1
    case.refresh_from_db()
    assert (case.state, is_hidden(theme)) == ("closed", True)


def test_one_bad_case_stops_no_other(cast, theme, case):
    broken = Case.objects.create(subject_kind="nonsense", subject_id=1, due_at=timezone.now() - timedelta(days=9))
    assert keep_promises(now=case.due_at) == 1
    broken.refresh_from_db()
    case.refresh_from_db()
    assert (broken.escalated_at, case.escalated_at is None) == (None, False)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_act_once(cast, deputy, theme):
    case = actions.report("theme", theme, category="danger", by=None)
    acted = at_once(*[lambda: keep_promises(now=case.due_at)] * 3)
    assert sum(acted) == 1
    assert Entry.objects.about(case).filter(verb="contain").count() == 1
    assert told(deputy) == ["case-escalated"]


def test_the_worse_of_two_categories_goes_first():
    assert more_severe("", "spam") == "spam"
    assert more_severe("other", "danger") == more_severe("danger", "other") == "danger"
    assert more_severe("hurtful", "untrue") == "hurtful"


# Whatever people and clocks do in whatever order


VERBS = (
    "report",
    "report-danger",
    "contain",
    "release",
    "keep",
    "hide",
    "appeal",
    "uphold",
    "grant",
    "look_again",
    "wait",
)
steps = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.integers(1, 20)), min_size=1, max_size=14)


@settings(max_examples=40)
@given(steps)
def test_random_sequences_keep_what_must_hold(cast, officer, deputy, theme, walked):
    """The thing is hidden exactly as its last case says, somebody else answers, and every case under way has its end."""
    with transaction.atomic():
        people = [cast.coordinator, deputy, officer, cast.member, cast.other, cast.outsider]
        for verb, who, days in walked:
            act(verb, theme, people[who], days)
            check(theme, people)
        transaction.set_rollback(True)


def act(verb, theme, person, days):
    """As a page does it: what is refused changes nothing."""
    last = Case.objects.order_by("pk").last()
    with contextlib.suppress(MoveRefused):
        if verb.startswith("report"):
            if Theme.objects.visible_to(person).filter(pk=theme.pk).exists():
                category = "danger" if verb.endswith("danger") else "spam"
                actions.report("theme", theme, category=category, by=person)
        elif last is None:
            return
        elif verb == "wait":
            keep_promises(now=(last.due_at or timezone.now()) + timedelta(days=days - 10))
        elif verb in {"appeal", "contain"}:
            words = {"text": "But."} if verb == "appeal" else {}
            if person.has_perm(f"collaborations.{verb}_case", last):
                getattr(actions, verb)(last, **words, by=person)
        else:
            words = {"hide": {"reason": "purpose", "text": "No."}, "uphold": {"text": "No."}}.get(verb, {})
            getattr(actions, verb)(last, **words, by=person)


def check(theme, people):
    case = Case.objects.order_by("pk").last()
    if case is None:
        assert not is_hidden(theme)
        return
    says_hidden = case.state in {"contained", "appealed"} or (
        case.state in {"told", "closed"} and case.decision == "hide"
    )
    assert is_hidden(theme) is says_hidden, case.state
    assert Case.objects.under_way().count() <= 1
    if case.state != "closed":
        assert case.due_at
        assert str(otherwise(case))
    if case.decision:
        assert case.decided_by in (None, *people[:3])
        assert case.first_decided_by is None or case.state == "appealed" or case.decided_by != case.first_decided_by
    author = people[3]
    assert not Case.objects.decided_by(author).exists()
    for outsider in people[4:]:
        assert not Case.objects.visible_to(outsider).exists()
    for moderator in people[:3]:
        for one in Case.objects.all():
            by_rows = Case.objects.decided_by(moderator).filter(pk=one.pk).exists()
            assert one.is_decidable_by(moderator) is by_rows
