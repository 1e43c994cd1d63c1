"""Two people, or one impatient one, at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.conftest import rounds

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("processes")]


@pytest.mark.parametrize("number", range(rounds()))
def test_of_two_coordinators_deciding_at_once_one_wins_and_the_other_is_told_kindly(processes, visit, number):
    people = processes.people(f"duel{number}", {"Ada": "A"}, ["Dora", "Dirk"])
    theme = visit(people.Ada).propose(f"Who is first? {number}")
    dora, dirk = visit(people.Dora), visit(people.Dirk)
    dora.get(theme), dirk.get(theme)
    with ThreadPoolExecutor(2) as pool:
        opened = pool.submit(dora.post, f"{theme}open/")
        declined = pool.submit(dirk.post, f"{theme}decline/", reason="other", text="Not this year.")
        answers = {"open": opened.result(), "declined": declined.result()}
    query = "SELECT state, opened_at IS NULL, decline_text FROM collaborations_theme WHERE id = %s"
    state, was_never_open, text = processes.sql(query, int(theme.split("/")[2]))[0]
    assert (was_never_open, text) == ((False, "") if state == "open" else (True, "Not this year."))
    loser = answers["declined" if state == "open" else "open"]
    assert loser.status in {200, 403}
    assert "decided about this a moment ago: it is now" in loser.text
    told = "SELECT count(*) FROM notifications_notice WHERE person_id = %s"
    assert processes.sql(told, people.Ada.id)[0][0] == 1


@pytest.mark.parametrize("number", range(rounds()))
def test_one_form_sent_eight_times_at_once_is_one_theme(processes, visit, number):
    people = processes.people(f"eight{number}", {"Ada": "A"})
    ada = visit(people.Ada)
    form = ada.form(f"Once is enough {number}")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _turn: ada.post("/themes/propose/", **form), range(8)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.path for answer in answers}) == 1
    themes = "SELECT id, state FROM collaborations_theme WHERE author_id = %s"
    ((theme, state),) = processes.sql(themes, people.Ada.id)
    assert state == "proposed"
    counts = "SELECT (SELECT count(*) FROM collaborations_support WHERE theme_id = %s), (SELECT count(*) FROM notifications_event WHERE kind = 'theme-waits' AND subject_id = %s)"
    assert processes.sql(counts, theme, theme) == [(1, 1)]


def test_eight_colleagues_who_support_at_once_give_one_voice(processes, visit):
    people = processes.people("voice", {"Ada": "A"} | {f"Ben{index}": "B" for index in range(8)})
    theme = visit(people.Ada).propose("One voice")
    visit(people.Dora).open_theme(theme)
    colleagues = [visit(getattr(people, f"Ben{index}")) for index in range(8)]
    for colleague in colleagues:
        colleague.get(theme)
    with ThreadPoolExecutor(8) as pool:
        give = lambda one: one.post(f"{theme}support/", organisation=one.person.organisation_id)
        answers = list(pool.map(give, colleagues))
    assert {answer.status for answer in answers} == {200}
    voices = "SELECT count(*) FROM collaborations_support WHERE theme_id = %s"
    assert processes.sql(voices, int(theme.split("/")[2]))[0][0] == 2
