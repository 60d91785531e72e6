"""Files as publishers, spreadsheets and other people's programs give them, kind by kind."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.synthetic import ACLED_2023, UCDP_23, acled_row, ucdp_row, write_rows
from tests.events.conftest import Reading, events
from tests.events.test_mappings import with_lines

Read = Callable[..., Reading]


def acled(count: int, **changes: str) -> list[dict[str, str]]:
    """Records of ACLED with days that nobody can misread."""
    return [acled_row(event, style="%Y-%m-%d") | changes for event in events(count)]


def ucdp(count: int, **changes: str) -> list[dict[str, str]]:
    """Records of UCDP GED."""
    return [
        ucdp_row(event, id_=number, low=1, best=2, high=3) | changes
        for number, event in enumerate(events(count), 1)
    ]


# ------------------------------------------------------------------ days


def test_a_release_that_a_spreadsheet_has_saved_is_not_taken_to_have_the_month_first(
    tmp_path: Path, read: Read
) -> None:
    rows = [
        row | {"date_start": f"0{day}/03/2019", "date_end": f"0{day}/03/2019", "year": "2019"}
        for day, row in enumerate(ucdp(5), 1)
    ]
    write_rows(tmp_path / "ged.csv", UCDP_23, rows)
    (message,) = read(tmp_path).messages
    assert "is in numbers, the day or the month first (5 rows" in message
    assert [row["date_edtf"] for row in with_lines(read, tmp_path).rows] == [
        f"2019-03-0{day}" for day in range(1, 6)
    ]


def test_where_a_mapping_file_has_said_the_order_the_message_names_it(
    tmp_path: Path, read: Read
) -> None:
    rows = acled(2, event_date="sometime")
    write_rows(tmp_path / "a.csv", ACLED_2023, rows)
    (tmp_path / "a.csv.yml").write_text('files: "a.csv"\ndata_set: acled-events\nday_first: yes\n')
    (message,) = read(tmp_path).messages
    assert message.endswith("Expected a day such as 2018-03-02 or 02/03/2018 (day first).")


@pytest.mark.parametrize(
    ("precision", "edtf"),
    [
        ("1", "2019-03-05"),
        ("2", "2019-02-28/2019-03-10"),
        ("3", "2019-02-27/2019-03-11"),
        ("4", "2019-03"),
        ("5", "2019"),
    ],
)
def test_one_day_is_no_more_exact_than_its_precision(
    tmp_path: Path, read: Read, precision: str, edtf: str
) -> None:
    days = {"date_start": "2019-03-05", "date_end": "2019-03-05", "date_prec": precision}
    write_rows(tmp_path / "ged.csv", UCDP_23, ucdp(1, **days))
    (row,) = read(tmp_path).rows
    assert row["date_edtf"] == edtf


# ------------------------------------------------------------------ JSON


def test_a_record_that_the_end_of_a_file_cuts_is_told(tmp_path: Path, read: Read) -> None:
    lines = "\n".join(map(json.dumps, acled(3)))
    # What is left of the last one can be read, and lacks its last values.
    cut = lines[: lines.rindex(', "')]
    (tmp_path / "a.jsonl").write_text(cut)
    assert read(tmp_path).messages == [
        "a.jsonl:3: the file ends within the record. Expected a record in braces."
    ]
    reading = read(tmp_path, keep_good=True)
    assert [row["record"] for row in reading.rows] == ["MLI1", "MLI2"]


# --------------------------------------------------------------- letters


@pytest.mark.parametrize(
    ("encoding", "place"),
    [
        ("windows-1252", "Ménaka"),
        ("cp850", "Ménaka"),
        ("mac-roman", "Ménaka"),
        ("windows-1256", "تمبكتو"),
        ("windows-1252", "SÉGOU"),
    ],
)
def test_the_encoding_in_which_words_look_like_words(
    tmp_path: Path, read: Read, encoding: str, place: str
) -> None:
    write_rows(
        tmp_path / "a.csv", ACLED_2023, acled(3, location=place, notes="x"), encoding=encoding
    )
    reading = with_lines(read, tmp_path)
    lines = (tmp_path / "a.csv.yml").read_text("utf-8")
    assert f'encoding: {encoding}    # by which a word of it reads "{place}"' in lines
    assert {row["location"] for row in reading.rows} == {place}


def test_the_lines_for_another_encoding_say_the_order_of_days_as_well(
    tmp_path: Path, read: Read
) -> None:
    rows = [row | {"event_date": f"{day}/01/2019"} for day, row in enumerate(acled(20), 1)]
    named = [row | {"location": "Ménaka"} for row in rows]
    write_rows(tmp_path / "a.csv", ACLED_2023, named, encoding="cp1252")
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert reading.rows[1]["date_edtf"] == "2019-01-02"
