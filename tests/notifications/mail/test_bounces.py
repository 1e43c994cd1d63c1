"""What a mail server says about an address is counted; what it says about a mail or the weather is not."""

import pytest

from collaborations.themes import actions
from members.handovers.models import HandOver
from members.models import Person
from notifications.digests.actions import send_due_digests
from notifications.mail.actions import send_waiting_mail
from tests.factories import ThemeFactory
from tests.notifications.mornings import subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def mail_to(cast):
    actions.open_theme(ThemeFactory(proposed=True, author=cast.member), by=cast.coordinator)
    return send_waiting_mail()


def bounces(person):
    return Person.objects.get(pk=person.pk).hard_bounces


@pytest.mark.parametrize(
    ("reply", "count"),
    [
        ("550 nobody here", 1),
        ("550 5.1.1 no such user", 1),
        ("553 5.1.3 bad address", 1),
        ("551 gone elsewhere", 1),
        ("550 5.7.1 refused by policy", 0),
        ("552 5.2.2 mailbox full", 0),
        ("554 5.7.1 looks like spam", 0),
        ("450 4.2.1 try later", 0),
    ],
)
def test_only_an_address_that_is_not_there_counts(cast, letterbox, reply, count):
    letterbox.refuses[cast.member.email] = reply
    assert mail_to(cast) == 0
    assert bounces(cast.member) == count


def test_a_mail_refused_for_what_it_says_does_not_count(cast, letterbox):
    letterbox.answer = "550 5.1.1 refused after reading"
    assert mail_to(cast) == 0
    assert bounces(cast.member) == 0


def test_two_mails_that_come_back_open_the_hand_over_and_one_that_arrives_calls_it_off(cast, letterbox):
    letterbox.refuses[cast.member.email] = "550 5.1.1 no such user"
    for _mail in range(2):
        mail_to(cast)
    assert HandOver.objects.get().state == "open"
    letterbox.clear()
    mail_to(cast)
    assert (HandOver.objects.get().state, bounces(cast.member)) == ("called-off", 0)
    assert cast.member.seat_terms.get().state == "active"


@pytest.mark.django_db(transaction=True)
def test_a_digest_counts_as_well(cast, letterbox):
    subscribe(cast.other)
    actions.open_theme(ThemeFactory(proposed=True, author=cast.member), by=cast.coordinator)
    letterbox.refuses[cast.other.email] = "550 5.1.1 no such user"
    send_due_digests()
    assert bounces(cast.other) == 1
