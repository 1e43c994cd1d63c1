"""Each verb against each role, state and protection, as whole sets; and the pages that offer and refuse them."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Theme
from collaborations.themes import actions
from collaborations.themes.road import road_of, what_happens_next
from collaborations.themes.verbs import BY_NAME, offered_to
from members.models import Person
from network.journal import Entry
from network.protection import Level
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice
from tests.conftest import Browser
from tests.factories import PersonFactory, SeatFactory, SupportFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

MORE = {
    "held back": ("proposed", {"flagged_at": timezone.now(), "flag_text": "A name is in it."}),
    "declined twice": ("declined", {"appealed_at": timezone.now(), "appeal_text": "It is one country."}),
}
STANDS = ["draft", "proposed", "held back", "open", "forming", "started", "merged", "parked", "declined",
          "declined twice", "appealed", "withdrawn"]  # fmt: skip
DESK = {"coordinator", "decliner", "deputy"}


def verbs(text):
    return set(text.split())


def expected(stands, protection):
    """Who is offered what; the one norm that this file holds the house to."""
    keeper = {
        "draft": "withdraw", "proposed": "withdraw", "held back": "withdraw", "open": "park withdraw", "forming": "park",
        "started": "", "merged": "", "parked": "revive withdraw", "declined": "appeal withdraw",
        "declined twice": "withdraw", "appealed": "withdraw", "withdrawn": "",
    }[stands]  # fmt: skip
    decides = {
        "proposed": "open decline hold_back", "held back": "open decline let_pass", "open": "reconsider park",
        "forming": "park", "parked": "revive", "declined": "reconsider", "declined twice": "reconsider",
        "appealed": "grant uphold",
    }.get(stands, "")  # fmt: skip
    table = {"author": verbs(keeper), "keeper": verbs(keeper)}
    is_known = stands in {"open", "forming", "started", "merged", "parked"}
    if protection in {"open", "members"} or (protection == "closed" and not is_known):
        table |= {who: verbs(decides) for who in DESK}
    if not is_known and (protection in {"closed", "sealed"} or stands == "held back"):
        table["officer"] = verbs(decides)
    if stands == "appealed":
        table |= {"officer": verbs(decides), "decliner": set()}
    return {who: offered for who, offered in table.items() if offered}


@pytest.fixture
def people(cast):
    keeper = SeatFactory(organisation=cast.organisation, person=PersonFactory(name="Kim Voorbeeld")).person
    return cast.everybody() | {
        "author": cast.member,
        "keeper": keeper,
        "deputy": PersonFactory(is_deputy=True),
        "decliner": PersonFactory(is_coordinator=True),
        "officer": PersonFactory(is_safeguarding_officer=True),
        "superfluous": PersonFactory(),
    }


def standing(people, stands, protection):
    """A theme that Ada wrote and Kim looks after; another coordinator declined it, when it is declined."""
    from members.models import Duty

    state, facts = MORE.get(stands, (stands, {}))
    facts = facts | ({"declined_by": people["decliner"]} if state in {"declined", "appealed"} else {})
    organisation = people["author"].seat_terms.get().organisation
    theme = theme_in(state, author=people["author"], organisation=organisation, protection=protection, **facts)
    Duty.objects.create(
        organisation=organisation, kind="theme", thing_id=theme.pk, seat=people["keeper"].seat_terms.get()
    )
    return theme


def fresh(person):
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("protection", Level.values)
@pytest.mark.parametrize("stands", STANDS)
def test_who_is_offered_what(people, stands, protection):
    theme = standing(people, stands, protection)
    offered = {}
    for who, person in people.items():
        seen = Theme.objects.visible_to(fresh(person)).filter(pk=theme.pk).first()
        names = {one.verb.name for one in offered_to(fresh(person), seen)} if seen else set()
        if names:
            offered[who] = names
    offered.pop("member", None)  # Ada again
    assert offered == expected(stands, protection)


WORDS = {"text": "In words.", "reason": "other"}


PRESSES = [(stands, Level.OPEN) for stands in STANDS] + [("proposed", Level.SEALED), ("appealed", Level.SEALED)]


@pytest.mark.parametrize(("stands", "protection"), PRESSES)
def test_what_is_not_offered_is_refused_whoever_presses_and_changes_nothing(people, stands, protection):
    theme = standing(people, stands, protection)
    row, norm = Theme.objects.values().get(pk=theme.pk), expected(stands, protection)
    for who in ("keeper", "contact", "decliner", "officer"):
        browser = Browser()
        browser.force_login(people[who])
        is_seen = Theme.objects.visible_to(fresh(people[who])).filter(pk=theme.pk).exists()
        for verb in BY_NAME.values():
            if verb.name in norm.get(who, set()):
                continue
            answer = browser.post(reverse(verb.address, args=[theme.pk]), WORDS)
            may = fresh(people[who]).has_perm(f"collaborations.{verb.permission}", theme)
            assert answer.status_code == (302 if may else 403) if is_seen else 404, (who, verb.name)
    assert Theme.objects.values().get(pk=theme.pk) == row
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("stands", "protection"), PRESSES)
def test_what_is_offered_can_be_done_on_the_page(people, stands, protection):
    norm = expected(stands, protection)
    for who, names in {who: norm[who] for who in ("keeper", "deputy", "officer") if who in norm}.items():
        for name in sorted(names):
            theme = standing(people, stands, protection)
            browser = Browser()
            browser.force_login(people[who])
            page = browser.get(theme.get_absolute_url())
            address = reverse(BY_NAME[name].address, args=[theme.pk])
            assert f'action="{address}"' in page.text, (who, name)
            assert browser.post(address, WORDS, follow=True).status_code == 200
            last = Entry.objects.about(theme).last()
            assert (last.verb, last.actor) == (name, people[who])


@pytest.mark.parametrize("verb", ["grant", "uphold"])
def test_an_appeal_is_never_answered_by_who_said_no(cast, verb):
    theme = theme_in("appealed", author=cast.member, organisation=cast.organisation, declined_by=cast.coordinator)
    with pytest.raises(actions.MoveRefused, match="You declined this theme, so somebody else answers"):
        getattr(actions, verb)(theme, text="No.", by=cast.coordinator)
    assert Theme.objects.get().state == "appealed"


def test_what_was_granted_is_not_undone_by_who_said_no(cast):
    other = PersonFactory(is_coordinator=True)
    theme = theme_in("appealed", author=cast.member, organisation=cast.organisation, declined_by=cast.coordinator)
    actions.grant(theme, by=other)
    assert not cast.coordinator.has_perm("collaborations.reconsider_theme", theme)
    assert other.has_perm("collaborations.reconsider_theme", theme)


def test_an_appeal_from_no_to_yes(cast, letterbox):
    other = PersonFactory(is_deputy=True)
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation, title="Who decides?")
    actions.decline(theme, reason="too-wide", text="Try one country.", by=cast.coordinator)
    actions.appeal(theme, text="It is one country.", by=cast.member)
    assert set(Notice.objects.filter(event__kind="theme-appealed").values_list("person", flat=True)) == {other.pk}
    actions.grant(theme, by=other)
    assert not Notice.objects.filter(event__kind="theme-appealed").exists()
    send_waiting_mail()
    subjects = [" ".join(mail["Subject"].split()) for mail in letterbox.to(cast.member)]
    assert subjects == ["Your appeal is answered: “Who decides?”"]
    page = Browser().get(theme.get_absolute_url()).text
    assert "It is one country." not in page
    assert "Try one country." not in page


def test_an_appeal_that_stays_a_no_replaces_the_words_and_is_the_last(cast):
    other = PersonFactory(is_coordinator=True)
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation)
    actions.decline(theme, reason="too-wide", text="Try one country.", by=cast.coordinator)
    actions.appeal(theme, text="It is one country.", by=cast.member)
    actions.uphold(theme, text="It is three: A, B and C.", by=other)
    browser = Browser()
    browser.force_login(cast.member)
    page = browser.get(theme.get_absolute_url()).text
    assert "It is three: A, B and C." in page
    assert "Two people have looked at it by now, and it stays declined." in page
    assert "Try one country." in [entry.why for entry in Entry.objects.about(theme)]
    with pytest.raises(actions.MoveRefused, match="Two people have looked at this theme by now"):
        actions.appeal(theme, text="Again.", by=cast.member)


@pytest.mark.parametrize(("state", "advice"), [("open", "Park it instead"), ("parked", "Leave it parked")])
def test_a_theme_that_others_back_is_not_taken_back(cast, state, advice):
    theme = theme_in(state, author=cast.member, organisation=cast.organisation)
    SupportFactory(theme=theme, organisation=cast.organisation)
    SupportFactory(theme=theme, organisation=cast.other_organisation)
    with pytest.raises(actions.MoveRefused) as refused:
        actions.withdraw(theme, by=cast.member)
    said = "1 other organisation backs this theme, so it is no longer yours alone. "
    assert str(refused.value).startswith(said + advice)
    theme.supports.filter(organisation=cast.other_organisation).delete()
    actions.withdraw(theme, by=cast.member)
    assert Theme.objects.get().state == "withdrawn"


def test_an_opening_is_undone_within_thirty_days(cast):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation)
    Theme.objects.update(opened_at=timezone.now() - timezone.timedelta(days=31))
    with pytest.raises(actions.MoveRefused, match="It has been open for more than 30 days"):
        actions.reconsider(theme, text="Too fast.", by=cast.coordinator)


def test_a_sealed_proposal_needs_somebody_who_may_decide_about_it(cast):
    draft = theme_in("draft", author=cast.member, organisation=cast.organisation, protection=Level.SEALED)
    PersonFactory(is_safeguarding_officer=True, is_active=False)
    with pytest.raises(actions.MoveRefused, match="this network has none yet"):
        actions.propose(draft, by=cast.member)
    assert Theme.objects.get().state == "draft"
    PersonFactory(is_safeguarding_officer=True)
    actions.propose(draft, by=cast.member)
    assert Theme.objects.get().state == "proposed"


def test_who_opens_a_closed_theme_is_led_back_to_the_desk_because_they_take_no_part(cast, client_of):
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation, protection=Level.CLOSED)
    answer = client_of(cast.coordinator).post(reverse("collaborations:open-theme", args=[theme.pk]))
    assert answer.url == reverse("collaborations:desk")
    assert client_of(cast.coordinator).get(theme.get_absolute_url()).status_code == 404


NEXT = {
    "draft": "Only you see it. Propose it when it is ready.",
    "proposed": "It opens by itself on 2 December 2026 unless somebody stops it.",
    "held back": "It does not open by itself. Somebody looks at it closely and answers by 2 December 2026.",
    "open": "It is parked on 2 December 2026 unless enough organisations come together.",
    "forming": "Enough came together. It is parked on 2 December 2026 unless they sign their charter.",
    "appealed": "Somebody else looks at it and answers by 2 December 2026.",
    "started": "", "merged": "", "parked": "", "declined": "", "declined twice": "", "withdrawn": "",
}  # fmt: skip


@pytest.mark.parametrize("stands", STANDS)
def test_the_road_says_what_happens_next_and_by_when(people, stands):
    theme = standing(people, stands, Level.OPEN)
    if theme.due_at:
        theme.due_at = timezone.datetime(2026, 12, 2, 12, 0, tzinfo=timezone.get_current_timezone())
    assert what_happens_next(theme) == NEXT[stands]
    road = road_of(theme)
    word, note = road.steps[road.current]
    assert word.lower() in {theme.get_state_display(), "journey", "taken back"}
    assert NEXT[stands] in note


def test_the_proposer_reads_at_once_what_happens_next(cast, client_of):
    theme = theme_in("draft", author=cast.member, organisation=cast.organisation)
    actions.propose(theme, by=cast.member)
    page = client_of(cast.member).get(theme.get_absolute_url()).text
    assert re.search(r"It opens by itself on \d+ \w+ \d{4} unless somebody stops it\.", page)


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("theme-stays-closed", lambda theme, cast: actions.hold_back(theme, text="Secret words.", by=cast.coordinator)),
        ("theme-declined", lambda theme, cast: actions.decline(theme, reason="other", text="Secret words.", by=cast.coordinator)),
        ("theme-escalated", lambda theme, cast: actions.escalate(theme)),
    ],
)  # fmt: skip
def test_mail_about_a_closed_theme_says_neither_title_nor_words(cast, letterbox, kind, act):
    theme = theme_in(
        "proposed", author=cast.member, organisation=cast.organisation, protection=Level.CLOSED, title="Secret title"
    )
    act(theme, cast)
    send_waiting_mail()
    assert letterbox.mails
    assert Notice.objects.filter(event__kind=kind).exists()
    for mail in letterbox.mails:
        assert "secret" not in mail.as_string().lower()
        for part in ("plain", "html"):
            assert "secret" not in mail.get_body((part,)).get_content().lower()
