"""The socket of an open page, through the real application, session and Valkey."""

import asyncio
import re
from functools import partial

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.utils import timezone

from members.models import Organisation, Person
from members.seats.actions import end_seat, give_seat
from notifications.live import consumers
from notifications.live.consumers import RESTARTING, SIGNED_OUT
from notifications.live.groups import group_of, lost_since
from notifications.models import Event, Notice
from notifications.tasks import hint_at_notices, look_again
from tests.conftest import Browser
from tests.notifications.live.sockets import WAIT, Socket

pytestmark = pytest.mark.django_db(transaction=True)

HOME = "https://kring.example.org"


@pytest.fixture
def session(cast):
    """The session cookie of Ada, who is signed in."""
    browser = Browser()
    browser.force_login(cast.member)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def play(scene):
    """Run an async scene to its end, with every connection closed after it."""

    async def whole():
        try:
            await asyncio.wait_for(scene(), 4 * WAIT)
        finally:
            await sync_to_async(connections.close_all)()

    asyncio.run(whole())


def page(session="", origin=HOME, query=b""):
    headers = [(b"host", b"kring.example.org")]
    if origin:
        headers.append((b"origin", origin.encode()))
    if session:
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode()))
    return Socket(headers, query)


async def opened(session):
    socket = page(session)
    assert await socket.connect()
    return socket, await socket.heard()


def new_notice(person):
    event = Event.objects.create(kind="your-theme-opened", subject_id=1, is_addressed=True)
    return Notice.objects.create(person=person, event=event)


def test_a_new_page_hears_up_to_where_its_notices_go(cast, session):
    notice = new_notice(cast.member)
    new_notice(cast.other)

    async def scene():
        socket, first = await opened(session)
        assert first == {"max": notice.pk}
        await socket.disconnect()

    play(scene)


def test_a_hint_sent_by_the_worker_reaches_the_open_page_of_its_person_and_no_other(cast, session):
    async def scene():
        socket, first = await opened(session)
        assert first == {"max": 0}
        others = await sync_to_async(new_notice)(cast.other)
        mine = await sync_to_async(new_notice)(cast.member)
        await sync_to_async(hint_at_notices)([cast.other.pk])
        await sync_to_async(hint_at_notices)([cast.member.pk])
        heard = await socket.heard()
        assert heard == {"max": mine.pk} != {"max": others.pk}
        assert await socket.receive_nothing(0.2)
        await socket.disconnect()

    play(scene)


def test_two_pages_of_one_person_both_hear(cast, session):
    async def scene():
        sockets = [(await opened(session))[0] for _page in range(2)]
        mine = await sync_to_async(new_notice)(cast.member)
        await sync_to_async(hint_at_notices)([cast.member.pk])
        assert [await socket.heard() for socket in sockets] == [{"max": mine.pk}] * 2
        for socket in sockets:
            await socket.disconnect()

    play(scene)


@pytest.mark.parametrize(
    "origin", ["https://evil.example.com", "http://kring.example.org", "https://kring.example.org.evil.com", "null", ""]
)
def test_pages_of_other_sites_are_refused(session, origin):
    async def scene():
        assert not await page(session, origin).connect()

    play(scene)


@pytest.mark.parametrize("cookie", ["", "x" * 32, "not a session"])
def test_without_a_session_the_socket_closes_with_a_code_of_its_own(db, cookie):
    async def scene():
        socket = page(cookie)
        assert await socket.connect()
        assert await socket.closed_with() == SIGNED_OUT

    play(scene)


