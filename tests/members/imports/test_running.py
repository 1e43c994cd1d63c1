"""A dry run changes nothing; bringing in twice is bringing in once."""

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection

from members.imports import actions, running
from members.imports.models import Import
from members.invitations.models import Invitation
from members.models import Organisation, Person, SeatTerm, Topic
from network.journal import Entry
from network.moves import MoveRefused
from notifications.mail.actions import send_waiting_mail
from notifications.mail.models import OutboxMail
from notifications.notices.models import Notice
from tests.at_once import at_once
from tests.members.imports.files import TWO, bring_in, csv_of, look, queries_of, take_up

pytestmark = [pytest.mark.django_db]


def rows_of_everything(but=()):
    """Every row of every table with its hidden column xmin, so that even a row written as it was would show."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.db_table not in but:
                cursor.execute(f'SELECT *, xmin, ctid FROM "{model._meta.db_table}"')
                found[model._meta.db_table] = sorted(map(repr, cursor.fetchall()))
    return found


def test_a_dry_run_changes_nothing_at_all(cast):
    before = rows_of_everything(but=["members_import"])
    imported = actions.take_up(file_of(TWO), file_name="two.csv", by=cast.coordinator)
    running.run(imported.pk, is_told=False)
    assert rows_of_everything(but=["members_import"]) == before
    counts = Import.objects.get().result["counts"]
    assert counts["organisations_new"] == 1
    assert counts["people_new"] == counts["people_invited"] == 2


def file_of(text):
    from django.core.files.base import ContentFile

    return ContentFile(text.encode())


def test_a_dry_run_by_the_worker_ends_with_a_notice_and_no_mail(cast, letterbox):
    take_up(TWO, cast.coordinator)
    assert list(Notice.objects.values_list("person", "event__kind")) == [(cast.coordinator.pk, "import-looked-at")]
    send_waiting_mail()
    assert letterbox.mails == []


@pytest.mark.allows_loops
def test_what_is_chosen_comes_in_and_people_are_invited(cast, letterbox):
    imported = bring_in(TWO, cast.coordinator)
    assert imported.state == Import.State.DONE
    assert not imported.file
    made = Organisation.objects.get(name="Voorbeeld Nieuw")
    assert (made.kind, made.size, made.country, made.state) == ("member", "small", "NL", "active")
    assert not SeatTerm.objects.filter(organisation=made).exists()
    assert not Person.objects.filter(email__endswith="nieuw.example.org").exists()
    invited = Invitation.objects.filter(organisation=made).order_by("email")
    assert [(one.email, one.name, one.role) for one in invited] == [
        ("nils@nieuw.example.org", "Nils Voorbeeld", "staff"),
        ("noor@nieuw.example.org", "Noor Voorbeeld", "contact"),
    ]
    send_waiting_mail()
    assert sorted(mail["To"].addresses[0].addr_spec for mail in letterbox.mails) == [
        "dora@example.org",
        "nils@nieuw.example.org",
        "noor@nieuw.example.org",
    ]
    verbs = Entry.objects.filter(actor=cast.coordinator).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["choose_import", "import", "invite", "invite", "finish_import"]


@pytest.mark.allows_loops
def test_twice_is_once(cast):
    bring_in(TWO, cast.coordinator)
    own = ["members_import", "network_entry", "notifications_event", "notifications_notice", "notifications_outboxmail"]
    before = rows_of_everything(but=own)
    mails = OutboxMail.objects.exclude(address="").count()
    again = bring_in(TWO, cast.coordinator)
    assert rows_of_everything(but=own) == before
    assert OutboxMail.objects.exclude(address="").count() == mails == 2
    assert again.result["counts"] == {"organisations_same": 1, "seats_same": 2}
    assert Entry.objects.filter(verb__in=["import", "correct", "invite"]).count() == 3


def test_who_has_an_account_gets_the_seat_at_once_and_no_invitation(cast):
    bring_in(csv_of("Voorbeeld Lidorganisatie A,,,,Otto,OTTO@Example.org,contact"), cast.coordinator)
    seat = SeatTerm.objects.get(person=cast.outsider)
    assert (seat.organisation, seat.role) == (cast.organisation, "contact")
    assert not Invitation.objects.exists()
    cast.outsider.refresh_from_db()
    assert cast.outsider.name == "Otto Voorbeeld"


@pytest.mark.allows_loops
def test_whoever_gets_a_seat_is_told_once_in_their_language_and_how_to_sign_in(cast, letterbox):
    Person.objects.filter(pk=cast.outsider.pk).update(language="nl")
    EmailAddress.objects.create(user=cast.outsider, email="otto@elsewhere.example", verified=True)
    text = csv_of(
        "Voorbeeld Lidorganisatie A,,,,Otto,otto@example.org,contact",
        "Voorbeeld Lidorganisatie A,,,,Otto,otto@elsewhere.example,staff",
    )
    for _twice in range(2):
        bring_in(text, cast.coordinator)
    send_waiting_mail()
    (mail,) = letterbox.to(cast.outsider)
    assert mail["Subject"] == "Je hebt een zetel bij Voorbeeld Lidorganisatie A"
    said = " ".join(mail.get_body(("plain",)).get_content().split())
    assert "als contactpersoon. Contactpersonen nodigen collega’s uit" in said
    assert "Log in met otto@example.org" in said
    assert list(Notice.objects.filter(person=cast.outsider).values_list("event__kind", flat=True)) == ["seat-given"]
    assert SeatTerm.objects.get(person=cast.outsider).role == "contact"


@pytest.mark.allows_loops
def test_bringing_in_costs_as_many_queries_for_one_seat_as_for_a_hundred(cast):
    def bring(start, count):
        Person.objects.bulk_create(Person(email=f"p{start + n}@example.org") for n in range(count))
        rows = (f"Voorbeeld Lidorganisatie A,,,,,p{start + n}@example.org," for n in range(count))
        imported = take_up(csv_of(*rows), cast.coordinator)
        actions.choose(imported, sends_invitations=True, by=cast.coordinator)
        queries = queries_of(lambda: running.run(imported.pk))
        assert Notice.objects.filter(event__kind="seat-given").count() == start + count
        return queries

    assert bring(0, 1) == bring(1, 100) == 38


def test_without_the_tick_invitations_wait_unsent(cast, letterbox):
    bring_in(TWO, cast.coordinator, sends_invitations=False)
    send_waiting_mail()
    assert [mail["To"].addresses[0].addr_spec for mail in letterbox.mails] == ["dora@example.org"]
    assert set(Invitation.objects.values_list("times_sent", flat=True)) == {0}


def test_rows_with_a_problem_stay_out_and_the_others_come_in(cast):
    text = csv_of("Voorbeeld Goed,,,NL,,,", "Voorbeeld Fout,,,Atlantis,,,", ",,,,Zonder,zonder@example.org,")
    imported = bring_in(text, cast.coordinator)
    assert Organisation.objects.filter(name="Voorbeeld Goed").exists()
    assert not Organisation.objects.filter(name="Voorbeeld Fout").exists()
    assert [(line, column) for line, column, _sentence, _note in imported.result["problems"]] == [
        (3, "country"),
        (4, "organisation"),
    ]
    assert imported.result["counts"]["rows_left_out"] == 2
    with imported.problems.open("rb") as file:
        lines = file.read().decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("3,country,left out,")


def test_an_organisation_that_is_there_changes_by_filled_cells_only(cast):
    Topic.objects.create(name="Power")
    head = "Organisatie;Land;Talen;Onderwerpen;Grootte"
    bring_in(csv_of("voorbeeld lidorganisatie a;België;Nederlands, fr;power;", head=head), cast.coordinator)
    changed = Organisation.objects.get(pk=cast.organisation.pk)
    assert (changed.name, changed.country, changed.languages) == ("Voorbeeld Lidorganisatie A", "BE", ["nl", "fr"])
    assert changed.size == "small"
    assert [topic.name for topic in changed.interests.all()] == ["Power"]
    entry = Entry.objects.get(verb="correct")
    assert entry.facts["fields"] == ["country", "languages", "topics"]


def test_what_changed_since_the_dry_run_is_seen_when_it_comes_in(cast):
    imported = take_up(csv_of("Voorbeeld Nieuw,,,,Noor,noor@nieuw.example.org,"), cast.coordinator)
    Organisation.objects.create(name="Voorbeeld NIEUW", state="ended", ended_at="2026-01-01T00:00:00Z")
    actions.choose(imported, sends_invitations=True, by=cast.coordinator)
    running.run(imported.pk)
    imported.refresh_from_db()
    assert imported.result["counts"]["rows_left_out"] == 1
    assert "takes nobody in now" in imported.result["problems"][0][2]
    assert not Invitation.objects.exists()


def test_a_file_in_which_every_row_is_wrong_is_not_brought_in(cast):
    imported = take_up(csv_of("Voorbeeld Fout,,,Atlantis,,,"), cast.coordinator)
    with pytest.raises(MoveRefused, match="Every row"):
        actions.choose(imported, sends_invitations=True, by=cast.coordinator)


def test_a_dropped_file_is_deleted(cast, tmp_path, django_capture_on_commit_callbacks):
    imported = take_up(TWO, cast.coordinator)
    path = imported.file.path
    with django_capture_on_commit_callbacks(execute=True):
        actions.drop(imported, by=cast.coordinator)
    assert not list(tmp_path.rglob(path.rsplit("/", 1)[1]))
    running.run(imported.pk)
    assert Import.objects.get().state == Import.State.DROPPED


def test_a_file_that_went_after_a_week_is_said_to_be_gone_and_is_not_brought_in(cast, client_of):
    imported = take_up(TWO, cast.coordinator)
    Import.objects.update(file="")
    page = client_of(cast.coordinator).get(imported.get_absolute_url()).content.decode()
    assert "The file is no longer kept. Upload it again." in page
    assert "Send the invitations now" not in page
    with pytest.raises(MoveRefused, match="no longer kept"):
        actions.choose(Import.objects.get(), sends_invitations=True, by=cast.coordinator)
    Import.objects.update(state="waiting")
    running.run_waiting()
    imported.refresh_from_db()
    assert imported.state == "failed"
    assert "no longer there" in imported.result["trouble"]


def test_what_cannot_be_read_fails_with_its_sentence(cast):
    imported = take_up(b"%PDF-1.7 ...", cast.coordinator)
    assert imported.state == Import.State.FAILED
    assert "PDF" in imported.result["trouble"]


@pytest.mark.allows_loops
def test_a_file_that_keeps_ending_the_worker_is_given_up(cast):
    imported = actions.take_up(file_of(TWO), file_name="two.csv", by=cast.coordinator)
    Import.objects.update(runs=running.MOST_RUNS)
    running.run_waiting()
    imported.refresh_from_db()
    assert imported.state == Import.State.FAILED
    assert "stumble" in imported.result["trouble"]


def test_queries_are_the_same_for_one_row_and_for_a_whole_chunk(cast):
    made = Organisation.objects.bulk_create(Organisation(name=f"Voorbeeld {n}", state="active") for n in range(1001))
    people = Person.objects.bulk_create(Person(email=f"p{n}@example.org", name=f"Persoon {n}") for n in range(1001))
    SeatTerm.objects.bulk_create(
        SeatTerm(organisation=home, person=person) for home, person in zip(made, people, strict=True)
    )

    def text(count):
        return csv_of(*(f"Voorbeeld {n},,,NL,Persoon {n},p{n}@example.org," for n in range(count)))

    assert queries_of(lambda: look(text(1))) == 8
    assert queries_of(lambda: look(text(999))) == 8
    assert queries_of(lambda: look(text(1001))) == 15


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_choosing_at_once_one_does(cast):
    imported = take_up(TWO, cast.coordinator)

    def choose():
        mine = Import.objects.get(pk=imported.pk)
        return actions.choose(mine, sends_invitations=True, by=cast.coordinator)

    answers = at_once(choose, choose)
    assert sorted(type(answer).__name__ for answer in answers) == ["Import", "MoveRefused"]
    at_once(lambda: running.run(imported.pk), lambda: running.run(imported.pk))
    running.run(imported.pk)
    assert Organisation.objects.filter(name="Voorbeeld Nieuw").count() == 1
    assert Invitation.objects.count() == 2


@pytest.mark.allows_loops
@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_file_at_once_are_one(cast):
    several = [take_up(TWO, cast.coordinator) for _twice in range(2)]
    for imported in several:
        actions.choose(imported, sends_invitations=True, by=cast.coordinator)
    at_once(*[lambda pk=imported.pk: running.run(pk) for imported in several])
    running.run_waiting()
    assert set(Import.objects.values_list("state", flat=True)) == {"done"}
    assert Organisation.objects.filter(name="Voorbeeld Nieuw").count() == 1
    assert Invitation.objects.count() == 2
