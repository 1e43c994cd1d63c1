"""The house rules that no linter knows."""

import ast
import inspect
import re
import subprocess
from importlib import import_module
from pathlib import Path

import allauth
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.urls import URLPattern, get_resolver, reverse

from network.kinds import KINDS
from tests.conftest import Browser
from tests.factories import theme_in

ROOT = Path(__file__).parents[1]
OURS = ("network", "members", "notifications", "collaborations")
MODULES = [path for app in OURS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]
ACTIONS = [path for path in MODULES if path.name == "actions.py"]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.*") if path.is_file())
ALLAUTH = Path(allauth.__file__).parent / "templates"

LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_SETTINGS = 400, 25, 15, 250
LONGER_FUNCTIONS: dict[str, int] = {}

# What strangers can reach; every other page asks to sign in.
PUBLIC = {
    "account_confirm_login_code", "account_email_verification_sent", "account_inactive", "account_login", "account_logout",
    "account_request_login_code", "account_signup",
    "account_complete_password_reset", "account_confirm_password_reset_code", "account_login_password",
    "account_password_reset_completed", "account_reset_password", "mfa_authenticate", "mfa_login_webauthn",
    "account_find_provider", "account_provider", "openid_connect_callback", "openid_connect_login",
    "collaborations:knowledge", "collaborations:occasion", "collaborations:occasions", "collaborations:programme",
    "collaborations:charter", "collaborations:propose", "collaborations:publication", "collaborations:publications", "collaborations:theme",
    "collaborations:theme-as-it-was",
    "collaborations:theme-feed", "collaborations:themes", "collaborations:tool", "collaborations:tools", "collaborations:trajectory",
    "collaborations:integrity", "collaborations:moderation", "collaborations:report", "collaborations:reported",
    "collaborations:contact", "collaborations:contact-sent", "collaborations:erase-my-enquiry",
    "collaborations:introduction", "collaborations:my-enquiry",
    "collaborations:comment", "collaborations:discuss", "collaborations:edit-comment", "collaborations:reply",
    "members:privacy",
    "members:ask-invitation-again", "members:claim", "members:invitation",
    "pages:about", "pages:home", "pages:link", "pages:live", "pages:ready", "pages:styleguide",
    "members:applied", "members:apply", "members:logo", "members:organisation", "members:organisations",
}  # fmt: skip
LEAD_TO_SIGN_IN = {
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_email_verification_sent",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "collaborations:propose",
    "collaborations:discuss",
    "collaborations:edit-comment",
    "collaborations:reply",
}  # public, because they are steps of signing in, or keep what was typed
POST_ONLY = {
    "collaborations:announce", "collaborations:announce-all", "collaborations:bring-back", "collaborations:go-away",
    "collaborations:later", "collaborations:lend", "collaborations:set-week", "collaborations:stay",
    "collaborations:take-back-decision", "collaborations:throw-away-answer", "collaborations:undo",
    "collaborations:undo-default",
    "collaborations:blank-comment-version", "collaborations:mark-answer", "collaborations:put-back-comment", "collaborations:take-away-comment",
    "collaborations:unmark-answer",
    "collaborations:decline-enquiry", "collaborations:discard-enquiry", "collaborations:erase-my-enquiry",
    "collaborations:keep-enquiry", "collaborations:propose-introduction", "collaborations:take-up-enquiry",
    "collaborations:turn-enquiry-into-theme",
    "collaborations:appeal-case", "collaborations:contain-case", "collaborations:hide-case", "collaborations:keep-case",
    "collaborations:look-again-case", "collaborations:release-case", "collaborations:uphold-case",
    "members:let-go-duty",
    "members:take-on-duty",
    "members:call-off-hand-over",
    "members:accept-join-request", "members:ask-invitation-again", "members:be-listed", "members:cancel-invitation",
    "members:change-role", "members:introduce", "members:invite", "members:offer-claim", "members:refuse-join-request",
    "members:send-invitation-again", "members:withdraw-join-request",
    "members:ask-for-export", "members:choose-what-stands",
    "members:check-import", "members:choose-import", "members:drop-import", "members:export",
    "account_end_device", "account_end_other_devices", "account_password_hint",
    "openid_connect_login",
    "collaborations:appeal-theme", "collaborations:grant-theme", "collaborations:hold-back-theme", "collaborations:let-pass-theme",
    "collaborations:invite-into-theme", "collaborations:let-go-from-theme", "collaborations:vouch-into-theme",
    "collaborations:park-theme", "collaborations:part-theme", "collaborations:reconsider-theme", "collaborations:revive-theme", "collaborations:uphold-theme",
    "collaborations:decline-theme", "collaborations:keep-draft", "collaborations:look-alikes", "collaborations:open-theme", "collaborations:support-theme",
    "collaborations:ask-who-knows", "collaborations:carry-theme", "collaborations:lose-interest", "collaborations:offer",
    "collaborations:show-interest", "collaborations:sign-charter", "collaborations:stand-in", "collaborations:step-back",
    "collaborations:withdraw-offer",
    "collaborations:take-back-support", "collaborations:withdraw-theme", "notifications:read-all", "notifications:seen",
    "members:approve-application", "members:change-topic", "members:decline-application", "members:move-organisation",
}  # fmt: skip

