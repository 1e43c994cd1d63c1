"""Two years of people coming and going leave nothing orphaned, nobody without a voice, and no door open."""

import io
import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import get_resolver, reverse

from collaborations.themes.models import ThemeQuerySet
from collaborations.themes.notices import THEME_OPENED, YOUR_THEME_OPENED
from members.duties.actions import begin_duty
from members.duties.desk import VACANT_DUTIES
from members.handovers.actions import open_hand_over
from members.invitations.actions import accept, invite
from members.joining.actions import ask
from members.models import Duty, HandOver, JoinRequest, Organisation, Person, SeatTerm
from members.roster.actions import open_checks
from members.rules import holds_it
from members.seats.actions import end_seat
from members.seats.desk import TOO_FEW_CONTACTS
from members.seats.models import SeatTermQuerySet
from network.desk import PILES
from network.kinds import tell
from network.turnover import checks
from network.turnover.doors import access_by, ended_seats
from network.turnover.years import play
from notifications.models import Cursor
from tests.factories import SeatFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def test_two_years_of_ten_organisations_some_of_which_go_quiet():
    outcome = play(organisations=10, years=2, quiet=0.4)
    assert outcome.faults == {
        "orphaned duties": [], "organisations without voice": [], "access by ended seats": [],
    }  # fmt: skip
    assert outcome.people_left >= 15
    assert outcome.people_joined >= 10
    assert {"leaving", "bounced"} <= set(outcome.hand_overs)
    assert outcome.duties["held"] >= 10
    assert outcome.silent_months > 0, "or nobody would have been looked for"
    assert outcome.seats_tried == outcome.people_left == SeatTerm.objects.filter(state="ended").count()


def test_the_same_seed_is_the_same_story(settings):
    settings.DEMO = True
    first, second = (_story(seed) for seed in (3, 3))
    assert first == second != _story(4)


def _story(seed):
    """What the command prints; nothing of it happened."""
    said = io.StringIO()
    call_command("simulate", "turnover", organisations=3, years=1, seed=seed, stdout=said)
    return [line for line in said.getvalue().splitlines() if not line.startswith("seconds")]


def test_it_leaves_nothing_behind(settings):
    settings.DEMO = True
    call_command("simulate", "turnover", organisations=2, years=1, stdout=io.StringIO())
    assert not Organisation.objects.exists()
    assert not Person.objects.exists()


def test_it_is_not_for_real_people(settings):
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError, match="never on real data"):
        call_command("simulate", "turnover")


@pytest.fixture
def duty(cast):
    """What Ada sees to."""
    theme = theme_in("open", author=cast.member)
    return Duty.objects.create(
        organisation=cast.organisation, seat=cast.member.seat_terms.get(), kind="theme", thing_id=theme.pk
    )


def test_a_duty_of_an_ended_seat_is_found(cast, duty):
    assert checks.orphaned_duties(cast.coordinator) == []
    end_seat(duty.seat, by=None)
    assert checks.orphaned_duties(cast.coordinator) == [], "vacant, and on the desk"
    Duty.objects.update(seat=SeatTerm.objects.get(pk=duty.seat_id), vacant_since=None)
    assert checks.orphaned_duties(cast.coordinator) == [f"duty {duty.pk} (theme {duty.thing_id})"]


def test_a_vacant_duty_that_no_desk_knows_is_found(cast, duty, monkeypatch):
    end_seat(duty.seat, by=None)
    monkeypatch.delitem(PILES, VACANT_DUTIES.name)
    assert len(checks.orphaned_duties(cast.coordinator)) == 1


def test_a_duty_at_a_seat_of_another_organisation_is_found(cast, duty):
    Duty.objects.update(seat=cast.other.seat_terms.first())
    assert len(checks.orphaned_duties(cast.coordinator)) == 1


def test_a_theme_that_nobody_was_ever_given_is_found(cast):
    theme = theme_in("open", author=cast.member)
    assert checks.orphaned_duties(cast.coordinator) == [f"theme {theme.pk} has no duty"]


@pytest.mark.parametrize("how", ["ended", "out of reach"])
def test_an_organisation_without_a_contact_in_reach_that_no_desk_knows_is_found(cast, how, monkeypatch):
    if how == "ended":
        end_seat(cast.contact.seat_terms.get(), by=None)
    else:
        cast.contact.seat_terms.update(state="unreachable")
    assert checks.organisations_without_voice(cast.coordinator) == []
    monkeypatch.delitem(PILES, TOO_FEW_CONTACTS.name)
    assert checks.organisations_without_voice(cast.coordinator) == [
        "Voorbeeld Lidorganisatie A", "Voorbeeld Lidorganisatie B", "Voorbeeld Lidorganisatie C",
    ]  # fmt: skip


