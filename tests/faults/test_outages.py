"""The broker, the live process or the mail server is away: people notice as little as can be, and what was due comes."""

import time

import pytest

from tests.faults.test_kills import digests, notices
from tests.processes import SWEEP_SECONDS, until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("processes")]

UNHURRIED_SECONDS = 3


def test_without_the_broker_proposing_and_opening_still_work_and_the_sweep_delivers(processes, visit):
    """The write commits, the nudge is lost, and after the broker's return the sweeper finds the rows."""
    people = processes.people("broker", {"Ada": "A", "Ben": "B"})
    ada, dora = visit(people.Ada), visit(people.Dora)
    ada.get("/themes/propose/"), dora.get("/desk/")
    processes.kill_broker()
    begun = time.monotonic()
    theme = ada.propose("Nobody carries the word")
    proposed = time.monotonic()
    answer = dora.open_theme(theme)
    opened = time.monotonic()
    assert answer.status == 200
    assert "is open. Its proposer is told now" in answer.text
    assert max(proposed - begun, opened - proposed) < UNHURRIED_SECONDS
    assert ada.get("/").status == ada.get("/notices/").status == 200
    assert "1 unread notice" in ada.get("/notices/badge/").text
    assert not notices(processes, {people.Ada.email})

    processes.let_the_hour_come(people.Ben)
    processes.start_broker()
    until(lambda: processes.keep() or notices(processes, {people.Ada.email}), "the sweeper mails the answer")
    until(lambda: processes.keep() or digests(processes, [people.Ben]), "the sweeper mails the digest")
    assert notices(processes, {people.Ada.email}).total() == digests(processes, [people.Ben]).total() == 1


def test_without_the_broker_people_can_still_sign_in(processes, visit):
    people = processes.people("sign-in", {"Ada": "A"})
    stranger = visit(None)
    processes.kill_broker()
    begun = time.monotonic()
    assert stranger.get("/account/login/").status == 200
    answer = stranger.post("/account/login/", email=people.Ada.email)
    assert answer.status == 200, answer.text[-2000:]
    assert time.monotonic() - begun < UNHURRIED_SECONDS
    code = until(lambda: processes.mails(people.Ada.email), "the code is mailed")[-1]
    words = code.get_payload(decode=True).decode().split()
    said = next(word for word in words if word.isupper() and len(word) > 3)
    answer = stranger.post(answer.path, code=said)
    assert answer.path == "/", answer.text[-2000:]
    assert people.Ada.name in answer.text


def test_a_mail_server_that_was_away_gets_each_mail_once(processes, visit):
    people = processes.people("mail", {"Ada": "A", "Ben": "B"})
    processes.stop("mail")
    theme = visit(people.Ada).propose("The post is on strike")
    assert visit(people.Dora).open_theme(theme).status == 200
    processes.let_the_hour_come(people.Ben)
    tried = "SELECT count(*) FROM notifications_outboxmail WHERE person_id = %s AND outcome = 'mail server away'"
    until(lambda: processes.sql(tried, people.Ada.id)[0][0], "somebody tried to mail")
    processes.start("mail")
    processes.sql("UPDATE notifications_outboxmail SET due_at = now() WHERE state = 'waiting'")  # a minute later
    until(lambda: notices(processes, {people.Ada.email}), "the answer is mailed")
    until(lambda: digests(processes, [people.Ben]), "the digest is mailed")
    until(lambda: processes.digests_are_settled(people.Ben), "it is settled")
    passes(2 * SWEEP_SECONDS, processes)
    assert notices(processes, {people.Ada.email}).total() == digests(processes, [people.Ben]).total() == 1


def passes(seconds, processes):
    """Let a few sweeps pass: the database's own clock says when."""
    now = "SELECT extract(epoch FROM clock_timestamp())"
    begun = processes.sql(now)[0][0]
    until(lambda: processes.sql(now)[0][0] - begun > seconds, "time passes")
