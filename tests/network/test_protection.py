"""Four levels, one rule: who knows that a thing exists. Every surface is asked with data that could leak."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Theme
from collaborations.themes import actions
from collaborations.themes.notices import THEME_DECLINED, THEME_OPENED, THEME_WAITS, YOUR_THEME_OPENED
from members.models import Organisation, SeatTerm
from network.protection import Level
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice
from tests.conftest import Browser
from tests.factories import PersonFactory, SupportFactory, ThemeFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

EVERYBODY = {
    "stranger",
    "author",
    "supporter",
    "member",
    "contact",
    "other",
    "coordinator",
    "ended",
    "outsider",
    "suspended",
}
SEES = {
    Level.OPEN: EVERYBODY,
    Level.MEMBERS: {"author", "supporter", "member", "contact", "other", "coordinator"},
    Level.CLOSED: {"author", "supporter"},
    Level.SEALED: {"author"},
}


@pytest.fixture
def people(cast):
    """The cast, an author, somebody whose organisation supports, and one of a suspended one."""
    suspended, supporter, author = PersonFactory(), PersonFactory(), PersonFactory()
    sleeping = Organisation.objects.create(
        name="Stichting Demo Slapend", state="suspended", suspended_at=timezone.now()
    )
    SeatTerm.objects.create(organisation=sleeping, person=suspended)
    SeatTerm.objects.create(organisation=Organisation.objects.create(name="Stichting Demo Steun"), person=supporter)
    SeatTerm.objects.create(organisation=Organisation.objects.create(name="Stichting Demo Vraag"), person=author)
    return {
        "stranger": AnonymousUser(),
        "author": author,
        "supporter": supporter,
        "suspended": suspended,
    } | cast.everybody()


@pytest.fixture
def theme(people, request):
    """An open theme of a level, supported by the supporter's organisation and by the suspended one."""
    theme = ThemeFactory(opened=True, protection=request.param, author=people["author"], title="Secret of the house")
    for who in ("supporter", "suspended"):
        SupportFactory(theme=theme, organisation=people[who].seat_terms.get().organisation)
    ThemeFactory(opened=True, title="Known to all")
    return theme


def browser_of(person):
    browser = Browser()
    if person.is_authenticated:
        browser.force_login(person)
    return browser


every_level = pytest.mark.parametrize("theme", SEES, indirect=True, ids=str)


@every_level
def test_who_knows_that_a_theme_exists(theme, people):
    knows = {who for who, person in people.items() if Theme.objects.visible_to(person).filter(pk=theme.pk).exists()}
    assert knows == SEES[theme.protection]


@every_level
def test_who_finds_it_in_the_list_and_on_the_first_page(theme, people):
    for page in ("collaborations:themes", "pages:home"):
        finds = set()
        for who, person in people.items():
            html = browser_of(person).get(reverse(page)).content.decode()
            assert "Known to all" in html
            if "Secret of the house" in html or theme.get_absolute_url() + '"' in html:
                finds.add(who)
        # one's own open theme stands on one's first page among "mine"
        assert finds == SEES[theme.protection], page


@every_level
def test_who_can_read_its_page_and_all_others_get_the_page_of_a_theme_that_never_was(theme, people):
    reads = set()
    for who, person in people.items():
        browser = browser_of(person)
        answer, nowhere = (
            browser.get(theme.get_absolute_url()),
            browser.get(reverse("collaborations:theme", args=[10**9])),
        )
        assert nowhere.status_code == 404
        if answer.status_code == 200:
            reads.add(who)
        else:
            assert (answer.status_code, comparable(answer)) == (404, comparable(nowhere))
    assert reads == SEES[theme.protection]


def comparable(answer):
    """The page without the one-time tokens of forms and the moment it was made."""
    token = answer.context.get("csrf_token") if answer.context else None
    return re.sub(r"\?made=[\d.]+", "", answer.content.decode().replace(str(token), ""))


@every_level
def test_nobody_acts_on_what_they_cannot_see(theme, people):
    for who, person in people.items():
        if who in SEES[theme.protection] or who == "stranger":
            continue
        for name in ("support-theme", "take-back-support", "withdraw-theme", "open-theme", "decline-theme"):
            seat = person.seat_terms.first()
            answer = browser_of(person).post(
                reverse(f"collaborations:{name}", args=[theme.pk]),
                {"organisation": seat.organisation_id if seat else ""},
            )
            assert answer.status_code == 404, (who, name)
    assert theme.supports.count() == 2


