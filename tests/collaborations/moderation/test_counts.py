"""The public counts: none below five, and none that can be worked out from the others."""

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collaborations.models import Case
from collaborations.moderation.counts import KINDS, LEAST, decisions_by_year, suppressed

counts = st.lists(st.integers(0, 12), min_size=len(KINDS), max_size=len(KINDS))


def every_way_it_could_be(shown, total):
    """All counts that a reader, who knows the rules of the page, cannot tell from what it shows."""
    hidden = [place for place, count in enumerate(shown) if count is None]
    for tried in product(range(LEAST), repeat=len(hidden)):
        could = [count or 0 for count in shown]
        for place, count in zip(hidden, tried, strict=True):
            could[place] = count
        if (total is None or sum(could) == total) and suppressed(could) == (shown, total):
            yield could


@given(counts)
def test_no_small_count_is_shown_and_none_can_be_subtracted(found):
    shown, total = suppressed(found)
    assert all(count is None or count >= LEAST for count in [*shown, total])
    assert [count for count in found if count >= LEAST] == [count for count in shown if count is not None]
    could_be = list(every_way_it_could_be(shown, total))
    assert found in could_be
    for place, count in enumerate(shown):
        if count is None:
            assert len({could[place] for could in could_be}) > 1, (found, shown, total)


@pytest.mark.parametrize(
    ("found", "shown", "total"),
    [
        ([5, 6, 7, 8], [5, 6, 7, 8], 26),
        ([5, 6, 7, 4], [5, 6, 7, None], None),  # 4 could be subtracted
        ([5, 6, 2, 1], [5, 6, None, None], 14),  # 0 and 3, 1 and 2, 2 and 1, or 3 and 0
        ([5, 6, 0, 0], [5, 6, None, None], None),  # nothing but 0 and 0
        ([5, 6, 4, 4], [5, 6, None, None], None),  # nothing but 4 and 4
        ([0, 0, 0, 0], [None] * 4, None),
        ([4, 0, 0, 0], [None] * 4, None),
    ],
)
def test_what_is_shown(found, shown, total):
    assert suppressed(found) == (shown, total)


def decided(origin, decision, moment, count):
    rule = "none" if decision == "keep" else "spam"
    for _ in range(count):
        case = Case(subject_kind="theme", subject_id=Case.objects.count() + 1, origin=origin, state="closed")
        case.decision, case.rule = decision, "purpose" if rule == "spam" else rule
        case.decided_at = case.closed_at = moment
        case.save()


@pytest.mark.allows_loops
def test_the_page_counts_decisions_by_year_of_the_networks_own_zone(db, client):
    new_year_here = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight in Amsterdam
    decided("report", "keep", new_year_here, 5)
    decided("report", "hide", new_year_here, 4)
    decided("hold", "keep", datetime(2025, 6, 1, tzinfo=UTC), 7)
    Case.objects.create(subject_kind="theme", subject_id=999, due_at=new_year_here)  # not decided yet
    newest, oldest = decisions_by_year()
    assert (newest.number, newest.counts, newest.total) == (2026, [5, None, None, None], 9)
    assert (oldest.number, oldest.counts, oldest.total) == (2025, [None, None, 7, None], None)
    page = " ".join(client.get("/moderation/").content.decode().split())
    assert "<td>5</td>" in page
    assert "fewer than five" in page
    assert "<td>4</td>" not in page
