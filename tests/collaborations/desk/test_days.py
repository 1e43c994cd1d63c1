"""Which days the desk names, and which it offers."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from collaborations.desk.models import AnswerTemplate, Postponed
from collaborations.models import Enquiry
from network.workdays import last_working_day

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

DESK, DECIDE = reverse("collaborations:desk"), reverse("collaborations:decide")
WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def test_what_ends_on_a_day_off_is_promised_for_the_working_day_before(cast, proposal, client_of):
    assert last_working_day(datetime(2027, 1, 1, 12, 0, tzinfo=UTC)).isoformat() == "2026-12-31"
    with time_machine.travel(WEDNESDAY, tick=False):
        proposal(due_at=SUNDAY)
        browser = client_of(cast.coordinator)
        assert "Fri 27 November</time>" in browser.get(DESK).text
        type(cast.coordinator).objects.filter(pk=cast.coordinator.pk).update(language="nl")
        assert "vr 27 november</time>" in browser.get(DESK).text


def test_putting_off_is_one_press_on_the_page_and_never_beyond_the_promise(cast, proposal, client_of):
    with time_machine.travel(WEDNESDAY, tick=False):
        theme = proposal(due_at=datetime(2026, 12, 1, 12, 0, tzinfo=UTC))
        browser = client_of(cast.coordinator)
        html = browser.get(f"{DECIDE}?chosen=theme:{theme.pk}").text
        assert 'value="2026-11-26">Tomorrow' in html
        assert 'value="2026-11-30">Monday' in html
        assert "In a week" not in html, "it was promised before"
        browser.post(reverse("collaborations:later"), {"chosen": f"theme:{theme.pk}", "until": "2026-11-30"})
    assert Postponed.objects.get().until.date().isoformat() == "2026-11-29", "midnight here is eleven o'clock there"


def test_an_answer_is_as_long_wherever_it_is_written(cast, client_of):
    enquiry = Enquiry.objects.create(email="vraag@example.org", text="May I ask?", due_at=SUNDAY)
    browser, long = client_of(cast.coordinator), "x" * 1001
    said = {"chosen": f"enquiry:{enquiry.pk}", "decision": "decline", "text": long}
    facts = {"purpose": "enquiry/decline", "language": "en", "title": "Long", "text": long}
    page = reverse("collaborations:decline-enquiry", args=[enquiry.pk])
    for address, typed in ((DECIDE, said), (reverse("collaborations:answers"), facts), (page, {"text": long})):
        assert browser.post(address, typed).status_code == 422
    assert not AnswerTemplate.objects.exists()
    assert f"{DECIDE}?chosen=enquiry:{enquiry.pk}&amp;decision=decline" in browser.get(enquiry.get_absolute_url()).text
