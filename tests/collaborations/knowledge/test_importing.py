import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from collaborations.knowledge.actions import MODELS, import_history
from collaborations.knowledge.models import (
    Evaluation,
    Programme,
    Publication,
    Tool,
    ToolVersion,
    Trajectory,
)
from collaborations.knowledge.parsing import BadHistory
from collaborations.knowledge.stewardships import Stewardship
from members.models import Organisation, SeatTerm
from network.freshness import version
from network.journal import Entry
from tests.at_once import at_once


def every_row():
    """All that an import can touch, with the transaction that wrote each row last."""
    rows = {}
    with connection.cursor() as cursor:
        for kind, model in MODELS.items():
            cursor.execute(f"SELECT xmin, * FROM {model._meta.db_table} ORDER BY id")
            rows[kind] = cursor.fetchall()
    return rows


def test_the_whole_file_arrives(bank):
    assert {kind: model.objects.count() for kind, model in MODELS.items()} == {
        "organisation": 8, "programme": 2, "trajectory": 9, "event": 14, "publication": 13, "tool": 2,
        "version": 3, "stewardship": 3, "evaluation": 2,
    }  # fmt: skip


def test_every_row_keeps_its_source_and_the_day_it_was_checked(bank):
    for kind, model in MODELS.items():
        if kind != "organisation":
            for row in model.objects.order_by("pk"):
                assert row.sources, row
                assert all(row.sources), row
                assert row.checked_on.isoformat() == "2026-11-23"
    tool = Tool.objects.get(slug="power-awareness-tool")
    assert tool.sources[0] == "seed article of 2026-02-16"
    assert len(tool.sources) == 3


def test_named_organisations_become_networks_without_seats(bank):
    found = Organisation.objects.values_list("name", "kind", "country", "state")
    assert ("Partos", "network", "NL", "known") in found
    assert ("ngo-federatie", "network", "BE", "known") in found
    assert {kind for _name, kind, _country, _active in found} == {"network"}
    assert not SeatTerm.objects.exists()


def test_an_organisation_that_is_there_already_is_corrected_and_not_doubled(db, small):
    there = Organisation.objects.create(name="STICHTING demo", kind="partner", size="small", state="active")
    import_history(small, by=None)
    there.refresh_from_db()
    assert Organisation.objects.count() == 1
    assert (there.name, there.kind, there.website) == ("Stichting Demo", "network", "https://demo.example.org")
    assert there.state == "active", "what takes part goes on taking part"
    assert there.size == "small"


@pytest.mark.django_db(transaction=True)
def test_importing_twice_is_importing_once(file):
    import_history(file, by=None)
    before, number, entries = every_row(), version(), Entry.objects.count()
    summary = import_history(file, by=None)
    assert every_row() == before
    assert version() == number
    assert Entry.objects.count() == entries
    assert not summary.has_changed_anything
    assert sum(summary.unchanged.values()) == sum(len(rows) for rows in before.values())


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_are_one(small):
    done = at_once(*[lambda: import_history(small, by=None)] * 2)
    assert sorted(sum(summary.new.values()) for summary in done) == [0, 9]


@pytest.mark.django_db(transaction=True)
def test_a_changed_fact_changes_its_row_and_no_other(small):
    import_history(small, by=None)
    before, number = every_row(), version()
    small["publications"][0]["note"] = "with twelve cases"
    summary = import_history(small, by=None)
    after = every_row()
    assert (dict(summary.new), dict(summary.changed)) == ({}, {"publication": 1})
    assert {kind for kind in after if after[kind] != before[kind]} == {"publication"}
    assert version() > number
    publication = Publication.objects.get()
    assert publication.note == "with twelve cases"
    entry = Entry.objects.about(publication).last()
    assert (entry.verb, entry.facts) == ("correct", {"fields": ["note"]})


def test_a_title_changes_without_its_address_when_the_file_keeps_that(db, small):
    import_history(small, by=None)
    small["tools"][0] |= {"title": "Demo tool, renamed", "slug": "demo-tool"}
    import_history(small, by=None)
    assert [(tool.title, tool.slug) for tool in Tool.objects.all()] == [("Demo tool, renamed", "demo-tool")]


