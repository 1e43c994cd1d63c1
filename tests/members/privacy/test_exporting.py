"""The copy somebody takes along: all that is about them, nothing about anybody else, and for nobody else."""

import json
import re
import uuid
import zipfile
from io import BytesIO

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from collaborations.themes.actions import keep_draft
from members.devices.models import Device
from members.handovers.actions import finish, open_hand_over
from members.models import Export, Person, SeatTerm
from members.privacy import actions
from members.privacy.models import ENOUGH_FOR, KEPT_FOR
from members.privacy.retention import retention
from members.privacy.rows import numbers
from network.journal import Entry
from network.moves import MoveRefused
from notifications.models import Notice, OutboxMail
from tests.conftest import Browser
from tests.members.privacy.kept import fill
from tests.signing_in import proved

MY_DATA, ASK, FETCH = (reverse(f"members:{name}") for name in ("my-data", "ask-for-export", "fetch-export"))


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def everywhere(cast):
    Device.objects.create(person=cast.outsider, session_key="k" * 32)
    return fill(cast.outsider, cast.other, cast.organisation)


def made_for(person):
    Export.objects.filter(person=person).delete()
    actions.ask_for_export(person, by=person)
    assert actions.make_waiting_exports() == 1
    export = Export.objects.newest_of(person)
    with export.file.open("rb") as file:
        return zipfile.ZipFile(BytesIO(file.read()))


def fetched(browser):
    return zipfile.ZipFile(BytesIO(b"".join(browser.get(FETCH).streaming_content)))


def a_day_passes():
    Export.objects.update(finished_at=F("finished_at") - ENOUGH_FOR)


def told(packed):
    return json.loads(packed.read("export.json"))


@pytest.mark.allows_loops
def test_every_way_to_a_person_has_its_rows_in_the_copy(everywhere, cast):
    tables = {(table["table"], table["way"]): table for table in told(made_for(cast.outsider))["tables"]}
    assert set(tables) == {(rule.label, lead.path) for rule, lead in retention().leads() if lead.export}
    for rule, lead in retention().leads():
        if (rule.label, lead.path) != ("members.Export", "person"):
            assert tables[rule.label, lead.path]["rows"], f"{rule.label}, {lead.path}"


@pytest.mark.allows_loops
def test_nothing_of_anybody_else_is_in_it(everywhere, cast):
    packed = made_for(cast.outsider)
    for name in packed.namelist():
        text = packed.read(name).decode()
        found = re.findall(r"[\w.+-]+@[\w.-]+", text)
        assert {address.lower() for address in found} <= {"otto@example.org"} | own_addresses(cast.outsider), name
        for other in Person.objects.exclude(pk=cast.outsider.pk):
            assert other.name not in text, name


def own_addresses(person):
    return {address.lower() for address in person.emailaddress_set.values_list("email", flat=True)}


@pytest.mark.allows_loops
def test_words_of_his_row_are_read_by_people_and_programs(everywhere, cast):
    Person.objects.filter(pk=cast.outsider.pk).update(language="nl", time_zone="Africa/Kampala")
    packed = made_for(Person.objects.get(pk=cast.outsider.pk))
    assert sorted(packed.namelist()) == ["export.json", "index.html", "style.css"]
    page = packed.read("index.html").decode()
    assert '<html lang="nl">' in page
    assert "Je account" in page
    assert "Otto Voorbeeld" in page
    person = next(table for table in told(packed)["tables"] if table["table"] == "members.Person")
    assert person["rows"][0]["email"] == "otto@example.org"
    assert person["rows"][0]["time_zone"] == "Africa/Kampala"
    assert set(person["labels"]) == set(person["rows"][0])


@pytest.mark.allows_loops
def test_asked_twice_it_is_made_once(cast):
    first, second = (actions.ask_for_export(cast.member, by=cast.member) for _ in range(2))
    assert first == second
    assert actions.make_waiting_exports() == 1
    assert actions.make_waiting_exports() == 0
    assert Entry.objects.filter(verb="ask", thing_type="members.export").count() == 1


@pytest.mark.allows_loops
def test_a_new_one_throws_the_old_one_away(cast, django_capture_on_commit_callbacks):
    made_for(cast.member)
    a_day_passes()
    old = Export.objects.get()
    name = old.file.name
    actions.ask_for_export(cast.member, by=cast.member)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.make_waiting_exports() == 1
    old.refresh_from_db()
    assert (old.state, old.file.name) == ("gone", "")
    assert not old.file.storage.exists(name)


def test_when_it_is_ready_a_notice_and_a_mail_say_so(cast, letterbox, django_capture_on_commit_callbacks):
    from notifications.mail.actions import send_waiting_mail

    made_for(cast.member)
    assert Notice.objects.filter(person=cast.member, event__kind="export-ready").count() == 1
    send_waiting_mail()
    assert [mail["Subject"] for mail in letterbox.to(cast.member)] == ["The copy of your data is ready"]


@pytest.mark.allows_loops
def test_what_goes_wrong_is_said_and_can_be_tried_again(cast, settings, tmp_path, client_of):
    (tmp_path / "exports").write_text("in the way of the folder")
    actions.ask_for_export(cast.member, by=cast.member)
    assert actions.make_waiting_exports() == 0
    assert Export.objects.get().state == "failed"
    assert "could not be made" in client_of(cast.member).get(MY_DATA).content.decode()
    (tmp_path / "exports").unlink()
    assert actions.ask_for_export(cast.member, by=cast.member).state == "asked"
    assert actions.make_waiting_exports() == 1


