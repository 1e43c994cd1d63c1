"""Mail that did not arrive lies on the desk: sent again, put aside, or put aside by itself after two weeks."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from collaborations.desk.actions import prepare
from collaborations.desk.outbox.actions import announce_all
from network.desk import PILES
from network.journal import Entry
from network.moves import MoveRefused
from network.queue import waiting_for
from notifications.mail.actions import put_aside, put_old_aside, send_waiting_mail, try_again
from notifications.models import OutboxMail
from tests.factories import theme_in

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def failed(cast, letterbox):
    """The mail to Ada that her theme is open; her server refused it for good."""
    from collaborations.themes.actions import open_theme

    letterbox.refuses[cast.member.email] = "554 no thanks"
    theme = theme_in("proposed", author=cast.member, organisation=cast.organisation, title="Secret title")
    open_theme(theme, by=cast.coordinator)
    send_waiting_mail()
    letterbox.clear()
    return OutboxMail.objects.get(person=cast.member, state="failed")


def on_desk(person):
    return [one for one in waiting_for(person) if one.key.startswith("failed-mail")]


def test_it_lies_on_the_desk_by_its_kind_and_never_by_its_subject(cast, failed):
    (waiting,) = on_desk(cast.coordinator)
    assert waiting.title == "A mail to Ada Voorbeeld did not arrive"
    assert "the mail server there refused it (554)" in waiting.text
    assert "Secret title" not in waiting.title + waiting.text
    assert "put aside" in waiting.otherwise
    assert on_desk(cast.member) == []


def test_sent_again_it_arrives(cast, failed, letterbox):
    pile = PILES["failed-mail"]
    row = pile.rows(cast.coordinator).get()
    prepare(pile, row, decision=pile.decision("try-again"), due=None, by=cast.coordinator)
    assert OutboxMail.objects.get(pk=failed.pk).state == "failed", "only prepared"
    announce_all(by=cast.coordinator)
    send_waiting_mail()
    assert len(letterbox.to(cast.member)) == 1
    with pytest.raises(MoveRefused):
        try_again(failed, by=cast.coordinator)


def test_put_aside_it_is_gone_from_the_desk_and_can_still_be_sent(cast, failed, letterbox):
    put_aside(failed, by=cast.coordinator)
    assert on_desk(cast.coordinator) == []
    with pytest.raises(MoveRefused):
        put_aside(failed, by=cast.coordinator)
    try_again(failed, by=cast.coordinator)
    send_waiting_mail()
    assert letterbox.to(cast.member)


def test_after_two_weeks_it_is_put_aside_by_itself_with_its_rule(cast, failed, client_of):
    assert put_old_aside() == 0
    OutboxMail.objects.filter(pk=failed.pk).update(created_at=timezone.now() - timedelta(days=15))
    assert (put_old_aside(), put_old_aside()) == (1, 0)
    assert on_desk(cast.coordinator) == []
    entry = Entry.objects.about(failed).last()
    assert (entry.actor_id, entry.why) == (None, "A mail that failed is put aside after 14 days.")
    html = client_of(cast.coordinator).get(reverse("collaborations:by-itself")).text
    assert "A mail that did not arrive was put aside" in html
    assert "Send it again" in html
