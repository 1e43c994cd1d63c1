"""Whatever random people do in whatever order: what must never be, never is."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from collaborations.models import Merge, Support, Theme
from collaborations.themes import actions, clock
from collaborations.themes.gathering import actions as gathering
from collaborations.themes.merging import actions as merging
from members.models import Person, SeatTerm
from network.journal import Entry
from network.moves import MoveRefused
from tests import people
from tests.factories import PersonFactory, theme_in

pytestmark = [pytest.mark.allows_loops]

PROMISES = {"proposed", "appealed", "open", "forming"}


def _support(theme, by, other):
    if by.organisations:
        gathering.support(theme, organisation=by.organisations[0], by=by)


def _take_back(theme, by, other):
    if by.organisations:
        gathering.take_back_support(theme, organisation=by.organisations[0], by=by)


ACTS = {
    "propose": ("withdraw_theme", lambda theme, by, other: actions.propose(theme, by=by)),
    "open": ("open_theme", lambda theme, by, other: actions.open_theme(theme, by=by)),
    "decline": ("decline_theme", lambda theme, by, other: actions.decline(theme, reason="other", text="No.", by=by)),
    "hold_back": ("hold_back_theme", lambda theme, by, other: actions.hold_back(theme, text="A name.", by=by)),
    "let_pass": ("hold_back_theme", lambda theme, by, other: actions.let_pass(theme, by=by)),
    "reconsider": ("reconsider_theme", lambda theme, by, other: actions.reconsider(theme, text="Hm.", by=by)),
    "appeal": ("appeal_theme", lambda theme, by, other: actions.appeal(theme, text="Look again.", by=by)),
    "uphold": ("answer_appeal", lambda theme, by, other: actions.uphold(theme, text="No.", by=by)),
    "grant": ("answer_appeal", lambda theme, by, other: actions.grant(theme, by=by)),
    "park": ("park_theme", lambda theme, by, other: actions.park(theme, text="It rests.", by=by)),
    "revive": ("revive_theme", lambda theme, by, other: actions.revive(theme, by=by)),
    "withdraw": ("withdraw_theme", lambda theme, by, other: actions.withdraw(theme, by=by)),
    "merge": ("merge_theme", lambda theme, by, other: merging.merge(theme, into=other, text="The same.", by=by)),
    "part": ("part_theme", lambda theme, by, other: merging.part(theme, by=by)),
    "support": ("support_theme", _support),
    "take_back": ("support_theme", _take_back),
    "hide": (None, lambda theme, by, other: Theme.objects.filter(pk=theme.pk).update(hidden_at=timezone.now())),
    "show": (None, lambda theme, by, other: Theme.objects.filter(pk=theme.pk).update(hidden_at=None)),
}
MOVED_BY_ROW = {"hide", "show"}  # what moderation does, without a move

STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 8), st.integers(0, 3), st.integers(0, 3)),
        st.tuples(st.just("days"), st.integers(1, 95)),
    ),
    max_size=30,
)


class Lives(TestCase):
    """The whole of every life that hypothesis can think of, four themes of four protections at once."""

    def setUp(self):
        cast = people.make_cast()
        more = [
            PersonFactory(is_deputy=True),
            PersonFactory(is_safeguarding_officer=True),
            PersonFactory(is_coordinator=True),
        ]
        self.people = [person.pk for person in [*cast.everybody().values(), *more]]
        self.outsiders = [AnonymousUser(), cast.outsider, cast.ended]
        self.themes = [
            theme_in("draft", author=cast.member, organisation=cast.organisation, protection=level)
            for level in ("open", "open", "members", "sealed")
        ]

    @settings(max_examples=15)
    @given(STEPS)
    def test_what_must_never_be_never_is(self, steps):
        now = timezone.now()
        for step in steps:
            if step[0] == "days":
                now += timedelta(days=step[1])
                with time_machine.travel(now, tick=False):
                    clock.keep_promises()
                    assert not Theme.objects.shown().filter(due_at__lte=now).exists()
            else:
                with time_machine.travel(now, tick=False):
                    self.act(*step)
            self.hold()

    def act(self, name, who, which, into):
        permission, act = ACTS[name]
        by = Person.objects.get(pk=self.people[who])
        theme, other = (Theme.objects.get(pk=self.themes[number].pk) for number in (which, into))
        if permission and not by.has_perm(f"collaborations.{permission}", theme):
            return
        before, entries = Theme.objects.values().get(pk=theme.pk), Entry.objects.about(theme).count()
        with suppress(MoveRefused):
            act(theme, by, other)
        after = Theme.objects.values().get(pk=theme.pk)
        if name not in MOVED_BY_ROW and (before["state"], before["flagged_at"]) != (
            after["state"],
            after["flagged_at"],
        ):
            assert Entry.objects.about(theme).count() > entries, f"{name} is not in the journal"
            if name in {"open", "decline", "grant", "uphold"}:
                assert theme.author_id != by.pk, "somebody decided about their own"
            if name in {"grant", "uphold"}:
                assert before["declined_by_id"] != by.pk, "somebody answered the appeal against their own no"

    def hold(self):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for theme in Theme.objects.all():
            assert (theme.due_at is not None) is (theme.state in PROMISES)
        assert not Support.objects.values("theme", "organisation").annotate(n=Count("pk")).filter(n__gt=1).exists()
        for person in self.outsiders:
            seen = Theme.objects.visible_to(person)
            assert not seen.exclude(protection="open").exists()
            assert not seen.exclude(hidden_at=None).exists()
            assert not seen.filter(state__in=["draft", "proposed", "declined", "appealed", "withdrawn"]).exists()
        sensitive = Entry.objects.filter(verb="open", actor=None).values_list("thing_id", flat=True)
        assert not Theme.objects.filter(pk__in=sensitive, protection="sealed").exists()
        assert not Entry.objects.filter(actor=None, why="").exists()
        assert Merge.objects.filter(undone_at=None).count() == Theme.objects.filter(state="merged").count()
        assert not SeatTerm.objects.filter(
            ended_at__isnull=False, person__in=Support.objects.values("given_by")
        ).exists()
