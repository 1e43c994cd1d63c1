"""The same import from a shell, with an exit status that scripts can read."""

import pytest
from django.core.management import CommandError, call_command

from members.imports.models import Import
from members.models import Organisation
from network.journal import Entry
from tests.members.imports.files import TWO, csv_of

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "members.csv"
        path.write_text(text)
        return str(path)

    return write


def test_a_dry_run_tells_and_writes_nothing(file, capsys):
    call_command("import_members", file(TWO), "--dry-run")
    assert "organisations new: 1" in capsys.readouterr().out
    assert not Import.objects.exists()
    assert not Organisation.objects.exists()


def test_it_brings_in_in_somebodys_name(cast, file):
    call_command("import_members", file(TWO), "--by", "DORA@example.org")
    made = Organisation.objects.get(name="Voorbeeld Nieuw")
    assert Entry.objects.about(made).get().actor == cast.coordinator
    assert Import.objects.get().state == Import.State.DONE


def test_rows_with_problems_are_told_by_line_and_by_the_exit_status(cast, file, capsys):
    with pytest.raises(CommandError) as ended:
        call_command("import_members", file(csv_of("Goed,,,NL,,,", "Fout,,,Atlantis,,,")))
    assert ended.value.returncode == 2
    assert "line 3, country: “Atlantis” is no country." in capsys.readouterr().out
    assert Organisation.objects.filter(name="Goed").exists()


def test_what_cannot_be_read_ends_with_one(cast, file, tmp_path):
    for path in (file("no,columns\n1,2\n"), str(tmp_path / "missing.csv")):
        for options in ([], ["--dry-run"]):
            with pytest.raises(CommandError) as ended:
                call_command("import_members", path, *options)
            assert ended.value.returncode == 1


def test_only_coordinators_lend_their_name(cast, file):
    with pytest.raises(CommandError, match="no coordinator"):
        call_command("import_members", file(TWO), "--by", "ada@example.org")
    assert not Import.objects.exists()
