"""The leak table: words of what is protected, on every surface, before everybody who may not read them.

Each theme of the world has one word of its own in everything that is written about it: title, question, change,
difference, tags, offer, comment and its page's parts. What a surface shows somebody is compared as a whole set of those
words, so that who may read them is the positive control of each row.
"""

import re
from dataclasses import dataclass, field

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from collaborations.discussion.places import PLACES
from collaborations.models import Admission, Offer, Support, Theme, Tool
from collaborations.themes import actions
from collaborations.themes.admitting.actions import invite
from collaborations.themes.gathering.actions import support
from collaborations.themes.notices import THEME_OPENED, YOUR_THEME_OPENED
from members.models import Person, SeatTerm
from network.kinds import tell
from network.search import look_alikes
from notifications.digests.actions import send_due_digests
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice
from notifications.tasks import hint_at_notices
from tests.conftest import Browser
from tests.factories import CommentFactory, PersonFactory, SupportFactory, theme_in
from tests.network.search.test_look_alikes import KNOWN
from tests.notifications.live.test_consumers import opened, play
from tests.notifications.mornings import subscribe
from tests.test_conventions import patterns

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

THEMES = {  # word: state, level
    "zqopen": ("open", "open"),
    "zqmemb": ("open", "members"),
    "zqclos": ("open", "closed"),
    "zqseal": ("open", "sealed"),
    "zqprcl": ("proposed", "closed"),
    "zqprse": ("proposed", "sealed"),
    "zqdraf": ("draft", "open"),
    "zqhide": ("open", "open"),
}
GATHER = {"zqopen", "zqmemb", "zqclos", "zqseal"}
SEES = {
    "stranger": {"zqopen"},
    "outsider": {"zqopen"},  # an account and no seat
    "ended": {"zqopen"},
    "member": set(THEMES) - {"zqhide"},  # wrote them all
    "contact": {"zqopen", "zqmemb", "zqclos"},  # a colleague: their organisation supports them all
    "other": {"zqopen", "zqmemb", "zqseal"},  # let into the sealed one, and vouched for
    "invited": {"zqopen", "zqclos"},  # let into both, and nobody vouched
    "coordinator": {"zqopen", "zqmemb", "zqprcl"},
    "deputy": {"zqopen", "zqmemb", "zqprcl"},
    "officer": {"zqopen", "zqprcl", "zqprse"},
}
PROTECTED = {"zqclos", "zqseal", "zqprcl", "zqprse", "zqdraf", "zqhide"}


@dataclass
class World:
    people: dict[str, object]
    themes: dict[str, Theme]
    tool: Tool
    organisation: object
    comments: list[object] = field(default_factory=list)

    def browser(self, who):
        browser = Browser()
        if who != "stranger":
            browser.force_login(self.people[who])
        return browser


def words_in(text):
    return set(re.findall(r"zq(?:open|memb|clos|seal|prcl|prse|draf|hide)", text))


@pytest.fixture
def world(cast):
    people = {"stranger": AnonymousUser()} | cast.everybody()
    people |= {
        "invited": PersonFactory(),
        "deputy": PersonFactory(is_deputy=True),
        "officer": PersonFactory(is_safeguarding_officer=True),
    }
    tool = Tool.objects.create(title="Voorbeeld power cards", slug="cards", **KNOWN)
    made = World(people, {}, tool, cast.organisation)
    for word, (state, level) in THEMES.items():
        made.themes[word] = _written(made, word, state, level, cast.member)
    for word in ("zqclos", "zqseal"):
        Admission.objects.create(theme=made.themes[word], person=people["invited"], invited_by=cast.member)
    Admission.objects.create(
        theme=made.themes["zqseal"],
        person=cast.other,
        invited_by=cast.member,
        vouched_by=cast.contact,
        vouched_at=timezone.now(),
    )
    Theme.objects.filter(pk=made.themes["zqhide"].pk).update(hidden_at=timezone.now())
    return made


