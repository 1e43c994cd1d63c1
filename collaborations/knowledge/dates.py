"""Dates as history knows them: a year, a month, a day or a moment, sometimes only about.

Kept as EDTF text (ISO 8601-2): "2017-10", "2022~" for about 2022, "2023-10-10T15:00:00+02:00". That text sorts by
time as it stands. A moment keeps the offset of its source, so "15:00" stays what was on the invitation.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import total_ordering

from django.utils.formats import date_format, get_format, time_format
from django.utils.translation import gettext as _

SHAPE = re.compile(
    r"(?P<before>~)?(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)(T(?P<clock>\d\d:\d\d)(:00)?(?P<zone>Z|[+-]\d\d:\d\d))?)?)?(?P<after>~)?",
    re.ASCII,
)
# What the database holds each such column to: the same shapes, written in one way only.
STORED = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T\d\d:\d\d:00[+-]\d\d:\d\d)?)?)?~?$"


class BadDate(ValueError):
    """A text that is no date; the sentence says what one looks like."""


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """As much of a date as is known. ``moment`` is there only together with a whole day, in its own offset."""

    year: int
    month: int | None = None
    day: int | None = None
    moment: datetime | None = None
    is_approximate: bool = False

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read "2022", "2017-10", "2023-02-28", a moment with its offset, and "~2022" or "2022~" for about 2022.

        Raises BadDate for anything else, also for a day that the calendar does not have.
        """
        found = SHAPE.fullmatch(text.strip())
        if not found or (found["before"] and found["after"]):
            raise BadDate(_refusal(text))
        approximate = bool(found["before"] or found["after"])
        if approximate and found["clock"]:
            raise BadDate(_refusal(text))
        month, day = (int(found[part]) if found[part] else None for part in ("month", "day"))
        try:
            date(int(found["year"]), 1 if month is None else month, 1 if day is None else day)
            moment = _moment(found) if found["clock"] else None
        except ValueError:
            raise BadDate(_refusal(text)) from None
        return cls(int(found["year"]), month, day, moment, approximate)

    @property
    def edtf(self) -> str:
        """The text that is kept and sorted by."""
        return self.attribute + ("~" if self.is_approximate else "")

    @property
    def attribute(self) -> str:
        """For the ``datetime`` of a ``<time>``, which has no way to say "about"."""
        if self.moment:
            return self.moment.isoformat(timespec="seconds")
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        if self.day:
            return self.first_day
        if self.month and self.month < 12:  # noqa: PLR2004  December ends with its year
            return date(self.year, self.month + 1, 1) - timedelta(days=1)
        return date(self.year, 12, 31)

    def __str__(self) -> str:
        """In the reader's words: "October 2017", "about 2022", "10 October 2023, 15:00 (UTC+2)"."""
        words = f"{self.year:04}"
        if self.day:
            words = date_format(self.first_day, "DATE_FORMAT")
        elif self.month:
            words = date_format(self.first_day, "YEAR_MONTH_FORMAT")
        if self.moment:
            return _("%(day)s, %(time)s (%(zone)s)") % {
                "day": words, "time": time_format(self.moment.time(), "TIME_FORMAT"),
                "zone": _zone_in_words(self.moment),
            }  # fmt: skip
        return _("about %(date)s") % {"date": words} if self.is_approximate else words

    def __lt__(self, other: "PartialDate") -> bool:
        return self.edtf < other.edtf


def span_in_words(starts: PartialDate | None, ends: PartialDate | None) -> str:
    """From when to when; with no end "from", because the sources do not say whether it went on. Empty without dates."""
    if not starts:
        return _("until %(end)s") % {"end": ends} if ends else ""
    if not ends:
        return _("from %(start)s") % {"start": starts}
    if starts == ends:
        return str(starts)
    first: object = starts
    if _share_a_month(starts, ends) and get_format("DATE_FORMAT").startswith("j "):
        first = starts.day
    return _("%(start)s to %(end)s") % {"start": first, "end": ends}


def _share_a_month(starts: PartialDate, ends: PartialDate) -> bool:
    are_days = starts.day and ends.day and not starts.moment and not starts.is_approximate
    return bool(are_days) and (starts.year, starts.month) == (ends.year, ends.month)


def _moment(found: re.Match[str]) -> datetime:
    zone = "+00:00" if found["zone"] in {"Z", "-00:00"} else found["zone"]
    return datetime.fromisoformat(f"{found['year']}-{found['month']}-{found['day']}T{found['clock']}:00{zone}")


def _zone_in_words(moment: datetime) -> str:
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def _refusal(text: str) -> str:
    return _(
        "“%(text)s” is no date. Write 2022, 2022-10, 2022-10-08, ~2022 for about 2022, or 2022-10-08T15:00+02:00."
    ) % {"text": text[:40]}
