"""Pictures made on the server: where everything stands is computed here, the template only draws it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from collaborations.knowledge.stewardships import Stewardship

WIDTH, ROW, TOP = 360, 62, 4
BAR = (24, 48)
LETTER = 7.5  # about the width of a small letter in the picture's own unit
PADDING = 7
LABEL_ROOM = 44


@dataclass
class Bar:
    """One stewardship; ``outline`` is drawn from the bar's own corner, and ends in a point when it goes on.

    All coordinates are text: a number would be written with a comma in some languages, which no picture understands.
    """

    x: str
    outline: str
    kind: str
    word: str


@dataclass
class Row:
    """One organisation, with all its bars."""

    name: str
    y: str
    bars: list[Bar] = field(default_factory=list)


@dataclass
class Year:
    """A line on the axis; only some carry their number, so that the numbers never touch."""

    number: str
    x: str


@dataclass
class Picture:
    rows: list[Row]
    years: list[Year]

    @property
    def width(self) -> str:
        return str(WIDTH)

    @property
    def axis(self) -> str:
        return str(TOP + ROW * len(self.rows))

    @property
    def height(self) -> str:
        return str(TOP + ROW * len(self.rows) + 22)


def stewardship_picture(stewardships: Iterable[Stewardship], *, until: date) -> Picture | None:
    """Who kept a tool when, a row an organisation; None when no stewardship says when it began.

    ``until`` is the day up to which the facts are known: what has no end is drawn as far as that.
    """
    dated = [(held, held.starts) for held in stewardships if held.starts]
    if not dated:
        return None
    first_year = min(starts.year for _held, starts in dated)
    last = max([until, *((held.ends or starts).last_day for held, starts in dated)])
    scale = WIDTH / (last.year + 1 - first_year)
    rows: dict[int, Row] = {}
    for held, starts in dated:
        row = rows.setdefault(held.organisation_id, Row(held.organisation.name, str(TOP + ROW * len(rows))))
        begin = (_in_years(starts.first_day) - first_year) * scale
        end = (_in_years(held.ends.last_day if held.ends else last) - first_year) * scale
        row.bars.append(_bar(held, begin, max(end, begin + 2)))
    return Picture(list(rows.values()), _years(first_year, last.year, scale))


def _bar(held: Stewardship, begin: float, end: float) -> Bar:
    word, width = held.get_kind_display(), end - begin
    point = 0 if held.ends else min(10, width / 2)
    top, bottom = BAR
    straight = _text(width - point)
    end_of_it = f"L{_text(width)} {(top + bottom) // 2}" if point else ""
    outline = f"M0 {top}H{straight}{end_of_it}L{straight} {bottom}H0Z"
    return Bar(_text(begin), outline, held.kind, word if width > len(word) * LETTER + 2 * PADDING else "")


def _years(first: int, last: int, scale: float) -> list[Year]:
    every = next(step for step in (1, 2, 5, 10, 25, 50, 100, 1000, 10000) if step * scale >= LABEL_ROOM)
    step = max(1, every // 5)
    return [
        Year(str(number) if (number - first) % every == 0 else "", _text((number - first) * scale))
        for number in range(first, last + 1, step)
    ]


def _in_years(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _text(place: float) -> str:
    return f"{place:.1f}"