def _written(world, word, state, level, author):
    theme = theme_in(
        state, title=f"Thema {word}", question=f"Vraag {word}?", change=f"Anders {word}.", difference=f"Want {word}.",
        protection=level, author=author, organisation=world.organisation, goals=[6], countries=["UG"],
        continues_kind="tool", continues_id=world.tool.pk,
    )  # fmt: skip
    if state == "open":
        SupportFactory(theme=theme, organisation=world.organisation, given_by=author)
        Offer.objects.create(theme=theme, organisation=world.organisation, kind="time", amount=word, made_by=author)
        world.comments.append(CommentFactory(place_id=theme.pk, author=author, text=f"Gezegd {word}"))
    return theme


def of_list(world, browser, person, **asked):
    return browser.get(reverse("collaborations:themes"), asked).text


def of_pages(world, browser, person):
    return "".join(browser.get(theme.get_absolute_url()).text for theme in world.themes.values())


def of_look_alikes(world, browser, person):
    found = {each for word in THEMES for each in look_alikes(person, f"thema {word[:-1]}", most=20)}
    return " ".join(f"{each.title} {each.text}" for each in found)


SURFACES = {  # what it shows; of what one sees, which of it stands there
    "list": (of_list, GATHER),
    "list by words": (lambda *one: of_list(*one, q="thema"), GATHER),
    "list by begun word": (lambda *one: "".join(of_list(*one, q=word[:-1]) for word in THEMES), GATHER),
    "list by goal": (lambda *one: of_list(*one, goal="6"), GATHER),
    "list by country, broadest first": (lambda *one: of_list(*one, country="UG", sort="breadth"), GATHER),
    "list, closing soon": (lambda *one: of_list(*one, sort="closing"), GATHER),
    "pages of themes": (of_pages, set(THEMES)),
    "look-alikes": (of_look_alikes, set(THEMES) - {"zqdraf"}),
    "feed": (lambda world, browser, _: browser.get(reverse("collaborations:theme-feed")).text, {"zqopen"}),
    "page of what they go on with": (lambda world, browser, _: browser.get(world.tool.get_absolute_url()).text, GATHER),
    "page of the organisation": (
        lambda world, browser, _: browser.get(world.organisation.get_absolute_url()).text, GATHER,
    ),
}  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
def test_each_surface_shows_each_person_what_they_may_see_and_nothing_else(world, surface):
    show, stands_there = SURFACES[surface]
    shown = {who: words_in(show(world, world.browser(who), person)) for who, person in world.people.items()}
    assert shown == {who: seen & stands_there for who, seen in SEES.items()}


def test_pages_of_what_one_cannot_see_are_those_of_what_never_was(world):
    for who, seen in SEES.items():
        browser = world.browser(who)
        never = browser.get("/themes/999999999/")
        for word, theme in world.themes.items():
            page = browser.get(theme.get_absolute_url())
            assert page.status_code == (200 if word in seen else 404), (who, word)
            if word not in seen:
                assert plain(page) == plain(never), (who, word)


def plain(page):
    """Without what differs from answer to answer."""
    return re.sub(r'X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"|\d{6,}\.\d+|\?next=[^"]*', "", page.text)


AT_THE_DESK = {"coordinator": {"zqprcl"}, "officer": {"zqprcl", "zqprse"}}  # a deputy's only while they stand in


def test_on_the_desk_lies_what_one_decides_about(world):
    for who in SEES:
        page = world.browser(who).get(reverse("collaborations:desk"), follow=True)
        assert words_in(page.text) & PROTECTED == AT_THE_DESK.get(who, set()), who


def test_counts_are_those_of_what_one_sees(world):
    for who, seen in SEES.items():
        page = world.browser(who).get(reverse("collaborations:themes")).text
        (number,) = re.findall(r'role="status">(\d+) themes?<', page)
        assert int(number) == len(seen & GATHER), who


OUTSIDE = ["stranger", "outsider", "coordinator"]  # no right, an account and no seat, the widest rights there are


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_address_whatsoever_tells_of_what_one_may_not_see(world, who):
    """Every address there is, asked by GET and, where it acts, by POST; refusals and pages of errors included."""
    browser, told = world.browser(who), {}
    hidden = set(THEMES) - SEES[who]
    for name, path in addresses(world, {"zqclos", "zqhide"}):
        for ask in (browser.get, browser.post):
            answer = ask(path, {"title": "thema", "text": "x", "q": "thema"})
            if words_in(answer.content.decode(errors="replace")) & hidden:
                told[name] = answer.status_code
            assert answer.status_code < 500, path
    assert told == {}


