"""What concerns exactly me: on the page, in the badge, and read when looked at."""

import pytest
from django.urls import reverse

from collaborations.models import Theme
from collaborations.themes import actions
from network.protection import Level
from notifications.models import Notice, Seen
from tests.factories import ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

PAGE, BADGE, READ_ALL = (reverse(f"notifications:{name}") for name in ("notices", "badge", "read-all"))


def opened(cast, title, author=None):
    theme = ThemeFactory(proposed=True, title=title, author=author or cast.member)
    return actions.open_theme(theme, by=cast.coordinator)


def seen_address(pk, subject_type="collaborations.theme"):
    return reverse("notifications:seen", args=[subject_type, pk])


def unread(person):
    return Notice.objects.unread_of(person).count()


def test_the_page_shows_my_notices_newest_first_and_nobody_elses(cast, client_of):
    for number in (1, 2, 3):
        opened(cast, f"Theme number {number}")
    opened(cast, "Somebody else's", author=cast.other)
    html = client_of(cast.member).get(PAGE).content.decode()
    places = [html.index(f"Theme number {number}") for number in (3, 2, 1)]
    assert places == sorted(places)
    assert "Somebody else's" not in html
    assert "You look after this theme" in html


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_asks_the_database_the_same_number_of_times(cast, client_of, count, django_assert_num_queries):
    for number in range(count):
        opened(cast, f"Theme {number}")
    browser = client_of(cast.member)
    with django_assert_num_queries(10):  # also supports, admissions, duties and seats
        assert browser.get(PAGE).status_code == 200


def test_where_a_subject_is_gone_the_page_says_so_without_naming_it(cast, client_of):
    theme = opened(cast, "Taken back by Ada")
    Theme.objects.filter(pk=theme.pk).update(state="withdrawn", opened_at=None, due_at=None)
    html = client_of(cast.member).get(PAGE).content.decode()
    assert "no longer there" in html
    assert "Taken back by Ada" not in html


def test_with_no_notice_the_page_says_what_will_be_here(cast, client_of):
    assert "Decisions about your themes" in client_of(cast.member).get(PAGE).content.decode()


@pytest.mark.parametrize(("count", "shows"), [(0, "Notices"), (1, "1 unread notice"), (3, "3 unread notices")])
def test_the_badge_counts_what_is_unread(cast, client_of, count, shows):
    for number in range(count):
        opened(cast, f"Theme {number}")
    opened(cast, "Somebody else's", author=cast.other)
    html = client_of(cast.member).get(BADGE).content.decode()
    assert shows in html
    assert ("unread" in html) is bool(count)
    assert "<html" not in html


def test_a_full_badge_stops_counting(cast, client_of):
    theme = opened(cast, "Theme")
    event = theme.author.notices.get().event
    for _number in range(120):
        event.pk = None
        event.save(force_insert=True)
        Notice.objects.create(person=cast.member, event=event)
    html = client_of(cast.member).get(BADGE).content.decode()
    assert "99+" in html
    assert "121" not in html


def test_looking_at_a_theme_reads_its_notices_and_only_its(cast, client_of):
    one, _two = opened(cast, "One"), opened(cast, "Two")
    opened(cast, "Ben's", author=cast.other)
    answer = client_of(cast.member).post(seen_address(one.pk))
    assert answer.status_code == 200
    assert "1 unread notice" in answer.content.decode()
    assert (unread(cast.member), unread(cast.other)) == (1, 1)
    assert Seen.objects.get().person == cast.member


def test_looking_twice_is_looking_once(cast, client_of):
    theme = opened(cast, "One")
    browser = client_of(cast.member)
    browser.post(seen_address(theme.pk))
    first = Seen.objects.get().at
    browser.post(seen_address(theme.pk))
    assert Seen.objects.get().at > first


@pytest.mark.parametrize("level", [Level.CLOSED, Level.SEALED])
def test_what_one_may_not_see_cannot_be_looked_at(cast, client_of, level):
    theme = ThemeFactory(opened=True, protection=level)
    assert client_of(cast.member).post(seen_address(theme.pk)).status_code == 404
    assert not Seen.objects.exists()


@pytest.mark.parametrize("subject_type", ["members.topic", "nothing.at-all", "x", "collaborations.support"])
def test_only_what_can_be_told_about_can_be_looked_at(cast, client_of, subject_type):
    assert client_of(cast.member).post(seen_address(cast.member.pk, subject_type)).status_code == 404
    assert not Seen.objects.exists()


def test_marking_all_as_read_is_for_oneself(cast, client_of):
    for author in (cast.member, cast.member, cast.other):
        opened(cast, "Theme", author=author)
    answer = client_of(cast.member).post(READ_ALL, follow=True)
    assert "2 notices marked as read." in answer.content.decode()
    assert (unread(cast.member), unread(cast.other)) == (0, 1)


@pytest.mark.parametrize("path", [PAGE, BADGE])
def test_strangers_are_asked_to_sign_in(client, path):
    assert client.get(path).url.startswith(reverse("account_login"))


def test_reading_pages_changes_nothing(cast, client_of):
    opened(cast, "Theme")
    browser = client_of(cast.member)
    for path in (PAGE, BADGE, "/", "/themes/"):
        browser.get(path)
    assert unread(cast.member) == 1
