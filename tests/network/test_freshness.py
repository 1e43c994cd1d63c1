"""Public pages are kept whole and never stale: whatever commits a change makes the next page new."""

import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from collaborations.models import Theme
from collaborations.themes.actions import open_theme
from collaborations.themes.gathering.actions import support
from network.freshness import WholePages, watch, whole_page
from tests.conftest import Browser
from tests.factories import ThemeFactory

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/themes/"


def stored():
    return len(caches["pages"]._cache)


def read(path=LIST, **headers):
    return Browser().get(path, headers=headers)


@pytest.fixture
def theme(cast):
    return ThemeFactory(opened=True, title="Who decides?", author=cast.member, organisation=cast.organisation)


def test_a_kept_page_costs_one_query_and_is_the_same(theme, django_assert_num_queries):
    first = read()
    assert "Who decides?" in first.content.decode()
    with django_assert_num_queries(1):  # the version
        second = read()
    assert second.content == first.content
    assert stored() == 1


def test_what_a_coordinator_opens_is_there_at_once(cast, theme):
    read()
    proposal = ThemeFactory(proposed=True, title="How do we leave well?", author=cast.member)
    assert "How do we leave well?" not in read().content.decode()
    open_theme(proposal, by=cast.coordinator)
    assert "How do we leave well?" in read().content.decode()


def test_a_voice_shows_at_once(cast, theme):
    path = theme.get_absolute_url()
    assert "Voorbeeld Lidorganisatie B" not in read(path).content.decode()
    support(theme, organisation=cast.other_organisation, by=cast.other)
    assert "Voorbeeld Lidorganisatie B" in read(path).content.decode()


def test_a_repair_by_hand_shows_at_once(theme):
    read()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE collaborations_theme SET title = 'Mended by hand'")
    assert "Mended by hand" in read().content.decode()


def test_a_row_deleted_by_hand_is_gone_at_once(theme):
    read()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM collaborations_theme")
    assert "Who decides?" not in read().content.decode()


def test_a_change_shows_with_its_commit_and_not_before(theme):
    read()
    with transaction.atomic(), ThreadPoolExecutor(1) as elsewhere:
        Theme.objects.update(title="Not yet said")
        assert "Not yet said" not in elsewhere.submit(reader_elsewhere).result()
    assert "Not yet said" in read().content.decode()


def test_a_change_that_is_rolled_back_never_shows(theme, django_assert_num_queries):
    before = read().content
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Theme.objects.update(title="Never said")
        raise ZeroDivisionError
    with django_assert_num_queries(1):
        assert read().content == before


def reader_elsewhere():
    try:
        return read().content.decode()
    finally:
        connections.close_all()


@pytest.mark.parametrize(("is_changed_meanwhile", "then"), [(True, b"new"), (False, b"old")])
def test_a_page_during_whose_making_something_was_committed_is_not_good_for_the_next(theme, is_changed_meanwhile, then):
    words = iter(["old", "new"])

    @whole_page
    def view(request):
        if is_changed_meanwhile:
            Theme.objects.update(title="Changed while the page was made")
        return HttpResponse(next(words))

    pages = WholePages(view)
    assert pages(RequestFactory().get(LIST)).content == b"old"
    assert pages(RequestFactory().get(LIST)).content == then


def test_languages_and_packing_are_kept_apart(theme):
    english, french = read(), read(**{"Accept-Language": "fr"})
    packed = read(**{"Accept-Encoding": "gzip"})
    assert stored() == 3
    assert (english["Content-Language"], french["Content-Language"]) == ("en", "fr")
    assert packed["Content-Encoding"] == "gzip"
    assert "Who decides?" in gzip.decompress(packed.content).decode()
    again = read()
    assert again.content == english.content
    assert not again.has_header("Content-Encoding")
    for name in ("Accept-Language", "Cookie", "Accept-Encoding"):
        assert name in packed["Vary"]


def test_the_page_of_a_list_is_its_own(theme):
    assert read("/themes/?page=1").status_code == 200
    assert read("/themes/?page=2").status_code == 200
    assert stored() == 2


def test_a_browser_that_has_the_page_is_told_so_in_a_few_bytes(theme):
    tag = read()["ETag"]
    answer = read(**{"If-None-Match": tag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    Theme.objects.update(title="New words")
    assert read(**{"If-None-Match": tag}).status_code == 200


def test_a_head_request_never_keeps_an_empty_page(theme):
    assert Browser().head(LIST).content == b""
    assert "Who decides?" in read().content.decode()


def test_nothing_is_kept_for_somebody_who_is_signed_in(theme, client_of, cast):
    answer = client_of(cast.member).get(LIST)
    assert "Voorbeeld" in answer.content.decode()
    assert stored() == 0
    assert "public" not in answer.get("Cache-Control", "")
    assert not answer.has_header("ETag")


def test_somebody_who_is_signed_in_never_gets_the_page_of_strangers(theme, client_of, cast):
    read()
    html = client_of(cast.member).get(LIST).content.decode()
    assert reverse("notifications:notices") in html


def test_a_session_cookie_alone_is_enough_to_keep_nothing(theme):
    browser = Browser()
    browser.cookies["sessionid"] = "whatever"
    assert browser.get(LIST).status_code == 200
    assert stored() == 0


@pytest.mark.parametrize("path", ["/themes/999/", "/account/login/", "/health/live", "/themes/propose/", "/l/x/"])
def test_pages_that_are_not_marked_or_not_found_are_never_kept(path):
    read(path)
    assert stored() == 0


@pytest.mark.parametrize(("cookies", "kept"), [({}, 1), ({"csrftoken": "personal"}, 0)])
def test_a_page_that_sets_a_cookie_is_not_kept(cookies, kept):
    @whole_page
    def view(request):
        response = HttpResponse("page")
        for name, value in cookies.items():
            response.set_cookie(name, value)
        return response

    WholePages(view)(RequestFactory().get(LIST))
    assert stored() == kept


def test_kept_pages_hold_no_cookie_and_no_token(theme):
    for path in ("/", LIST, "/about/", theme.get_absolute_url()):
        first, kept = read(path), read(path)
        assert not first.cookies
        assert not kept.cookies
        assert "csrf" not in kept.content.decode().lower()
        assert kept["Content-Security-Policy"] == first["Content-Security-Policy"]


def test_watching_can_be_undone():
    (operation,) = watch("notifications_notice")
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(operation.sql)
        cursor.execute(operation.reverse_sql)
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'notifications_notice'::regclass AND tgname = 'public_content'"
        )
        assert cursor.fetchone() == (0,)
