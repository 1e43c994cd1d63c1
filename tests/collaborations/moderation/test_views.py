"""What people see of moderation: the report form, the way out for integrity, the case, the public page."""

import time

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from collaborations.models import Case, Report, Theme
from collaborations.moderation import actions
from collaborations.moderation.forms import ReportForm
from network.journal import Entry
from tests.conftest import Browser
from tests.factories import PersonFactory, ThemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.allows_loops]


def browser_of(person):
    browser = Browser()
    if person:
        browser.force_login(person)
    return browser


def address_of(thing, kind="theme"):
    return reverse("collaborations:report", args=[kind, thing.pk])


def said(**changes):
    """A report as somebody sends it who read the page first."""
    with time_machine.travel(timezone.now().timestamp() - 30):
        opened = ReportForm().opened_now
    return {"category": "untrue", "text": "It is not so.", "title": "", "opened": opened, **changes}


def words_of(answer):
    return " ".join(answer.content.decode().split())


# Reporting


def test_everybody_finds_a_quiet_link_and_can_report(client, cast, theme):
    page = client.get(theme.get_absolute_url())
    assert f'href="{address_of(theme)}"' in page.content.decode()
    form = client.get(address_of(theme))
    assert form.status_code == 200
    assert "Zandloper" in words_of(form)
    assert "hide it now" not in words_of(form)
    answer = client.post(address_of(theme), said())
    assert (answer.status_code, answer.url) == (302, reverse("collaborations:reported"))
    report = Report.objects.get()
    assert (report.reporter, report.category, report.text) == (None, "untrue", "It is not so.")
    assert client.get(answer.url).status_code == 200


def test_somebody_signed_in_is_kept_with_the_report_and_nowhere_else(cast, theme):
    browser_of(cast.other).post(address_of(theme), said())
    assert Report.objects.get().reporter == cast.other
    assert not Entry.objects.filter(thing_type="collaborations.case", actor=cast.other).exists()


def test_what_one_cannot_see_cannot_be_reported(cast, theme):
    hidden = ThemeFactory(opened=True, author=cast.member, hidden_at=timezone.now())
    draft = ThemeFactory(author=cast.member, organisation=cast.organisation)
    sealed = ThemeFactory(opened=True, protection="sealed", author=cast.member, organisation=cast.organisation)
    for browser in (Browser(), browser_of(cast.other)):
        for thing in (hidden, draft, sealed):
            assert browser.get(address_of(thing)).status_code == 404
            assert browser.post(address_of(thing), said()).status_code == 404
        assert browser.get(address_of(theme, "nonsense")).status_code == 404
        assert browser.get(address_of(theme)).status_code == 200
    assert not Case.objects.exists()


def test_a_bad_form_says_what_is_missing_and_keeps_what_was_typed(client, theme):
    for changes, complaint in (
        ({"category": ""}, "Please choose."),
        ({"category": "integrity"}, "Select a valid choice"),
        ({"text": "x" * 1001}, "at most 1000 characters"),
        ({"text": "nul\x00"}, "Null characters are not allowed"),
    ):
        answer = client.post(address_of(theme), said(**changes))
        assert answer.status_code == 422, changes
        assert complaint in words_of(answer)
    assert words_of(client.post(address_of(theme), said(category="", text="Kept words"))).count("Kept words") == 1
    assert not Report.objects.exists()


@pytest.mark.parametrize("opened", ["now", "", "forged", "old"])
def test_what_nobody_can_have_read_is_asked_for_again(client, theme, opened):
    stamp = {"now": ReportForm().opened_now, "": "", "forged": "1:2:3"}.get(opened)
    if opened == "old":
        with time_machine.travel(time.time() - 2 * 24 * 3600):
            stamp = ReportForm().opened_now
    answer = client.post(address_of(theme), said(opened=stamp))
    assert answer.status_code == 422
    assert "send it again" in words_of(answer)
    assert "It is not so." in words_of(answer)
    assert not Report.objects.exists()


