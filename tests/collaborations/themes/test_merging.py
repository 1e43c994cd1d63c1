"""Two themes that ask the same go on as one: texts, histories and voices are kept, and it can be undone."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Merge, Theme
from collaborations.themes.clock import keep_promises
from collaborations.themes.gathering import actions as gathering
from collaborations.themes.merging import actions
from collaborations.themes.merging.notices import CARRY
from collaborations.themes.models import LOOKS_AFTER
from members.handovers.models import Duty
from members.models import Person
from members.seats.actions import end_seat
from network import links
from network.journal import Entry
from network.moves import MoveRefused
from network.protection import Level
from network.workdays import after_working_days
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice, OutboxMail
from tests.at_once import at_once
from tests.conftest import Browser
from tests.factories import PersonFactory, SeatFactory, SupportFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

POSSIBLE = {"proposed", "open", "parked"}
DAY = timedelta(days=1)
TARGETS = {"open", "forming", "started", "parked"}


def browser_of(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def press(browser, verb, theme, **data):
    return browser.post(reverse(f"collaborations:{verb}", args=[theme.pk]), data, follow=True)


@pytest.fixture
def one(cast):
    return theme_in("open", author=cast.member, organisation=cast.organisation, title="Who writes the budget?")


@pytest.fixture
def other(cast):
    return theme_in("open", author=PersonFactory(), title="Budgets by partners")


def rows():
    return (
        list(Theme.objects.order_by("pk").values()),
        Merge.objects.count(),
        Entry.objects.count(),
        Notice.objects.count(),
    )


@pytest.mark.parametrize("into", Theme.State.values)
@pytest.mark.parametrize("state", Theme.State.values)
def test_from_and_into_which_states_themes_are_merged(cast, state, into):
    theme, target = theme_in(state, author=cast.member, organisation=cast.organisation), theme_in(into)
    before = rows()
    if state in POSSIBLE and into in TARGETS:
        actions.merge(theme, into=target, text="The same question.", by=cast.coordinator)
        theme.refresh_from_db()
        assert (theme.state, theme.merged_into, theme.due_at) == ("merged", target, None)
        return
    with pytest.raises(MoveRefused):
        actions.merge(theme, into=target, text="The same question.", by=cast.coordinator)
    assert rows() == before


def test_what_is_never_merged_is_refused_with_a_sentence(cast, one, other):
    actions.merge(other, into=one, text="The same.", by=cast.coordinator)
    flagged = theme_in("proposed", flagged_at=timezone.now(), flag_text="A name is in it.")
    refused = {
        "A theme cannot be merged into itself.": (one, one),
        "“Budgets by partners” was merged into this one. Undo that first.": (one, other),
        "“Old” is withdrawn, so no theme can go on there. Choose one that is open or parked.": (
            one, theme_in("withdrawn", title="Old"),
        ),
        "Not the same people can read both. Choose a theme with the same protection.": (
            one, theme_in("open", protection=Level.MEMBERS),
        ),
        "It is held back. Decide about it first: to merge it would open it to others.": (flagged, one),
    }  # fmt: skip
    for sentence, (theme, into) in refused.items():
        with pytest.raises(MoveRefused) as reason:
            actions.merge(theme, into=into, text="The same.", by=cast.coordinator)
        assert str(reason.value) == sentence


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_across_each_other_one_is_refused_and_none_waits_for_ever(cast):
    one, other = theme_in("open"), theme_in("open")
    found = at_once(
        lambda: actions.merge(one, into=other, text="So.", by=cast.coordinator),
        lambda: actions.merge(other, into=one, text="No, so.", by=cast.coordinator),
    )
    assert sorted(type(answer).__name__ for answer in found) == ["Merge", "MoveRefused"]
    assert Theme.objects.filter(state="merged").count() == Merge.objects.count() == 1


def test_the_old_address_leads_on_and_text_and_history_stay_readable(cast, one, other, client):
    actions.merge(one, into=other, text="Both ask who holds the pen.", by=cast.coordinator)
    for browser in (client, browser_of(cast.outsider)):
        answer = browser.get(one.get_absolute_url())
        assert (answer.status_code, answer.url) == (302, other.get_absolute_url())
        was = browser.get(reverse("collaborations:theme-as-it-was", args=[one.pk]))
        assert was.status_code == 200
        assert one.question in was.text
        assert "Both ask who holds the pen." in was.text
        page = browser.get(other.get_absolute_url()).text
        assert "Merged into this theme" in page
        assert reverse("collaborations:theme-as-it-was", args=[one.pk]) in page
    assert client.get(reverse("collaborations:theme-as-it-was", args=[other.pk])).url == other.get_absolute_url()
    assert {(entry.verb, entry.thing_id) for entry in Entry.objects.all()} == {("merge", one.pk), ("take_in", other.pk)}


def test_an_address_that_leads_on_betrays_nothing_to_who_cannot_see_the_other(cast, client):
    """Both are for members; moderation hides the second: the first stands as it was, and names nobody."""
    one = theme_in("open", protection=Level.MEMBERS, title="First of two")
    other = theme_in("open", protection=Level.MEMBERS, title="Hidden second")
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    assert client.get(one.get_absolute_url()).status_code == 404
    assert client.get(reverse("collaborations:theme-as-it-was", args=[one.pk])).status_code == 404
    Theme.objects.filter(pk=other.pk).update(hidden_at=timezone.now())
    answer = browser_of(cast.member).get(one.get_absolute_url())
    assert answer.status_code == 200
    assert "Hidden second" not in answer.text


def test_supporters_carry_their_voice_over_by_one_press(cast, one, other, letterbox):
    gathering.support(one, organisation=cast.other_organisation, by=cast.other)
    gathering.support(one, organisation=cast.third_organisation, by=cast.other)
    gathering.support(other, organisation=cast.third_organisation, by=cast.other)
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    send_waiting_mail()
    (mail,) = letterbox.to(cast.other)
    assert " ".join(mail["Subject"].split()) == "A theme that you back goes on in another: “Budgets by partners”"
    words = mail.get_body(("plain",)).get_content()
    assert "Shall Voorbeeld Lidorganisatie B back that one, too?" in words
    token = re.search(r"/l/[^\s]+", words)[0]
    assert "Voorbeeld Lidorganisatie B can back it" in Browser().get(token).text
    assert not other.supports.filter(organisation=cast.other_organisation).exists()
    assert "supports “Budgets by partners”" in Browser().post(token).text
    assert other.supports.get(organisation=cast.other_organisation).given_by == cast.other
    assert Browser().post(token).status_code == 404
    assert Entry.objects.filter(verb="support", thing_id=other.pk).count() == 2


def test_contacts_are_asked_in_place_of_somebody_who_left(cast, one, other):
    SupportFactory(theme=one, organisation=cast.organisation, given_by=cast.member)
    end_seat(cast.member.seat_terms.get(), by=cast.coordinator)
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    asked = Notice.objects.filter(event__kind="theme-carry-over").values_list("person", flat=True)
    assert list(asked) == [cast.contact.pk]


def test_nobody_is_asked_twice_or_for_nothing(cast, one, other):
    for theme in (one, other):
        SupportFactory(theme=theme, organisation=cast.organisation, given_by=cast.member)
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    assert not Notice.objects.filter(event__kind="theme-carry-over").exists()


def test_of_a_closed_theme_nobody_is_let_in_by_mail(cast):
    one, other = (theme_in("open", protection=Level.CLOSED, title="Secret of the house") for _theme in "12")
    SupportFactory(theme=one, organisation=cast.other_organisation, given_by=cast.other)
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    assert not OutboxMail.objects.filter(person=cast.other).exists()
    link = links.make(cast.other, CARRY, one.pk)
    assert Browser().post("/l/" + link.partition("/l/")[2]).status_code == 404
    assert not other.supports.exists()


def test_a_link_dies_with_the_seat(cast, one, other):
    SupportFactory(theme=one, organisation=cast.organisation, given_by=cast.member)
    link = "/l/" + links.make(cast.member, CARRY, one.pk).partition("/l/")[2]
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    assert Browser().get(link).status_code == 200
    end_seat(cast.member.seat_terms.get(), by=cast.coordinator)
    assert Browser().post(link).status_code == 404
    assert not other.supports.exists()


@pytest.mark.parametrize("state", sorted(POSSIBLE))
def test_undoing_restores_the_state_and_all_that_it_had(cast, state, other):
    due = None if state == "parked" else timezone.now() + timedelta(days=3)
    facts = {"escalated_at": timezone.now()} if state == "proposed" else {}
    one = theme_in(state, author=cast.member, organisation=cast.organisation, due_at=due, **facts)
    SupportFactory(theme=one, organisation=cast.organisation, given_by=cast.member)
    before = Theme.objects.values().get(pk=one.pk)
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    if state != "proposed":
        gathering.support(other, organisation=cast.organisation, by=cast.member)
    actions.part(one, by=cast.coordinator)
    assert Theme.objects.values().get(pk=one.pk) | {"due_at": None} == before | {"due_at": None}
    assert Merge.objects.get().undone_at
    assert other.supports.filter(organisation=cast.organisation).exists() is (state != "proposed")
    assert not Notice.objects.filter(Q(event__kind="theme-merged") | Q(event__kind="theme-carry-over")).exists()
    actions.merge(one, into=other, text="After all.", by=cast.coordinator)
    assert Merge.objects.count() == 2


@pytest.mark.parametrize(("state", "left"), [("open", 1), ("open", 40), ("proposed", 1), ("proposed", 20)])
def test_undoing_gives_back_the_time_that_was_left_and_a_proposal_the_time_of_a_new_one(cast, other, state, left):
    """However long it was merged, no clock runs out at the moment it is parted."""
    one = theme_in(state, author=cast.member, organisation=cast.organisation, due_at=timezone.now() + left * DAY)
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    with time_machine.travel(timezone.now() + 20 * DAY, tick=False):
        actions.part(one, by=cast.coordinator)
        one.refresh_from_db()
        expected = timezone.now() + left * DAY
        if state == "proposed":
            expected = max(expected, after_working_days(timezone.now(), 5))
        assert abs(one.due_at - expected) < timedelta(minutes=1)
        assert keep_promises() == 0


@pytest.mark.parametrize(("days", "is_undone"), [(0, True), (29, True), (30, False), (31, False)])
def test_a_merge_can_be_undone_for_thirty_days(cast, one, other, days, is_undone):
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    with time_machine.travel(timezone.now() + timedelta(days=days, seconds=1), tick=False):
        page = reverse("collaborations:theme-as-it-was", args=[one.pk])
        assert ("Undo the merge" in browser_of(cast.coordinator).get(page).text) is is_undone
        answer = press(browser_of(cast.coordinator), "part-theme", one)
        assert ("is a theme of its own again" in answer.text) is is_undone
        assert ("more than 30 days ago" in answer.text) is not is_undone
    one.refresh_from_db()
    assert one.state == ("open" if is_undone else "merged")


def test_undoing_twice_is_undoing_once(cast, one, other):
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    actions.part(one, by=cast.coordinator)
    with pytest.raises(MoveRefused, match="Dora Voorbeeld decided about this a moment ago: it is now open"):
        actions.part(one, by=cast.coordinator)


def test_the_page_finds_themes_by_title_and_merges_with_the_one_chosen(cast, one, other):
    theme_in("open", title="Mangroves and salt", language="fr")
    theme_in("declined", title="Budgets of nobody")
    dora, path = browser_of(cast.coordinator), reverse("collaborations:merge-theme", args=[one.pk])
    assert "Let it go on in another theme" in dora.get(one.get_absolute_url()).text
    first = dora.get(path).text
    assert first.index("Budgets by partners") < first.index("Mangroves and salt")
    assert '<span lang="fr">Mangroves and salt</span>' in first
    found = dora.get(path, {"q": "budget"}).text
    assert "Budgets by partners" in found
    assert "Mangroves" not in found
    assert "Budgets of nobody" not in found
    assert f'value="{one.pk}"' not in found
    for wrong in ({}, {"into": other.pk}, {"text": "So."}, {"into": 10**9, "text": "So."}):
        answer = dora.post(path, wrong)
        assert answer.status_code == 422
        assert wrong.get("text", "") in answer.text
    answer = dora.post(path, {"into": one.pk, "text": "Itself."})
    assert (answer.status_code, "A theme cannot be merged into itself." in answer.text) == (422, True)
    page = dora.post(path, {"into": other.pk, "text": "The same."}, follow=True)
    assert page.request["PATH_INFO"] == other.get_absolute_url()
    assert "“Who writes the budget?” goes on in “Budgets by partners”." in page.text
    assert dora.get(path).status_code == 302  # there is nothing to merge any more
    answer = dora.post(path, {"into": other.pk, "text": "Again."})
    assert "Dora Voorbeeld decided about this a moment ago: it is now merged." in answer.text


def test_what_one_cannot_see_cannot_be_chosen(cast, one):
    closed = theme_in("open", protection=Level.CLOSED, title="Secret of the house")
    dora, path = browser_of(cast.coordinator), reverse("collaborations:merge-theme", args=[one.pk])
    assert "Secret" not in dora.get(path, {"q": "secret"}).text.split('<form method="get"')[1].split("</form>")[1]
    answer = dora.post(path, {"into": closed.pk, "text": "So."})
    assert (answer.status_code, "Choose one of the themes." in answer.text) == (422, True)
    assert "Secret" not in answer.text


def test_who_merges_and_who_undoes(cast, one, other):
    deputy, officer = PersonFactory(is_deputy=True), PersonFactory(is_safeguarding_officer=True)
    keeper = Person.objects.get(pk=other.author_id)
    people = cast.everybody() | {"deputy": deputy, "officer": officer, "keeper of the other": keeper}
    path = reverse("collaborations:merge-theme", args=[one.pk])
    assert {who for who, person in people.items() if browser_of(person).get(path).status_code == 200} == {
        "coordinator", "deputy",
    }  # fmt: skip
    actions.merge(one, into=other, text="The same.", by=deputy)
    may = {who for who, person in people.items() if person.has_perm("collaborations.part_theme", one)}
    assert may == {"member", "coordinator", "deputy"}


def test_a_coordinator_never_merges_their_own(cast, other):
    SeatFactory(person=cast.coordinator, organisation=cast.organisation)
    own = theme_in("open", author=cast.coordinator, organisation=cast.organisation)
    answer = press(
        browser_of(Person.objects.get(pk=cast.coordinator.pk)), "merge-theme", own, into=other.pk, text="So."
    )
    assert answer.status_code == 403
    assert not Merge.objects.exists()


def test_a_coordinator_never_merges_another_into_their_own(cast, one):
    """Whether they wrote it or took it over, also in the action itself."""
    for facts in ({"author": cast.coordinator}, {"author": cast.member}):
        seat = SeatFactory(person=cast.coordinator)
        own = theme_in("open", organisation=seat.organisation, title="Budgets of the desk", **facts)
        if facts["author"] != cast.coordinator:
            Duty.objects.create(kind=LOOKS_AFTER, thing_id=own.pk, organisation=seat.organisation, seat=seat)
        dora = browser_of(cast.coordinator)
        assert "Budgets of the desk" not in dora.get(reverse("collaborations:merge-theme", args=[one.pk])).text
        answer = press(dora, "merge-theme", one, into=own.pk, text="So.")
        assert answer.status_code == 422
        assert "“Budgets of the desk” is your own. Somebody else at the desk decides" in answer.text
        with pytest.raises(MoveRefused, match="is your own"):
            actions.merge(own, into=one, text="So.", by=cast.coordinator)
    assert not Merge.objects.exists()


def test_who_looks_after_it_is_told_by_whom_and_into_what(cast, one, other, letterbox):
    actions.merge(one, into=other, text="The same.", by=cast.coordinator)
    send_waiting_mail()
    (mail,) = letterbox.to(cast.member)
    assert " ".join(mail["Subject"].split()) == "Your theme goes on in another: “Who writes the budget?”"
    assert "Dora Voorbeeld merged it into “Budgets by partners”." in mail.get_body(("plain",)).get_content()


def test_who_looks_after_it_and_all_who_back_it_read_why(cast, one, other, letterbox):
    gathering.support(one, organisation=cast.other_organisation, by=cast.other)
    actions.merge(one, into=other, text="Both ask who holds the pen.", by=cast.coordinator)
    send_waiting_mail()
    for person in (cast.member, cast.other):
        (mail,) = letterbox.to(person)
        for kind in ("plain", "html"):
            assert "Both ask who holds the pen." in mail.get_body((kind,)).get_content()


def test_of_a_closed_theme_no_mail_says_why(cast, letterbox):
    one, other = (
        theme_in("open", protection=Level.CLOSED, author=cast.member, organisation=cast.organisation) for _one in "12"
    )
    actions.merge(one, into=other, text="Both ask who holds the pen.", by=cast.coordinator)
    send_waiting_mail()
    (mail,) = letterbox.to(cast.member)
    assert "pen" not in mail.as_string()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_of_the_other_costs_the_same_for_any_number_of_merged_themes(
    cast, other, client, count, django_assert_num_queries
):
    for _number in range(count):
        theme_in("merged", merged_into=other)
    with django_assert_num_queries(QUERIES):
        assert client.get(other.get_absolute_url()).text.count("/as-it-was/") == count


QUERIES = 9
