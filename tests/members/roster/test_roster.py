"""Four times a year: are these still your people?"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from members.handovers.models import HandOver
from members.models import Organisation, RosterCheck, SeatTerm
from members.roster.actions import close_overdue, confirm, hand_over_unconfirmed, open_checks
from members.roster.quarters import quarter_of
from members.seats.actions import change_role, end_seat
from network.queue import waiting_for
from notifications.mail.actions import send_waiting_mail
from tests.at_once import at_once
from tests.conftest import Browser
from tests.factories import OrganisationFactory, SeatFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def older(cast):
    """The cast's organisations joined before this quarter, and their seats are a while old."""
    Organisation.objects.update(joined_on="2020-01-01")
    return cast


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def links_in(mail):
    """The links of the plain part by the words before them."""
    text = mail.get_body(("plain",)).get_content()
    return dict(re.findall(r"^\s*(.+): (https?://\S+/l/\S+)\s*$", text, re.MULTILINE)), re.findall(r"/l/\S+", text)


def press(address):
    return Browser().post(re.sub("^https?://[^/]+", "", address))


@pytest.mark.parametrize(
    ("day", "quarter", "first"),
    [((2026, 1, 1), "2026-Q1", "2026-01-01"), ((2026, 3, 31), "2026-Q1", "2026-01-01"), ((2026, 4, 1), "2026-Q2", "2026-04-01"),
     ((2026, 12, 31), "2026-Q4", "2026-10-01")],
)  # fmt: skip
def test_quarters_of_a_year(day, quarter, first):
    name, first_day = quarter_of(datetime(*day, tzinfo=UTC).date())
    assert (name, first_day.isoformat()) == (quarter, first)


def test_each_organisation_is_asked_once_a_quarter(older):
    assert (open_checks(), open_checks()) == (3, 0)
    next_quarter = datetime.now(tz=UTC) + timedelta(days=93)
    assert (open_checks(now=next_quarter), open_checks(now=next_quarter)) == (3, 0)


def test_who_joined_this_quarter_or_does_not_take_part_is_not_asked(older):
    OrganisationFactory()
    OrganisationFactory(state="approved", joined_on="2020-01-01")
    open_checks()
    assert set(RosterCheck.objects.values_list("organisation__name", flat=True)) == {
        f"Voorbeeld Lidorganisatie {letter}" for letter in "ABC"
    }


@pytest.mark.parametrize("count", [1, 20])
def test_asking_many_costs_the_same_as_asking_one(db, count, django_assert_num_queries):
    for organisation in OrganisationFactory.create_batch(count, joined_on="2020-01-01"):
        SeatFactory(organisation=organisation, role="contact")
        SeatFactory(organisation=organisation)
    with django_assert_num_queries(11):
        assert open_checks() == count


@pytest.mark.django_db(transaction=True)
def test_two_nights_at_once_ask_once(older):
    at_once(open_checks, open_checks)
    assert RosterCheck.objects.count() == 3


def test_the_mail_lists_the_people_and_one_press_confirms_them_all(older, letterbox):
    SeatTerm.objects.update(confirmed_at=datetime(2020, 1, 1, tzinfo=UTC))
    open_checks()
    send_waiting_mail()
    (mail,) = letterbox.mails
    assert mail.envelope_to == [older.contact.email]
    text = mail.get_body(("plain",)).get_content()
    assert "* Ada Voorbeeld, staff" in text
    assert "* Cleo Voorbeeld, contact" in text
    by_words, _all = links_in(mail)
    page = Browser().get(re.sub("^https?://[^/]+", "", by_words["All still right"]))
    assert "Is everybody still at Voorbeeld Lidorganisatie A?" in text_of(page)
    assert RosterCheck.objects.filter(state="answered").count() == 0
    assert "2 seats are confirmed" in text_of(press(by_words["All still right"]))
    assert RosterCheck.objects.get(organisation=older.organisation).state == "answered"
    assert all(seat.confirmed_at.year > 2020 for seat in SeatTerm.objects.filter(organisation=older.organisation))
    assert older.contact.notices.count() == 0
    assert press(by_words["All still right"]).status_code == 404


