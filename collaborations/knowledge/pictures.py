"""Pictures made on the server: where everything stands is computed here, the template only draws it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from collaborations.knowledge.models import Stewardship

WIDTH, ROW, TOP = 360, 62, 4
BAR = (24, 48)
LETTER = 7.5  # about the width of a small letter in the picture's own unit
LABEL_ROOM = 44


@dataclass
class Bar:
    """One stewardship: where it begins and how long it is; one that goes on ends in a point."""

    x: float
    width: float
    kind: str
    word: str
    goes_on: bool

    @property
    def outline(self) -> str:
        """The path of the bar, drawn from its own corner below the name."""
        point = min(10.0, self.width / 2) if self.goes_on else 0
        top, bottom = BAR
        straight = round(self.width - point, 1)
        end = f"L{self.width} {(top + bottom) / 2:g}" if point else ""
        return f"M0 {top}H{straight}{end}L{straight} {bottom}H0Z"


@dataclass
class Row:
    """One organisation, with all its bars."""

    name: str
    y: int
    bars: list[Bar] = field(default_factory=list)


@dataclass
class Year:
    """A line on the axis; only some carry their number, so that the numbers never touch."""

    number: int
    x: float
    is_named: bool


@dataclass
class Picture:
    rows: list[Row]
    years: list[Year]

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def axis(self) -> int:
        return TOP + ROW * len(self.rows)

    @property
    def height(self) -> int:
        return self.axis + 22


def stewardship_picture(stewardships: Iterable[Stewardship], *, until: date) -> Picture | None:
    """Who kept a tool when, a row an organisation; None when no stewardship says when it began.

    ``until`` is the day up to which the facts are known: what has no end is drawn as far as that.
    """
    dated = [held for held in stewardships if held.starts]
    if not dated:
        return None
    first_year = min(held.starts.year for held in dated)
    last = max([until, *(held.ends.last_day for held in dated if held.ends)])
    scale = WIDTH / (_in_years(date(last.year, 12, 31)) + 1 / 365 - first_year)
    rows: dict[int, Row] = {}
    for held in dated:
        row = rows.setdefault(held.organisation_id, Row(held.organisation.name, TOP + ROW * len(rows)))
        begin = (_in_years(held.starts.first_day) - first_year) * scale
        end = (_in_years(held.ends.last_day if held.ends else last) - first_year) * scale
        row.bars.append(_bar(held, begin, max(end, begin + 2)))
    return Picture(list(rows.values()), _years(first_year, last.year, scale))


def _bar(held: Stewardship, begin: float, end: float) -> Bar:
    word = held.get_kind_display()
    width = end - begin
    return Bar(
        round(begin, 1), round(width, 1), held.kind, word if width > len(word) * LETTER + 14 else "", not held.ends
    )


def _years(first: int, last: int, scale: float) -> list[Year]:
    every = next(step for step in (1, 2, 5, 10, 25, 50, 100, 1000) if step * scale >= LABEL_ROOM or step == 1000)  # noqa: PLR2004
    return [
        Year(number, round((number - first) * scale, 1), (number - first) % every == 0)
        for number in range(first, last + 1)
    ]


def _in_years(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 365.25
