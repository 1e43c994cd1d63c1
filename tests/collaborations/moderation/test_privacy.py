"""What the author and the reporter of one thing take along, each only theirs, and what is left after years."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone

from collaborations.models import Case, Report
from collaborations.moderation import actions
from collaborations.moderation.clock import keep_promises
from collaborations.moderation.counts import decisions_by_year
from collaborations.moderation.holds import BY_NAME
from members.models import Export
from members.privacy import actions as privacy
from members.privacy.clock import apply_retention
from network.kinds import KINDS
from notifications.mail.actions import send_waiting_mail
from tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]

REPORTED, DECIDED, APPEALED = "Kijk eens naar regel drie", "Laat de naam weg", "Het is mijn eigen naam"


def taken_along(person):
    Export.objects.filter(person=person).delete()
    privacy.ask_for_export(person, by=person)
    privacy.make_waiting_exports()
    with Export.objects.newest_of(person).file.open("rb") as file:
        whole = zipfile.ZipFile(BytesIO(file.read()))
        return "\n".join(whole.read(name).decode(errors="replace") for name in whole.namelist())


@pytest.fixture
def decided(cast, officer, theme, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = actions.report("theme", theme, category="hurtful", text=REPORTED, by=cast.other)
    actions.hide(case, reason="respect", text=DECIDED, by=cast.coordinator)
    actions.appeal(case, text=APPEALED, by=cast.member)
    return actions.uphold(case, text=DECIDED, by=officer)


def test_author_and_reporter_each_take_along_what_is_theirs(cast, officer, decided):
    author, reporter = taken_along(cast.member), taken_along(cast.other)
    assert DECIDED in author
    assert APPEALED in author
    for secret in (REPORTED, "Ben Voorbeeld", "hurtful", "Dora Voorbeeld", "Olu Voorbeeld"):
        assert secret not in author
    assert REPORTED in reporter
    for secret in (DECIDED, APPEALED, "Ada Voorbeeld", "Wie keert"):
        assert secret not in reporter


def test_what_is_not_decided_yet_is_no_news_for_its_author(cast, theme, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    actions.report("theme", theme, category="hurtful", text=REPORTED, by=cast.other)
    assert "hurtful" not in taken_along(cast.member)
    assert REPORTED not in taken_along(cast.member)


def test_a_reporter_who_erases_their_account_is_forgotten_and_the_report_stays(cast, decided):
    who = PersonFactory(name="Xanthippe Voorbeeld")
    again = actions.look_again(decided, by=cast.coordinator)
    Report.objects.create(case=again, reporter=who, category="spam", text="Xanthippe Voorbeeld was here.")
    privacy.erase(who, by=who)
    report = Report.objects.get(case=again)
    assert report.reporter is None
    assert "Xanthippe" not in report.text


def test_after_years_only_the_fact_is_left_and_the_counts_are_as_they_were(cast, decided):
    before = decisions_by_year()
    assert before
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        apply_retention()
    assert not Report.objects.exists()
    assert Case.objects.get().text == DECIDED
    with time_machine.travel(timezone.now() + timedelta(days=731)):
        apply_retention()
    case = Case.objects.get()
    assert (case.text, case.appeal_text) == ("", "")
    assert case.author is case.decided_by is case.first_decided_by is case.contained_by is None
    assert (case.decision, case.rule) == ("hide", "respect")
    assert decisions_by_year() == before


# Mails


def mails_to(letterbox, person):
    return [(str(mail["Subject"]), mail.get_body(("plain",)).get_content()) for mail in letterbox.to(person)]


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("en", "A decision about “Zandloper”", "Disagree with what is said, not with who says it"),
        ("nl", "Een besluit over “Zandloper”", "Wees het oneens met wat er wordt gezegd"),
        ("fr", "Une décision au sujet de « Zandloper »", "Contestez ce qui est dit"),
    ],
)
def test_its_author_reads_the_decision_in_their_own_language(cast, letterbox, case, *, language, subject, said):
    type(cast.member).objects.filter(pk=cast.member.pk).update(language=language)
    actions.hide(Case.objects.get(), reason="respect", text=DECIDED, by=cast.coordinator)
    send_waiting_mail()
    ((title, body),) = mails_to(letterbox, cast.member)
    assert title.replace("\u202f", " ") == subject
    assert said in body
    assert DECIDED in body
    for secret in ("Ben Voorbeeld", "Look at the third line.", "Dora Voorbeeld"):
        assert secret not in body


def test_mail_to_the_desk_and_to_the_reporter_names_nothing(cast, officer, deputy, letterbox, case):
    keep_promises(now=case.due_at)
    actions.hide(Case.objects.get(), reason="respect", text=DECIDED, by=cast.coordinator)
    actions.appeal(Case.objects.get(), text=APPEALED, by=cast.member)
    send_waiting_mail()
    people = (cast.coordinator, officer, deputy, cast.other)
    mails = [body for person in people for _subject, body in mails_to(letterbox, person)]
    assert len(mails) >= 2
    assert any("Somebody looked at what you reported" in body for body in mails)
    assert any("Somebody disagrees with a decision" in body for body in mails)
    for body in mails:
        for secret in ("Zandloper", "Wie keert", "Look at the third line.", APPEALED, DECIDED):
            assert secret not in body


@pytest.mark.parametrize("protection", ["closed", "sealed"])
def test_mail_about_something_protected_names_nothing(cast, officer, letterbox, theme, protection):
    type(theme).objects.filter(pk=theme.pk).update(protection=protection)
    theme.refresh_from_db()
    case = actions.report("theme", theme, category="hurtful", by=None)
    actions.contain(case, by=officer)
    send_waiting_mail()
    actions.hide(case, reason="respect", text=DECIDED, by=officer)
    send_waiting_mail()
    mails = mails_to(letterbox, cast.member)
    assert len(mails) == 2
    for subject, body in mails:
        assert "Something you wrote" in f"{subject} {body}"
        for secret in ("Zandloper", "Wie keert", DECIDED):
            assert secret not in f"{subject} {body}"


def test_what_nobody_needs_to_hear_any_more_is_not_sent(cast, officer, letterbox, theme, case):
    actions.contain(case, by=cast.coordinator)
    actions.release(case, by=cast.coordinator)
    actions.keep(case, by=cast.coordinator)
    send_waiting_mail()
    assert [subject for subject, _body in mails_to(letterbox, cast.member)] == ["A decision about “Zandloper”"]
    assert mails_to(letterbox, officer) == []


def test_every_sentence_about_oneself_can_be_said_in_each_state(cast, theme, case):
    """Each kind has a line for each of its states, also when the thing is gone."""
    for state in ("contained", "told", "closed"):
        facts = {
            "told": {"due_at": timezone.now(), "decided_at": timezone.now(), "decision": "hide", "rule": "respect"}
        }
        facts["closed"] = {**facts["told"], "closed_at": timezone.now()}
        Case.objects.filter(pk=case.pk).update(state=state, **facts.get(state, {}))
        for gone in (False, True):
            if gone:
                Case.objects.filter(pk=case.pk).update(subject_id=0)
            for name in ("content-held", "content-decided", "case-waits"):
                kind = KINDS[name]
                for found in kind.subjects([case.pk]).values():
                    assert kind.item(found, cast.member).title
    assert set(BY_NAME) == {"first-post", "many-links", "same-again"}