def test_what_the_file_leaves_out_stays_and_a_link_it_drops_goes(db, small):
    import_history(small, by=None)
    small["publications"], small["events"] = [], [{"title": "Demo day", "date": "2021-05-03", "source": "a leaflet"}]
    import_history(small, by=None)
    assert Publication.objects.get().trajectory == Trajectory.objects.get()
    assert not MODELS["event"].objects.get().trajectory


def test_a_file_may_build_on_what_the_bank_holds_already(db, small):
    import_history(small, by=None)
    more = {"checked_on": "2027-01-05", "publications": [
        {"title": "A second guide", "trajectory": "Demo trajectory", "source": "a leaflet", "language": "nl"}
    ]}  # fmt: skip
    import_history(more, by=None)
    guide = Publication.objects.get(slug="a-second-guide")
    assert (guide.trajectory, guide.language) == (Trajectory.objects.get(), "nl")
    assert guide.checked_on.isoformat() == "2027-01-05"


def test_a_correction_can_move_the_border_between_two_stewardships(db, small):
    tool = small["tools"][0]
    tool["stewardships"].append({"organisation": "Stichting Demo", "kind": "joint", "from": "2025-01"})
    import_history(small, by=None)
    tool["stewardships"][0]["to"], tool["stewardships"][1]["from"] = "2025-06", "2025-07"
    summary = import_history(small, by=None)
    assert (dict(summary.new), dict(summary.changed)) == ({}, {"stewardship": 2})
    assert [held.span for held in Stewardship.objects.for_timeline()] == [
        "February 2020 to June 2025",
        "from July 2025",
    ]


def test_the_import_says_who_did_it(cast, small):
    import_history(small, by=cast.coordinator)
    assert set(Entry.objects.values_list("verb", "actor_id")) == {("import", cast.coordinator.pk)}


def change(path, value):
    """A way to spoil the small file: put ``value`` at ``path``, or take away what is there."""

    def spoil(facts):
        *way, last = path
        for step in way:
            facts = facts[step]
        if value is ...:
            del facts[last]
        else:
            facts[last] = value

    return spoil


