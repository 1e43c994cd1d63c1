"""What goes by itself: each rule of docs/data-retention.yaml when its time is over, and not a day before."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.utils import timezone

from collaborations.models import Theme
from members import tasks
from members.devices.models import Device
from members.models import Export, Import, Invitation, Organisation, Person
from members.privacy import clock
from members.privacy.clock import apply_retention, due
from members.privacy.retention import retention
from network.journal import Entry
from notifications.models import OutboxMail
from tests.factories import theme_in
from tests.members.privacy.kept import fill


def days(number):
    return timezone.now() + timedelta(days=number)


@pytest.mark.parametrize("number", range(len(list(retention().sweeps()))))
def test_each_sweep_can_be_asked_of_the_database(number, db):
    rule, sweep = list(retention().sweeps())[number]
    assert due(rule, sweep).count() == 0


@pytest.mark.allows_loops
def test_after_years_only_what_has_no_end_is_left(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Device.objects.create(person=cast.outsider, session_key="k" * 32)
    fill(cast.outsider, cast.other, cast.organisation)
    OutboxMail.objects.update(state="skipped")
    with time_machine.travel(days(3000), tick=False):
        apply_retention()
        for rule, sweep in retention().sweeps():
            assert not due(rule, sweep).exists(), rule.label
    gone = {rule.label for rule, sweep in retention().sweeps() if sweep.deletes and not sweep.where}
    for label in gone:
        since = next(sweep.since for sweep in retention().rules[label].sweeps if sweep.deletes and not sweep.where)
        left = retention().rules[label].model._base_manager.filter(**{f"{since}__isnull": False})
        assert not left.exists(), label


@pytest.mark.allows_loops
def test_twice_is_once_and_a_day_too_early_is_nothing(cast):
    EmailAddress.objects.update(verified=True)
    invitation = Invitation.objects.create(
        organisation=cast.organisation, email="gus@example.org", expires_at=timezone.now()
    )
    with time_machine.travel(days(89), tick=False):
        assert apply_retention() == {}
    with time_machine.travel(days(91), tick=False):
        assert apply_retention() == {"members.Invitation": 1}
        assert apply_retention() == {}
    assert not Invitation.objects.filter(pk=invitation.pk).exists()


def test_the_journal_knows_the_rule_and_the_number_and_nothing_else(cast):
    Invitation.objects.create(organisation=cast.organisation, email="gus@example.org", expires_at=days(-100))
    apply_retention()
    entry = Entry.objects.get(verb="keep_no_longer")
    assert (entry.actor_id, entry.facts) == (None, {"number": 1})
    assert entry.why == "docs/data-retention.yaml: members.Invitation, 90 days after expires_at, the rows go"


def test_an_applicants_name_is_emptied_and_the_organisation_stays(cast):
    applicant = {"applicant_name": "Gus Voorbeeld", "applicant_email": "gus@example.org"}
    Organisation.objects.filter(pk=cast.organisation.pk).update(decided_at=days(-91), **applicant)
    assert apply_retention() == {"members.Organisation": 1}
    assert apply_retention() == {}
    organisation = Organisation.objects.get(pk=cast.organisation.pk)
    assert (organisation.applicant_name, organisation.applicant_email) == ("", "")


def test_files_go_with_their_rows_and_before_them(cast, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    brought = Import.objects.create(file=ContentFile(b"a", name="a.csv"), file_name="a.csv", state="done")
    export = Export.objects.create(
        person=cast.member, state="ready", file=ContentFile(b"b", name="b.zip"), finished_at=days(-8)
    )
    Import.objects.filter(pk=brought.pk).update(created_at=days(-8))
    with django_capture_on_commit_callbacks(execute=True):
        assert apply_retention() == {"members.Import": 1, "members.Export": 1}
    assert not brought.file.storage.exists(brought.file.name)
    assert not export.file.storage.exists(export.file.name)
    assert Import.objects.get().file.name == ""
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("state", "is_kept"), [("waiting", False), ("checked", False), ("failed", False), ("chosen", True)]
)
def test_a_file_that_nobody_brought_in_goes_after_a_week_unless_it_is_on_its_way(
    db, state, is_kept, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    Import.objects.create(file=ContentFile(b"a", name="a.csv"), file_name="a.csv", state=state)
    Import.objects.update(created_at=days(-8))
    apply_retention()
    assert bool(Import.objects.get().file) == is_kept


@pytest.mark.allows_loops
def test_an_account_whose_address_nobody_proves_goes_after_a_month_and_no_other_does(cast):
    """Pressing "ask to join" or signing up writes an address down; whose it is, only the code can tell."""
    never, proved, signed_in, managed = (Person.objects.create_user(f"gus{n}@example.org") for n in range(4))
    EmailAddress.objects.filter(user=proved).update(verified=True)
    Person.objects.filter(pk=signed_in.pk).update(last_login=timezone.now())
    Person.objects.filter(pk=managed.pk).update(is_managed=True, email=None)
    before = set(Person.objects.values_list("pk", flat=True))
    Person.objects.update(joined_at=days(-29))
    assert apply_retention() == {}
    Person.objects.update(joined_at=days(-31))
    assert apply_retention() == {"members.Person": 2}
    assert before - set(Person.objects.values_list("pk", flat=True)) == {never.pk, cast.outsider.pk}


def test_only_what_was_taken_back_goes_after_a_year(cast):
    kept = {
        state: theme_in(state, author=cast.member, organisation=cast.organisation).pk
        for state in ("draft", "open", "declined", "withdrawn")
    }
    Theme.objects.update(touched_at=days(-400))
    apply_retention()
    assert set(Theme.objects.values_list("pk", flat=True)) == {kept["draft"], kept["open"], kept["declined"]}


@pytest.mark.allows_loops
def test_more_rows_than_a_batch_all_go(cast, monkeypatch):
    monkeypatch.setattr(clock, "BATCH", 2)
    for number in range(5):
        Invitation.objects.create(
            organisation=cast.organisation, email=f"gus{number}@example.org", expires_at=days(-100)
        )
    assert apply_retention() == {"members.Invitation": 5}


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_fails_stops_no_other(cast, django_db_blocker):
    """The database itself refuses to delete invitations; devices go all the same."""
    from django.db import connection

    Invitation.objects.create(organisation=cast.organisation, email="gus@example.org", expires_at=days(-100))
    Device.objects.create(person=cast.member, session_key="k" * 32, seen_at=days(-41))
    with connection.cursor() as cursor:
        cursor.execute("CREATE RULE stays AS ON DELETE TO members_invitation DO INSTEAD SELECT 1 / 0")
    try:
        assert apply_retention() == {"members.Device": 1}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP RULE stays ON members_invitation")
    assert apply_retention() == {"members.Invitation": 1}


def test_the_clock_of_the_house_comes_by_every_night(settings):
    assert apply_retention in tasks.CLOCKS
    nightly = [one for one in settings.CELERY_BEAT_SCHEDULE.values() if one["task"] == "members.tasks.nightly"]
    assert [one["schedule"] for one in nightly] == [24 * 3600]
    assert "members.tasks.make_exports" in {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}
