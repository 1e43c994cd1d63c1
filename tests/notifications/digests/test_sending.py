"""Handing digests over: at most once, under a lease, and every refusal ends in a state that says why."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from collaborations.models import Theme
from members.models import Person
from notifications.digests import calendar, claims, sending
from notifications.digests.actions import send_due_digests, set_digest
from notifications.digests.links import STOP_DIGEST
from notifications.models import Cursor, DigestRun
from tests.conftest import Browser
from tests.factories import SeatFactory
from tests.notifications.mornings import another_morning, open_theme, subscribe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allows_loops]


@pytest.fixture
def due(cast, letterbox):
    """Ben's and Cleo's digests are due and tell of one theme."""
    subscribe(cast.other, cast.contact)
    open_theme(cast, "Who decides?")
    return letterbox


def claimed():
    calendar.materialise()
    runs = claims.claim()
    return runs, runs[0].lease_token


def states():
    return dict(DigestRun.objects.values_list("person__name", "state"))


def windows():
    return dict(Cursor.objects.values_list("person__name", "from_transaction"))


BEN, CLEO = "Ben Voorbeeld", "Cleo Voorbeeld"


def test_the_headers_are_those_that_mail_programs_rely_on(cast, due):
    send_due_digests()
    (mail,) = due.to(cast.other)
    run = DigestRun.objects.get(person=cast.other)
    day = f"{run.period_start:%Y%m%d}"
    assert mail["Message-ID"] == f"<kring-digest-{cast.other.pk}-daily-{day}@kring.example.org>"
    assert mail["List-Id"] == "Kring <kring.kring.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https://kring\.example\.org/l/[\w:-]+/>", mail["List-Unsubscribe"].strip())
    assert mail["To"] == cast.other.email
    assert mail["From"] == "Kring <kring@kring.example.org>"
    assert mail["Date"]
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert len(mail.as_bytes()) < 90_000


def test_one_click_in_the_mail_program_stops_the_digest_and_clicking_again_is_fine(cast, due):
    send_due_digests()
    address = due.to(cast.other)[0]["List-Unsubscribe"].strip(" <>").removeprefix("https://kring.example.org")
    program = Browser(enforce_csrf_checks=True)
    assert program.get(address).status_code == 200
    assert Cursor.objects.get(person=cast.other).cadence == "daily"
    for _click in range(3):
        assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Cursor.objects.get(person=cast.other).cadence == "off"
    assert Cursor.objects.get(person=cast.contact).cadence == "daily"
    open_theme(cast, "After the click")
    another_morning()
    assert len(due.to(cast.other)) == 1
    assert len(due.to(cast.contact)) == 2


@pytest.mark.parametrize(
    "evil", ["A\r\nBcc: all@example.org", "A\nSubject: other", "A\x0bB\x85C\u2028D", "=?utf-8?q?A=0ABcc=3A_x?="]
)
def test_a_title_cannot_write_headers(cast, letterbox, evil):
    subscribe(cast.other)
    theme = open_theme(cast, "Harmless")
    Theme.objects.filter(pk=theme.pk).update(title=evil)
    assert send_due_digests() == 1
    (mail,) = letterbox.mails
    assert mail.envelope_to == [cast.other.email]
    assert mail["Bcc"] is None
    assert len(mail.get_all("Subject")) == 1
    assert "\n" not in mail["Subject"]


def test_a_name_cannot_write_headers(cast, letterbox):
    Person.objects.filter(pk=cast.other.pk).update(name="Ben\r\nBcc: all@example.org")
    subscribe(cast.other)
    open_theme(cast, "Harmless")
    assert send_due_digests() == 1
    assert letterbox.mails[0].envelope_to == [cast.other.email]
    assert letterbox.mails[0]["Bcc"] is None


def test_sending_again_is_sending_nothing(due):
    assert [send_due_digests(), send_due_digests()] == [2, 0]
    assert len(due.mails) == 2
    assert set(DigestRun.objects.values_list("state", "outcome", "attempts")) == {("sent", "accepted", 1)}


def test_whoever_lost_the_lease_sends_and_marks_nothing(cast, due):
    runs, _token = claimed()
    DigestRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    claims.sweep()
    assert set(states().values()) == {"due"}
    assert send_due_digests() == 2, "another worker finishes"
    before = list(DigestRun.objects.order_by("pk").values())
    assert sending.serve(runs) == 0
    assert list(DigestRun.objects.order_by("pk").values()) == before
    assert len(due.mails) == 2


def test_whoever_lost_the_lease_cannot_skip_or_close_windows_either(cast, letterbox):
    subscribe(cast.other)
    calendar.materialise()
    stale = claims.claim()
    DigestRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    claims.sweep()
    before = windows()
    assert sending.serve(stale) == 0
    assert states() == {BEN: "due"}
    assert windows() == before


def test_whoever_lost_the_lease_while_handing_over_opens_no_window_again(cast, due):
    runs, token = claimed()
    claims.begin_sending(runs, token)
    DigestRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    claims.sweep()
    before = windows()
    claims.reopen(runs[0], token, due_at=timezone.now(), outcome="too late")
    claims.put_back(runs, token)
    assert set(states().values()) == {"unknown"}
    assert windows() == before


def test_the_sweeper_gives_back_what_was_leased_and_gives_up_what_was_being_handed_over(due):
    runs, token = claimed()
    claims.begin_sending(runs[:1], token)
    DigestRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    claims.sweep()
    assert [DigestRun.objects.get(pk=run.pk).state for run in runs] == ["unknown", "due"]
    assert send_due_digests() == 1
    assert [DigestRun.objects.get(pk=run.pk).state for run in runs] == ["unknown", "sent"]
    assert len(due.mails) == 1


def test_the_sweeper_leaves_a_lease_that_still_runs(due):
    runs, token = claimed()
    claims.begin_sending(runs[:1], token)
    claims.sweep()
    assert sorted(states().values()) == ["leased", "sending"]


def test_a_4xx_is_tried_again_later_with_the_same_window_and_message_id(cast, due):
    due.refuses[cast.other.email] = "450 later, please"
    before = windows()
    assert send_due_digests() == 1
    run = DigestRun.objects.get(person=cast.other)
    assert (run.state, run.outcome, run.attempts) == ("due", "deferred with 450", 1)
    assert timedelta(minutes=14) < run.due_at - timezone.now() <= timedelta(minutes=15)
    assert windows()[BEN] == before[BEN]
    assert windows()[CLEO] > before[CLEO]
    assert send_due_digests() == 0
    due.refuses.clear()
    DigestRun.objects.update(due_at=timezone.now())
    assert send_due_digests() == 1
    (mail,) = due.to(cast.other)
    assert mail["Message-ID"] == f"<kring-digest-{run.identity}@kring.example.org>"


def test_after_five_deferrals_it_is_given_up(cast, due):
    due.refuses[cast.other.email] = "451 later"
    for _attempt in range(5):
        DigestRun.objects.filter(state="due").update(due_at=timezone.now())
        send_due_digests()
    run = DigestRun.objects.get(person=cast.other)
    assert (run.state, run.outcome, run.attempts) == ("failed", "refused with 451", 5)


@pytest.mark.parametrize("reply", ["550 nobody here", "552 full"])
def test_a_5xx_is_final_and_the_others_get_their_mail(cast, due, reply):
    due.refuses[cast.other.email] = reply
    assert send_due_digests() == 1
    assert states() == {BEN: "failed", CLEO: "sent"}
    assert DigestRun.objects.get(person=cast.other).outcome == f"refused with {reply[:3]}"
    assert len(due.to(cast.contact)) == 1


def test_a_refusal_after_the_text_is_final_too(cast, due):
    due.answer = "554 no such words here"
    assert send_due_digests() == 0
    assert set(states().values()) == {"failed"}


def test_with_the_mail_server_away_everything_is_due_again_and_no_window_closed(due, settings):
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    before = windows()
    assert send_due_digests() == 0
    assert set(DigestRun.objects.values_list("state", "lease_token")) == {("due", None)}
    assert windows() | before == windows()
    settings.EMAIL_PORT = port
    assert send_due_digests() == 2


@pytest.mark.parametrize("reply", ["421 closing", "(hangs up)"])
def test_when_the_server_goes_away_in_the_middle_only_the_mail_on_its_way_is_in_doubt(cast, letterbox, reply):
    people = [seat.person for seat in SeatFactory.create_batch(5)]
    subscribe(*people)
    open_theme(cast, "Who decides?")
    letterbox.replies = ["250 ok", "250 ok", reply]
    send_due_digests()
    found = [run.state for run in DigestRun.objects.order_by("pk")]
    assert found[:2] == ["sent", "sent"]
    assert found[2] == ("due" if reply.startswith("421") else "unknown")
    assert found[3:] == ["due", "due"]
    assert set(DigestRun.objects.filter(state="due").values_list("attempts", "lease_token")) == {(0, None)}
    DigestRun.objects.update(due_at=timezone.now())
    send_due_digests()
    addresses = [mail["To"] for mail in letterbox.mails]
    assert len(addresses) == len(set(addresses)) == (5 if reply.startswith("421") else 4)


def test_who_turned_it_off_or_left_meanwhile_is_skipped(cast, due):
    calendar.materialise()
    set_digest(cast.other, cadence="off", send_hour=8, by=cast.other)
    Person.objects.filter(pk=cast.contact.pk).update(is_active=False)
    assert send_due_digests() == 0
    assert set(states().values()) == {"skipped"}
    assert not due.mails


def test_whoever_turns_it_on_again_hears_from_then_on(cast, due):
    set_digest(cast.other, cadence="off", send_hour=8, by=cast.other)
    another_morning()
    set_digest(cast.other, cadence="daily", send_hour=8, by=cast.other)
    another_morning()
    assert not due.to(cast.other)
    open_theme(cast, "After it was on again")
    another_morning()
    assert [mail["Subject"] for mail in due.to(cast.other)] == ["“After it was on again”"]


def test_only_leased_runs_can_be_served(cast):
    run = DigestRun(person=cast.other, cadence="daily")
    with pytest.raises(ValueError, match="Only leased runs"):
        sending.serve([run])


def test_a_run_that_another_worker_finished_is_settled_by_nobody_else(cast, due):
    runs, token = claimed()
    claims.begin_sending(runs, token)
    claims.settle_sent(runs, DigestRun.new_token())
    assert set(states().values()) == {"sending"}
    claims.settle_sent(runs, token)
    assert set(states().values()) == {"sent"}


def test_the_stop_link_is_the_persons_own(cast, due):
    assert STOP_DIGEST.load(cast.other, Cursor.objects.get(person=cast.contact).pk) is None


def test_three_mornings_with_the_mail_server_away_are_one_digest(cast, letterbox, settings):
    subscribe(cast.other)
    open_theme(cast, "During the outage")
    working, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert [another_morning() for _day in range(3)] == [0, 0, 0]
    settings.EMAIL_PORT = working
    assert another_morning() == 1
    assert len(letterbox.to(cast.other)) == 1
    assert another_morning() == 0


def test_one_digest_that_cannot_be_sent_stops_no_other(cast, due):
    Person.objects.filter(pk=cast.contact.pk).update(email="cleo\n@example.org")
    assert send_due_digests() == 1
    assert states() == {BEN: "sent", CLEO: "failed"}
    assert send_due_digests() == 0


def test_a_worker_that_still_works_keeps_its_lease(cast, due):
    runs, token = claimed()
    soon = timezone.now() + timedelta(seconds=1)
    DigestRun.objects.update(lease_until=soon)
    claims.begin_sending(runs[:1], token)
    assert all(until > soon for until in DigestRun.objects.values_list("lease_until", flat=True))
