"""From bytes to rows: which letters, which separators, which line each row begins on.

A file is read twice and never held whole: once to learn how it is written and how long it is, once for its rows.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from members.imports.columns import column_of

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
A_PIECE = 64 * 1024
SEPARATORS = ",;\t"
# How files begin that are no text at all; RFC 8118, ECMA-376, and the OLE container of old spreadsheets.
BEGINNINGS = {
    b"PK\x03\x04": "xlsx, ods or zip",
    b"PK\x05\x06": "zip",
    b"\xd0\xcf\x11\xe0": "xls",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"{\\rtf": "RTF",
}
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
LETTERS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


class Unreadable(Exception):
    """The file as a whole cannot be read; the sentence says how to mend that."""


@dataclass
class Row:
    """The cells of one row by column, exactly as they were written, and the line on which it begins."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    left_over: int = 0
    trouble: str = ""


@dataclass
class Table:
    """How a file is written, and its rows as often as they are asked for."""

    file: BinaryIO
    encoding: str
    is_assumed: bool
    separator: str = ","
    columns: list[str | None] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    first_line: int = 1
    rows_in_file: int = 0

    @property
    def letters(self) -> str:
        return LETTERS.get(self.encoding, "Windows-1252")

    def rows(self) -> Iterator[Row]:
        """Every row below the headings that holds anything."""
        for line, cells, trouble in _records(self, skip_lines=self.first_line):
            row = self._row(line, cells, trouble)
            if row.trouble or row.left_over or any(text.strip() for text in row.cells.values()):
                yield row

    def _row(self, line: int, cells: list[str], trouble: str) -> Row:
        named = {name: text for name, text in zip(self.columns, cells, strict=False) if name}
        over = [text for text in cells[len(self.columns) :] if text.strip()]
        return Row(line, named, left_over=len(over), trouble=trouble)


def open_table(file: BinaryIO) -> Table:
    """Learn how ``file`` is written and count its rows. Raises Unreadable."""
    size = file.seek(0, io.SEEK_END)
    if size > MOST_BYTES:
        raise Unreadable(_("This file is larger than 20 MB. Split it, and bring the parts in one after the other."))
    table = Table(file, *_encoding(file))
    _read_headings(table)
    for row in table.rows():
        table.rows_in_file += 1
        if table.rows_in_file > MOST_ROWS:
            raise Unreadable(
                _("This file holds more than 100,000 rows, from line %(line)d on. Split it.") % {"line": row.line}
            )
    if not table.rows_in_file:
        raise Unreadable(_("This file holds headings and no row below them."))
    return table


def _encoding(file: BinaryIO) -> tuple[str, bool]:
    """The name of the encoding, and whether it had to be assumed."""
    file.seek(0)
    head = file.read(4096)
    if not head.strip():
        raise Unreadable(_("This file is empty."))
    for beginning, kind in BEGINNINGS.items():
        if head.startswith(beginning):
            raise Unreadable(
                _("This is no CSV file but %(kind)s. Open it in your spreadsheet, choose Save as, and there CSV UTF-8.")
                % {"kind": kind}
            )
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return _checked(file, name), False
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4:  # noqa: PLR2004  every other byte of Latin text
        return _checked(file, "utf-16-le"), True
    if len(head) >= 4 and head[0::2].count(0) > len(head) // 4:  # noqa: PLR2004
        return _checked(file, "utf-16-be"), True
    return ("utf-8", False) if _decodes(file, "utf-8") else ("cp1252-as-on-the-web", True)


def _checked(file: BinaryIO, encoding: str) -> str:
    if not _decodes(file, encoding):
        raise Unreadable(
            _("This file begins as %(letters)s and does not stay so: it seems cut off. Save it anew as CSV UTF-8.")
            % {"letters": LETTERS[encoding]}
        )
    return encoding


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(A_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _text(table: Table) -> io.TextIOWrapper:
    """The file as text, with line breaks as they are, so that quoted ones stay in their cell."""
    table.file.seek(0)
    if table.encoding == "cp1252-as-on-the-web":
        return io.TextIOWrapper(table.file, "cp1252", errors="latin_1_beside_it", newline="")
    return io.TextIOWrapper(table.file, table.encoding, newline="")


def _beside_cp1252(trouble: UnicodeError) -> tuple[str, int]:
    """The five bytes that Windows-1252 leaves open are control characters, as in Latin-1 (WHATWG Encoding)."""
    if not isinstance(trouble, UnicodeDecodeError):
        raise trouble
    return trouble.object[trouble.start : trouble.end].decode("latin-1"), trouble.end


codecs.register_error("latin_1_beside_it", _beside_cp1252)


def _read_headings(table: Table) -> None:
    """Find the separator by which most headings are known. Excel's own first line ``sep=;`` is respected."""
    text = _text(table)
    head = [text.readline(A_PIECE) for _line in range(40)]
    text.detach()
    skipped = 0
    told = head[0].strip().strip('"').lower()
    if told[:4] == "sep=":
        skipped, separators = 1, told[4:5] or "\t"
    else:
        separators = SEPARATORS
    while skipped < len(head) and not head[skipped].strip(" ,;\t\r\n"):
        skipped += 1
    best: list[str] = []
    for separator in separators:
        try:
            reader = csv.reader(head[skipped:], delimiter=separator)
            headings, lines = next(reader, []), reader.line_num
        except csv.Error:
            continue
        if not best or _known(headings) > _known(best):
            best, table.separator, table.first_line = headings, separator, skipped + lines
    _take_headings(table, best)


def _known(headings: list[str]) -> int:
    return sum(column_of(heading) is not None for heading in headings)


def _take_headings(table: Table, headings: list[str]) -> None:
    columns = [column_of(heading) for heading in headings]
    if "organisation" not in columns:
        raise Unreadable(
            _("The first line must name the columns, one of them “organisation”. Take the template, or add that line.")
        )
    if twice := [heading for heading, name in zip(headings, columns, strict=True) if name and columns.count(name) > 1]:
        raise Unreadable(
            _("Several columns mean the same: %(headings)s. Keep one of them.") % {"headings": ", ".join(twice)}
        )
    table.columns = columns
    table.unknown = [
        heading.strip()[:60]
        for heading, name in zip(headings, columns, strict=True)
        if name is None and heading.strip()
    ]


def _records(table: Table, *, skip_lines: int) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells and what is wrong with the quotation of each record."""
    text = _text(table)
    try:
        for _line in range(skip_lines):
            text.readline()
        reader = csv.reader(text, delimiter=table.separator, strict=True)
        while True:
            line = skip_lines + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as trouble:
                yield line, [], _misquoted(line, skip_lines + reader.line_num, trouble)
            else:
                yield line, cells, ""
    finally:
        text.detach()


def _misquoted(line: int, last: int, trouble: csv.Error) -> str:
    """The sentence for one row; raises Unreadable when a quotation never ends and swallows all that follows."""
    if "expected after" in str(trouble) and last > line:
        return _("A quotation mark that opens here is not closed before line %(last)d. Close it.") % {"last": last}
    if "expected after" in str(trouble):
        return _("A quotation mark stands inside a cell. Write it twice, or leave it out.")
    raise Unreadable(
        _("The quotation mark that opens in line %(line)d or soon after it is never closed. Close it, or leave it out.")
        % {"line": line}
    ) from trouble
