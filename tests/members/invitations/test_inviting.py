"""Offering seats: one address, or a whole list pasted from wherever it was kept."""

import pytest
from django.core.exceptions import ValidationError

from members.invitations.actions import cancel, expire_overdue, invite, invite_many, send_again
from members.invitations.models import Invitation
from members.models import Organisation, SeatTerm
from members.seats.actions import end_seat
from network.journal import Entry
from network.moves import MoveRefused
from notifications.mail.actions import send_waiting_mail
from notifications.models import Notice
from tests.at_once import at_once
from tests.factories import PersonFactory, SeatFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def outcomes(lines):
    return [(line.address or line.typed, line.outcome) for line in lines]


def test_an_invitation_reaches_the_address_by_mail_without_naming_it_in_the_link(cast, letterbox):
    invitation = invite(cast.organisation, email="Zoe+Kring@Example.org", role="staff", by=cast.contact)
    send_waiting_mail()
    (mail,) = letterbox.mails
    assert mail.envelope_to == ["zoe+kring@example.org"]
    assert mail["Subject"] == "Take your seat for Voorbeeld Lidorganisatie A"
    text = mail.get_body(("plain",)).get_content()
    assert "Cleo Voorbeeld invites you to take part in the network for Voorbeeld Lidorganisatie A, as staff" in text
    assert "Kring is the place of a network of organisations" in text
    assert "This invitation is for this address only, until " in text
    assert "Somebody of Voorbeeld Lidorganisatie A gave us your address." in text
    link = next(line for line in text.splitlines() if line.startswith("http"))
    assert "zoe" not in link
    assert Entry.objects.about(invitation).get().actor_id == cast.contact.pk


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        (" ZOE@Example.ORG ", "zoe@example.org"),
        ("zoë-voorbeeld@example.org", None),
        ("zoe@bücher.example", "zoe@xn--bcher-kva.example"),
        ("zoe@XN--BCHER-KVA.example", "zoe@xn--bcher-kva.example"),
        ("zoe@example", None),
        ("zoe", None),
        ("zoe@exa mple.org", None),
        ("zoe@example.org\nBcc: eve@example.org", None),
    ],
)
def test_an_address_is_written_in_one_way_or_refused(cast, typed, known):
    if known is None:
        with pytest.raises(ValidationError, match="not an e-mail address"):
            invite(cast.organisation, email=typed, role="staff", by=cast.contact)
    else:
        assert invite(cast.organisation, email=typed, role="staff", by=cast.contact).email == known


@pytest.mark.parametrize("again", ["zoe@example.org", "ZOE@EXAMPLE.ORG"])
def test_an_address_is_invited_once(cast, again):
    invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)
    with pytest.raises(MoveRefused, match="invited already"):
        invite(cast.organisation, email=again, role="contact", by=cast.contact)
    assert invite(cast.other_organisation, email=again, role="staff", by=cast.coordinator).state == "sent"


def test_whoever_holds_a_seat_there_is_not_invited(cast):
    with pytest.raises(MoveRefused, match="holds a seat there already"):
        invite(cast.organisation, email="ADA@example.org", role="staff", by=cast.contact)
    assert invite(cast.other_organisation, email=cast.ended.email, role="staff", by=cast.coordinator).state == "sent"


@pytest.mark.parametrize("state", ["known", "applied", "declined", "suspended", "ended"])
def test_an_organisation_that_takes_nobody_in_invites_nobody(cast, state):
    from django.utils import timezone

    facts = {"applied": "applied_at", "suspended": "suspended_at", "ended": "ended_at"}
    dates = {facts[state]: timezone.now()} if state in facts else {}
    Organisation.objects.filter(pk=cast.organisation.pk).update(state=state, **dates)
    with pytest.raises(MoveRefused, match="takes nobody in"):
        invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)


def test_a_pasted_list_answers_line_by_line(cast):
    invite(cast.organisation, email="waiting@example.org", role="staff", by=cast.contact)
    text = """zoe@example.org
Yara Voorbeeld <yara@example.org>; "Xena, X." <xena@example.org>
Willem\twillem@example.org\tProgrammes
vera@example.org, ursula@example.org
tom@example.org sam@example.org
rosa@example.org (Rosa)
ZOE@example.org
ada@example.org
waiting@example.org
not an address
"""
    lines = invite_many(cast.organisation, text=text, role="staff", by=cast.contact)
    assert outcomes(lines) == [
        ("zoe@example.org", "invited"),
        ("yara@example.org", "invited"),
        ("xena@example.org", "invited"),
        ("willem@example.org", "invited"),
        ("vera@example.org", "invited"),
        ("ursula@example.org", "invited"),
        ("tom@example.org", "invited"),
        ("sam@example.org", "invited"),
        ("rosa@example.org", "invited"),
        ("zoe@example.org", "twice"),
        ("ada@example.org", "seated"),
        ("waiting@example.org", "waiting"),
        ("not an address", "unreadable"),
    ]
    names = dict(Invitation.objects.values_list("email", "name"))
    assert names["yara@example.org"] == "Yara Voorbeeld"
    assert names["willem@example.org"].startswith("Willem")
    assert names["rosa@example.org"] == "Rosa"


