"""docs/data-retention.yaml tells of every table and every field, in every language, and is read strictly."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from members.models import Person
from members.privacy.retention import BASES, RetentionMistake, read, retention

TABLES = [model._meta.label for model in apps.get_models(include_auto_created=True)]
PERSONAL = re.compile(r"(^|_)(e?mail|name|phone|reached_by|address|ip|user_agent|applicant)($|_)")
NOT_ABOUT_PEOPLE = {
    "auth.Group.name", "auth.Permission.name", "collaborations.Tool.address", "socialaccount.SocialApp.name",
    "members.Topic.name", "members.Topic.name_nl", "members.Topic.name_fr",
}  # fmt: skip


def test_every_table_has_a_rule_and_every_rule_a_table():
    assert set(retention().rules) == set(TABLES)


def test_every_field_of_a_table_about_people_is_exported_or_left_out_on_purpose():
    assert {rule.label: rule.unknown_fields() for rule in retention().about_people() if rule.unknown_fields()} == {}


@pytest.mark.parametrize("label", TABLES)
def test_whatever_leads_to_a_person_is_told(label):
    rule, model = retention().rules[label], apps.get_model(label)
    to_people = {f.name for f in model._meta.concrete_fields if f.related_model is Person}
    assert to_people <= {lead.path for lead in rule.leads}


@pytest.mark.parametrize("label", TABLES)
def test_a_table_that_holds_nothing_about_people_has_no_field_that_sounds_like_it(label):
    fields = {f"{label}.{f.name}" for f in apps.get_model(label)._meta.concrete_fields if PERSONAL.search(f.name)}
    assert not retention().rules[label].nothing or fields <= NOT_ABOUT_PEOPLE


def test_the_exceptions_are_still_there():
    fields = {f"{m._meta.label}.{f.name}" for m in apps.get_models() for f in m._meta.concrete_fields}
    assert fields >= NOT_ABOUT_PEOPLE


def test_each_sentence_stands_in_each_language():
    languages = {code for code, _name in settings.LANGUAGES}
    for rule in retention().about_people():
        kept = [step.why for lead in rule.leads for step in lead.erase if step.do == "keep"]
        for words in (rule.purpose, rule.period, retention().parts[rule.about], *kept):
            assert set(words) == languages
            assert len(set(words.values())) == len(languages), words
        assert rule.basis in BASES


def test_secrets_are_in_no_export():
    secret = {
        "password",
        "data",
        "token",
        "token_secret",
        "key",
        "code_digest",
        "session_data",
        "session_key",
        "why",
        "facts",
    }
    for rule, lead in retention().leads():
        assert not secret & set(lead.export), rule.label


def test_nobody_is_led_to_somebody_else_by_an_export():
    for rule, lead in retention().leads():
        for path in lead.export:
            model = rule.model
            for name in path.split("__"):
                field = model._meta.pk if name == "pk" else model._meta.get_field(name)
                assert field.related_model is not Person, f"{rule.label}: {path}"
                model = field.related_model


def test_what_is_deleted_or_emptied_by_itself_says_when():
    swept = {rule.label for rule, _sweep in retention().sweeps()}
    for rule in retention().about_people():
        numbers = re.findall(r"\d+", rule.period["en"])
        days = {str(sweep.after.days) for sweep in rule.sweeps}
        assert set(numbers) <= days or rule.label == "sessions.Session", rule.label
    assert len(swept) > 10


def text(**changes):
    """A whole file with one rule, changed."""
    words = "{ en: a, nl: b, fr: c }"
    parts = {
        "about": "about: account", "purpose": f"purpose: {words}", "basis": "basis: consent", "period": f"period: {words}",
        "people": "people: { person: { export: [at], erase: delete } }", "more": "", "label": "notifications.Seen",
    } | changes  # fmt: skip
    lines = "".join(f"\n    {line}" for name, line in parts.items() if name != "label" and line)
    return f"parts: {{ account: {words} }}\nmodels:\n  {parts['label']}:{lines}\n"


def test_a_whole_file_is_read():
    assert [lead.path for lead in read(text()).rules["notifications.Seen"].leads] == ["person"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"label": "notifications.Gone"}, "notifications.Gone is no table of the house"),
        ({"about": ""}, "about is missing"),
        ({"about": "about: nowhere"}, "about is nowhere, but should be one of account"),
        ({"basis": "basis: habit"}, "basis is habit"),
        ({"purpose": "purpose: { en: a, nl: b }"}, "purpose wants a sentence each in en, nl, fr"),
        ({"purpose": "purpose: { en: a, nl: b, fr: '' }"}, "purpose wants a sentence each in en, nl, fr"),
        ({"people": ""}, "people is missing"),
        ({"people": "people: { persona: { erase: delete } }"}, "has no field persona"),
        ({"people": "people: { person: { export: [at] } }"}, "erase is missing"),
        ({"people": "people: { person: { export: [person], erase: delete } }"}, "say which field of it"),
        ({"people": "people: { person: { erase: delete, who: x } }"}, "nobody knows the key who"),
        ({"people": "people: { person: { by: smell, erase: delete } }"}, "by is smell"),
        ({"people": "people: { person: { erase: { delete: true, keep: x } } }"}, "say one of delete, set and keep"),
        ({"people": "people: { person: { erase: { set: { nothing: 1 } } } }"}, "has no field nothing"),
        ({"people": "people: { person: { erase: delete, where: { no: 1 } } }"}, "where is not understood"),
        ({"people": "people: { person: { erase: { delete: true, unless: asked } } }"}, "unless is asked"),
        ({"people": "people: { person__notices: { erase: delete } }"}, "leads to many rows"),
        ({"more": "colour: blue"}, "nobody knows the key colour"),
        ({"more": "about: account"}, "about stands twice"),
        ({"more": "sweeps: [{ days: 3, since: person }]"}, "person is no date"),
        ({"more": "sweeps: [{ days: soon, since: at }]"}, "days is a whole number"),
        ({"more": "mentions: [nowhere]"}, "has no field nowhere"),
    ],
)  # fmt: skip
def test_a_mistake_is_a_sentence(changes, said):
    with pytest.raises(RetentionMistake, match=re.escape(said)):
        read(text(**changes))


def test_a_table_cannot_hold_nothing_and_something():
    with pytest.raises(RetentionMistake, match="nobody knows the key about"):
        read(text(more="nothing: but this"))


def test_the_file_names_fields_that_exist_only(db):
    """Each path, each filter and each value is asked of the database once."""
    for rule, lead in retention().leads():
        for step in lead.erase:
            found = rule.model._base_manager.filter(**lead.where, **step.where)
            assert not list(found.values_list(*(lead.export or ("pk",)))[:1])
            if step.do == "set":
                assert found.update(**step.values) == 0
        assert isinstance(rule.model._meta.pk, models.Field)


def test_nobody_writes_a_name_or_an_address_into_the_journal():
    """Entries hold numbers; words people type go into ``why``, which erasing empties where it names them."""
    calls = [
        (path, node)
        for path in Path(settings.BASE_DIR).glob("[mcn]*/**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"journal.record", "journal.record_all"}
    ]
    assert len(calls) > 30
    for path, call in calls:
        for word in call.keywords:
            if word.arg and word.arg not in {"by", "why"}:
                said = ast.unparse(word.value)
                assert not re.search(
                    r"\b(email|address|applicant|reached_by|person\.name|user\.name)\b", f"{said} {word.arg}"
                ) or (
                    (path.parent.name, word.arg) == ("joining", "address")  # whether it matches, not the address
                ), f"{path}: {said}"