# Tables that public pages show, so that a change makes kept pages unfit; and those that no public page shows.
SHOWN = {
    "collaborations_evaluation", "collaborations_occasion", "collaborations_programme", "collaborations_publication",
    "collaborations_stewardship", "collaborations_support", "collaborations_theme", "collaborations_tool",
    "collaborations_case", "collaborations_charter", "collaborations_comment", "collaborations_interest", "collaborations_merge",
    "collaborations_offer", "collaborations_signature", "collaborations_theme_topics", "collaborations_volunteer",
    "collaborations_toolversion", "collaborations_trajectory", "members_organisation", "members_organisation_interests",
    "members_person", "members_seatterm", "members_topic",
}  # fmt: skip
NOT_SHOWN = {
    "collaborations_admission", "collaborations_answertemplate", "collaborations_ask", "collaborations_delegated",
    "collaborations_enquiry", "collaborations_introduction", "collaborations_leave", "collaborations_mention",
    "collaborations_postponed", "collaborations_prepared", "collaborations_report", "collaborations_version",
    "collaborations_workingweek",
    "members_claim", "members_device", "members_duty", "members_export", "members_handover", "members_handoverline", "members_import",
    "members_invitation", "members_joinrequest", "members_rostercheck", "members_signinprovider",
    "network_entry", "network_publicversion", "network_usedlink",
    "notifications_cursor", "notifications_digestrun", "notifications_event", "notifications_notice",
    "notifications_outboxmail", "notifications_seen",
}  # fmt: skip

by_path = {"ids": lambda path: str(path.relative_to(ROOT))}


def test_there_is_something_to_hold():
    assert len(MODULES) > 80
    assert len(ACTIONS) >= 5
    assert len(TEMPLATES) > 40


@pytest.mark.parametrize("path", MODULES, **by_path)
def test_a_module_fits_in_one_sitting(path):
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE


def test_the_settings_are_one_file_of_one_sitting():
    assert len((ROOT / "network/settings.py").read_text().splitlines()) <= LONGEST_SETTINGS