def test_one_press_says_that_somebody_left(older, letterbox):
    open_checks()
    send_waiting_mail()
    _by_words, all_links = links_in(letterbox.mails[0])
    _of_contact, of_ada = all_links[:2]
    said = text_of(Browser().get(of_ada))
    assert "Has Ada Voorbeeld left Voorbeeld Lidorganisatie A?" in said
    answer = press(of_ada)
    assert "The hand-over of Ada Voorbeeld is open" in text_of(answer)
    assert f'href="{HandOver.objects.get().get_absolute_url()}"' in answer.content.decode()
    assert HandOver.objects.get().seat == older.member.seat_terms.get()
    assert older.member.seat_terms.get().state == "leaving"


def test_the_links_die_with_the_seat_and_with_the_role_of_whoever_was_asked(older, letterbox):
    SeatFactory(organisation=older.organisation, role="contact")
    open_checks()
    send_waiting_mail()
    mail = letterbox.to(older.contact)[0]
    by_words, all_links = links_in(mail)
    change_role(older.contact.seat_terms.get(), role="staff", by=older.contact)
    assert {press(link).status_code for link in all_links} == {404}
    end_seat(older.contact.seat_terms.get(), by=None)
    assert press(by_words["All still right"]).status_code == 404
    assert not HandOver.objects.exists()


def test_by_hand_it_is_the_same(older, client_of):
    open_checks()
    address = reverse("members:roster", args=[older.organisation.pk])
    browser = client_of(older.contact)
    assert "Are these still your people?" in text_of(browser.get(address))
    assert "2 seats are confirmed." in text_of(browser.post(address, follow=True))
    assert RosterCheck.objects.get(organisation=older.organisation).state == "answered"


def test_unanswered_for_thirty_days_is_closed_and_a_late_answer_still_counts(older):
    open_checks()
    now = datetime.now(tz=UTC)
    assert close_overdue(now=now + timedelta(days=29)) == 0
    assert (close_overdue(now=now + timedelta(days=31)), close_overdue(now=now + timedelta(days=31))) == (3, 0)
    assert older.contact.notices.count() == 0
    confirm(older.organisation, by=older.contact)
    assert RosterCheck.objects.get(organisation=older.organisation).state == "answered"


def test_a_year_of_silence_lies_on_the_desk(older):
    def silent():
        return {waiting.title for waiting in waiting_for(older.coordinator) if "silent" in waiting.title}

    open_checks()
    assert silent() == set()
    RosterCheck.objects.update(asked_at=datetime.now(tz=UTC) - timedelta(days=366), state="unanswered")
    assert silent() == {f"Voorbeeld Lidorganisatie {letter} has been silent for a year" for letter in "ABC"}
    confirm(older.organisation, by=older.contact)
    assert len(silent()) == 2


def test_a_seat_nobody_confirmed_for_a_year_is_handed_over_once(older):
    seat = older.member.seat_terms.get()
    SeatTerm.objects.filter(pk=seat.pk).update(confirmed_at=datetime.now(tz=UTC) - timedelta(days=366))
    assert (hand_over_unconfirmed(), hand_over_unconfirmed()) == (1, 0)
    hand_over = HandOver.objects.get()
    assert (hand_over.seat, hand_over.reason) == (seat, "roster")
    HandOver.objects.update(state="called-off")
    assert hand_over_unconfirmed() == 0


def test_contacts_without_a_confirmed_colleague_keep_their_seats(older):
    long_ago = datetime.now(tz=UTC) - timedelta(days=400)
    SeatTerm.objects.filter(organisation=older.organisation, ended_at=None).update(confirmed_at=long_ago)
    hand_over_unconfirmed()
    assert [hand_over.seat.person for hand_over in HandOver.objects.order_by("pk")] == [older.member]
    SeatFactory(organisation=older.organisation, role="contact")
    hand_over_unconfirmed()
    assert {hand_over.seat.person for hand_over in HandOver.objects.all()} == {older.member, older.contact}
