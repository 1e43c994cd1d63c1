"""Erasing leaves no name, no address and no dangling authorship, in no table, and says first who must take over."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from collaborations.models import Support, Theme
from collaborations.themes.actions import keep_draft, propose
from members.devices.models import Device
from members.handovers.actions import finish, open_hand_over
from members.handovers.models import Duty
from members.models import Export, HandOver, Organisation, Person, SeatTerm
from members.privacy import actions
from members.privacy.obstacles import obstacles
from members.privacy.retention import retention
from members.seats.actions import give_seat
from network import journal
from network.journal import Entry
from network.moves import MoveRefused
from notifications.mail.actions import send_waiting_mail
from notifications.models import OutboxMail
from tests.factories import SupportFactory, theme_in
from tests.members.privacy.kept import fill

COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
    AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'bytea', 'character')
"""


def places_of(*words):
    """Every column of every table, as PostgreSQL itself lists them, that holds one of ``words``."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            for word in words:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.add(f"{table}.{column}")
    return found


@pytest.fixture
def everywhere(cast, settings, tmp_path):
    """Otto, with a row in every table that can hold something about people, and texts of others that name him."""
    settings.MEDIA_ROOT = tmp_path
    Device.objects.create(person=cast.outsider, session_key="k" * 32)
    return fill(cast.outsider, cast.other, cast.organisation)


@pytest.mark.allows_loops
def test_there_is_something_of_him_in_every_table_about_people(everywhere, cast):
    assert {key.split(",")[0] for key in everywhere} | {"members.Person"} == {
        r.label for r in retention().about_people()
    }
    assert len(places_of("Otto Voorbeeld", "otto@example.org")) >= 20


@pytest.mark.allows_loops
def test_nothing_of_him_is_left_in_any_table(everywhere, cast, letterbox):
    was = places_of("Otto Voorbeeld", "otto@example.org")
    named = {"network_entry.why", "network_entry.facts", "members_import.result", "django_admin_log.object_repr"}
    assert named <= was
    actions.erase(cast.outsider, by=cast.outsider)
    assert places_of("Otto Voorbeeld", "otto@example.org") == {"notifications_outboxmail.address"}
    OutboxMail.objects.filter(event__kind="account-erased", address="otto@example.org").delete()
    assert places_of("Otto Voorbeeld", "otto@example.org") == set()


@pytest.mark.allows_loops
def test_what_stays_leads_to_a_former_member_and_nowhere_else(everywhere, cast):
    actions.erase(cast.outsider, by=cast.outsider)
    otto = Person.objects.get(pk=cast.outsider.pk)
    assert (otto.name, otto.email, otto.is_active, str(otto)) == ("", None, False, "A former member")
    assert not otto.has_usable_password()
    for rule, lead in retention().leads():
        if lead.by == "person" and any(step.do == "keep" for step in lead.erase):
            left = rule.model._base_manager.filter(**{lead.path: otto.pk})
            assert left.exists(), f"{rule.label}, {lead.path} should stay"
        if lead.by == "person" and [step.do for step in lead.erase if not step.where] == ["delete"]:
            assert not rule.model._base_manager.filter(**{lead.path: otto.pk}).exists(), rule.label
    assert set(Theme.objects.values_list("author__name", flat=True)) <= {"", "Ben Voorbeeld"}


@pytest.mark.allows_loops
def test_others_keep_what_is_theirs(everywhere, cast):
    before = Person.objects.exclude(pk=cast.outsider.pk).order_by("pk").values()
    before = list(before)
    organisations = Organisation.objects.count()
    actions.erase(cast.outsider, by=cast.outsider)
    assert list(Person.objects.exclude(pk=cast.outsider.pk).order_by("pk").values()) == before
    assert Organisation.objects.count() == organisations


@pytest.mark.allows_loops
def test_his_files_go_with_the_commit(everywhere, cast, settings, django_capture_on_commit_callbacks):
    export = Export.objects.get(person=cast.outsider)
    name = export.file.storage.save("exports/his.zip", ContentFile(b"zip"))
    Export.objects.filter(pk=export.pk).update(file=name)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(cast.outsider, by=cast.outsider)
    assert not export.file.storage.exists(name)


def test_drafts_go_and_open_themes_stay_under_their_organisation(cast):
    draft, opened = (theme_in(state, author=cast.member, organisation=cast.organisation) for state in ("draft", "open"))
    SupportFactory(theme=opened, organisation=cast.organisation, given_by=cast.member)
    actions.erase(cast.member, by=cast.member)
    assert not Theme.objects.filter(pk=draft.pk).exists()
    theme = Theme.objects.get(pk=opened.pk)
    assert theme.organisation == cast.organisation
    assert str(theme.author) == "A former member"
    assert Support.objects.filter(theme=opened).count() == 1


@pytest.mark.parametrize(
    ("kept_as", "said"), [("organisation", "Voorbeeld Lidorganisatie A"), ("former", "A former member")]
)
def test_under_the_work_stands_what_they_chose(cast, kept_as, said):
    assert cast.member.named_for(cast.organisation) == "Ada Voorbeeld"
    actions.choose_what_stands(cast.member, kept_as=kept_as, by=cast.member)
    assert actions.erase(cast.member, by=cast.member).named_for(cast.organisation) == said


def test_the_journal_keeps_a_fact_and_a_number(cast):
    actions.erase(cast.member, by=cast.member)
    entry = Entry.objects.get(verb="erase")
    assert (entry.actor_id, entry.thing_id, entry.why) == (cast.member.pk, cast.member.pk, "")
    assert set(entry.facts) == {"rows"}


def test_only_words_of_the_journal_can_be_emptied(cast):
    entry = journal.record("repair", cast.member, by=cast.coordinator, why="Ada Voorbeeld asked", before="Ada")
    for change in ({"verb": "hide"}, {"why": "another"}, {"facts": {"a": 1}}, {"why": "", "actor_id": None}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(**change)
    assert Entry.objects.filter(pk=entry.pk).update(why="") == 1
    assert Entry.objects.filter(pk=entry.pk).update(facts={}) == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()


@pytest.mark.allows_loops
def test_the_last_mail_goes_to_the_address_that_was(cast, letterbox, django_capture_on_commit_callbacks):
    actions.erase(cast.member, by=cast.member)
    send_waiting_mail()
    mails = [mail for mail in letterbox.mails if mail.envelope_to == ["ada@example.org"]]
    assert [mail["Subject"] for mail in mails] == ["Your account is erased"]
    assert "Ada" not in mails[0].get_body(("plain",)).get_content()


def test_seats_end_and_their_colleagues_hear_of_it(cast):
    actions.erase(cast.member, by=cast.member)
    seat = SeatTerm.objects.get(person=cast.member)
    assert (seat.state, seat.is_listed) == ("ended", False)
    assert HandOver.objects.get(seat=seat).reason == "erased"


def test_the_only_contact_is_told_who_must_take_over_first(cast):
    said = obstacles(cast.contact)
    assert ["only contact" in one.text for one in said] == [True]
    assert said[0].address == reverse("members:my-organisation", args=[cast.organisation.pk]) + "#people"
    with pytest.raises(MoveRefused, match="only contact"):
        actions.erase(cast.contact, by=cast.contact)
    assert Person.objects.get(pk=cast.contact.pk).email


@pytest.mark.allows_loops
def test_a_second_contact_opens_the_way(cast):
    give_seat(cast.organisation, person=cast.outsider, role="contact", by=None)
    assert obstacles(cast.contact) == []
    assert actions.erase(cast.contact, by=cast.contact).erased_at


@pytest.mark.allows_loops
def test_the_only_coordinator_stays(cast):
    assert ["only coordinator" in one.text for one in obstacles(cast.coordinator)] == [True]
    with pytest.raises(MoveRefused, match="only coordinator"):
        actions.erase(cast.coordinator, by=cast.coordinator)
    Person.objects.filter(pk=cast.other.pk).update(is_coordinator=True)
    assert actions.erase(cast.coordinator, by=cast.coordinator).erased_at


@pytest.mark.allows_loops
def test_nobody_is_erased_twice(cast):
    actions.erase(cast.member, by=cast.member)
    with pytest.raises(MoveRefused, match="erased already"):
        actions.erase(cast.member, by=cast.member)
    assert Entry.objects.filter(verb="erase").count() == 1


def test_a_coordinator_erases_somebody_without_an_account(cast):
    managed = Person.objects.create_managed("Gus Voorbeeld", reached_by="+31 20 000 0000")
    give_seat(cast.third_organisation, person=managed, role="staff", by=None)
    actions.erase(managed, by=cast.coordinator, why="by phone on 3 March")
    assert places_of("Gus Voorbeeld", "+31 20 000") == set()
    assert Entry.objects.get(verb="erase").why == "by phone on 3 March"


@pytest.mark.allows_loops
def test_a_coordinator_with_a_reason_passes_over_the_only_contact_and_nobody_else_does(cast):
    with pytest.raises(MoveRefused, match="only contact"):
        actions.erase(cast.contact, by=cast.coordinator)
    with pytest.raises(MoveRefused, match="only contact"):
        actions.erase(cast.contact, by=cast.other, why="because")
    assert actions.erase(cast.contact, by=cast.coordinator, why="asked by mail").erased_at


def test_a_name_of_one_word_is_left_in_texts_of_others(cast):
    Person.objects.filter(pk=cast.outsider.pk).update(name="Partner")
    theme = theme_in("open", question="What does a partner say?", author=cast.other, organisation=cast.organisation)
    actions.erase(Person.objects.get(pk=cast.outsider.pk), by=cast.outsider)
    assert Theme.objects.get(pk=theme.pk).question == "What does a partner say?"


def sukarnoputri(cast, name="Sukarnoputri"):
    """Otto under a name of one word."""
    Person.objects.filter(pk=cast.outsider.pk).update(name=name)
    return Person.objects.get(pk=cast.outsider.pk)


def test_a_name_of_one_word_goes_from_what_its_owner_wrote_and_did(cast):
    person = sukarnoputri(cast)
    own = theme_in("open", question="I, Sukarnoputri, ask.", author=person, organisation=cast.organisation)
    acts = [
        journal.record("repair", cast.organisation, by=person, why="Sukarnoputri asked", before="x"),
        journal.record("correct", person, by=cast.coordinator, why="wrote to us", before="line\nSukarnoputri"),
        journal.record("repair", cast.organisation, by=cast.coordinator, why="Sukarnoputri is a surname, too", a=1),
    ]
    actions.erase(person, by=person)
    assert Theme.objects.get(pk=own.pk).question == "I, […], ask."
    kept = {entry.pk: (entry.why, entry.facts) for entry in Entry.objects.filter(pk__in=[act.pk for act in acts])}
    assert [kept[act.pk] for act in acts] == [
        ("", {"before": "x"}),
        ("wrote to us", {}),
        ("Sukarnoputri is a surname, too", {"a": 1}),
    ]


@pytest.mark.parametrize(
    ("name", "question"),
    [("Hope", "We hope for hopes and Hopeful ones."), ("An", "An idea of An."), ("Jo", "Jo and Joke.")],
)
def test_a_common_word_is_left_in_ones_own_texts_unless_it_is_spelled_as_the_name(cast, name, question):
    person = sukarnoputri(cast, name)
    own = theme_in("open", question=question, author=person, organisation=cast.organisation)
    actions.erase(person, by=person)
    assert Theme.objects.get(pk=own.pk).question == question


def test_a_name_inside_a_longer_word_is_left(cast):
    question = "Otto Voorbeeldstraat is a street, Otto Voorbeeld was a person."
    theme = theme_in("open", question=question, author=cast.other, organisation=cast.organisation)
    actions.erase(cast.outsider, by=cast.outsider)
    assert Theme.objects.get(pk=theme.pk).question == "Otto Voorbeeldstraat is a street, […] was a person."


def test_a_name_full_of_signs_is_taken_out_as_it_stands(cast):
    name = 'O. (Otto) "V*" \\d Voorbeeld'
    Person.objects.filter(pk=cast.outsider.pk).update(name=name)
    theme = theme_in("open", question=f"Ask {name}, please.", author=cast.other, organisation=cast.organisation)
    actions.erase(Person.objects.get(pk=cast.outsider.pk), by=cast.outsider)
    assert Theme.objects.get(pk=theme.pk).question == "Ask […], please."


def handed_over_draft(cast):
    """Ada's draft, which she gave to Cleo when she left, and which Cleo went on writing."""
    key = uuid.uuid4()
    texts = {"title": "Draft", "question": "What now?", "change": "Something."}
    theme = keep_draft(key, organisation=cast.organisation, by=cast.member, **texts)
    leaving = open_hand_over(SeatTerm.objects.get(person=cast.member), reason="leaving", by=cast.member)
    finish(leaving, choices={("theme", theme.pk): SeatTerm.objects.get(person=cast.contact)}, by=cast.member)
    cleo = Person.objects.get(pk=cast.contact.pk)
    keep_draft(key, organisation=cast.organisation, by=cleo, **texts | {"title": "Much better, by Cleo"})
    return theme, cleo