ENDS = {
    "signed out": lambda session, person: SessionStore(session).delete(),
    "account closed": lambda session, person: Person.objects.filter(pk=person.pk).update(is_active=False),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_session_that_ends_closes_the_socket_at_the_next_beat(cast, session, monkeypatch, how):
    monkeypatch.setattr(consumers, "HEARTBEAT_SECONDS", 0.3)

    async def scene():
        socket, _first = await opened(session)
        await sync_to_async(partial(ENDS[how], session, cast.member))()
        assert await socket.closed_with() == SIGNED_OUT

    play(scene)


def suspend(organisation):
    Organisation.objects.filter(pk=organisation.pk).update(state="suspended", suspended_at=timezone.now())


SEAT_ENDS = {
    "seat ended": lambda cast: end_seat(cast.member.seat_terms.get(), by=cast.contact),
    "organisation suspended": lambda cast: suspend(cast.organisation),
}


@pytest.mark.parametrize("how", SEAT_ENDS)
def test_a_seat_that_ends_closes_the_socket_at_the_next_beat(cast, session, monkeypatch, how):
    monkeypatch.setattr(consumers, "HEARTBEAT_SECONDS", 0.3)

    async def scene():
        socket, _first = await opened(session)
        await sync_to_async(partial(SEAT_ENDS[how], cast))()
        assert await socket.closed_with() == SIGNED_OUT

    play(scene)


@pytest.mark.parametrize("how", SEAT_ENDS)
def test_a_seat_that_ends_closes_the_socket_at_once_when_the_worker_says_so(cast, session, how):
    async def scene():
        socket, _first = await opened(session)
        await sync_to_async(look_again)([cast.member.pk])
        assert await socket.receive_nothing(0.2)
        await sync_to_async(partial(SEAT_ENDS[how], cast))()
        await sync_to_async(look_again)([cast.member.pk])
        assert await socket.closed_with() == SIGNED_OUT

    play(scene)


def address_in(browser):
    """Where a page says that its socket is."""
    return re.search(r'data-live-url="[^"?]*\?([^"]*)"', browser.get("/").content.decode())[1].encode()


@pytest.mark.parametrize("how", SEAT_ENDS)
def test_a_page_whose_seat_ended_while_its_socket_was_away_is_closed_when_it_comes_again(cast, how):
    browser = Browser()
    browser.force_login(cast.member)
    query, session = address_in(browser), browser.cookies[settings.SESSION_COOKIE_NAME].value

    async def scene():
        socket = page(session, query=query)
        assert await socket.connect()
        await socket.heard()
        await socket.disconnect()
        await sync_to_async(partial(SEAT_ENDS[how], cast))()
        again = page(session, query=query)
        assert await again.connect()
        assert await again.closed_with() == SIGNED_OUT
        anew = page(session, query=await sync_to_async(address_in)(browser))
        assert await anew.connect()
        await anew.heard()
        await anew.disconnect()

    play(scene)


@pytest.mark.parametrize(
    "said", [b"", b"made", b"made=x", b"made=-1.000000", b"made=" + b"9" * 400, b"a=1&made=2.000000"]
)
def test_an_address_that_says_no_time_closes_nothing(cast, said):
    SEAT_ENDS["seat ended"](cast)
    assert not lost_since(said, cast.member.pk)


@pytest.mark.parametrize("who", ["outsider", "coordinator", "ended"])
def test_whoever_never_had_a_seat_keeps_the_socket(cast, who):
    browser = Browser()
    browser.force_login(cast.everybody()[who])

    async def scene():
        socket, _first = await opened(browser.cookies[settings.SESSION_COOKIE_NAME].value)
        await sync_to_async(look_again)([cast.everybody()[who].pk])
        assert await socket.receive_nothing(0.2)
        await socket.disconnect()

    play(scene)


def test_a_new_seat_closes_nothing(cast, session):
    async def scene():
        socket, _first = await opened(session)
        await sync_to_async(give_seat)(cast.third_organisation, person=cast.member, role="staff", by=cast.coordinator)
        await sync_to_async(look_again)([cast.member.pk])
        assert await socket.receive_nothing(0.2)
        await socket.disconnect()

    play(scene)


def test_while_all_is_well_beats_close_nothing(session, monkeypatch):
    monkeypatch.setattr(consumers, "HEARTBEAT_SECONDS", 0.1)

    async def scene():
        socket, _first = await opened(session)
        assert await socket.receive_nothing(0.8)
        await socket.disconnect()

    play(scene)


def test_a_dead_layer_closes_the_socket_so_that_the_page_comes_again(session, monkeypatch):
    """The beats that the socket sends to itself through the layer are lost on their way."""

    async def lost(consumer, event):
        pass

    monkeypatch.setattr(consumers, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(consumers.BadgeConsumer, "heartbeat", lost)

    async def scene():
        socket, _first = await opened(session)
        assert await socket.closed_with() == RESTARTING

    play(scene)


@pytest.mark.parametrize("said", ["", "{", '{"type": "hint"}', "x" * 10_000])
def test_what_a_page_says_is_not_listened_to(session, said):
    async def scene():
        socket, _first = await opened(session)
        await socket.say(said)
        assert await socket.receive_nothing(0.2)
        await socket.disconnect()

    play(scene)


def test_each_person_has_a_group_of_their_own():
    assert group_of(1) != group_of(11)