def test_a_name_in_quotes_is_echoed_as_it_was_typed(cast):
    text = '"Mo Said" <mo@example.org>\n"yara@example.org"\n"Said, Mina" <mina@example.org>'
    lines = invite_many(cast.organisation, text=text, role="staff", by=cast.contact)
    assert [(line.typed, line.name) for line in lines] == [
        ('"Mo Said" <mo@example.org>', "Mo Said"), ("yara@example.org", ""), ("Mina <mina@example.org>", "Mina"),
    ]  # fmt: skip


def test_pasting_the_same_list_twice_invites_nobody_again(cast, letterbox):
    text = "\n".join(f"person-{n}@example.org" for n in range(3))
    invite_many(cast.organisation, text=text, role="staff", by=cast.contact)
    again = invite_many(cast.organisation, text=text, role="staff", by=cast.contact)
    assert {line.outcome for line in again} == {"waiting"}
    assert send_waiting_mail() == 3


def test_more_than_a_hundred_addresses_are_refused_and_nobody_is_invited(cast):
    with pytest.raises(MoveRefused, match="That are 101 addresses"):
        text = "\n".join(f"person-{n}@example.org" for n in range(101))
        invite_many(cast.organisation, text=text, role="staff", by=cast.contact)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("text", ["", " \n\t ", ",;,"])
def test_a_list_without_addresses_says_so(cast, text):
    with pytest.raises(MoveRefused, match="no address in this list"):
        invite_many(cast.organisation, text=text, role="staff", by=cast.contact)


@pytest.mark.parametrize("count", [1, 100])
def test_a_hundred_invitations_cost_as_many_queries_as_one(cast, django_assert_num_queries, count):
    text = "\n".join(f"person-{n}@example.org" for n in range(count))
    with django_assert_num_queries(12):
        invite_many(cast.organisation, text=text, role="staff", by=cast.contact)
    assert Invitation.objects.count() == count


@pytest.mark.django_db(transaction=True)
def test_two_contacts_inviting_the_same_address_at_once_send_one_invitation(cast):
    def press():
        return invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)

    results = at_once(press, press, press)
    assert sum(isinstance(result, MoveRefused) for result in results) == 2
    assert Invitation.objects.count() == 1


def test_sending_again_gives_a_new_link_and_fourteen_new_days(cast):
    invitation = invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)
    Invitation.objects.update(state="expired", expires_at=invitation.created_at)
    invitation = send_again(Invitation.objects.get(), by=cast.contact)
    assert (invitation.state, invitation.times_sent) == ("sent", 2)
    assert invitation.is_open


def test_what_nobody_accepted_in_time_expires_and_can_be_invited_anew(cast):
    invitation = invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)
    assert expire_overdue() == 0
    Invitation.objects.update(expires_at=invitation.created_at)
    assert (expire_overdue(), expire_overdue()) == (1, 0)
    assert invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact).pk != invitation.pk
    with pytest.raises(MoveRefused, match="invited already"):
        send_again(Invitation.objects.get(pk=invitation.pk), by=cast.contact)


def test_an_overdue_invitation_is_no_obstacle_even_before_the_night(cast):
    invitation = invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)
    Invitation.objects.update(expires_at=invitation.created_at)
    assert invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact).is_open


def test_a_cancelled_invitation_is_not_mailed_any_more_nor_cancelled_twice(cast, letterbox):
    invitation = invite(cast.organisation, email="zoe@example.org", role="staff", by=cast.contact)
    cancel(invitation, by=cast.contact)
    send_waiting_mail()
    assert letterbox.mails == []
    with pytest.raises(MoveRefused, match="taken back"):
        cancel(Invitation.objects.get(), by=cast.contact)


def told_that_it_was_taken_back():
    return set(Notice.objects.filter(event__kind="contact-invitation-cancelled").values_list("person", flat=True))


def test_when_a_contact_leaves_their_invitation_of_a_new_contact_is_taken_back_and_the_others_are_told(cast, letterbox):
    second = PersonFactory(name="Dirk Voorbeeld")
    seat = SeatFactory(organisation=cast.organisation, person=second, role="contact")
    invite(cast.organisation, email="contact@example.org", role="contact", by=second)
    staff = invite(cast.organisation, email="staff@example.org", role="staff", by=second)
    others = invite(cast.organisation, email="other@example.org", role="contact", by=cast.contact)
    end_seat(seat, by=second)
    assert set(Invitation.objects.filter(state="sent")) == {staff, others}
    assert told_that_it_was_taken_back() == {cast.contact.pk}
    send_waiting_mail()
    (told,) = letterbox.to(cast.contact)
    assert (
        told["Subject"]
        == "The invitation of contact@example.org as a contact of Voorbeeld Lidorganisatie A was taken back"
    )
    assert not [mail for mail in letterbox.mails if "contact@example.org" in mail.envelope_to]


def test_where_no_contact_stays_the_coordinator_is_told_and_what_a_coordinator_offered_stays(cast):
    invite(cast.organisation, email="contact@example.org", role="contact", by=cast.contact)
    kept = invite(cast.organisation, email="other@example.org", role="contact", by=cast.coordinator)
    SeatFactory(organisation=cast.organisation, person=cast.coordinator, role="staff")
    for seat in SeatTerm.objects.not_ended().filter(person__in=[cast.contact, cast.coordinator]):
        end_seat(seat, by=None)
    assert Invitation.objects.get(state="sent") == kept
    assert told_that_it_was_taken_back() == {cast.coordinator.pk}
