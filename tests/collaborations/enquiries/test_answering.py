"""At the desk: a theme, a kind no, advertising; by whom, by when, and what happens by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from collaborations.enquiries import actions
from collaborations.enquiries.clock import keep_promises
from collaborations.enquiries.models import Enquiry
from collaborations.themes.models import Theme
from members.models import Person
from network.desk import DEFAULTS, PILES
from network.journal import Entry
from network.moves import MoveRefused
from network.workdays import after_working_days
from notifications.mail.actions import send_waiting_mail
from tests.at_once import at_once
from tests.collaborations.enquiries.material import waiting
from tests.conftest import Browser
from tests.factories import theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def browser_of(person):
    browser = Browser()
    browser.force_login(person)
    return browser


def address(verb, enquiry):
    return reverse(f"collaborations:{verb}", args=[enquiry.pk])


def html(answer):
    return answer.content.decode()


def fresh(enquiry):
    return Enquiry.objects.get(pk=enquiry.pk)


def mailed_to(letterbox, email):
    found = [mail for mail in letterbox.mails if mail.envelope_to == [email]]
    return [(mail["Subject"], mail.get_body(("plain",)).get_content()) for mail in found]


@pytest.fixture
def deputy(cast):
    Person.objects.filter(pk=cast.other.pk).update(is_deputy=True)
    return Person.objects.get(pk=cast.other.pk)


def test_only_who_keeps_the_desk_meets_it(cast, deputy):
    enquiry = waiting()
    for who, person in cast.everybody().items():
        seen = who in {"coordinator", "other"}
        assert (browser_of(person).get(enquiry.get_absolute_url()).status_code == 200) is seen, who
        assert (browser_of(person).get(reverse("collaborations:enquiries")).status_code == 200) is seen, who
        if not seen:
            for verb in (
                "decline-enquiry",
                "discard-enquiry",
                "keep-enquiry",
                "turn-enquiry-into-theme",
                "propose-introduction",
                "take-up-enquiry",
            ):
                assert browser_of(person).post(address(verb, enquiry), {"text": "no"}).status_code == 404
    assert fresh(enquiry).state == "received"


def test_a_kind_no_is_read_by_whoever_asked(cast, client_of, letterbox):
    enquiry = waiting(language="nl")
    done = client_of(cast.coordinator).post(
        address("decline-enquiry", enquiry), {"text": "Ask the school network."}, follow=True
    )
    assert "It is answered." in html(done)
    send_waiting_mail()
    ((_subject, text),) = mailed_to(letterbox, "robin@example.org")
    assert "Ask the school network." in text
    assert "/contact/" in text
    assert (fresh(enquiry).state, fresh(enquiry).outcome, fresh(enquiry).due_at) == ("answered", "no", None)


def test_without_words_there_is_no_no(cast, client_of):
    enquiry = waiting()
    answer = client_of(cast.coordinator).post(address("decline-enquiry", enquiry), {"text": ""})
    assert answer.status_code == 422
    assert fresh(enquiry).state == "received"


def test_advertising_is_put_aside_and_can_be_kept_after_all(cast, client_of, letterbox):
    enquiry = waiting()
    browser = client_of(cast.coordinator)
    browser.post(address("discard-enquiry", enquiry))
    assert fresh(enquiry).state == "discarded"
    assert PILES["enquiry"].rows(cast.coordinator).count() == 0
    browser.post(address("keep-enquiry", enquiry))
    assert (fresh(enquiry).state, fresh(enquiry).escalated_at) == ("received", None)
    assert PILES["enquiry"].rows(cast.coordinator).count() == 1
    send_waiting_mail()
    assert letterbox.mails == []


def test_it_becomes_a_draft_of_a_contact_who_is_told(cast, client_of, letterbox):
    enquiry = waiting(language="fr")
    seat = cast.contact.seats[0]
    form = {"seat": seat.pk, "title": "Cooks at schools", "question": "Who works with local cooks?"}
    client_of(cast.coordinator).post(address("turn-enquiry-into-theme", enquiry), form)
    theme = Theme.objects.get()
    assert (theme.author, theme.organisation, theme.state, theme.language) == (
        cast.contact,
        cast.organisation,
        "draft",
        "fr",
    )
    assert (theme.title, theme.question, theme.change) == ("Cooks at schools", "Who works with local cooks?", "")
    assert (fresh(enquiry).outcome, fresh(enquiry).theme) == ("theme", theme)
    assert theme.is_looked_after_by(Person.objects.get(pk=cast.contact.pk))
    send_waiting_mail()
    ((subject, text),) = mailed_to(letterbox, cast.contact.email)
    assert (subject, reverse("collaborations:edit-theme", args=[theme.pk]) in text) == ("Cooks at schools", True)
    assert len(mailed_to(letterbox, "robin@example.org")) == 1
    assert browser_of(cast.contact).get(reverse("collaborations:edit-theme", args=[theme.pk])).status_code == 200


def test_whoever_asked_and_holds_a_seat_there_is_its_author(cast):
    cast.member.emailaddress_set.update(verified=True)
    enquiry = waiting(email="ADA@example.org")
    theme = actions.turn_into_theme(
        enquiry, seat=cast.contact.seats[0], title="Cooks", question="Who?", by=cast.coordinator
    )
    assert theme.author == cast.member
    other = waiting(email="eli@example.org")
    theme = actions.turn_into_theme(
        other, seat=cast.contact.seats[0], title="Cooks", question="Who?", by=cast.coordinator
    )
    assert theme.author == cast.contact


def test_an_address_nobody_proved_is_nobodys(cast):
    enquiry = waiting(email=cast.member.email)
    theme = actions.turn_into_theme(
        enquiry, seat=cast.contact.seats[0], title="Cooks", question="Who?", by=cast.coordinator
    )
    assert theme.author == cast.contact


def test_funders_and_people_who_left_are_not_offered(cast, client_of):
    enquiry = waiting()
    page = html(client_of(cast.coordinator).get(enquiry.get_absolute_url()))
    assert "Cleo Voorbeeld, Voorbeeld Lidorganisatie A" in page
    assert "Eli Voorbeeld" not in page
    answer = client_of(cast.coordinator).post(
        address("turn-enquiry-into-theme", enquiry), {"seat": cast.member.seats[0].pk, "title": "x", "question": "y"}
    )
    assert answer.status_code == 422
    assert not Theme.objects.exists()


def test_what_is_like_it_and_what_came_before_stand_beside_it(cast, client_of):
    theme_in("open", title="School meals by local cooks", author=cast.member, organisation=cast.organisation)
    earlier = waiting(subject="An earlier question", text="Which organisations offer rooms?")
    page = html(client_of(cast.coordinator).get(waiting(subject="School meals with local cooks").get_absolute_url()))
    assert "School meals by local cooks" in page
    assert earlier.get_absolute_url() in page


@pytest.mark.parametrize("amount", [1, 3, 30])
def test_the_list_asks_as_many_queries_for_many_as_for_one(cast, client_of, django_assert_num_queries, amount):
    for _ in range(amount):
        waiting()
    browser = client_of(cast.coordinator)
    browser.get(reverse("collaborations:enquiries"))
    with django_assert_num_queries(5):
        browser.get(reverse("collaborations:enquiries"))


@pytest.mark.parametrize("amount", [1, 3, 30])
def test_its_page_asks_as_many_queries_for_many_as_for_one(cast, client_of, django_assert_num_queries, amount):
    for n in range(amount):
        waiting(text=f"Another question about meals {n}")
    enquiry = waiting(subject="Zzz", text="Qqq")
    browser = client_of(cast.coordinator)
    browser.get(enquiry.get_absolute_url())
    with django_assert_num_queries(12):
        browser.get(enquiry.get_absolute_url())


# Two at once, and the order of things


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_one_wins_and_the_other_reads_who_was_faster(cast):
    enquiry = waiting()
    decline = lambda: actions.decline(fresh(enquiry), text="No.", by=cast.coordinator)
    discard = lambda: actions.discard(fresh(enquiry), by=cast.coordinator)
    to_theme = lambda: actions.turn_into_theme(
        fresh(enquiry), seat=cast.contact.seats[0], title="x", question="y", by=cast.coordinator
    )
    outcomes = at_once(decline, discard, to_theme)
    refused = [outcome for outcome in outcomes if isinstance(outcome, MoveRefused)]
    assert len(refused) == 2
    assert all("Someone decided about this a moment ago" in str(outcome) for outcome in refused)
    assert Theme.objects.count() == (fresh(enquiry).outcome == "theme")


def test_too_late_at_the_page_is_a_sentence(cast, client_of):
    enquiry = waiting()
    actions.decline(fresh(enquiry), text="No.", by=cast.coordinator)
    for verb in ("decline-enquiry", "discard-enquiry"):
        answer = client_of(cast.coordinator).post(address(verb, enquiry), {"text": "Another no."}, follow=True)
        assert "Someone decided about this a moment ago: it is now answered." in html(answer)
    assert fresh(enquiry).answer_text == "No."


# By itself


def at(moment, act):
    """What ``act`` answers when it runs twice then."""
    with time_machine.travel(moment, tick=False):
        return [act(), act()]


def test_after_five_working_days_deputies_are_asked_and_after_twenty_it_ends_kindly(cast, deputy, letterbox):
    enquiry = waiting()
    begun = enquiry.received_at
    assert at(after_working_days(begun, 5) - timedelta(minutes=1), keep_promises) == [0, 0]
    assert at(after_working_days(begun, 5) + timedelta(minutes=1), keep_promises) == [1, 0]
    enquiry = fresh(enquiry)
    assert enquiry.escalated_at
    assert timezone.localdate(enquiry.due_at) == timezone.localdate(after_working_days(begun, 20))
    send_waiting_mail()
    ((_subject, text),) = mailed_to(letterbox, deputy.email)
    assert "Nobody answered in the five working days" in text
    assert at(after_working_days(begun, 20) + timedelta(hours=1), keep_promises) == [1, 0]
    enquiry = fresh(enquiry)
    assert (enquiry.state, enquiry.outcome, enquiry.ended_by_itself) == ("answered", "no", True)
    send_waiting_mail()
    ((_subject, text),) = mailed_to(letterbox, "robin@example.org")
    assert "We are sorry" in text
    entries = Entry.objects.about(enquiry)
    assert [(entry.verb, entry.actor_id, bool(entry.why)) for entry in entries] == [
        ("escalate_enquiry", None, True),
        ("end_enquiry", None, True),
    ]


def test_what_ended_by_itself_can_be_taken_up_again_and_an_answer_cannot(cast, client_of):
    enquiry = waiting()
    actions.end_kindly(enquiry)
    default = DEFAULTS["collaborations.enquiry", "end_enquiry"]
    assert default.can_undo(fresh(enquiry))
    assert cast.coordinator.has_perm(default.permission)
    browser = client_of(cast.coordinator)
    assert "It ended by itself" in html(browser.get(enquiry.get_absolute_url()))
    browser.post(address("take-up-enquiry", enquiry))
    again = fresh(enquiry)
    assert (again.state, again.outcome, again.answered_at, again.escalated_at) == ("received", "", None, None)
    assert again.due_at > timezone.now()
    actions.decline(again, text="No.", by=cast.coordinator)
    answer = browser.post(address("take-up-enquiry", enquiry), follow=True)
    assert "what was answered cannot be taken back" in html(answer)
    assert fresh(enquiry).state == "answered"


def test_a_mail_about_an_end_that_was_taken_back_is_not_sent(cast, letterbox):
    enquiry = waiting()
    actions.end_kindly(enquiry)
    actions.take_up_again(fresh(enquiry), by=cast.coordinator)
    send_waiting_mail()
    assert letterbox.mails == []


@pytest.mark.django_db(transaction=True)
def test_the_clock_runs_twice_at_once_and_moves_each_thing_once(cast):
    for _ in range(6):
        waiting(due_at=timezone.now() - timedelta(hours=1))
    assert sum(at_once(keep_promises, keep_promises, keep_promises)) == 6
    assert Entry.objects.filter(verb="escalate_enquiry").count() == 6


def test_a_thing_that_fails_stops_no_other(cast, monkeypatch):
    bad, good = waiting(due_at=timezone.now() - timedelta(hours=2)), waiting(due_at=timezone.now() - timedelta(hours=1))
    real = actions.escalate

    def stumbling(enquiry, *, by):
        if enquiry.pk == bad.pk:
            raise MoveRefused("No.")
        return real(enquiry, by=by)

    monkeypatch.setattr("collaborations.enquiries.clock.escalate", stumbling)
    assert keep_promises() == 1
    assert (fresh(bad).escalated_at, fresh(good).escalated_at is None) == (None, False)


# The desk


def test_each_lies_on_the_desk_once_with_its_promise_and_what_happens_otherwise(cast):
    first, late = waiting(), waiting(escalated_at=timezone.now(), text="Late", subject="Late")
    actions.discard(waiting(), by=cast.coordinator)
    pile = PILES["enquiry"]
    rows = {row.pk: pile.waiting(row, cast.coordinator) for row in pile.rows(cast.coordinator)}
    assert set(rows) == {first.pk, late.pk}
    assert "deputies are asked, too" in rows[first.pk].otherwise
    assert "ends by itself with a kind no" in rows[late.pk].otherwise
    assert "School meals" in html(browser_of(cast.coordinator).get(reverse("collaborations:desk")))


def test_the_desk_declines_and_discards_in_the_name_of_who_prepared_it(cast):
    pile = PILES["enquiry"]
    no, aside = waiting(), waiting()
    pile.decision("decline").carry_out(no, by=cast.coordinator, text="Not now.")
    pile.decision("discard").carry_out(aside, by=cast.coordinator)
    assert (fresh(no).answer_text, fresh(aside).state) == ("Not now.", "discarded")
    assert set(Entry.objects.filter(verb__endswith="_enquiry").values_list("actor_id", flat=True)) == {
        cast.coordinator.pk
    }


# What is kept


def test_what_was_answered_goes_after_a_year_and_advertising_after_thirty_days(cast):
    from members.privacy.clock import apply_retention

    old, new = waiting(), waiting()
    actions.decline(old, text="No.", by=cast.coordinator)
    actions.decline(new, text="No.", by=cast.coordinator)
    Enquiry.objects.filter(pk=old.pk).update(answered_at=timezone.now() - timedelta(days=366))
    aside = waiting(received_at=timezone.now() - timedelta(days=31))
    actions.discard(aside, by=cast.coordinator)
    unanswered = waiting(received_at=timezone.now() - timedelta(days=400))
    apply_retention()
    assert set(Enquiry.objects.order_by("pk").values_list("pk", flat=True)) == {new.pk, unanswered.pk}