def lines_of_code(function, source):
    """Lines below the signature without docstring, comments and blanks."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    if not body:
        return 0
    lines = source[body[0].lineno - 1 : function.end_lineno]
    return len([line for line in lines if line.strip() and not line.strip().startswith("#")])


@pytest.mark.parametrize("path", MODULES, **by_path)
def test_a_function_does_one_thing(path):
    source = path.read_text().splitlines()
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            is_view = path.name == "views.py" and not function.name.startswith("_")
            most = LONGER_FUNCTIONS.get(function.name, LONGEST_VIEW if is_view else LONGEST_FUNCTION)
            assert lines_of_code(function, source) <= most, function.name


@pytest.mark.parametrize("path", ACTIONS, **by_path)
def test_every_action_says_what_it_does_and_names_who_acts(path):
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    actions = [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]
    assert actions
    for action in actions:
        by = inspect.signature(action).parameters.get("by")
        assert by, f"{action.__name__}() lacks `by`"
        assert by.kind is by.KEYWORD_ONLY, action.__name__
        assert by.annotation is not by.empty, action.__name__
        assert inspect.signature(action).return_annotation is not by.empty, action.__name__
        assert inspect.getdoc(action), f"{action.__name__}() lacks a docstring"


def test_actions_never_see_a_request():
    for path in ACTIONS:
        assert not re.search(r"\brequest\b|from django\.http|HttpRe", path.read_text()), path


def test_no_migration_is_missing(db, capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


def test_every_template_is_used():
    sources = "\n".join(
        path.read_text() for path in [*MODULES, *(page for page in TEMPLATES if page.suffix in {".html", ".txt"})]
    )
    named = set(re.findall(r"[\w/.-]+\.(?:html|txt)", sources))
    named |= {f"components/{name}.html" for name in re.findall(r'_render\(\s*"(\w+)"', sources)}
    named |= {f"emails/{name}{part}" for name in [*KINDS, "digest"] for part in (".subject.txt", ".txt", ".html")}
    named |= {
        f"account/email/{name}_{part}.txt"
        for name in re.findall(r'"account/email/(\w+)"', sources)
        for part in ("subject", "message")
    }
    named |= {str(path.relative_to(ALLAUTH)) for path in ALLAUTH.rglob("*.*")}
    named |= {"admin/base_site.html"}  # Django's admin asks for it
    named |= {f"{status}.html" for status in (400, 403, 404, 429, 500)}
    assert {str(page.relative_to(ROOT / "templates")) for page in TEMPLATES} - named == set()


def test_every_kind_has_its_mails():
    assert len(KINDS) == 59
    for kind in KINDS.values():
        if kind.is_addressed and not kind.is_mailed:
            continue
        name = kind.name if kind.is_addressed else "digest"
        for part in (".subject.txt", ".txt", ".html"):
            assert (ROOT / "templates/emails" / f"{name}{part}").is_file(), kind.name


def test_every_kind_says_what_it_is_and_can_be_asked():
    for name, kind in KINDS.items():
        assert name == kind.name
        assert str(kind.label)
        assert kind.category
        assert hasattr(kind.subject_model.objects, "visible_to"), "the seen page asks it"


def test_no_page_template_holds_script_or_style_of_its_own():
    for page in TEMPLATES:
        if "emails" not in page.parts and page.suffix == ".html":
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", page.read_text()), (
                page
            )


def test_every_form_that_changes_something_carries_its_token():
    """All but the link's own page, whose address is the proof."""
    for page in TEMPLATES:
        for form in re.findall(r'<form method="post".*?</form>', page.read_text(), re.DOTALL):
            if page.name != "link.html":
                assert "{% csrf_token %}" in form, page


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine():
    hosts = [
        "py" + "pi.org",
        "python" + "hosted",
        "npm" + "js.",
        "crates" + ".io",
        "proxy" + ".golang",
        "uns" + "plash",
    ]
    wrong = re.compile("|".join([*map(re.escape, hosts), r"(?<![\w.~$}/-])/(?:work|root)/\w"]))
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in tracked.split("\0") if name]
    assert len(paths) > 150
    found = {}
    for path in paths:
        if path.is_file() and (hit := wrong.search(path.read_bytes().decode(errors="replace"))):
            found[str(path.relative_to(ROOT))] = hit[0]
    assert found == {}


def patterns(resolver=None, space=""):
    """Every address by its name, with the view behind it."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern
        elif pattern.namespace != "admin":  # tests/network/repair walks through that one
            yield from patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


def test_what_strangers_can_reach_is_written_here():
    public = {name for name, pattern in patterns() if not getattr(pattern.callback, "login_required", True)}
    assert public == PUBLIC


def address(name, pattern, theme):
    wanted = {
        "pk": theme.pk,
        "token": "no-link",
        "slug": "nothing",
        "name": "nothing",
        "kind": "theme",
        "admission": 1,
        "version": 1,
        "provider_id": "nothing",
        "subject_type": "collaborations.theme",
    }
    return reverse(name, kwargs={key: wanted[key] for key in pattern.pattern.converters})


@pytest.fixture
def pages(cast):
    theme = theme_in("open", author=cast.member, organisation=cast.organisation)
    return {name: address(name, pattern, theme) for name, pattern in patterns()}


@pytest.mark.allows_loops
def test_strangers_are_asked_to_sign_in_everywhere_else(pages, client):
    for name, path in pages.items():
        answer = client.get(path)
        asked = answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
        assert asked is (name not in PUBLIC or name in LEAD_TO_SIGN_IN), name


@pytest.mark.allows_loops
def test_looking_changes_nothing_and_what_changes_something_cannot_be_looked_at(pages, cast):
    for person in (cast.member, cast.coordinator):
        browser = Browser()
        browser.force_login(person)
        before = all_rows()
        for name, path in pages.items():
            for ask in (browser.get, browser.head):
                assert (ask(path).status_code == 405) is (name in POST_ONLY), name
        assert all_rows() == before


def all_rows():
    """Every row of every table but those of sessions."""
    models = [model for model in apps.get_models() if model._meta.label != "sessions.Session"]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def test_every_table_that_public_pages_show_makes_kept_pages_unfit(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'public_content'")
        watched = {table for (table,) in cursor.fetchall()}
    assert watched == SHOWN


def test_of_every_table_it_is_known_whether_the_public_sees_it():
    ours = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS
    }
    assert ours - {"members_person_groups", "members_person_user_permissions"} == SHOWN | NOT_SHOWN
    assert not SHOWN & NOT_SHOWN


def test_one_voice_in_names():
    vague = {"utils", "helpers", "common", "core", "managers", "services", "misc", "data", "info", "base"}
    assert not {path for path in MODULES if {path.stem, *path.relative_to(ROOT).parent.parts} & vague}
