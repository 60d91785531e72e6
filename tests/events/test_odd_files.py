"""Files as analysts have made them from exports: what is odd is told with what mends it."""

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from benchmarks.synthetic import ACLED_2023, UCDP_23, acled_row, ucdp_row, write_rows
from common.project import FILE
from loaders.events.__main__ import main
from tests.events.conftest import ROOT, Reading, events
from tests.events.spreadsheet import write_xlsx

Read = Callable[..., Reading]
Table = list[Sequence[str]]


def records(count: int, **changes: str) -> Table:
    """Rows of ACLED, in the order of its columns."""
    return [
        [(acled_row(event, style="%Y-%m-%d") | changes)[name] for name in ACLED_2023]
        for event in events(count)
    ]


def write(path: Path, rows: Iterable[Sequence[str]], header: Sequence[str] = ACLED_2023) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])


def pasted(read: Read, folder: Path) -> Reading:
    """What is read when the lines of the message are pasted."""
    (suggestion,) = read(folder).outcome.suggestions
    (folder / f"{suggestion.file}.yml").write_text(suggestion.text(), encoding="utf-8")
    return read(folder)


def sums(**cells: str) -> list[str]:
    """A row below the records."""
    return [cells.get(name, "") for name in ACLED_2023]


@pytest.mark.parametrize(
    "row",
    [sums(event_id_cnty="Total", fatalities="12"), sums(event_date="Total", fatalities="12")],
    ids=["in the place of the id", "beside it"],
)
def test_a_row_of_sums_is_told_and_no_record(tmp_path: Path, read: Read, row: list[str]) -> None:
    write(tmp_path / "a.csv", [*records(5), row])
    reading = read(tmp_path)
    (message,) = reading.messages
    assert message.startswith("a.csv:7: event_id_cnty: ")
    assert message.endswith("; with 2 of 31 fields filled this may be no record.")
    # Keys made of other columns for all rows would be worse than the mistake.
    assert reading.outcome.suggestions == []
    assert len(read(tmp_path, keep_good=True).rows) == 5


def test_a_remark_below_the_records(tmp_path: Path, read: Read) -> None:
    write(tmp_path / "a.csv", [*records(2), [], ["Source: made up. Downloaded 3 March 2021."]])
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv:5: the row has 1 field. ")
    assert message.endswith("or it is no record.")


def test_a_column_without_a_name_that_holds_something(tmp_path: Path, read: Read) -> None:
    write_xlsx(tmp_path / "a.xlsx", [ACLED_2023, *([*row, "checked"] for row in records(3))])
    (message,) = read(tmp_path).messages
    assert message.startswith("a.xlsx:2: the row has 32 fields (3 rows). Expected 31, ")
    assert "'checked' stands beyond them: give its column a name" in message


@pytest.mark.parametrize("column", ["timestamp", "event_id_cnty"])
def test_numbers_that_a_spreadsheet_has_shortened(tmp_path: Path, read: Read, column: str) -> None:
    write(tmp_path / "a.csv", records(2, **{column: "1.6E+09"}))
    (message,) = read(tmp_path).messages
    assert "its last digits are lost: take the export as it was downloaded" in message


def test_ids_of_ucdp_that_a_spreadsheet_has_shortened(tmp_path: Path, read: Read) -> None:
    row = ucdp_row(events(1)[0], id_=1, low=1, best=2, high=3) | {"id": "2.534E+05"}
    write_rows(tmp_path / "a.csv", UCDP_23, [row])
    (message,) = read(tmp_path).messages
    assert "'2.534E+05' does not fit" in message
    assert "its last digits are lost" in message


def test_days_in_both_orders_ask_for_one(tmp_path: Path, read: Read) -> None:
    rows = records(1, event_date="13/01/2019") + records(1, event_date="01/14/2019")
    write(tmp_path / "a.csv", rows)
    (message,) = read(tmp_path).messages
    assert message.endswith("some here have the day first and some the month: one order for all.")


@pytest.mark.parametrize("day", ["Jan 6 2019", "January 06, 2019"])
def test_the_month_in_words_before_the_day(tmp_path: Path, read: Read, day: str) -> None:
    write(tmp_path / "a.csv", records(1, event_date=day))
    assert [row["date_edtf"] for row in read(tmp_path).rows] == ["2019-01-06"]


def test_columns_that_an_analyst_took_out_stay_empty(tmp_path: Path, read: Read) -> None:
    gone = ("time_precision", "geo_precision", "source", "year", "admin3")
    kept = [at for at, name in enumerate(ACLED_2023) if name not in gone]
    rows = [[row[at] for at in kept] for row in records(3)]
    write(tmp_path / "a.csv", rows, [ACLED_2023[at] for at in kept])
    reading = pasted(read, tmp_path)
    assert reading.messages == []
    assert [(row["date_edtf"], row["geo_precision"]) for row in reading.rows] == [
        (f"2019-01-0{number}", None) for number in (1, 2, 3)
    ]
    assert {row["date_note"] for row in reading.rows} == {
        "The table gives one day, and no precision of it."
    }


def test_a_list_of_ones_own_says_what_is_not_read(tmp_path: Path, read: Read) -> None:
    rows = [["1", "2019-01-01", "Mali", "Gao", "16.27", "-0.04", "3"]]
    write(
        tmp_path / "a.csv", rows, ["id", "date", "pays", "lieu", "latitude", "longitude", "morts"]
    )
    reading = pasted(read, tmp_path)
    assert reading.messages == []
    assert [(row["latitude"], row["date_latest"]) for row in reading.rows] == [
        (16.27, "2019-01-01")
    ]
    (notice,) = reading.outcome.notices
    assert "does not name 'pays', 'lieu', 'morts': what stands there is not read" in notice


def test_how_to_load_the_rest_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.csv", [*records(1), sums(event_id_cnty="Total")])
    told = ["--events", tmp_path / "in", "--output", tmp_path / "jnim.db", "--built", ROOT / FILE]
    assert main([*map(str, told)]) == 1
    assert (
        "--keep-good leaves out what cannot be read and loads the rest" in capsys.readouterr().err
    )
