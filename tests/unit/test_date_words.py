"""Dates in words are as precise as the dates themselves, and no more."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from common.date_words import either, event_in_words, in_words, since, tie_in_words, until

DATES = [
    ("2018-03-03", "2018-03-03", "2018-03-03", "3 March 2018"),
    ("2017-03", "2017-03-01", "2017-03-31", "March 2017"),
    ("2017-03", "2017-03-01", "2017-03-02", "1 or 2 March 2017"),
    ("2018-07", "2018-07-01", "2018-07-29", "between 1 and 29 July 2018"),
    ("2018-12", "2018-12-01", "2018-12-31", "December 2018"),
    ("2012", "2012-01-01", "2012-12-31", "2012"),
    ("2014", "2014-01-01", "2014-07-14", "between 1 January and 14 July 2014"),
    ("2018", "2018-09-05", "2018-12-31", "between 5 September and 31 December 2018"),
    ("2017-03?", "2017-03-01", "2017-03-31", "possibly March 2017"),
    ("1980~", "1980-01-01", "1980-12-31", "about 1980"),
    ("198X/..", "1980-01-01", "2022-10-28", "from the 1980s on"),
    ("198X", "1980-01-01", "1989-12-31", "the 1980s"),
    ("../2018-03-02", None, "2018-03-02", "on or before 2 March 2018"),
    ("../2017-03?", None, "2017-03-31", "possibly in or before March 2017"),
    ("2017/..", "2017-01-01", "2022-10-28", "from 2017 on"),
    ("2017-03/2018-07", "2017-03-01", "2018-07-31", "March 2017 to July 2018"),
    (None, "2018-09-05", "2018-12-31", "not dated"),
    (None, None, None, "not dated"),
    ("2018-03", None, None, "March 2018"),
    ("soon", None, None, "soon"),
    ("2018-13", None, None, "2018-13"),
]


@pytest.mark.parametrize(("edtf", "earliest", "latest", "words"), DATES)
def test_dates_in_words(
    edtf: str | None, earliest: str | None, latest: str | None, words: str
) -> None:
    assert in_words(edtf, earliest, latest) == words


def test_every_date_of_the_database_has_words(root: Path) -> None:
    with sqlite3.connect(root / "jnim.db") as database:
        told = []
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            names = [row[1] for row in database.execute(f"PRAGMA table_info([{table}])")]
            for name in names:
                if name.endswith("_edtf"):
                    told += database.execute(f"SELECT DISTINCT [{name}] FROM [{table}]").fetchall()
    assert len(told) > 40
    assert not [edtf for (edtf,) in told if edtf and in_words(edtf) == edtf and len(edtf) > 4]


@pytest.mark.parametrize(
    ("table", "words", "expected"),
    [
        ("membership", "2017", "since 2017"),
        ("membership", "from March 2017 on", "since March 2017 or later"),
        ("membership", "on or before 2 March 2018", "since 2 March 2018 or before"),
        ("membership", "between 1 and 29 July 2018", "since a day between 1 and 29 July 2018"),
        ("relations", "from 2020 on", "since 2020"),
        ("milestones", "2017", "2017"),
    ],
)
def test_a_tie_that_lasts_is_so_since_then(table: str, words: str, expected: str) -> None:
    row = {"table_name": table, "told": "present", "date_kind": "event", "meaning": "leads"}
    assert since(row, words) == expected
    seen = "going on in 2017" if table == "milestones" else words
    assert since(row | {"date_kind": "seen"}, words) == seen
    is_bound = table == "membership" and words.startswith("from ")
    begun = f"{words[5:-3]} or later" if is_bound else words
    assert since(row | {"told": "past"}, words) == begun, "nobody was in it from that day on"
    once = words.replace("from", "not before").removesuffix(" on")
    assert since(row | {"meaning": "merges"}, words) == once, "it comes about on one day"


@pytest.mark.parametrize(
    ("table", "meaning"), [("characteristics", "activity"), ("milestones", "lasts")]
)
def test_a_state_of_things_is_so_since_then(table: str, meaning: str) -> None:
    """France was present in 2012, according to a sentence that says since when."""
    row = {"table_name": table, "told": "present", "date_kind": "event", "meaning": meaning}
    assert since(row, "2012") == "since 2012"
    assert since(row | {"told": "past"}, "2012") == "2012"
    assert since({"table_name": "", "meaning": meaning}, "2012") == "2012", "a column of a table"


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("2016", "until 2016"),
        ("in or before February 2018", "until February 2018 at the latest"),
        ("from March 2017 on", "until March 2017 or later"),
        ("between 1 and 29 July 2018", "until a day between 1 and 29 July 2018"),
    ],
)
def test_an_end_is_said_as_far_as_it_is_known(words: str, end: str) -> None:
    assert until(words) == end


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["2 March 2018", "3 March 2018"], "2 or 3 March 2018"),
        (["2 March 2018", "2 April 2018"], "2 March or 2 April 2018"),
        (["2017", "2018"], "2017 or 2018"),
        (["in or before 2017", "3 March 2018"], "in or before 2017 or 3 March 2018"),
        (["3 March 2018"], "3 March 2018"),
    ],
)
def test_dates_of_which_one_is_right_have_the_same_weight(dates: list[str], words: str) -> None:
    assert either(dates) == words


def entry(date: str, bounds: str, **more: object) -> dict[str, object]:
    """Return a row of the timeline or the lineage."""
    earliest, latest = bounds.split()
    row = {"date": date, "date_earliest": earliest, "date_latest": latest, "told": "past"}
    return row | {"meaning": None, "date_kind": "event", "table_name": "membership"} | more


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (entry("2012/2013", "2012-01-01 2013-12-31"), "between 2012 and 2013"),
        (entry("2021-04/2021-05-05", "2021-04-01 2021-05-05"), "between 1 April and 5 May 2021"),
        (entry("2017-03/..", "2017-03-01 2018-12-31", meaning="takes-in"), "not before March 2017"),
        (entry("2017?/..", "2017-01-01 2018-12-31", meaning="lasts"), "possibly since 2017"),
        (entry("2012", "2012-01-01 2012-12-31", meaning="lasts", told="perfect"), "since 2012"),
        (entry("2012", "2012-01-01 2012-12-31", meaning="lasts"), "2012"),
        (entry("2017/..", "2017-01-01 2018-12-31"), "2017 or later"),
    ],
)
def test_an_event_lasts_only_where_its_source_says_so(row: dict[str, object], words: str) -> None:
    assert event_in_words(row) == words


@pytest.mark.parametrize(
    ("date", "bounds", "words"),
    [
        ("1991", "1991-01-01 1991-12-31", "going on in 1991"),
        ("2018-03-03", "2018-03-03 2018-03-03", "going on on 3 March 2018"),
        ("2017-03/..", "2017-03-01 2018-12-31", "going on in March 2017 or later"),
        ("1991?", "1991-01-01 1991-12-31", "possibly going on in 1991"),
        ("2017/2018", "2017-01-01 2018-12-31", "going on in 2017 to 2018"),
    ],
)
def test_what_was_under_way_did_not_begin_then(date: str, bounds: str, words: str) -> None:
    """A rebellion that accords of 1991 were meant to end was dated to that year."""
    row = entry(date, bounds, date_kind="seen", table_name="milestones")
    assert event_in_words(row) == words
    assert since(row, in_words(date, *bounds.split())) == words


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"meaning": "joins", "is_inferred": 1}, "no date given; not before March 2017"),
        ({"meaning": "merges", "is_inferred": 0}, "not before March 2017"),
        ({"meaning": "belongs", "told": "present", "is_inferred": 0}, "since March 2017 or later"),
        ({"meaning": "belongs", "date_kind": "seen", "is_inferred": 0}, "held from March 2017 on"),
    ],
)
def test_a_bound_that_follows_is_no_date_of_a_tie(more: dict[str, object], words: str) -> None:
    """“Absorbed, from March 2017 on: CSIS”, which gives no date."""
    row = entry("2017-03/..", "2017-03-01 2018-12-31", **more)
    assert tie_in_words(row) == words


def test_an_event_is_of_one_day_within_a_span_on_every_page() -> None:
    """“In the coming days”, in a story of 14 July 2014, became “14 July 2014 to 2014”."""
    row = entry("2014-07-14/2014", "2014-07-14 2014-12-31", meaning="lasts", told="future")
    row |= {"date_edtf": row["date"], "table_name": "milestones"}
    assert since(row, in_words(row["date"])) == event_in_words(row)
    assert event_in_words(row) == "between 14 July and 31 December 2014"
    row |= {"date_edtf": "2012/2013"}
    assert since(row, "2012 to 2013") == "between 2012 and 2013"


def test_what_comes_about_once_did_so_between_two_days_and_did_not_last() -> None:
    row = {"table_name": "membership", "told": "none", "date_kind": "event"}
    words = "2 March 2017 to 3 March 2017"
    assert since(row | {"meaning": "founds"}, words) == "2 or 3 March 2017"
    assert since(row | {"meaning": "founds"}, "2012 to 2013") == "between 2012 and 2013"
    assert since(row | {"meaning": "lasts"}, words) == words


def test_a_span_in_which_a_day_lies_is_said_in_one_way_everywhere() -> None:
    """One page said “2 or 3 March”, another “between”, a third “2 March to 3 March”."""
    row = entry("2017-03-02/2017-03-03", "2017-03-02 2017-03-03", meaning="founds")
    words = in_words("2017-03-02/2017-03-03", "2017-03-02", "2017-03-03")
    of_existence = {key: row[key] for key in ("date", "date_earliest", "date_latest")}
    said = {event_in_words(row), since(row, words), tie_in_words(row), tie_in_words(of_existence)}
    assert said == {"2 or 3 March 2017"}