def test_somebody_erased_meanwhile_leaves_no_file(cast, monkeypatch, tmp_path, django_capture_on_commit_callbacks):
    """The row goes while the worker writes: here between two of its steps."""
    from members.privacy import making

    export = actions.ask_for_export(cast.outsider, by=cast.outsider)

    def gone(_export, done):
        if done == 3:
            Export.objects.filter(pk=export.pk).delete()

    monkeypatch.setattr(making, "_progress", gone)
    assert actions.make_waiting_exports() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_open_laptop_is_not_enough(cast, client_of):
    made_for(cast.member)
    browser = client_of(cast.member)
    session = browser.session
    session["account_authentication_methods"] = []
    session.save()
    answer = browser.get(FETCH)
    assert (answer.status_code, "/account/prove/" in answer.url) == (302, True)


def test_whoever_proved_it_fetches_it_and_no_cache_keeps_it(cast, client_of):
    made_for(cast.member)
    answer = client_of(cast.member).get(FETCH)
    assert answer.status_code == 200
    assert zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.zip"'


def test_others_find_nothing(cast, client_of):
    made_for(cast.member)
    assert client_of(cast.other).get(FETCH).status_code == 404


def test_after_its_week_it_is_not_given_whether_the_clock_came_or_not(cast, client_of):
    made_for(cast.member)
    Export.objects.update(finished_at=timezone.now() - KEPT_FOR)
    assert client_of(cast.member).get(FETCH).status_code == 404
    assert "Make a copy of my data" in client_of(cast.member).get(MY_DATA).content.decode()


def test_a_file_that_somebody_took_away_is_not_there_either(cast, tmp_path, client_of):
    made_for(cast.member)
    for path in (tmp_path / "exports").iterdir():
        path.unlink()
    answer = client_of(cast.member).get(FETCH)
    assert answer.status_code == 404


@pytest.mark.allows_loops
def test_the_numbers_are_those_of_the_rows(everywhere, cast):
    counted = numbers(cast.outsider)
    assert counted["members.Person"] == 1
    assert counted["members.Invitation"] == 3
    assert set(counted) == {rule.label for rule in retention().about_people()}


@pytest.mark.allows_loops
def test_fifteen_presses_in_a_day_make_one_copy_and_one_mail(cast, client_of):
    browser = client_of(cast.member)
    for _ in range(15):
        assert browser.post(ASK).url == MY_DATA
        actions.make_waiting_exports()
    assert Export.objects.filter(person=cast.member).count() == 1
    assert OutboxMail.objects.filter(person=cast.member).count() == 1


@pytest.mark.allows_loops
def test_who_asks_again_the_same_day_reads_that_there_is_one_and_until_when(cast, client_of):
    made_for(cast.member)
    until = Export.objects.get().goes_at
    browser = client_of(cast.member)
    page = browser.get(MY_DATA).content.decode()
    assert "You can have a new copy made from" in page
    assert f'action="{ASK}"' not in page
    answer = browser.post(ASK, follow=True).content.decode()
    assert f"It stays until {date_format(localtime(until), 'DATE_FORMAT')}; fetch that one." in answer
    a_day_passes()
    assert f'action="{ASK}"' in browser.get(MY_DATA).content.decode()
    assert actions.ask_for_export(cast.member, by=cast.member).state == "asked"


@pytest.mark.allows_loops
def test_a_copy_whose_file_is_past_its_week_stands_in_nobodys_way(cast):
    made_for(cast.member)
    with pytest.raises(MoveRefused, match="There is a copy already"):
        actions.ask_for_export(cast.member, by=cast.member)
    Export.objects.update(finished_at=timezone.now() - KEPT_FOR)
    assert actions.ask_for_export(cast.member, by=cast.member).state == "asked"


@pytest.mark.allows_loops
def test_whoever_left_asks_for_a_new_copy_without_what_a_colleague_wrote_since(cast, client_of):
    key, texts = uuid.uuid4(), {"title": "Ada's own words", "question": "What now?", "change": "Something."}
    theme = keep_draft(key, organisation=cast.organisation, by=cast.member, **texts)
    assert "Ada's own words" in made_for(cast.member).read("export.json").decode()
    leaving = open_hand_over(SeatTerm.objects.get(person=cast.member), reason="leaving", by=cast.member)
    finish(leaving, choices={("theme", theme.pk): SeatTerm.objects.get(person=cast.contact)}, by=cast.member)
    cleo = Person.objects.get(pk=cast.contact.pk)
    keep_draft(key, organisation=cast.organisation, by=cleo, **texts | {"title": "Much better, by Cleo"})
    browser = client_of(Person.objects.get(pk=cast.member.pk))
    assert browser.get(FETCH).status_code == 404
    browser.post(ASK)
    assert actions.make_waiting_exports() == 1
    text = fetched(browser).read("export.json").decode()
    assert "Much better, by Cleo" not in text
    assert "ada@example.org" in text


@pytest.mark.allows_loops
def test_after_erasing_the_session_that_could_fetch_it_is_nobodys(cast, client_of):
    made_for(cast.member)
    browser = client_of(cast.member)
    assert fetched(browser).testzip() is None
    actions.erase(cast.member, by=cast.member)
    answer = browser.get(FETCH)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.allows_loops
def test_coordinators_fetch_theirs_with_a_second_factor_only(cast):
    made_for(cast.coordinator)
    browser = Browser()
    browser.force_login(cast.coordinator)
    assert fetched(browser).testzip() is None
    session = browser.session
    session.update(proved(cast.coordinator, method="code"))
    session.save()
    answer = browser.get(FETCH)
    assert (answer.status_code, answer.url.split("?")[0]) == (303, reverse("account_second_factor"))