BROKEN = {
    "an unknown trajectory": (
        change(["publications", 0, "trajectory"], "Nowhere"),
        "The publication “Demo guide” names the trajectory “Nowhere”, which is neither in the file nor",
    ),
    "an unknown programme": (change(["trajectories", 0, "programme"], "Nowhere"), "“Demo trajectory” names the programme"),
    "an unknown steward": (
        change(["tools", 0, "stewardships", 0, "organisation"], "Nobody"), "names the organisation “Nobody”",
    ),
    "a bad date": (change(["events", 0, "date"], "2021-02-30"), "The event “Demo day”: date: “2021-02-30” is no date"),
    "a date that is a list": (change(["events", 0, "date"], [2021]), "“Demo day”: date must be a date"),
    "a missing title": (change(["publications", 0, "title"], ...), "The publication at publications, number 1 has no title"),
    "an empty title": (change(["publications", 0, "title"], "  "), "publications, number 1 has no title"),
    "a title that is a number": (change(["publications", 0, "title"], 7), "title must be text, not 7"),
    "a title of too many letters": (change(["publications", 0, "title"], "long " * 50), "at most 200 characters"),
    "a title without an address": (change(["publications", 0, "title"], "知识"), "add a “slug”"),
    "no source": (change(["publications", 0, "source"], ...), "“Demo guide” has no source"),
    "no day of checking": (change(["checked_on"], ...), "does not say when its facts were checked"),
    "a day of checking that is none": (change(["checked_on"], "soon"), "The file: “soon” is no day"),
    "an end before the start": (change(["programmes", 0, "end"], "2019"), "“Demo programme” ends (2019) before it starts"),
    "an unknown kind of stewardship": (
        change(["tools", 0, "stewardships", 0, "kind"], "shared"), "of the kind sole, joint or transferred",
    ),
    "two who keep it alone": (
        change(["tools", 0, "stewardships"], [
            {"organisation": "Stichting Demo", "kind": "sole", "from": "2020"},
            {"organisation": "Stichting Demo", "kind": "joint", "from": "2021"},
        ]),
        "stewardship “Stichting Demo”: Somebody keeps this tool at that time already",
    ),
    "an address that runs": (change(["tools", 0, "url"], "javascript:alert(1)"), "“Demo tool”: url must be an address"),
    "an unknown status": (change(["evaluations", 0, "status"], "maybe"), "“Look back”: status must be"),
    "a status with a bad date": (
        change(["evaluations", 0, "status"], "announced for publication on soon"), "“Look back”: status: “soon” is no date",
    ),
    "a misspelt name": (change(["events", 0, "datum"], "2021"), "“Demo day” says “datum”, which means nothing here"),
    "a misspelt part": (change(["publikations"], []), "The file says “publikations”"),
    "a part that is no list": (change(["tools"], {}), None),
    "a part that is text": (change(["tools"], "none"), "The file's tools must be a list"),
    "an entry that is text": (change(["tools", 0], "Demo tool"), "The tool at tools, number 1 must be an object"),
    "the same title twice": (
        lambda facts: facts["publications"].append(facts["publications"][0]), "“Demo guide” stands in the file twice",
    ),
    "a NUL": (change(["publications", 0, "note"], "a\0b"), "note holds a character that is no text"),
    "half a character": (change(["publications", 0, "note"], "\ud800"), "note holds a character that is no text"),
    "a country in words": (change(["sister_networks", 0, "country"], "Belgium"), "organisation “Stichting Demo”: country:"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_sentence_and_writes_nothing(name, db, small, tmp_path):
    spoil, sentence = BROKEN[name]
    spoil(small)
    path = tmp_path / "history.json"
    path.write_text(json.dumps(small))
    if sentence is None:
        call_command("import_legacy", path)
        return
    with pytest.raises(CommandError) as refusal:
        call_command("import_legacy", path)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert refusal.value.returncode == 1
    assert not any(rows for rows in every_row().values())
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "is not JSON: Expecting property name"),
        (b"[]", "must hold one JSON object"),
        (b'"text"', "must hold one JSON object"),
        (b"\xff\xfe", "is not text in UTF-8"),
        (b"", "is not JSON"),
        (b"[" * 200_000, "is not JSON that can be read here"),
    ],
)
def test_what_is_no_json_object_is_one_sentence(content, sentence, db, tmp_path):
    path = tmp_path / "history.json"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_legacy", path)


def test_a_file_that_is_not_there_is_one_sentence(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("import_legacy", tmp_path / "none.json")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        call_command("import_legacy", tmp_path)


def test_a_broken_end_undoes_the_good_beginning_of_a_later_import(bank, small):
    before = every_row()
    small["trajectories"][0]["programme"] = "Nowhere"
    with pytest.raises(BadHistory), transaction.atomic():
        import_history(small, by=None)
    assert every_row() == before


def test_the_command_says_what_it_did(db, capsys):
    call_command("import_legacy")
    assert "publication: 13 new, 0 changed, 0 unchanged" in capsys.readouterr().out
    call_command("import_legacy")
    said = capsys.readouterr().out
    assert "publication: 0 new, 0 changed, 13 unchanged" in said
    assert "Nothing was to do" in said


def test_an_announced_evaluation_keeps_the_day_it_was_announced_for(bank):
    evaluation = Evaluation.objects.get(title="End-term evaluation")
    assert (evaluation.state, evaluation.announced_for.edtf) == ("announced", "2026-02-16")
    assert Evaluation.objects.get(title="Mid-term evaluation").sources == Programme.objects.get(starts="2021").sources


def test_versions_keep_their_order(bank):
    assert [one.name for one in ToolVersion.objects.order_by("pk")] == ["Version 1.0", "Version 2.0", "Web"]