@pytest.fixture
def contact_who_left(cast):
    """A contact once, who looked after a theme, invited somebody, was asked for the roster, and reads the digest."""
    Organisation.objects.update(joined_on="2020-01-01")
    person = SeatFactory(organisation=cast.organisation, role="contact").person
    theme_in("open", author=cast.other)
    for state in ("open", "draft"):
        theme = theme_in(state, author=person, organisation=cast.organisation, protection="closed")
        begin_duty("theme", theme.pk, organisation=cast.organisation, by=person)
        tell(YOUR_THEME_OPENED, theme, by=None)
    invitation = invite(cast.organisation, email=cast.outsider.email, role="staff", by=person)
    EmailAddress.objects.filter(user=cast.outsider).update(verified=True)
    accept(invitation, by=cast.outsider)
    ask(cast.organisation, text="I work there.", by=cast.ended)
    open_checks()
    open_hand_over(cast.member.seat_terms.get(), reason="leaving", by=cast.contact)
    Cursor.objects.create(person=person, cadence="daily", from_transaction=0)
    return person


def opened():
    return {line.partition(": ")[2] for line in access_by(ended_seats())}


def test_an_ended_seat_opens_no_door(contact_who_left):
    end_seat(contact_who_left.seat_terms.get(), by=None)
    assert [seat.person for seat in ended_seats()][1:] == [contact_who_left]
    assert opened() == set()


def test_every_door_that_an_ended_seat_could_open_is_found(contact_who_left, monkeypatch):
    end_seat(contact_who_left.seat_terms.get(), by=None)
    Cursor.objects.update(cadence="daily")
    everything = SeatTermQuerySet.select_related
    monkeypatch.setattr(SeatTermQuerySet, "held", lambda seats: everything(seats, "organisation").order_by("pk"))
    monkeypatch.setattr(SeatTermQuerySet, "not_ended", lambda seats: everything(seats, "person", "organisation"))
    monkeypatch.setattr(holds_it, "fn", lambda user, seat: seat is not None and seat.person_id == user.pk)
    Duty.objects.filter(thing_id__in=contact_who_left.themes.values("pk")).update(
        seat=contact_who_left.seat_terms.get(), vacant_since=None
    )
    assert opened() == {
        "speaks for the organisation", "keeps an open page's socket", "takes out the list of people",
        "sees colleagues", "sees duties", "sees hand-overs", "sees invitations", "sees requests", "sees the roster",
        "sees themes",
        "members.hand_over", "members.manage_seats", "members.invite", "members.edit_organisation",
        "members.decide_join_request", "members.accept_code_of_conduct", "members.take_on_duty",
        "collaborations.withdraw_theme",
        "the link support-theme works", "the link confirm-roster works", "the link no-longer-here works",
        "is told by mail: your-theme-opened", "is told by mail: invitation-accepted", "is told by mail: roster-asked",
        "is told by mail: join-request-waits", "is told by mail: hand-over-opened",
    }  # fmt: skip


def test_what_somebody_without_any_seat_still_sees_reads_and_gets_is_found(contact_who_left, monkeypatch):
    end_seat(contact_who_left.seat_terms.get(), by=None)
    Cursor.objects.update(cadence="daily")
    monkeypatch.setattr(ThemeQuerySet, "visible_to", lambda themes, user: themes)
    monkeypatch.setattr(type(THEME_OPENED), "is_for", lambda kind, theme, person: True)
    assert opened() >= {
        "sees what is not open", "reads of a protected theme in the digest", "gets the digest",
        "finds a protected theme", "reads of a protected theme in the feed",
    }  # fmt: skip


def test_no_page_of_the_organisation_opens_to_whoever_left(cast, contact_who_left, client_of):
    place, colleague = cast.organisation.pk, cast.member.seat_terms.get()
    pages = [
        reverse("members:my-organisation", args=[place]), reverse("members:roster", args=[place]),
        reverse("members:leave-seat", args=[colleague.pk]), reverse("members:leave-seat", args=[seat_of(contact_who_left)]),
        HandOver.objects.get().get_absolute_url(), JoinRequest.objects.get().get_absolute_url(),
        *[theme.get_absolute_url() for theme in contact_who_left.themes.all()],
    ]  # fmt: skip
    browser = client_of(contact_who_left)
    assert {browser.get(page).status_code for page in pages} == {200}
    end_seat(contact_who_left.seat_terms.get(), by=None)
    assert {browser.get(page).status_code for page in pages} <= {403, 404}
    assert browser.post(reverse("members:export")).status_code == 403


def seat_of(person):
    return person.seat_terms.get().pk


def test_whoever_adds_another_feed_lets_the_simulation_try_it():
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    names |= {name for patterns in ("members", "collaborations", "notifications", "pages")
              for name in get_resolver().namespace_dict[patterns][1].reverse_dict if isinstance(name, str)}  # fmt: skip
    assert "hand-over" in names
    assert [name for name in names if re.search(r"\b(feed|rss|atom|ics|calendar)\b", name)] == ["theme-feed"]
