"""What lies on whose desk: coordinators', deputies', safeguarding officers'; and during leave."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from collaborations.desk.clock import keep_promises
from collaborations.desk.queue import Wish, count_for, look
from collaborations.hours.actions import go_away
from collaborations.hours.models import Leave
from members.models import Person
from network.protection import Level
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def on_desk(person):
    """Asked anew, as each request does."""
    person = Person.objects.get(pk=person.pk)
    return {lying.thing for lying in look(person, Wish(), most=50).lying}


@pytest.fixture
def themes(proposal):
    now = timezone.now()
    return {
        "plain": proposal().pk,
        "closed": proposal(protection=Level.CLOSED).pk,
        "flagged": proposal(flagged_at=now, flag_text="Look twice.").pk,
        "sealed": proposal(protection=Level.SEALED).pk,
        "escalated": proposal(protection=Level.CLOSED, escalated_at=now).pk,
    }


def named(themes, person):
    return {name for name, pk in themes.items() if pk in on_desk(person)}


def test_each_finds_what_is_theirs_and_nothing_else(cast, deputy, officer, themes):
    assert named(themes, cast.coordinator) == {"plain", "closed", "flagged", "escalated"}
    assert named(themes, deputy) == {"escalated"}
    assert named(themes, officer) == {"closed", "flagged", "sealed", "escalated"}
    assert on_desk(cast.member) == set()
    assert count_for(deputy) == 1


def test_while_the_coordinator_is_away_deputies_find_what_is_sensitive(cast, deputy, themes):
    today = timezone.localdate()
    go_away(today + timedelta(days=1), today + timedelta(days=9), by=cast.coordinator)
    assert named(themes, deputy) == {"escalated"}
    Leave.objects.update(first_day=today)
    assert named(themes, deputy) == {"closed", "flagged", "escalated"}
    assert "plain" not in named(themes, deputy), "it opens by itself"


def test_only_who_was_named_stands_in(cast, deputy, themes):
    other = Person.objects.create_user("karl@example.org", name="Karl Voorbeeld")
    Person.objects.filter(pk=other.pk).update(is_deputy=True)
    go_away(timezone.localdate(), timezone.localdate(), deputy=other, by=cast.coordinator)
    assert named(themes, deputy) == {"escalated"}
    assert named(themes, other) == {"closed", "flagged", "escalated"}


def test_leave_of_somebody_who_does_not_coordinate_changes_nothing(deputy, officer, themes):
    go_away(timezone.localdate(), timezone.localdate(), by=officer)
    assert named(themes, deputy) == {"escalated"}


def test_who_stands_in_is_told_once_a_day_and_only_of_what_is_new(cast, deputy, themes, proposal, letterbox):
    keep_promises()
    assert not Notice.objects.filter(person=deputy).exists(), "nobody is away"
    go_away(timezone.localdate(), timezone.localdate() + timedelta(days=9), by=cast.coordinator)
    keep_promises()
    keep_promises()
    assert Notice.objects.filter(person=deputy).count() == 1
    send_waiting_mail()
    text = letterbox.to(deputy)[0].get_body(("plain",)).get_content()
    assert "Dora Voorbeeld is away until" in text
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        keep_promises()
        assert Notice.objects.filter(person=deputy).count() == 1, "nothing came since"
        proposal(protection=Level.CLOSED, proposed_at=timezone.now() + timedelta(minutes=1))
        keep_promises()
        assert Notice.objects.filter(person=deputy).count() == 2


def test_nobody_is_told_when_nothing_sensitive_waits(cast, deputy, proposal):
    proposal()
    go_away(timezone.localdate(), timezone.localdate(), by=cast.coordinator)
    keep_promises()
    assert not Notice.objects.filter(person=deputy).exists()