def test_programs_end_on_the_same_page_and_are_thrown_away(client, theme):
    answer = client.post(address_of(theme), said(title="Buy now"))
    assert answer.url == reverse("collaborations:reported")
    assert not Report.objects.exists()


def test_reports_in_bulk_by_one_person_are_refused_with_a_sentence(cast):
    themes = [ThemeFactory(opened=True, author=cast.member, organisation=cast.organisation) for _ in range(12)]
    browser = browser_of(cast.other)
    answers = [browser.post(address_of(theme), said()) for theme in themes]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429] * 2
    assert "too often" in words_of(answers[-1])
    assert "It is not so." in words_of(answers[-1])
    assert answers[-1]["Retry-After"]
    assert Report.objects.count() == 10
    assert browser_of(cast.contact).post(address_of(themes[-1]), said()).status_code == 429, "the same network address"


def test_reporting_twice_is_said_kindly(cast, theme):
    browser = browser_of(cast.other)
    browser.post(address_of(theme), said())
    again = browser.post(address_of(theme), said())
    assert again.status_code == 422
    assert "You reported this already." in words_of(again)
    assert Report.objects.count() == 1


def test_who_may_hides_it_with_the_report(cast, theme):
    coordinator, other = browser_of(cast.coordinator), browser_of(cast.other)
    assert "Report it and hide it now" in words_of(coordinator.get(address_of(theme)))
    assert "Report it and hide it now" not in words_of(other.get(address_of(theme)))
    assert other.post(address_of(theme), said(verb="contain")).status_code == 403
    assert not Case.objects.exists()
    coordinator.post(address_of(theme), said(verb="contain"))
    assert Case.objects.get().state == "contained"
    assert Theme.objects.get(pk=theme.pk).hidden_at is not None


# Integrity


SECRET = "Wat er in de keuken gebeurde"


def test_integrity_is_the_first_choice_and_leads_away(client, theme):
    page = words_of(client.get(address_of(theme)))
    assert 0 < page.index(reverse("collaborations:integrity")) < page.index("<textarea")
    away = client.get(reverse("collaborations:integrity"))
    assert away.status_code == 200
    assert "<form" not in words_of(away).partition("<main")[2].partition("</main>")[0]
    assert client.post(reverse("collaborations:integrity"), {"text": SECRET}).status_code == 405


@pytest.mark.parametrize(
    ("said_there", "href"),
    [("https://meldpunt.example.org/", "https://meldpunt.example.org/"), ("meld@example.org", "mailto:meld@example.org"),
     ("", None), ("javascript:alert(1)", None)],
)  # fmt: skip
def test_where_to_go_is_what_the_network_says(client, settings, said_there, href):
    settings.INTEGRITY_ADDRESS = said_there
    for name in ("integrity", "moderation"):
        caches["pages"].clear()
        page = words_of(client.get(reverse(f"collaborations:{name}")))
        assert "safeguarding officers" in page
        assert (href is not None) is ("Outside this network" in page)
        assert "javascript:" not in page
        if href:
            assert f'href="{href}"' in page


@pytest.mark.parametrize("name", ["integrity", "moderation"])
def test_without_a_place_outside_there_is_a_next_step_all_the_same(client, cast, officer, name):
    address = reverse(f"collaborations:{name}")
    stranger = words_of(client.get(address))
    for step in ("tel:112", reverse("members:organisations"), f"{reverse('account_login')}?next="):
        assert f'href="{step}' in stranger
    assert officer.email not in stranger
    assert "mailto:" not in stranger
    assert f'href="mailto:{officer.email}"' in words_of(browser_of(cast.other).get(address))


def everything_kept():
    """Every text of every table, and every session."""
    from django.apps import apps

    rows = [str(list(model._base_manager.values())) for model in apps.get_models()]
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    return "\n".join([*rows, *sessions])


