"""Compile message catalogues (.po) to what gettext reads (.mo), because not every machine has the gettext programs.

Plain script with the standard library only: `python catalogues.py FILE.po …`. Fuzzy and untranslated messages are left out, so
they appear in the language of the source. The format: https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html
"""

import ast
import re
import struct
import sys
from pathlib import Path

LINE = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*(".*")\s*$')
MAGIC = 0x950412DE
HEADER_BYTES = 7 * 4


class CatalogueError(Exception):
    """A catalogue cannot be read; the text names the file and the line."""


def messages(path: Path) -> dict[str, str]:
    """Each message of a .po file and its translation, in the spelling of .mo files (context, plurals)."""
    found: dict[str, str] = {}
    entry: dict[str, str] = {}
    is_fuzzy, keyword = False, ""
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        part = LINE.match(line.strip())
        if line.startswith("#"):
            is_fuzzy = is_fuzzy or (line.startswith("#,") and "fuzzy" in line)
        elif part:
            keyword = part[1] or keyword
            entry[keyword] = entry.get(keyword, "") + ast.literal_eval(part[2])
        elif line.strip():
            message = f"{path}, line {number}: this is neither a comment nor a quoted text: {line.strip()[:60]}"
            raise CatalogueError(message)
        elif entry:
            found |= {} if is_fuzzy and entry.get("msgid") else _spelled(entry)
            entry, is_fuzzy, keyword = {}, False, ""
    return found


def _spelled(entry: dict[str, str]) -> dict[str, str]:
    key = "\0".join(entry[name] for name in ("msgid", "msgid_plural") if name in entry)
    if "msgctxt" in entry:
        key = f"{entry['msgctxt']}\x04{key}"
    texts = [text for name, text in sorted(entry.items()) if name.startswith("msgstr")]
    return {key: "\0".join(texts)} if all(texts) else {}


def compiled(catalogue: dict[str, str]) -> bytes:
    """The bytes of a .mo file: header, table of keys, table of texts, and the strings themselves."""
    pairs = sorted((key.encode(), text.encode()) for key, text in catalogue.items())
    position = HEADER_BYTES + len(pairs) * 16
    tables, strings = b"", b""
    for column in (0, 1):
        for pair in pairs:
            tables += struct.pack("<2I", len(pair[column]), position + len(strings))
            strings += pair[column] + b"\0"
    header = struct.pack("<7I", MAGIC, 0, len(pairs), HEADER_BYTES, HEADER_BYTES + len(pairs) * 8, 0, position)
    return header + tables + strings


def main(paths: list[str]) -> None:
    """Write a .mo beside each .po."""
    for path in map(Path, paths):
        path.with_suffix(".mo").write_bytes(compiled(messages(path)))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except CatalogueError as trouble:
        sys.exit(str(trouble))
