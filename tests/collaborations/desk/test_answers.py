"""Words that are written again and again."""

import pytest
from django.urls import reverse

from collaborations.desk.models import AnswerTemplate
from tests.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

ANSWERS = reverse("collaborations:answers")
TYPED = {"purpose": "theme/decline", "language": "nl", "title": "Te breed", "text": "Begin met één land."}


def test_an_answer_is_written_changed_and_thrown_away(cast, client_of):
    browser = client_of(cast.coordinator)
    assert "Te breed" in browser.post(ANSWERS, TYPED, follow=True).text
    answer = AnswerTemplate.objects.get()
    assert (answer.pile, answer.decision, answer.language) == ("theme", "decline", "nl")
    address = reverse("collaborations:answer", args=[answer.pk])
    assert "Begin met één land." in browser.get(address).text
    browser.post(address, TYPED | {"text": "Begin in Oeganda."})
    assert AnswerTemplate.objects.get().text == "Begin in Oeganda."
    browser.post(reverse("collaborations:throw-away-answer", args=[answer.pk]))
    assert not AnswerTemplate.objects.exists()


def test_a_title_stands_there_once_and_what_was_typed_comes_back(cast, client_of):
    browser = client_of(cast.coordinator)
    browser.post(ANSWERS, TYPED)
    again = browser.post(ANSWERS, TYPED | {"text": "Something else."})
    assert again.status_code == 422
    assert "A template with this title is there already." in again.text
    assert "Something else." in again.text
    assert browser.post(ANSWERS, TYPED | {"purpose": "theme/open", "title": "x"}).status_code == 422, (
        "it takes no words"
    )
    assert browser.post(ANSWERS, TYPED | {"language": "en"}).status_code == 302, "in another language it may be there"


def test_answers_are_for_the_desk(cast, client_of):
    answer = AnswerTemplate.objects.create(pile="theme", decision="decline", language="en", title="T", text="x")
    browser = Browser()
    browser.force_login(cast.member)
    assert browser.get(ANSWERS).status_code == 403
    assert browser.post(reverse("collaborations:throw-away-answer", args=[answer.pk])).status_code == 403
    assert AnswerTemplate.objects.exists()


def test_what_no_slice_decides_any_more_can_still_be_thrown_away(cast, client_of):
    AnswerTemplate.objects.create(pile="gone", decision="gone", language="en", title="Old words", text="x")
    assert "Old words" in client_of(cast.coordinator).get(ANSWERS).text