def test_nothing_typed_about_integrity_is_kept_anywhere(cast, theme, capfd, caplog):
    """What is typed there all the same, or sent as a category that does not exist, leaves no trace."""
    for browser in (Browser(), browser_of(cast.other)):
        browser.get(address_of(theme))
        browser.post(reverse("collaborations:integrity"), {"text": SECRET})
        browser.get(reverse("collaborations:integrity"))
        answer = browser.post(address_of(theme), said(category="integrity", text=SECRET))
        assert answer.status_code == 422
        assert "data-keep" not in words_of(answer)
    assert SECRET not in everything_kept()
    logged = "".join(capfd.readouterr()) + caplog.text
    assert SECRET not in logged
    browser_of(cast.other).post(address_of(theme), said(text=SECRET))
    assert SECRET in everything_kept(), "the same words in a report are kept, so the search above could have found them"


# The case


CASE_PAGES = ("contain-case", "release-case", "keep-case", "hide-case", "uphold-case", "appeal-case", "look-again-case")


def page_of(case):
    return reverse("collaborations:case", args=[case.pk])


def test_who_decides_sees_all_and_its_author_only_what_concerns_them(cast, officer, deputy, theme, case):
    for person in (cast.coordinator, officer, deputy):
        page = words_of(browser_of(person).get(page_of(case)))
        assert "Ben Voorbeeld" in page
        assert "Look at the third line." in page
        assert "Wie keert de zandloper om?" in page
    for person in (cast.member, cast.other, cast.contact, cast.outsider):
        assert browser_of(person).get(page_of(case)).status_code == 404
    actions.contain(case, by=cast.coordinator)
    actions.hide(case, reason="respect", text="Please leave out the name.", by=cast.coordinator)
    page = words_of(browser_of(cast.member).get(page_of(case)))
    assert "Disagree with what is said, not with who says it" in page
    assert "Please leave out the name." in page
    assert "Wie keert de zandloper om?" in page
    for secret in ("Ben", "Look at the third line.", "Dora", "insults"):
        assert secret not in page
    assert browser_of(cast.other).get(page_of(case)).status_code == 404, "who reported sees no case"


def test_who_was_reported_never_reads_who_reported_also_when_they_look_after_the_network(cast, officer):
    own = ThemeFactory(opened=True, author=cast.coordinator, organisation=cast.organisation)
    case = actions.report("theme", own, category="hurtful", text="Look at the third line.", by=cast.other)
    browser = browser_of(cast.coordinator)
    assert browser.get(page_of(case)).status_code == 404
    assert "Look at the third line." not in words_of(browser.get(reverse("collaborations:desk")))
    actions.hide(case, reason="respect", text="Please do.", by=officer)
    page = words_of(browser.get(page_of(case)))
    assert "Please do." in page
    for secret in ("Ben Voorbeeld", "Look at the third line.", "Olu"):
        assert secret not in page


def test_the_whole_way_by_pages(cast, officer, theme, case):
    coordinator, author, second = browser_of(cast.coordinator), browser_of(cast.member), browser_of(officer)

    def post(browser, verb, **words):
        answer = browser.post(reverse(f"collaborations:{verb}-case", args=[case.pk]), words, follow=True)
        assert answer.status_code == 200
        return words_of(answer)

    assert "hidden for now" in post(coordinator, "contain")
    assert author.get(theme.get_absolute_url()).headers["Location"] == page_of(case)
    assert "shown again" in post(coordinator, "release")
    assert author.get(theme.get_absolute_url()).status_code == 200
    assert "stays hidden" in post(coordinator, "hide", reason="respect", text="Leave out the name.")
    assert "Somebody else" in post(author, "appeal", text="It is my own.")
    refused = coordinator.post(reverse("collaborations:keep-case", args=[case.pk]), {})
    assert refused.status_code == 403
    assert "It is my own." in words_of(second.get(page_of(case)))
    assert "It stays." in post(second, "keep", text="You are right.")
    assert author.get(theme.get_absolute_url()).status_code == 200
    assert "You are right." in words_of(author.get(page_of(case)))


