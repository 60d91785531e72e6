"""EDTF dates and their bounds."""

from __future__ import annotations

import calendar
import datetime

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from common.date_words import in_short, in_words
from common.dates import DateError, Dates, parse, typed

DAYS = st.dates(datetime.date(1000, 1, 1), datetime.date(9999, 12, 31))
MARKS = st.sampled_from(["", "?", "~", "%"])


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "precision"),
    [
        ("2018-03-03", "2018-03-03", "2018-03-03", "day"),
        ("2018-03", "2018-03-01", "2018-03-31", "month"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("2018", "2018-01-01", "2018-12-31", "year"),
        ("198X", "1980-01-01", "1989-12-31", "decade"),
        ("198X~", "1980-01-01", "1989-12-31", "decade"),
        ("2017~", "2017-01-01", "2017-12-31", "year"),
        ("2017-03?", "2017-03-01", "2017-03-31", "month"),
        ("2017-03/..", "2017-03-01", None, "after"),
        ("198X/..", "1980-01-01", None, "after"),
        ("../2018-03-02", None, "2018-03-02", "before"),
        ("2017-03-01/2017-03-02", "2017-03-01", "2017-03-02", "range"),
        ("2017-03/2018-07", "2017-03-01", "2018-07-31", "range"),
        ("2018-05/2018", "2018-05-01", "2018-12-31", "range"),
        ("198X/2012", "1980-01-01", "2012-12-31", "range"),
    ],
)
def test_bounds(edtf: str, earliest: str | None, latest: str | None, precision: str) -> None:
    assert parse(edtf) == Dates(edtf, earliest, latest, precision)


@pytest.mark.parametrize(
    ("edtf", "says"),
    [
        ("2018-02-31", "not in the calendar"),
        ("2018-02-29", "not in the calendar"),  # edtf lets it pass
        ("2018-13", "not in the calendar"),
        ("2018-00", "not in the calendar"),
        ("0000", "not in the calendar"),
        ("2018-21", "is a season"),
        ("2018-24?", "is a season"),
        ("2018-21/2019", "is a season"),
        ("2018-03/", "leaves an end bare"),
        ("/2018-03", "leaves an end bare"),
        ("/", "leaves an end bare"),
        ("../..", "open at both ends"),
        ("2018/2017", "ends before it starts"),
        ("2018-03-03/2018-03-02", "ends before it starts"),
        ("3 March 2018", "is no date"),
        ("2018-3", "is no date"),
        ("18-03-03", "is no date"),
        ("20XX", "is no date"),
        ("2018-XX", "is no date"),
        ("Y17000", "is no date"),
        ("-0100", "is no date"),
        ("2018-03-03T10:00:00", "is no date"),
        ("?2018", "is no date"),
        ("2017/2018/2019", "is no date"),
        ("", "is no date"),
        ("\uff12\uff10\uff11\uff18", "is no date"),
    ],
)
def test_what_is_no_date(edtf: str, says: str) -> None:
    with pytest.raises(DateError, match=says):
        parse(edtf)


@given(DAYS, MARKS)
def test_a_day_is_its_own_bounds(day: datetime.date, mark: str) -> None:
    told = parse(day.isoformat() + mark)
    assert (told.earliest, told.latest, told.precision) == (day.isoformat(),) * 2 + ("day",)


@given(DAYS, MARKS)
def test_a_month_ends_on_its_last_day(day: datetime.date, mark: str) -> None:
    told = parse(day.isoformat()[:7] + mark)
    last = calendar.monthrange(day.year, day.month)[1]
    assert told.earliest == day.replace(day=1).isoformat()
    assert told.latest == day.replace(day=last).isoformat()


@given(st.lists(DAYS, min_size=2, max_size=2, unique=True))
def test_an_interval_runs_forwards(days: list[datetime.date]) -> None:
    first, last = (day.isoformat() for day in sorted(days))
    assert parse(f"{first}/{last}")[1:3] == (first, last)
    with pytest.raises(DateError):
        parse(f"{last}/{first}")


@given(DAYS, st.sampled_from([4, 7, 10]), MARKS)
def test_the_whole_grammar_says_the_same(day: datetime.date, length: int, mark: str) -> None:
    edtf = day.isoformat()[:length] + mark
    parsed = parse_edtf(edtf)
    bounds = [datetime.date(*each[:3]) for each in (parsed.lower_strict(), parsed.upper_strict())]
    assert list(parse(edtf)[1:3]) == [bound.isoformat() for bound in bounds]


@given(st.one_of(st.text(), st.text("0123456789-/.?~%XT", max_size=24)))
def test_anything_else_is_refused_with_a_message(text: str) -> None:
    try:
        told = parse(text)
    except DateError as error:
        assert str(error)
    else:
        assert told.earliest or told.latest
        assert (told.earliest or "") <= (told.latest or "9999-12-31")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("3 March 2018", "2018-03-03"),
        (" 3 march  2018", "2018-03-03"),
        ("March 3, 2018", "2018-03-03"),
        ("5 Sept 2018", "2018-09-05"),
        ("Sept. 2018", "2018-09"),
        ("March 2018", "2018-03"),
        ("may 2018", "2018-05"),
        ("mars 2018", "2018-03"),
        ("1er août 2018", "2018-08-01"),
        ("3 févr. 2018", "2018-02-03"),
        ("03/2018", "2018-03"),
        ("13/2018", "13/2018"),
        ("mars", "mars"),
        ("2018", "2018"),
        (" 2018-03/.. ", "2018-03/.."),
        ("31 February 2018", "31 February 2018"),
        ("March 18", "March 18"),
        ("03/04/2018", "03/04/2018"),
        ("", ""),
    ],
)
def test_a_date_as_people_write_it_is_understood(text: str, edtf: str) -> None:
    assert typed(text) == edtf


@given(DAYS)
def test_a_day_that_the_site_writes_is_understood(day: datetime.date) -> None:
    assert typed(in_words(day.isoformat())) == day.isoformat()
    assert typed(in_words(day.isoformat()[:7])) == day.isoformat()[:7]
    assert typed(in_short(day.isoformat(), day.isoformat())) == day.isoformat()
