"""What README and docs say about the house is so."""

import hashlib
import re
import subprocess
from pathlib import Path

from network.management.commands.draw_moves import page

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text()
OPERATIONS = (ROOT / "docs/operations.md").read_text()
MAP = README.partition("## The map of the house")[2].partition("\n## ")[0]


def committed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(line) for line in listed.splitlines()]


def rooms():
    return set(re.findall(r"^\| `([\w./]+)/` \|", MAP, flags=re.MULTILINE))


def test_the_map_names_only_rooms_that_are_there():
    assert rooms()
    for room in rooms():
        assert (ROOT / room).is_dir(), room
    for line in re.findall(r"^\| `([\w./]+)/` \| (.*) \|$", MAP, flags=re.MULTILINE):
        for part in re.findall(r"`(\w+(?:/|\.py|\.md))`", line[1]):
            assert (ROOT / line[0] / part).exists(), f"{line[0]}/{part}"


def test_every_room_is_on_the_map():
    top = {path.parts[0] for path in committed() if len(path.parts) > 1}
    assert top <= rooms()
    inner = {f"network/{path.parts[1]}" for path in committed() if path.parts[0] == "network" and len(path.parts) > 2}
    assert inner - {"network/migrations"} <= rooms()


def test_every_slice_is_named_in_the_line_of_its_app():
    for app in ("members", "notifications", "collaborations"):
        line = next(line for line in MAP.splitlines() if line.startswith(f"| `{app}/`"))
        slices = {path.parts[1] for path in committed() if path.parts[0] == app and len(path.parts) > 2}
        for name in slices - {"migrations", "management"}:
            assert f"`{name}/`" in line, f"{app}/{name}"


def test_every_file_beside_the_rooms_is_named():
    beside = {path.name for path in committed() if len(path.parts) == 1 and not path.name.startswith(".")}
    for name in beside - {"README.md", "package.json"}:
        assert f"`{name}`" in MAP, name


def test_every_command_the_documents_name_exists():
    known = set(re.findall(r"^([a-z%-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    said = set(re.findall(r"(?:`|^ {4})make ([a-z]+(?:-[a-z]+)*)", README + OPERATIONS, flags=re.MULTILINE))
    assert {"demo", "demo-week", "bench"} <= said <= known
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    builtin = {"migrate", "collectstatic", "check", "shell", "makemessages"}
    assert set(re.findall(r"manage\.py (\w+)", README + OPERATIONS)) <= commands | builtin


def test_every_link_and_picture_of_the_readme_is_there():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / target).is_file(), target


def test_every_variable_that_is_read_is_explained():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "network/settings.py").read_text()))
    read |= set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "Procfile").read_text()))
    assert {"SECRET_KEY", "WEB_THREADS"} <= read
    explained = {
        name
        for row in re.findall(r"^\| (`[^|]*) \|", OPERATIONS, re.MULTILINE)
        for name in re.findall("`([A-Z_]+)`", row)
    }
    assert read == explained


def test_the_lives_of_things_are_drawn_from_their_tables():
    assert (ROOT / "docs/moves.md").read_text() == page(), "run: manage.py draw_moves > docs/moves.md"


def test_the_licence_is_the_whole_licence():
    text = (ROOT / "LICENSE").read_bytes()
    assert hashlib.sha256(text).hexdigest() == "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"


def test_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
