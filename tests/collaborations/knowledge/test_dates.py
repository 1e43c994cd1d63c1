from datetime import date, datetime, time, timedelta, timezone

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from collaborations.knowledge.dates import BadDate, PartialDate, span_in_words
from collaborations.knowledge.fields import DayNumber, PartialDateField
from collaborations.knowledge.models import Publication

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@st.composite
def partial_dates(draw):
    day = draw(st.dates(min_value=date(1, 1, 1)))
    shape = draw(st.sampled_from(["year", "month", "day", "moment"]))
    if shape == "moment":
        clock = time(draw(st.integers(0, 23)), draw(st.integers(0, 59)), tzinfo=draw(offsets))
        return PartialDate(day.year, day.month, day.day, datetime.combine(day, clock))
    approximate = draw(st.booleans())
    month, day_of_it = (day.month if shape != "year" else None), (day.day if shape == "day" else None)
    return PartialDate(day.year, month, day_of_it, is_approximate=approximate)


@given(partial_dates())
def test_what_is_kept_reads_back_as_the_same_date(known):
    assert PartialDate.parse(known.edtf) == known
    assert PartialDate.parse(known.edtf).edtf == known.edtf
    assert PartialDateField().get_prep_value(known) == known.edtf
    assert len(known.edtf) <= PartialDateField().max_length


@given(partial_dates(), partial_dates())
def test_the_text_sorts_by_year_month_and_day(one, other):
    if one.first_day < other.first_day and one.edtf > other.edtf:
        # Only a whole year or month may stand on either side of the days inside it.
        assert other.edtf.startswith(one.attribute) or one.last_day >= other.first_day
    assert (one < other) == (one.edtf < other.edtf)


@given(partial_dates())
def test_every_date_has_words_and_a_machine_readable_form(known):
    with translation.override("en"):
        assert f"{known.year:04}" in str(known)
        assert ("about" in str(known)) == known.is_approximate
    assert "~" not in known.attribute
    assert known.first_day <= known.last_day


@pytest.mark.parametrize(
    ("text", "kept", "words"),
    [
        ("2021", "2021", "2021"),
        ("2017-10", "2017-10", "October 2017"),
        ("2023-02-28", "2023-02-28", "28 February 2023"),
        ("~2022", "2022~", "about 2022"),
        ("2022~", "2022~", "about 2022"),
        ("~2022-11-01", "2022-11-01~", "about 1 November 2022"),
        ("2023-10-10T15:00+02:00", "2023-10-10T15:00:00+02:00", "10 October 2023, 15:00 (UTC+2)"),
        ("2023-10-10T15:00:00+05:30", "2023-10-10T15:00:00+05:30", "10 October 2023, 15:00 (UTC+5:30)"),
        ("2023-10-10T15:00-03:00", "2023-10-10T15:00:00-03:00", "10 October 2023, 15:00 (UTC-3)"),
        ("2023-10-10T15:00Z", "2023-10-10T15:00:00+00:00", "10 October 2023, 15:00 (UTC)"),
    ],
)
def test_a_date_is_kept_as_edtf_and_shown_in_words(text, kept, words):
    known = PartialDate.parse(text)
    assert known.edtf == kept
    with translation.override("en"):
        assert str(known) == words


def test_the_words_follow_the_readers_language():
    with translation.override("nl"):
        assert "oktober 2017" in str(PartialDate.parse("2017-10")).lower()
    with translation.override("fr"):
        assert "octobre 2017" in str(PartialDate.parse("2017-10")).lower()


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "soon", "22", "2022-13", "2022-00", "2023-02-29", "2022-1", "2022/10/08", "0000", "20222", "~2022~",
        "2022-10-08T15:00", "2022-10T15:00+02:00", "2022-10-08T25:00+02:00", "2022-10-08T15:00+25:00",
        "~2022-10-08T15:00+02:00", "2022-10-08T15:00:30+02:00", "-2022", "2022?", "٢٠٢٢", "2022\x00", "2022-10-08'; --",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(BadDate, match="Write 2022, 2022-10"):
        PartialDate.parse(text)
    if text:
        with pytest.raises(ValidationError, match="is no date"):
            PartialDateField().clean(text, None)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        ("2021", "2025", "2021 to 2025"),
        ("2020-10-08", "2020-10-09", "8 to 9 October 2020"),
        ("2020-10-31", "2020-11-01", "31 October 2020 to 1 November 2020"),
        ("~2016", None, "from about 2016"),
        (None, "2020", "until 2020"),
        ("2020", "2020", "2020"),
        (None, None, ""),
    ],
)
def test_a_span_says_only_what_is_known(starts, ends, words):
    first, last = (PartialDate.parse(text) if text else None for text in (starts, ends))
    with translation.override("en"):
        assert span_in_words(first, last) == words


def test_the_last_day_is_that_of_the_month_or_year():
    assert PartialDate.parse("2024-02").last_day == date(2024, 2, 29)
    assert PartialDate.parse("2024-12").last_day == date(2024, 12, 31)
    assert PartialDate.parse("2024").last_day == date(2024, 12, 31)
    assert PartialDate.parse("2024-02-03").last_day == date(2024, 2, 3)


def _publication(date, number=0):
    return Publication.objects.create(
        title="Demo", slug=f"demo-{number}", date=date, sources=["a leaflet"], checked_on="2026-11-23"
    )


def test_the_database_keeps_dates_and_sorts_them_by_time_with_the_unknown_last(db):
    for number, text in enumerate(["2022~", "2022-10", "2021-12-31", None, "2023-10-10T15:00+02:00", "2022"]):
        _publication(text, number)
    found = [one.date.edtf if one.date else None for one in Publication.objects.for_cards()]
    assert found == ["2023-10-10T15:00:00+02:00", "2022~", "2022-10", "2022", "2021-12-31", None]


def test_a_date_written_past_the_field_is_refused_by_the_database(db):
    publication = _publication("2022")
    with connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("UPDATE collaborations_publication SET date = 'soon' WHERE id = %s", [publication.pk])


def test_the_database_numbers_days_in_their_order(db):
    for number, text in enumerate(["2020", "2020-02", "2020-02-10", "2020-02-10T15:00:00+02:00", "2021~"]):
        _publication(text, number)
    found = Publication.objects.annotate(first=DayNumber("date"), last=DayNumber("date", last=True)).order_by("slug")
    year, month, day, moment, next_year = ((one.first, one.last) for one in found)
    assert year[0] < month[0] < day[0] == moment[0] < next_year[0]
    assert day[0] == day[1] == moment[1] < month[1] < year[1] < next_year[0]
