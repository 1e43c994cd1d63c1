"""Mail about decisions: at least once, always as the same mail, and never to somebody for whom it is gone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborations.models import Theme
from collaborations.themes import actions
from collaborations.themes.notices import THEME_WAITS, YOUR_THEME_OPENED
from members.models import Person
from notifications.log.actions import tell
from notifications.mail.actions import WAITS, send_waiting_mail
from notifications.models import Event, Notice, OutboxMail
from tests.at_once import at_once
from tests.factories import PersonFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


@pytest.fixture
def decided(cast, letterbox):
    """Dora opened Ada's theme; Ada's mail waits."""
    theme = ThemeFactory(proposed=True, title="Who decides?", author=cast.member, organisation=cast.organisation)
    actions.open_theme(theme, by=cast.coordinator)
    return letterbox


def the_mail():
    return OutboxMail.objects.get()


def later():
    OutboxMail.objects.update(due_at=timezone.now())


def body(mail, kind="plain"):
    return mail.get_body((kind,)).get_content()


def test_the_author_hears_of_the_decision_once(cast, decided):
    assert [send_waiting_mail(), send_waiting_mail()] == [1, 0]
    (mail,) = decided.mails
    assert mail["To"] == cast.member.email
    assert mail["Subject"] == "Your theme is open: “Who decides?”"
    assert mail["Message-ID"] == f"<kring-notice-{the_mail().pk}@kring.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None, "decisions about one's own work are not switched off"
    for kind in ("plain", "html"):
        assert "other organisations can support it now" in body(mail, kind)
        assert f"https://kring.example.org/themes/{Theme.objects.get().pk}/" in body(mail, kind)
    assert (the_mail().state, the_mail().outcome, the_mail().attempts) == ("sent", "accepted", 1)


def test_a_no_comes_with_its_reason_in_words(cast, letterbox):
    theme = ThemeFactory(proposed=True, title="A & <b>", author=cast.member, organisation=cast.organisation)
    actions.decline(theme, reason="too-wide", text="Try one country <first> & tell us.", by=cast.coordinator)
    send_waiting_mail()
    (mail,) = letterbox.mails
    assert mail["Subject"] == "About your theme “A & <b>”"
    assert "Try one country <first> & tell us." in body(mail)
    assert "The question is too wide to learn from together" in body(mail)
    assert "Try one country &lt;first&gt; &amp; tell us." in body(mail, "html")


def test_each_coordinator_hears_that_a_theme_waits_and_the_proposer_does_not(cast, letterbox):
    second = PersonFactory(is_coordinator=True)
    PersonFactory(is_coordinator=True, is_active=False)
    Person.objects.filter(pk=cast.member.pk).update(is_coordinator=True)
    theme = ThemeFactory(title="Who decides?", author=cast.member, organisation=cast.organisation)
    actions.propose(theme, by=cast.member)
    assert send_waiting_mail() == 2
    assert {mail["To"] for mail in letterbox.mails} == {cast.coordinator.email, second.email}
    assert {mail["Subject"] for mail in letterbox.mails} == {"For your desk: Who decides?"}
    assert set(Notice.objects.values_list("person", flat=True)) == {cast.coordinator.pk, second.pk}


def test_a_worker_killed_after_the_servers_yes_sends_the_same_mail_again(cast, decided):
    send_waiting_mail()
    OutboxMail.objects.update(state="sending", sent_at=None, due_at=timezone.now() - timedelta(seconds=1))
    assert send_waiting_mail() == 1
    first, second = decided.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_a_mail_that_another_worker_is_sending_is_left_alone_while_its_lease_runs(decided):
    OutboxMail.objects.update(state="sending", due_at=timezone.now() + timedelta(minutes=1))
    assert send_waiting_mail() == 0
    assert not decided.mails


GONE = {
    "decided otherwise": lambda: Theme.objects.update(state="withdrawn", opened_at=None, due_at=None),
    "deleted": lambda: Theme.objects.all().delete(),
    "account closed": lambda: Person.objects.filter(name="Ada Voorbeeld").update(is_active=False),
    "no longer theirs": lambda: Theme.objects.update(author=Person.objects.get(name="Ben Voorbeeld")),
    "kind unknown by now": lambda: Event.objects.update(kind="what-was"),
}


@pytest.mark.parametrize("how", GONE)
def test_what_is_gone_before_the_mail_leaves_is_skipped_with_a_reason(decided, how):
    GONE[how]()
    assert send_waiting_mail() == 0
    assert not decided.mails
    assert (the_mail().state, the_mail().outcome) == ("skipped", "no longer there for this person")


def test_a_4xx_is_tried_again_later_each_time_and_given_up_at_last(decided):
    decided.answer = "450 later"
    for number, wait in enumerate(WAITS, start=1):
        assert send_waiting_mail() == 0
        mail = the_mail()
        assert (mail.state, mail.outcome, mail.attempts) == ("waiting", "deferred with 450", number)
        assert wait - timedelta(minutes=1) < mail.due_at - timezone.now() <= wait
        assert send_waiting_mail() == 0
        later()
    send_waiting_mail()
    assert (the_mail().state, the_mail().outcome) == ("failed", "refused with 450")


def test_after_a_4xx_the_mail_arrives_as_the_same_mail(decided):
    decided.replies = ["451 later"]
    send_waiting_mail()
    later()
    assert send_waiting_mail() == 1
    assert decided.mails[0]["Message-ID"] == the_mail().message_id


@pytest.mark.parametrize("where", ["address", "text"])
def test_a_5xx_is_final(cast, decided, where):
    if where == "address":
        decided.refuses[cast.member.email] = "550 nobody here"
    else:
        decided.answer = "550 not these words"
    assert send_waiting_mail() == 0
    later()
    assert send_waiting_mail() == 0
    assert (the_mail().state, the_mail().outcome, the_mail().attempts) == ("failed", "refused with 550", 1)


def test_with_the_server_away_nothing_is_used_up(decided, settings):
    settings.EMAIL_PORT, port = 1, settings.EMAIL_PORT
    assert send_waiting_mail() == 0
    assert (the_mail().state, the_mail().attempts, the_mail().outcome) == ("waiting", 0, "mail server away")
    settings.EMAIL_PORT = port
    later()
    assert send_waiting_mail() == 1


def test_a_server_that_hangs_up_gets_the_same_mail_again(decided):
    decided.replies = ["(hangs up)"]
    assert send_waiting_mail() == 0
    assert the_mail().state == "waiting"
    later()
    assert send_waiting_mail() == 1


def test_one_refused_mail_does_not_hold_up_the_others(cast, letterbox):
    for person in (cast.member, cast.contact, cast.other):
        theme = ThemeFactory(proposed=True, author=person)
        actions.open_theme(theme, by=cast.coordinator)
    letterbox.refuses[cast.member.email] = "550 nobody here"
    assert send_waiting_mail() == 2
    assert {mail["To"] for mail in letterbox.mails} == {cast.contact.email, cast.other.email}


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_each_mail_once(cast, letterbox):
    for _theme in range(12):
        actions.open_theme(ThemeFactory(proposed=True, author=cast.member), by=cast.coordinator)
    assert sum(at_once(*[send_waiting_mail] * 8)) == 12
    assert len({mail["Message-ID"] for mail in letterbox.mails}) == len(letterbox.mails) == 12


@pytest.mark.parametrize("count", [1, 3, 50])
def test_telling_any_number_of_people_is_three_inserts_and_two_looks(cast, count):
    PersonFactory.create_batch(count, is_coordinator=True)
    theme = ThemeFactory(proposed=True, author=cast.member)
    with CaptureQueriesContext(connection) as asked:
        tell(THEME_WAITS, theme, by=cast.member)
    inserts = [query["sql"] for query in asked if query["sql"].startswith("INSERT")]
    assert len(inserts) == 3
    assert len([query for query in asked if query["sql"].startswith("SELECT")]) == 2  # who decides, and their seats
    assert OutboxMail.objects.count() == Notice.objects.count() == count + 1


def test_an_act_that_fails_tells_nobody(cast):
    from django.db import transaction

    theme = ThemeFactory(proposed=True, author=cast.member)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.open_theme(theme, by=cast.coordinator)
        raise ZeroDivisionError
    assert not Event.objects.exists()
    assert not OutboxMail.objects.exists()


def test_nobody_is_mailed_about_what_they_did_themselves(cast):
    theme = ThemeFactory(opened=True, author=cast.coordinator)
    tell(YOUR_THEME_OPENED, theme, by=cast.coordinator)
    assert not OutboxMail.objects.exists()
    assert Event.objects.count() == 1


def test_a_title_cannot_write_headers(cast, decided):
    Theme.objects.update(title="A\r\nBcc: all@example.org")
    assert send_waiting_mail() == 1
    assert decided.mails[0].envelope_to == [cast.member.email]
    assert decided.mails[0]["Bcc"] is None


def test_a_mail_that_cannot_be_sent_fails_alone(cast, decided):
    second = ThemeFactory(proposed=True, author=cast.other, organisation=cast.other_organisation)
    Person.objects.filter(pk=cast.member.pk).update(email="ada\n@example.org")
    actions.open_theme(second, by=cast.coordinator)
    assert send_waiting_mail() == 1
    assert decided.to(cast.other)
    assert OutboxMail.objects.get(person=cast.member).state == "failed"
