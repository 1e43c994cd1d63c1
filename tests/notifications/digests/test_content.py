"""What a digest says, to whom, and what it never says."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collaborations.models import Theme
from collaborations.themes import actions
from members.models import Person
from members.seats.actions import end_seat
from network.protection import Level
from notifications.digests import calendar, claims
from notifications.digests.actions import send_due_digests
from notifications.digests.content import items_for
from notifications.log.actions import mark_seen
from notifications.models import DigestRun
from tests.conftest import Browser
from tests.factories import PersonFactory, SeatFactory, SupportFactory, ThemeFactory
from tests.notifications.mornings import another_morning, open_theme, subscribe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.allows_loops]


def text(mail):
    return mail.get_body(("plain",)).get_content()


def html(mail):
    return mail.get_body(("html",)).get_content()


def outcomes():
    return dict(DigestRun.objects.values_list("person__name", "state"))


def test_a_digest_tells_what_is_new_why_and_where_and_works_from_the_mail(cast, letterbox):
    subscribe(cast.other)
    theme = open_theme(cast, "Who decides?")
    assert send_due_digests() == 1
    (mail,) = letterbox.to(cast.other)
    assert mail["Subject"] == "“Who decides?”"
    for said in (text(mail), html(mail)):
        assert "Who decides?" in said
        assert theme.change in said
        assert "New in the network, proposed by Voorbeeld Lidorganisatie A" in said
        assert f"https://kring.example.org/themes/{theme.pk}/" in said
        assert "Support for Voorbeeld Lidorganisatie B" in said
        assert "Ben Voorbeeld" in said
    address = re.search(r"Support for .*: https://kring.example.org(\S+)", text(mail))[1]
    assert Browser().post(address).status_code == 200
    assert theme.supports.filter(organisation=cast.other_organisation).exists()


def test_nothing_new_is_no_mail_and_leaves_its_reason(cast, letterbox):
    subscribe(cast.other)
    assert send_due_digests() == 0
    assert not letterbox.mails
    run = DigestRun.objects.get()
    assert (run.state, run.outcome) == ("skipped", "nothing new for this person")


def test_nothing_is_told_twice(cast, letterbox):
    subscribe(cast.other)
    open_theme(cast, "First")
    assert [another_morning(), another_morning()] == [1, 0]
    open_theme(cast, "Second")
    assert another_morning() == 2  # Cleo, who has a seat, hears from now on, too
    assert [mail["Subject"] for mail in letterbox.to(cast.other)] == ["“First”", "“Second”"]
    assert "First" not in text(letterbox.mails[-1])


def test_several_new_things_are_one_mail_with_the_number_in_its_subject(cast, letterbox):
    subscribe(cast.other)
    for number in range(15):
        open_theme(cast, f"Question {number:02}")
    assert send_due_digests() == 1
    (mail,) = letterbox.mails
    assert mail["Subject"] == "“Question 00” and 14 more"
    assert re.findall(r"\* Question (\d\d)", text(mail)) == [f"{number:02}" for number in range(12)]
    assert "And 3 more" in text(mail)
    assert "And 3 more" in html(mail)


ABSENT = {
    "seen": lambda cast, theme: mark_seen("collaborations.theme", theme.pk, by=cast.other),
    "taken back meanwhile": lambda cast, theme: Theme.objects.filter(pk=theme.pk).update(
        state="withdrawn", opened_at=None, due_at=None
    ),
    "sealed meanwhile": lambda cast, theme: Theme.objects.filter(pk=theme.pk).update(protection=Level.SEALED),
    "closed meanwhile": lambda cast, theme: Theme.objects.filter(pk=theme.pk).update(protection=Level.CLOSED),
    "deleted meanwhile": lambda cast, theme: Theme.objects.filter(pk=theme.pk).delete(),
}


@pytest.mark.parametrize("why", ABSENT)
def test_what_is_no_longer_for_this_person_is_absent(cast, letterbox, why):
    subscribe(cast.other, cast.contact)
    gone = open_theme(cast, "Gone from sight")
    open_theme(cast, "Still there")
    ABSENT[why](cast, gone)
    assert send_due_digests() == 2
    (mail,) = letterbox.to(cast.other)
    assert "Gone from sight" not in mail.as_string() + text(mail) + html(mail)
    assert "Still there" in text(mail)
    if why == "seen":  # by Ben; Cleo has not seen it
        assert "Gone from sight" in text(letterbox.to(cast.contact)[0])


def test_what_was_seen_before_it_opened_is_new_again(cast, letterbox):
    colleague = PersonFactory(is_coordinator=True)
    subscribe(colleague, cast.coordinator)
    facts = {"author": cast.member, "organisation": cast.organisation}
    theme = ThemeFactory(proposed=True, title="Seen as a proposal", **facts)
    mark_seen("collaborations.theme", theme.pk, by=colleague)
    actions.open_theme(theme, by=cast.coordinator)
    assert send_due_digests() == 1, "who opened it knows"
    assert "Seen as a proposal" in letterbox.to(colleague)[0]["Subject"]


def test_ones_own_theme_is_no_news(cast, letterbox):
    subscribe(cast.member, cast.contact)
    open_theme(cast, "Ada's own")
    assert send_due_digests() == 1
    assert letterbox.to(cast.contact)
    assert not letterbox.to(cast.member)


def test_members_themes_reach_those_who_hold_a_seat_at_the_moment_of_sending(cast, letterbox):
    subscribe(*cast.everybody().values())
    open_theme(cast, "Among members", protection=Level.MEMBERS)
    end_seat(cast.contact.seat_terms.get(), by=None)
    send_due_digests()
    assert {mail["To"] for mail in letterbox.mails} == {cast.other.email}
    assert outcomes() == {
        "Ada Voorbeeld": "skipped", "Ben Voorbeeld": "sent",  # no run of Cleo's: her digest ended with her seat
        "Dora Voorbeeld": "skipped", "Eli Voorbeeld": "skipped", "Otto Voorbeeld": "skipped",
    }  # fmt: skip


def test_a_closed_theme_reaches_its_people_without_its_name(cast, letterbox):
    subscribe(cast.contact, cast.other, cast.coordinator)
    theme = open_theme(
        cast, "Secret title", protection=Level.CLOSED, question="Secret question", change="Secret change"
    )
    SupportFactory(theme=theme, organisation=cast.organisation)
    assert send_due_digests() == 1
    (mail,) = letterbox.mails
    assert mail["To"] == cast.contact.email
    assert mail["Subject"] == "“1 new item in a protected theme”"
    assert "secret" not in (mail.as_string() + text(mail) + html(mail)).lower()
    assert "Support for" not in text(mail)


def test_a_link_to_support_is_there_only_while_the_organisation_has_given_no_voice(cast, letterbox):
    subscribe(cast.contact, cast.other, cast.outsider)
    theme = open_theme(cast, "Who decides?")
    for organisation in (cast.organisation, cast.other_organisation):
        SupportFactory(theme=theme, organisation=organisation)
    assert send_due_digests() == 3
    assert "Support for" not in text(letterbox.to(cast.contact)[0])
    assert "Support for Voorbeeld Lidorganisatie C" in text(letterbox.to(cast.other)[0])
    assert "Support for" not in text(letterbox.to(cast.outsider)[0])


def test_each_reader_has_their_own_language(cast, letterbox):
    Person.objects.filter(pk=cast.other.pk).update(language="nl")
    subscribe(cast.other, cast.contact)
    open_theme(cast, "Qui décide ?", language="fr")
    assert send_due_digests() == 2
    assert '<html lang="nl"' in html(letterbox.to(cast.other)[0])
    assert '<html lang="en"' in html(letterbox.to(cast.contact)[0])
    for mail in letterbox.mails:
        assert re.search(r'<h2[^>]*lang="fr"', html(mail))


def test_what_people_typed_is_escaped_in_html_and_whole_in_text(cast, letterbox):
    subscribe(cast.other)
    open_theme(cast, "<script>alert('x')</script> & “🌍”", change="مرحبا <b>bold</b>")
    send_due_digests()
    (mail,) = letterbox.mails
    assert "<script>alert" not in html(mail)
    assert "&lt;script&gt;" in html(mail)
    assert "<script>alert('x')</script> & “🌍”" in text(mail)
    assert "مرحبا <b>bold</b>" in text(mail)


@pytest.mark.parametrize("count", [1, 10, 100])
def test_building_asks_the_database_six_times_for_any_number_of_people(cast, letterbox, count):
    people = [seat.person for seat in SeatFactory.create_batch(count)]
    subscribe(*people)
    for number in range(3):
        SupportFactory(theme=open_theme(cast, f"Question {number}"), organisation=cast.other_organisation)
    calendar.materialise()
    runs = claims.claim()
    assert len(runs) == count
    with CaptureQueriesContext(
        connection,
    ) as asked:
        lines = items_for(runs)
    # seats, events, themes, their supports, who looks after them, looks
    assert len(asked) == 6
    assert {len(found) for found in lines.values()} == {3}


@pytest.mark.parametrize("count", [1, 10, 25])
def test_a_whole_morning_asks_the_database_the_same_for_one_batch_of_any_size(cast, letterbox, count):
    subscribe(*[seat.person for seat in SeatFactory.create_batch(count)])
    open_theme(cast, "Who decides?")
    with CaptureQueriesContext(connection) as asked:
        assert send_due_digests() == count
    statements = [
        query["sql"] for query in asked if query["sql"].split()[0] not in {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}
    ]
    assert len(statements) == 21
