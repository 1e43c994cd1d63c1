"""What is decided to be hidden is hidden from the moment somebody decided so, announced or not."""

import pytest
from django.urls import reverse
from django.utils import translation

from collaborations.desk.actions import prepare, take_back, take_back_last
from collaborations.desk.models import Delegated, Postponed, Prepared
from collaborations.desk.outbox.actions import announce
from collaborations.enquiries.actions import erase
from collaborations.enquiries.models import Enquiry
from collaborations.moderation.actions import contain, release, report
from network.desk import PILES
from tests.collaborations.moderation.conftest import comment_on
from tests.factories import PersonFactory, theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

DESK, DECIDE = reverse("collaborations:desk"), reverse("collaborations:decide")


@pytest.fixture
def comment(cast):
    return comment_on(theme_in("open", author=cast.member, organisation=cast.organisation), cast.member)


@pytest.fixture
def case(cast, comment):
    return report("comment", comment, category="danger", text="It names a refugee.", by=cast.other)


def hide(case, by):
    pile = PILES["report"]
    row = pile.rows(by).get(pk=case.pk)
    said = {"due": row.due_at, "by": by, "reason": "safety", "text": "It names somebody."}
    return prepare(pile, row, decision=pile.decision("hide"), **said)


def is_hidden(comment):
    comment.refresh_from_db()
    return comment.is_hidden


def test_what_is_to_be_hidden_is_hidden_when_that_is_prepared(cast, case, comment):
    prepared = hide(case, cast.coordinator)
    case.refresh_from_db()
    assert (is_hidden(comment), case.state) == (True, "contained")
    announce(prepared, by=None)
    case.refresh_from_db()
    assert (is_hidden(comment), case.state, prepared.people) == (True, "told", 2)


@pytest.mark.parametrize("undo", [take_back, lambda _prepared, by: take_back_last(by=by)])
def test_taking_it_back_shows_it_again(cast, case, comment, undo):
    undo(hide(case, cast.coordinator), by=cast.coordinator)
    case.refresh_from_db()
    assert (is_hidden(comment), case.state) == (False, "reported")


@pytest.mark.parametrize("who", ["coordinator", "colleague"])
def test_taking_it_back_leaves_hidden_what_was_hidden_before(cast, case, comment, who):
    contain(case, by=cast.coordinator if who == "coordinator" else PersonFactory(is_coordinator=True))
    take_back(hide(case, cast.coordinator), by=cast.coordinator)
    assert is_hidden(comment)


def test_taking_it_back_leaves_to_others_what_they_did_since(cast, case, comment):
    prepared, colleague = hide(case, cast.coordinator), PersonFactory(is_coordinator=True)
    case.refresh_from_db()
    release(case, by=colleague)
    contain(case, by=colleague)
    take_back(prepared, by=cast.coordinator)
    assert is_hidden(comment)


def test_the_outbox_and_the_case_say_what_happened_already_and_who_prepared_it(cast, case, client_of):
    browser = client_of(cast.coordinator)
    said = {"chosen": f"report:{case.pk}", "decision": "hide", "reason": "safety", "text": "No."}
    answer = browser.post(DECIDE, said, follow=True)
    assert "Hide it. It reaches 2 people." in answer.text
    assert "It is hidden for now already." in answer.text
    assert "It is hidden for now already." in browser.get(reverse("collaborations:outbox")).text
    assert "Dora Voorbeeld prepared “Keep it hidden”" in browser.get(case.get_absolute_url()).text


def test_the_desk_hides_it_for_now_with_one_press_and_shows_what_was_reported_but_not_by_whom(
    cast, case, comment, client_of
):
    browser = client_of(cast.coordinator)
    html = browser.get(DESK).text
    assert "It names a refugee." in html
    assert "Hide it for now" in html
    assert cast.other.name not in html
    answer = browser.post(reverse("collaborations:contain-case", args=[case.pk]), {"from": "desk"})
    assert (answer.url, is_hidden(comment)) == (DESK, True)
    assert "Hide it for now" not in browser.get(DESK).text


def test_what_can_be_decided_is_called_the_same_at_the_desk_and_on_the_case(cast, case, client_of):
    browser = client_of(cast.coordinator)
    for words, others in (
        (("Leave it", "Hide it"), "Show it again"),
        (("Show it again", "Keep it hidden"), "Leave it"),
    ):
        for page in (DESK, case.get_absolute_url()):
            html = browser.get(page).text
            assert all(word in html for word in words)
            assert f"{others}<" not in html
        if case.state == "reported":
            contain(case, by=cast.coordinator)


def test_the_desk_says_what_happens_otherwise_in_a_sentence(cast, case, client_of):
    html = client_of(cast.coordinator).get(DESK).text
    assert "It is hidden on " in html
    assert "If nobody decides by" not in html


def test_a_title_of_ours_is_in_the_language_of_the_reader(cast, case):
    with translation.override("nl"):
        waiting = PILES["report"].waiting(PILES["report"].rows(cast.coordinator).get(), cast.coordinator)
    assert waiting.lang == ""
    assert case.words.lang == "en"


def test_of_an_erased_enquiry_the_desk_keeps_nothing(cast):
    enquiry = Enquiry.objects.create(email="vraag@example.org", text="May I ask?", due_at="2026-12-01T09:00Z")
    key = {"pile": "enquiry", "thing_id": enquiry.pk}
    Prepared.objects.create(**key, decision="decline", by=cast.coordinator, text="Dear asker")
    Postponed.objects.create(**key, until="2026-11-30T09:00Z", by=cast.coordinator)
    Delegated.objects.create(**key, to=PersonFactory(is_deputy=True), by=cast.coordinator)
    erase(enquiry, by=None)
    assert not any(model.objects.exists() for model in (Prepared, Postponed, Delegated))
