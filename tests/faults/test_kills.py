"""kill -9 of worker, live and web during the loop: nothing is lost, nothing is sent twice that must not be."""

import contextlib
import http.client
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from tests.faults.conftest import rounds
from tests.processes import until

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("processes")]

FORMS = 16
READERS = 60
COORDINATORS = 30
A_BATCH = 25  # digests that one kill can leave without an answer; see notifications/digests/sending.py
FINAL = {"sent", "skipped", "failed", "unknown"}


def let_leases_run_out(processes):
    """The five and the two minutes after which others take over, without waiting for them."""
    processes.sql(
        "UPDATE notifications_digestrun SET lease_until = now() - interval '1 second' WHERE state IN ('leased', 'sending')"
    )
    processes.sql("UPDATE notifications_outboxmail SET due_at = now() - interval '1 second' WHERE state = 'sending'")


@pytest.mark.parametrize("number", range(rounds()))
def test_a_worker_killed_while_it_sends_digests_sends_none_twice(processes, visit, number):
    """At most one for each person and window; at most one batch stays without an answer, and says so."""
    chance = random.Random(number)
    staff = {f"Reader{index}": f"O{index % 5}" for index in range(READERS)} | {"Ada": "A"}
    people = processes.people(f"digests{number}", staff)
    readers = [getattr(people, name) for name in staff if name != "Ada"]
    theme = visit(people.Ada).propose(f"Digests under fire {number}")
    visit(people.Dora).open_theme(theme)

    processes.let_the_hour_come(*readers)
    wanted = chance.randrange(1, READERS // 2)
    until(lambda: len(digests(processes, readers)) >= wanted, "the first digests leave")
    processes.kill("worker")
    before = digests(processes, readers).total()
    processes.start("worker")
    let_leases_run_out(processes)
    until(lambda: processes.digests_are_settled(*readers), "every digest is settled")

    counts = digests(processes, readers)
    runs = states(processes, readers)
    assert before < READERS, "the kill came too late to show anything"
    assert max(counts.values()) == 1
    assert runs.total() == READERS
    assert set(runs) <= FINAL
    missing = READERS - len(counts)
    assert missing <= runs["unknown"] <= A_BATCH
    assert len(counts) >= runs["sent"]

    processes.let_the_hour_come(*readers)
    until(lambda: processes.digests_are_settled(*readers), "a second hour on the same day")
    assert digests(processes, readers) == counts


@pytest.mark.parametrize("number", range(rounds()))
def test_a_worker_killed_while_it_sends_decisions_sends_each_at_least_once(processes, visit, number):
    """The same mail may come again after a kill, under the same Message-ID: at most one a kill."""
    chance = random.Random(number)
    coordinators = [f"Dora{index}" for index in range(COORDINATORS)]
    people = processes.people(f"decisions{number}", {"Ada": "A"}, coordinators)
    told = {getattr(people, name).email for name in coordinators}
    visit(people.Ada).propose(f"Decisions under fire {number}")

    kills = 0
    for wanted in sorted(chance.sample(range(1, COORDINATORS - 5), 2)):
        until(lambda wanted=wanted: len(notices(processes, told)) >= wanted, "some mail has left")
        processes.kill("worker")
        kills += 1
        processes.start("worker")
    let_leases_run_out(processes)
    until(lambda: len(notices(processes, told)) == COORDINATORS, "everybody is told")
    until(lambda: waiting(processes, people) == 0, "no mail waits")

    counts = notices(processes, told)
    assert len({message for _email, message in counts}) == len(counts) == COORDINATORS
    assert counts.total() <= COORDINATORS + kills
    processes.sql("UPDATE members_person SET is_active = false WHERE email = ANY(%s)", list(told))


def test_a_pool_process_killed_alone_is_replaced_and_its_work_done(processes, visit):
    people = processes.people("pool", {"Ada": "A"})
    pool = living(processes, "worker")
    killed = processes.kill_child("worker")
    theme = visit(people.Ada).propose("A child dies")
    visit(people.Dora).open_theme(theme)
    until(lambda: notices(processes, {people.Ada.email}), "the answer is mailed")
    until(lambda: len(living(processes, "worker") - {killed}) >= len(pool), "the pool is whole again")
    assert notices(processes, {people.Ada.email}).total() == 1


@pytest.mark.parametrize("number", range(rounds()))
def test_a_web_process_killed_while_forms_arrive_loses_and_doubles_none(processes, visit, number):
    """Whoever got no answer sends the same form again; it is one theme, one support, one notice."""
    people = processes.people(f"web{number}", {"Ada": "A"})
    ada, dora = visit(people.Ada), visit(people.Dora)
    dora.get("/desk/")
    forms = [ada.form(f"Form {index} of {number}") for index in range(FORMS)]
    answered = []

    def send(form):
        with contextlib.suppress(OSError, http.client.HTTPException):
            answered.append(ada.post("/themes/propose/", **form).status)

    with ThreadPoolExecutor(4) as pool:
        for form in forms:
            pool.submit(send, form)
        until(lambda: answered, "one form is answered")
        processes.kill("web")
    assert 0 < len(answered) < FORMS, "the kill came too late to show anything"
    assert set(answered) == {200}
    processes.start("web")
    for form in forms:  # a browser's "send again", also of those that had arrived
        assert ada.post("/themes/propose/", **form).status == 200
    rows = processes.sql("SELECT id, state FROM collaborations_theme WHERE author_id = %s", people.Ada.id)
    assert [state for _pk, state in rows] == ["proposed"] * FORMS
    supports = "SELECT count(*) FROM collaborations_support WHERE theme_id = ANY(%s)"
    assert processes.sql(supports, [pk for pk, _state in rows])[0][0] == FORMS
    until(lambda: len(notices(processes, {people.Dora.email})) == FORMS, "the coordinator is told of each")


def test_the_one_process_that_serves_pages_is_replaced_when_it_alone_dies(processes, visit):
    people = processes.people("respawn", {"Ada": "A"})
    killed = processes.kill_child("web")
    until(lambda: processes.answers("/health/live"), "the web answers again")
    assert living(processes, "web") - {killed}
    assert visit(people.Ada).propose("After the fall")


def test_beat_and_worker_killed_together_leave_nothing_undone(processes, visit):
    people = processes.people("both", {"Ada": "A", "Ben": "B"})
    processes.kill("beat", "worker")
    theme = visit(people.Ada).propose("Nobody is at work")
    assert visit(people.Dora).open_theme(theme).status == 200
    processes.let_the_hour_come(people.Ben)
    processes.start("beat", "worker")
    until(lambda: notices(processes, {people.Ada.email}), "the answer is mailed")
    until(lambda: digests(processes, [people.Ben]), "the digest is mailed")
    assert notices(processes, {people.Ada.email}).total() == digests(processes, [people.Ben]).total() == 1


def living(processes, name):
    """The children that do not only wait to be buried."""
    return {child.pid for child in processes.children(name) if child.status() != psutil.STATUS_ZOMBIE}


def digests(processes, people):
    """How many digests of which window each of ``people`` got."""
    emails = {person.email for person in people}
    counts = processes.mail_counts("kring-digest-").items()
    return Counter({key: count for key, count in counts if key[0] in emails})


def notices(processes, emails):
    counts = processes.mail_counts("kring-notice-").items()
    return Counter({key: count for key, count in counts if key[0] in emails})


def states(processes, people):
    ids = [person.id for person in people]
    query = "SELECT state, count(*) FROM notifications_digestrun WHERE person_id = ANY(%s) GROUP BY state"
    return Counter(dict(processes.sql(query, ids)))


def waiting(processes, people):
    ids = [person.id for person in vars(people).values()]
    query = (
        "SELECT count(*) FROM notifications_outboxmail WHERE person_id = ANY(%s) AND state IN ('waiting', 'sending')"
    )
    return processes.sql(query, ids)[0][0]
