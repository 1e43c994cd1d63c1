"""Cases on the desk: each once, with its end and its default, decided there, and counted in a constant number of queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from collaborations.desk.queue import count_for
from collaborations.models import Case, Theme
from collaborations.moderation import actions
from collaborations.moderation.clock import keep_promises
from collaborations.moderation.holds import hold_if_needed
from network.desk import DEFAULTS, PILES
from network.moves import MoveRefused
from network.queue import waiting_for
from tests.collaborations.moderation.conftest import comment_on
from tests.factories import PersonFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

OURS = ("report", "hold", "moderation-appeal")


def anew(thing):
    return type(thing).objects.get(pk=thing.pk)


def on_desk_of(person):
    return [row for row in waiting_for(anew(person)) if row.key.rpartition("-")[0] in OURS]


@pytest.fixture
def three(cast, officer, theme):
    """A report, a hold and an appeal."""
    comment = comment_on(theme, cast.outsider)
    held = hold_if_needed("comment", comment, text=comment.text, by=cast.outsider)
    reported = actions.report("theme", theme, category="danger", by=cast.other)
    other = ThemeFactory(opened=True, title="Tweede", author=cast.member, organisation=cast.organisation)
    decided = actions.hide(
        actions.report("theme", other, category="spam", by=None), reason="purpose", text="No.", by=cast.coordinator
    )
    actions.appeal(decided, text="But it is not.", by=cast.member)
    return {"report": reported, "hold": held, "moderation-appeal": anew(decided)}


def test_each_case_lies_in_one_pile_with_its_end_and_its_default(cast, officer, deputy, three):
    for person in (officer, deputy):
        rows = on_desk_of(person)
        assert {row.key for row in rows} == {f"{pile}-{case.pk}" for pile, case in three.items()}
        for row in rows:
            assert row.due > timezone.now()
            assert row.minutes
            assert row.otherwise
            assert row.since
    assert {row.key for row in on_desk_of(cast.coordinator)} == {
        f"{pile}-{three[pile].pk}" for pile in ("report", "hold")
    }, "the appeal is about their own no"
    assert on_desk_of(cast.member) == on_desk_of(cast.outsider) == []


def test_who_may_never_decide_finds_nothing_of_it(cast, officer):
    own = ThemeFactory(opened=True, title="Eigen", author=cast.coordinator)
    sealed = ThemeFactory(opened=True, title="Verzegeld", protection="sealed", author=cast.member)
    before = count_for(anew(cast.coordinator))
    actions.report("theme", own, category="spam", by=cast.other)
    actions.report("theme", sealed, category="spam", by=None)
    assert on_desk_of(cast.coordinator) == []
    assert count_for(anew(cast.coordinator)) == before
    assert {row.title for row in on_desk_of(officer)} == {"Eigen", "Verzegeld"}


@pytest.mark.parametrize(
    ("pile", "decision", "is_shown", "ends"),
    [
        ("report", "keep", True, "closed"),
        ("report", "hide", False, "told"),
        ("hold", "release", True, "closed"),
        ("hold", "hide", False, "told"),
        ("moderation-appeal", "grant", True, "closed"),
        ("moderation-appeal", "uphold", False, "closed"),
    ],
)
def test_every_decision_of_every_pile_is_an_action(cast, officer, three, pile, decision, *, is_shown, ends):
    chosen = PILES[pile].decision(decision)
    row = PILES[pile].rows(anew(officer)).get(pk=three[pile].pk)
    assert officer.has_perm(chosen.permission, row)
    reason = chosen.reasons[0][0] if chosen.reasons else ""
    chosen.carry_out(row, by=officer, reason=reason, text="Because." if chosen.has_words else "")
    case = anew(three[pile])
    assert case.state == ends
    assert (case.thing.hidden_at is None) is is_shown
    assert not PILES[pile].rows(anew(officer)).filter(pk=case.pk).exists()


def test_hiding_wants_a_rule_of_the_list_and_words():
    for pile in ("report", "hold"):
        hide = PILES[pile].decision("hide")
        assert {value for value, _words in hide.reasons} == set(Case.Rule) - {"none"}
        assert hide.asks_text


def test_a_decision_announced_after_somebody_was_faster_is_refused_with_their_name(cast, deputy, theme, case):
    row = PILES["report"].rows(anew(cast.coordinator)).get()
    actions.keep(anew(case), by=deputy)
    with pytest.raises(MoveRefused, match="Desta Voorbeeld decided about this a moment ago"):
        PILES["report"].decision("hide").carry_out(row, by=cast.coordinator, reason="respect", text="No.")


def test_what_is_escalated_says_so(cast, case):
    report = PILES["report"]
    assert not report.rows(cast.coordinator).filter(report.escalated).exists()
    actions.escalate(case, why="Nobody decided.")
    assert report.rows(cast.coordinator).filter(report.escalated).exists()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_desk_asks_the_same_for_one_case_as_for_thirty(cast, officer, django_assert_num_queries, count):
    for number in range(count):
        author = PersonFactory()
        theme = ThemeFactory(opened=True, author=author, title=f"Vraag {number}")
        actions.report("theme", theme, category="spam", by=None)
    reader = anew(officer)
    assert reader.seats == []
    with django_assert_num_queries(3):  # the cases with their authors, and the themes
        for row in PILES["report"].rows(reader):
            assert PILES["report"].waiting(row, reader).title.startswith("Vraag")
            assert reader.has_perm("collaborations.decide_case", row)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_so_it_does_for_comments_that_a_rule_holds(cast, officer, theme, django_assert_num_queries, count):
    for number in range(count):
        comment = comment_on(theme, cast.outsider, text=f"Vraag {number}.")
        hold_if_needed("comment", comment, text=comment.text, by=cast.outsider)
    reader = anew(officer)
    assert reader.seats == []
    with django_assert_num_queries(9):
        for row in PILES["hold"].rows(reader):
            assert "Zandloper" in PILES["hold"].waiting(row, reader).title
            assert row.words.text.startswith("Vraag")
            assert reader.has_perm("collaborations.decide_case", row)


def test_what_a_clock_decided_can_be_undone(cast, officer, theme):
    comment = comment_on(theme, cast.outsider)
    held = hold_if_needed("comment", comment, text=comment.text, by=cast.outsider)
    keep_promises(now=held.due_at)
    undo = DEFAULTS["collaborations.case", "decide"]
    assert undo.can_undo(anew(held))
    assert officer.has_perm(undo.permission, anew(held))
    again = undo.undo(anew(held), by=officer)
    assert (again.state, anew(comment).hidden_at is None) == ("contained", False)

    danger = actions.report("theme", theme, category="danger", by=None)
    keep_promises(now=danger.due_at)
    contained = DEFAULTS["collaborations.case", "contain"]
    assert contained.can_undo(anew(danger))
    contained.undo(anew(danger), by=officer)
    assert Theme.objects.get(pk=theme.pk).hidden_at is None
    assert anew(danger).due_at > timezone.now() + timedelta(hours=12)
