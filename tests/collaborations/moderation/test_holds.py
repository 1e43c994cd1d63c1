"""What is held before anybody reads it: the listed rules, and what becomes of each hold."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from collaborations.models import Case, Comment
from collaborations.moderation import actions
from collaborations.moderation.clock import keep_promises
from collaborations.moderation.holds import HOLDS, hold_if_needed
from members.models import Organisation
from network.journal import Entry
from network.workdays import after_working_days
from notifications.models import Notice
from tests.collaborations.moderation.conftest import comment_on

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

PLAIN = "What happens when partners write the first draft? We tried it once."


def held(theme, by, text=PLAIN):
    comment = comment_on(theme, by, text=text)
    case = hold_if_needed("comment", comment, text=text, by=by)
    comment.refresh_from_db()
    assert (case is None) is (comment.hidden_at is None)
    return case


def test_the_first_posts_of_somebody_without_an_organisation_are_held_until_one_was_released(cast, theme):
    first, second = held(theme, cast.outsider), held(theme, cast.outsider, "Another thought.")
    assert {first.held_by, second.held_by} == {"first-post"}
    assert (first.state, first.origin, first.author) == ("contained", "hold", cast.outsider)
    assert abs(first.due_at - after_working_days(timezone.now(), 2)) < timedelta(minutes=1)
    actions.keep(first, by=cast.coordinator)
    assert Comment.objects.get(pk=first.subject_id).hidden_at is None
    assert held(theme, cast.outsider, "A third one.") is None
    assert held(theme, cast.ended, PLAIN).held_by == "first-post", "an ended seat answers for nobody"


def test_a_post_that_stays_hidden_releases_nobody(cast, theme):
    actions.hide(held(theme, cast.outsider), reason="purpose", text="No.", by=cast.coordinator)
    assert held(theme, cast.outsider, "Another thought.").held_by == "first-post"


def test_people_of_organisations_that_take_part_are_not_held(cast, theme):
    assert held(theme, cast.member) is None
    Organisation.objects.filter(pk=cast.organisation.pk).update(state="suspended", suspended_at=timezone.now())
    ada = type(cast.member).objects.get(pk=cast.member.pk)
    assert held(theme, ada).held_by == "first-post"


A, B = "https://example.org/a", "www.example.org/b"


@pytest.mark.parametrize(
    ("text", "is_held"),
    [
        (PLAIN, False),
        (f"We wrote it down. It is here: {A}", False),
        (f"{A}", True),  # more links than sentences
        (f"Buy {A} and {B}", True),
        (f"Read this. {A} Then that. {B}", False),
        (f"One. Two. Three. Four. Five. {A} {A} {A}", False),
        (f"One. Two. Three. Four. Five. {A} {A} {A} {A}", True),  # four
        (f"First source\n{A}\nSecond source\n{B}", False),
        ("HTTPS://EXAMPLE.ORG HTTPS://EXAMPLE.ORG", True),
        ("Écrivez à nous ! Merci… « oui »", False),
        ("مرحبا. كيف حالك؟", False),
        ("", False),
        ("z̸̢̛a̷l̴g̵o̶ " * 50, False),
    ],
)
def test_many_links_hold_a_text(cast, theme, text, is_held):
    case = held(theme, cast.member, text)
    assert (case is not None) is is_held
    if case:
        assert case.held_by == "many-links"
        assert abs(case.due_at - after_working_days(timezone.now(), 10)) < timedelta(minutes=1)


def test_a_long_text_is_judged_fast(cast, theme):
    """No pattern of the rules takes longer than its text is long: a million odd characters come back."""
    for text in ("https://" * 100_000, "www." * 200_000, "!" * 500_000, "a" * 500_000, "\n" * 500_000):
        hold_if_needed("comment", comment_on(theme, cast.member, text="x"), text=text, by=cast.member)


def test_the_same_text_a_third_time_is_held(cast, theme):
    said = "Come to our fair on Friday."
    assert held(theme, cast.member, said) is None
    assert held(theme, cast.member, said.upper()) is None
    assert held(theme, cast.other, said) is None, "of somebody else it is the first time"
    assert held(theme, cast.member, said).held_by == "same-again"
    assert held(theme, cast.member, "Something else.") is None


def test_those_who_look_after_the_network_are_never_held(cast, officer, deputy, theme):
    for person in (cast.coordinator, deputy, officer):
        for _ in range(3):
            assert held(theme, person, f"{A} {A} {A} {A}") is None


def test_its_author_is_told_and_it_lies_on_the_desk(cast, officer, theme):
    case = held(theme, cast.outsider)
    kinds = dict(Notice.objects.values_list("person", "event__kind"))
    assert kinds == {cast.outsider.pk: "content-held", cast.coordinator.pk: "case-waits", officer.pk: "case-waits"}
    entry = Entry.objects.about(case).get()
    assert (entry.verb, entry.actor, entry.why) == ("hold", None, str(HOLDS[0].sentence))


def test_an_edit_of_what_is_held_is_the_same_hold(cast, theme):
    comment = comment_on(theme, cast.outsider)
    case = hold_if_needed("comment", comment, text=PLAIN, by=cast.outsider)
    assert hold_if_needed("comment", comment, text=f"{A} {A}", by=cast.outsider) == case
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "by", "shown", "state"),
    [(PLAIN, "outsider", True, "closed"), (f"{A} {A} {A} {A}", "member", False, "told")],
)
def test_each_hold_ends_by_its_default(cast, theme, text, by, *, shown, state):
    author = getattr(cast, by)
    case = held(theme, author, text)
    assert keep_promises(now=case.due_at - timedelta(seconds=1)) == 0
    assert keep_promises(now=case.due_at) == 1
    case.refresh_from_db()
    assert (case.state, case.decided_by) == (state, None)
    assert (Comment.objects.get(pk=case.subject_id).hidden_at is None) is shown
    assert "content-decided" in Notice.objects.filter(person=author).values_list("event__kind", flat=True)
    entry = Entry.objects.about(case).get(verb="decide")
    assert (entry.actor, entry.why) == (None, str(next(hold.sentence for hold in HOLDS if hold.name == case.held_by)))
    assert keep_promises() == 0


def test_every_rule_is_said_in_full_sentences():
    for hold in HOLDS:
        for sentence in (str(hold.sentence), str(hold.otherwise)):
            assert re.fullmatch(r"[A-Z].*\.", sentence)