@pytest.mark.allows_loops
def test_a_draft_that_a_colleague_took_over_stays_hers(cast):
    theme, cleo = handed_over_draft(cast)
    actions.erase(cast.member, by=cast.member)
    assert Theme.objects.looked_after_by(cleo).get().title == "Much better, by Cleo"
    assert str(Theme.objects.get(pk=theme.pk).author) == "A former member"
    assert propose(Theme.objects.get(pk=theme.pk), by=cleo).state == "proposed"


@pytest.mark.allows_loops
def test_a_draft_that_nobody_else_looks_after_goes_with_its_duty(cast):
    texts = {"title": "Draft", "question": "What now?", "change": "Something."}
    keep_draft(uuid.uuid4(), organisation=cast.organisation, by=cast.member, **texts)
    actions.erase(cast.member, by=cast.coordinator, why="by phone")
    assert not Theme.objects.exists()
    assert not Duty.objects.now().exists()


@pytest.mark.parametrize("is_leaving", [False, True])
def test_all_seats_of_one_person_end_without_asking_for_each_ones_hand_over(cast, is_leaving):
    """Ben has two; no query is made in a loop."""
    if is_leaving:
        open_hand_over(SeatTerm.objects.filter(person=cast.other).first(), reason="leaving", by=cast.other)
    actions.erase(cast.other, by=cast.other)
    assert set(SeatTerm.objects.filter(person=cast.other).values_list("state", flat=True)) == {"ended"}
    assert HandOver.objects.filter(state="done", seat__person=cast.other).count() == 2