@every_level
def test_a_digest_shows_a_theme_to_exactly_those_who_can_see_it(theme, people):
    loaded = THEME_OPENED.subjects([theme.pk])[theme.pk]
    shown = {who for who, person in people.items() if person.is_authenticated and THEME_OPENED.is_for(loaded, person)}
    assert shown == SEES[theme.protection] - {"stranger"}


@pytest.mark.parametrize("level", Level.values)
@pytest.mark.parametrize(
    ("kind", "trait"),
    [(THEME_OPENED, "opened"), (YOUR_THEME_OPENED, "opened"), (THEME_DECLINED, "declined"), (THEME_WAITS, "proposed")],
    ids=lambda value: getattr(value, "name", value),
)
def test_no_kind_is_for_somebody_who_cannot_see_its_theme(people, level, kind, trait):
    theme = ThemeFactory(protection=level, author=people["author"], **{trait: True})
    SupportFactory(theme=theme, organisation=people["supporter"].seat_terms.get().organisation)
    loaded = kind.subjects([theme.pk])[theme.pk]
    told = {who for who, person in people.items() if person.is_authenticated and kind.is_for(loaded, person)}
    sees = {who for who, person in people.items() if Theme.objects.visible_to(person).filter(pk=theme.pk).exists()}
    assert told <= sees
    assert told or (kind is THEME_WAITS and level == Level.SEALED)


@pytest.mark.parametrize("level", [Level.CLOSED, Level.SEALED])
def test_mail_about_a_protected_theme_does_not_name_it(cast, letterbox, level):
    """Decisions reach the author and the desk, but a mail is read over shoulders and passed on."""
    texts = {"title": "Secret title", "change": "Secret change", "protection": level}
    for number, state in enumerate(("draft", "proposed", "proposed")):
        question = f"Secret question {number}"
        theme_in(state, author=cast.member, organisation=cast.organisation, question=question, **texts)
    waits, opens, fails = Theme.objects.order_by("pk")
    officer = PersonFactory(is_safeguarding_officer=True)
    actions.propose(waits, by=cast.member)
    actions.open_theme(opens, by=cast.coordinator)
    actions.decline(fails, reason="other", text="Secret reason", by=cast.coordinator)
    send_waiting_mail()
    assert len(letterbox.to(cast.member)) == 2
    assert len(letterbox.to(cast.coordinator)) == (1 if level == Level.CLOSED else 0)
    assert len(letterbox.to(officer)) == 1
    for mail in letterbox.mails:
        assert "secret" not in mail.as_string().lower()
        assert "secret" not in mail.get_body(("plain",)).get_content().lower()
        assert "secret" not in mail.get_body(("html",)).get_content().lower()


def test_the_badge_of_a_coordinator_does_not_count_a_sealed_proposal(cast):
    theme = theme_in("draft", author=cast.member, organisation=cast.organisation, protection=Level.SEALED)
    officer = PersonFactory(is_safeguarding_officer=True)
    actions.propose(theme, by=cast.member)
    assert [notice.person for notice in Notice.objects.select_related("person")] == [officer]


def test_proposals_and_what_became_of_them_are_for_author_and_coordinators(people):
    for trait in ("proposed", "declined"):
        for level in Level.values:
            theme = ThemeFactory(protection=level, author=people["author"], **{trait: True})
            sees = {
                who for who, person in people.items() if Theme.objects.visible_to(person).filter(pk=theme.pk).exists()
            }
            assert sees == ({"author"} if level == Level.SEALED else {"author", "coordinator"})


@pytest.mark.parametrize("facts", [{}, {"withdrawn": True}], ids=["draft", "withdrawn"])
def test_drafts_and_what_was_taken_back_are_for_their_author_alone(people, facts):
    theme = ThemeFactory(author=people["author"], **facts)
    SupportFactory(theme=theme, organisation=people["supporter"].seat_terms.get().organisation)
    assert {who for who, person in people.items() if Theme.objects.visible_to(person).filter(pk=theme.pk).exists()} == {
        "author"
    }


def test_a_list_of_themes_costs_one_query_more_for_seats_however_many_levels(people, django_assert_num_queries):
    for level in Level.values * 2:
        ThemeFactory(opened=True, protection=level)
    person = type(people["member"]).objects.get(pk=people["member"].pk)
    with django_assert_num_queries(2):  # seats, themes
        assert len(Theme.objects.visible_to(person).gathering().for_cards()) == 4