def test_the_author_of_a_hidden_theme_is_led_to_its_case_and_nobody_else(cast, officer, theme, case):
    actions.contain(case, by=cast.coordinator)
    author = browser_of(cast.member)
    assert author.get(theme.get_absolute_url()).headers["Location"] == page_of(case)
    today = words_of(author.get("/"))
    assert f'href="{theme.get_absolute_url()}"' in today
    assert "hidden: read why" in today
    for person in (cast.contact, cast.other, cast.coordinator, officer, None):
        assert browser_of(person).get(theme.get_absolute_url()).status_code == 404
    actions.release(case, by=cast.coordinator)
    assert author.get(theme.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("verb", CASE_PAGES)
def test_nobody_else_does_anything_with_a_case(cast, case, verb):
    path = reverse(f"collaborations:{verb}", args=[case.pk])
    before = Entry.objects.count()
    for person in (cast.member, cast.other, cast.outsider, cast.ended):
        assert browser_of(person).post(path, {"text": "Me.", "reason": "respect"}).status_code == 404
    assert Browser().post(path).status_code == 302, "strangers are asked to sign in"
    actions.contain(case, by=cast.coordinator)
    expected = 422 if verb == "appeal-case" else 403
    assert browser_of(cast.member).post(path, {}).status_code == expected
    assert Entry.objects.count() == before + 1


def test_a_bad_decision_comes_back_with_what_was_typed(cast, theme, case):
    browser = browser_of(cast.coordinator)
    for data, complaint in (
        ({"reason": "", "text": "Kept words"}, "Please choose."),
        ({"reason": "none", "text": "Kept words"}, "Select a valid choice"),
        ({"reason": "respect", "text": ""}, "Please fill this in."),
        ({"reason": "respect", "text": "Kept words" * 200}, "at most 1000 characters"),
    ):
        answer = browser.post(reverse("collaborations:hide-case", args=[case.pk]), data)
        assert answer.status_code == 422
        assert complaint in words_of(answer)
        assert data["text"][:10] in words_of(answer)
    too_long = browser.post(reverse("collaborations:keep-case", args=[case.pk]), {"text": "x" * 1001})
    assert too_long.status_code == 422
    assert Case.objects.get().state == "reported"


def test_deciding_what_was_decided_a_moment_ago_names_who_was_faster(cast, deputy, case):
    browser = browser_of(cast.coordinator)
    browser.get(page_of(case))
    actions.keep(case, by=deputy)
    path = reverse("collaborations:hide-case", args=[case.pk])
    answer = browser.post(path, {"reason": "respect", "text": "No."}, follow=True)
    assert "Desta Voorbeeld decided about this a moment ago: It stays." in words_of(answer)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_case_asks_as_much_for_one_report_as_for_thirty(cast, theme, count, client_of, django_assert_num_queries):
    for _ in range(count):
        case = actions.report("theme", theme, category="spam", by=PersonFactory())
    browser = client_of(cast.coordinator)
    browser.get(page_of(case))
    with django_assert_num_queries(12):
        browser.get(page_of(case))


# The public page


def test_the_public_page_says_everything(client):
    from collaborations.moderation.clocks import CLOCKS
    from collaborations.moderation.holds import HOLDS

    page = words_of(client.get(reverse("collaborations:moderation")))
    for rule in Case.Rule:
        assert (str(rule.label) in page) is (rule != "none")
    for category, clock in CLOCKS.items():
        assert str(category.label) in page
        assert str(clock.otherwise) in page
    for hold in HOLDS:
        assert str(hold.sentence) in page
        assert str(hold.otherwise) in page
    home = words_of(client.get("/"))
    assert f'href="{reverse("collaborations:moderation")}"' in home.partition("<footer")[2]


def test_settings_name_a_place_outside_or_none():
    assert settings.INTEGRITY_ADDRESS == ""