def addresses(world, hidden):
    """Each address of ours once, and once for each thing that is hidden."""
    themes = [world.themes[word].pk for word in hidden]
    comments = [comment.pk for comment in world.comments if words_in(comment.text) & hidden]
    for name, pattern in patterns():
        if not name.startswith(("collaborations:", "pages:", "notifications:", "members:organisation")):
            continue
        wanted = set(pattern.pattern.converters)
        if "pk" in wanted:
            is_comment = re.search(r"comment|reply|versions|answer", name)
            for pk in comments if is_comment else themes:
                given = {
                    "pk": pk,
                    "slug": "theme",
                    "kind": "theme",
                    "token": "x",
                    "subject_type": "collaborations.theme",
                }
                yield name, reverse(name, kwargs={key: given.get(key, 1) for key in wanted})
        elif not wanted - {"slug", "token"}:
            yield name, reverse(name, kwargs=dict.fromkeys(wanted, "theme"))


def test_every_address_of_themes_and_comments_is_among_those_asked(world):
    asked = {name for name, _path in addresses(world, set(THEMES))}
    for needed in (
        "theme",
        "support-theme",
        "open-theme",
        "discuss",
        "comment",
        "report",
        "desk",
        "themes",
        "theme-feed",
    ):
        assert f"collaborations:{needed}" in asked
    assert len(asked) > 60


@pytest.mark.django_db(transaction=True)
def test_mail_and_digests_say_no_word_of_what_is_protected(cast, letterbox):
    """Not even to those who may read it: others read mail, too. What is open stands in it, to show that it would."""
    people = cast.everybody() | {"officer": PersonFactory(is_safeguarding_officer=True, email="officer@example.org")}
    subscribe(*people.values())
    for word, (_state, level) in THEMES.items():
        facts = {"author": cast.member, "organisation": cast.organisation, "protection": level}
        theme = theme_in("draft", title=f"Thema {word}", question=f"Vraag {word}?", change=f"Anders {word}.", **facts)
        actions.propose(theme, by=cast.member)
        if word == "zqdraf":
            actions.decline(theme, reason="other", text="Kind.", by=cast.coordinator)
        else:
            actions.open_theme(theme, by=people["officer"] if level == "sealed" else cast.coordinator)
            support(theme, organisation=cast.organisation, by=cast.member)
        if word == "zqhide":
            Theme.objects.filter(pk=theme.pk).update(hidden_at=timezone.now())
    while send_waiting_mail():
        pass
    send_due_digests()
    read = {
        who: words_in("".join(everything_in(mail) for mail in letterbox.to(person))) for who, person in people.items()
    }
    protected = {"zqclos", "zqseal", "zqprcl", "zqprse", "zqhide"}
    assert {who: words & protected for who, words in read.items()} == {who: set() for who in people}
    assert "zqopen" in read["other"]
    assert "zqmemb" in read["other"]
    assert "zqmemb" not in read["outsider"] | read["ended"]
    assert any("protected theme" in everything_in(mail) for mail in letterbox.to(cast.member))


def everything_in(mail):
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


def test_notices_on_the_page_say_no_word_to_others(world):
    for word in ("zqclos", "zqseal", "zqopen"):
        for kind in (YOUR_THEME_OPENED, THEME_OPENED):
            tell(kind, world.themes[word], by=None)
    shown = {who: words_in(world.browser(who).get(reverse("notifications:notices"), follow=True).text) for who in SEES}
    assert {who: words & PROTECTED - SEES[who] for who, words in shown.items()} == {who: set() for who in SEES}
    assert "zqopen" in shown["member"]


