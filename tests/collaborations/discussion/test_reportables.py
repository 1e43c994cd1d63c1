"""Comments are reported like everything else, by who sees them, and hidden at once by who carries the theme."""

import pytest
from django.urls import reverse

from collaborations.discussion.reportables import COMMENTS
from collaborations.models import Comment, Volunteer
from tests.collaborations.discussion.talking import browser_of, html, say
from tests.factories import CommentFactory, PersonFactory, SeatFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def theme(cast):
    return theme_in("open", author=cast.member, organisation=cast.organisation, title="Who decides?")


def test_what_one_reads_one_can_report_and_nothing_else(cast, theme):
    said = say(theme, by=cast.other, text="Hello @Ada Voorbeeld")
    address = reverse("collaborations:report", args=["comment", said.pk])
    assert f'href="{address}"' in html(browser_of(cast.member).get(said.get_absolute_url()))
    assert f'href="{address}"' not in html(browser_of(cast.other).get(said.get_absolute_url()))
    assert browser_of(cast.member).get(address).status_code == 200
    Comment.objects.filter(pk=said.pk).update(hidden_at=said.written_at)
    assert browser_of(cast.member).get(address).status_code == 404


def test_its_words_are_those_its_author_typed(cast, theme):
    said = say(theme, by=cast.other, text="Hello **@Ada Voorbeeld**")
    for loaded in (said, COMMENTS.load([said.pk])[said.pk]):
        words = COMMENTS.words(loaded)
        assert (words.title, words.text) == ("A comment at “Who decides?”", "Hello **@Ada Voorbeeld**")
        assert (words.address, words.lang, words.is_discreet) == (said.get_absolute_url(), "en", False)
    assert COMMENTS.author_of(said) == cast.other


def test_who_carries_the_theme_may_hide_it_at_once_and_nobody_else_of_it(cast, theme):
    carrier, deputy = SeatFactory(), SeatFactory()
    first = Volunteer.objects.create(theme=theme, seat=carrier)
    Volunteer.objects.create(theme=theme, seat=deputy, stands_in_for=first)
    said = CommentFactory(place_id=theme.pk, author=cast.other)
    assert COMMENTS.leaders_of(said) == [carrier.person_id]


@pytest.mark.parametrize(
    ("protection", "is_kept"), [("open", False), ("members", False), ("closed", True), ("sealed", True)]
)
def test_comments_are_kept_from_those_from_whom_their_theme_is_kept(cast, theme, protection, is_kept):
    theme.protection = protection
    theme.save()
    said = CommentFactory(place_id=theme.pk, author=cast.other)
    assert list(COMMENTS.kept_from(cast.coordinator)) == ([said] if is_kept else [])
    assert not COMMENTS.kept_from(PersonFactory(is_safeguarding_officer=True)).exists()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_many_are_loaded_as_one(cast, theme, count, django_assert_num_queries):
    said = [say(theme, by=cast.coordinator, text=f"{number} @Ada Voorbeeld") for number in range(count)]
    with django_assert_num_queries(9):  # comments, names, and what a theme is asked as a place
        for comment in COMMENTS.load([one.pk for one in said]).values():
            assert COMMENTS.words(comment).text.endswith("@Ada Voorbeeld")
            assert COMMENTS.leaders_of(comment) == []