@pytest.mark.django_db(transaction=True)
def test_a_socket_says_that_there_is_something_and_never_what(cast):
    """Only to whom it concerns, and only a number."""
    theme = theme_in(
        "proposed", protection="closed", title="zqclos", author=cast.member, organisation=cast.organisation
    )
    sessions = {}
    for person in (cast.member, cast.other):
        browser = Browser()
        browser.force_login(person)
        sessions[person] = browser.cookies["sessionid"].value

    async def scene():
        (mine, first), (others, _first) = [await opened(session) for session in sessions.values()]
        await sync_to_async(actions.open_theme)(theme, by=cast.coordinator)
        await sync_to_async(hint_at_notices)([cast.member.pk])
        heard = await mine.heard()
        assert set(heard) == {"max"}
        assert heard["max"] > first["max"]
        assert await others.receive_nothing(0.3)
        for socket in (mine, others):
            await socket.disconnect()

    play(scene)


def test_an_ended_seat_sees_at_once_no_more_than_everybody(world, cast):
    assert words_in(of_list(world, world.browser("contact"), None)) == SEES["contact"] & GATHER
    cast.contact.seat_terms.update(ended_at=timezone.now(), state="ended")
    cleo = Person.objects.get(pk=cast.contact.pk)
    world.people["contact"] = cleo
    assert words_in(of_pages(world, world.browser("contact"), cleo)) == {"zqopen"}
    assert words_in(of_look_alikes(world, None, cleo)) == {"zqopen"}


def test_whoever_was_let_in_by_a_seat_sees_nothing_once_that_seat_has_ended(world, cast):
    """Also as one whom a comment could name, and whoever comes back to the organisation is in again."""
    seat = cast.other.seat_terms.get(organisation=cast.other_organisation)
    cast.other.seat_terms.exclude(pk=seat.pk).delete()
    for is_over in (False, True, False):
        facts = {"ended_at": timezone.now(), "state": "ended"} if is_over else {"ended_at": None, "state": "active"}
        cast.other.seat_terms.update(**facts)
        ben = world.people["other"] = Person.objects.get(pk=cast.other.pk)
        sealed = world.themes["zqseal"]
        assert words_in(of_pages(world, world.browser("other"), ben)) == (
            {"zqopen"} if is_over else {"zqopen", "zqmemb", "zqseal"}
        )
        assert sealed.is_joined_by(ben) is not is_over
        place = PLACES["theme"]
        assert place.is_visible(place.loaded([sealed.pk])[sealed.pk], ben) is not is_over
        theirs = names(world, world.browser("member"), sealed)
        assert ("Ben Voorbeeld" in theirs) is not is_over


def names(world, browser, theme):
    return browser.get(reverse("collaborations:names", args=["theme", theme.pk]), {"q": "ben"}).text


def test_a_seat_elsewhere_does_not_bring_back_what_an_ended_one_gave(world, cast):
    cast.other.seat_terms.filter(organisation=cast.third_organisation).delete()
    cast.other.seat_terms.update(ended_at=timezone.now(), state="ended")
    SeatTerm.objects.create(organisation=cast.third_organisation, person=cast.other, role="staff")
    ben = world.people["other"] = Person.objects.get(pk=cast.other.pk)
    assert words_in(of_pages(world, world.browser("other"), ben)) == {"zqopen", "zqmemb"}
    invite(world.themes["zqclos"], email=ben.email, by=cast.member)
    assert words_in(of_pages(world, world.browser("other"), ben)) == {"zqopen", "zqmemb", "zqclos"}


def test_who_had_a_seat_once_is_not_let_in_without_one(world, cast):
    for word in ("zqclos", "zqseal"):
        invite(world.themes[word], email=cast.ended.email, by=cast.member)
    Admission.objects.filter(person=cast.ended, theme=world.themes["zqseal"]).update(
        vouched_by=cast.contact, vouched_at=timezone.now()
    )
    assert words_in(of_pages(world, world.browser("ended"), cast.ended)) == {"zqopen"}
    assert not Notice.objects.filter(person=cast.ended).exists()


def test_kept_public_pages_forget_what_was_closed_since(world):
    stranger = Browser()
    assert words_in(of_list(world, stranger, None)) == {"zqopen"}
    Theme.objects.filter(pk=world.themes["zqopen"].pk).update(protection="closed")
    connection.check_constraints()  # the trigger is deferred to the commit, which a test never comes to
    assert words_in(of_list(world, stranger, None)) == set()
    assert words_in(SURFACES["feed"][0](world, stranger, None)) == set()
    assert Support.objects.exists()
