"""What spreadsheets, other programs and people do to an export: read as it was meant, or told."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.synthetic import ACLED_2019, ACLED_2023, acled_row, write_rows
from loaders.events.run import Outcome
from tests.events.conftest import Reading, events, rows_of, write_export
from tests.events.test_mappings import with_lines

Build = Callable[..., Outcome]
Read = Callable[..., Reading]
Habit = Callable[[str], str]


def rows(count: int) -> list[dict[str, str]]:
    """Records as they come from ACLED."""
    return [acled_row(event, style="%Y-%m-%d") for event in events(count)]


HABITS: dict[str, Habit] = {
    "an apostrophe before it": "'{}".format,
    "a formula": '="{}"'.format,
}


@pytest.mark.parametrize("habit", HABITS)
def test_what_keeps_a_spreadsheet_from_changing_a_value(
    tmp_path: Path, read: Read, habit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = ("event_id_cnty", "event_date", "fatalities", "latitude", "timestamp")
    changed = [
        {name: HABITS[habit](text) if name in kept else text for name, text in row.items()}
        for row in rows(5)
    ]
    write_rows(tmp_path / "a.csv", ACLED_2023, changed)
    fast = read(tmp_path)
    assert fast.messages == []
    monkeypatch.setattr("loaders.events.read_tables.suits_columns", lambda *_: False)
    exact = read(tmp_path)
    write_rows(tmp_path / "a.csv", ACLED_2023, rows(5))
    assert fast.rows == exact.rows == read(tmp_path).rows


def test_an_apostrophe_that_belongs_to_a_name(tmp_path: Path, read: Read) -> None:
    (row,) = rows(1)
    write_rows(tmp_path / "a.csv", ACLED_2023, [row | {"location": "'Ain Sefra"}])
    assert [row["location"] for row in read(tmp_path).rows] == ["'Ain Sefra"]


NUMBERS = {
    "1,200": 1200,
    "12 000": 12_000,
    "1\u202f200": 1200,
    "1\u00a0200": 1200,
    "1'200": 1200,
    "3,0": 3,
    "n/a": None,
    "None": None,
    "<NA>": None,
    "\\N": None,
    ".": None,
    "unknown": None,
    "?": None,
}


def test_numbers_as_people_and_programs_write_them(tmp_path: Path, read: Read) -> None:
    written = [
        row | {"fatalities": text} for row, text in zip(rows(len(NUMBERS)), NUMBERS, strict=True)
    ]
    write_rows(tmp_path / "a.csv", ACLED_2023, written)
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row["killed_best"] for row in reading.rows] == [*NUMBERS.values()]


@pytest.mark.parametrize("text", ["-", "1.200", "12,00", "~10", "5-10", "10+", "#REF!"])
def test_a_number_that_may_be_another_is_told(tmp_path: Path, read: Read, text: str) -> None:
    # A spreadsheet prints nought as "-", and others what is missing.
    (row,) = rows(1)
    write_rows(tmp_path / "a.csv", ACLED_2023, [row | {"fatalities": text}])
    (message,) = read(tmp_path).messages
    assert message.startswith(f"a.csv:2: fatalities: '{text}' is no whole number")
    reading = with_lines(read, tmp_path)
    assert reading.messages == []
    assert [row["killed_best"] for row in reading.rows] == [None]


def test_a_year_that_is_missing_is_not_another_year(tmp_path: Path, read: Read) -> None:
    write_rows(tmp_path / "a.csv", ACLED_2023, [row | {"year": "N/A"} for row in rows(2)])
    assert read(tmp_path).messages == []


@pytest.mark.parametrize("ending", [" 00:00:00 UTC", "Z", "T10:00:00 GMT", "T10:00:00.000Z"])
def test_days_with_a_zone(tmp_path: Path, read: Read, ending: str) -> None:
    (row,) = rows(1)
    write_rows(tmp_path / "a.csv", ACLED_2023, [row | {"event_date": row["event_date"] + ending}])
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row["date_edtf"] for row in reading.rows] == [events(1)[0].day.isoformat()]


# ------------------------------------------- files that were put together


def swapped(columns: list[str], one: str, other: str) -> list[str]:
    """Columns of which two have changed places."""
    return [{one: other, other: one}.get(name, name) for name in columns]


@pytest.mark.parametrize(
    "columns",
    [
        swapped(ACLED_2023, "latitude", "longitude"),
        swapped(ACLED_2023, "event_id_cnty", "notes"),
        ACLED_2019,
    ],
    ids=["degrees", "ids", "another layout"],
)
def test_rows_below_other_columns_are_not_read_by_the_first(
    tmp_path: Path, read: Read, columns: list[str]
) -> None:
    write_rows(tmp_path / "b.csv", columns, rows(6)[3:])
    second = (tmp_path / "b.csv").read_text("utf-8")
    (tmp_path / "b.csv").unlink()
    path = write_rows(tmp_path / "a.csv", ACLED_2023, rows(3))
    path.write_text(path.read_text("utf-8") + second, "utf-8")
    assert read(tmp_path).messages == [
        "a.csv:5: the columns are named anew on line 5, and are others (4 rows). Expected what "
        "follows that line in a file of its own."
    ]
    reading = read(tmp_path, keep_good=True)
    assert [row["record"] for row in reading.rows] == ["MLI1", "MLI2", "MLI3"]
    (file,) = reading.outcome.files
    assert (file.rows, file.records, file.refused) == (7, 3, 4)


def test_an_answer_that_a_limit_has_cut_off(tmp_path: Path, read: Read) -> None:
    for name, part in (("a", rows(4)[:2]), ("b", rows(4)[2:])):
        answer = {"success": True, "total_count": 5, "data": part}
        (tmp_path / f"{name}.json").write_text(json.dumps(answer))
    notice = "a.json: of 5 records that the answer counts 1 is not here"
    assert read(tmp_path).outcome.notices == [notice]
    (tmp_path / "c.json").write_text(json.dumps({"total_count": 5, "data": rows(5)[4:]}))
    assert read(tmp_path).outcome.notices == []


# ------------------------------------------------------------------ gzip


def test_a_table_that_gzip_has_packed(tmp_path: Path, read: Read) -> None:
    path = write_export(tmp_path / "a.csv", 4)
    expected = read(tmp_path).rows
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    reading = read(tmp_path)
    assert (reading.messages, reading.rows) == ([], expected)
    assert [file.name for file in reading.outcome.files] == ["a.csv.gz"]


@pytest.mark.parametrize("damage", ["cut off", "no gzip", "a bomb"])
def test_a_damaged_gzip(tmp_path: Path, read: Read, damage: str) -> None:
    packed = gzip.compress(write_export(tmp_path / "a.csv", 4).read_bytes())
    (tmp_path / "a.csv").unlink()
    (tmp_path / "a.csv.gz").write_bytes(
        {
            "cut off": packed[:-20],
            "no gzip": packed[:3] + b"\0" * 40,
            "a bomb": gzip.compress(b" " * 40_000_000),
        }[damage]
    )
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv.gz: this " + ("expands" if damage == "a bomb" else "cannot"))


# ------------------------------------------------- what can hardly be


def made_far(row: dict[str, str]) -> dict[str, str]:
    """A record with the point that programs give what has none."""
    return row | {"latitude": "0", "longitude": "0"}


def with_other_axes(row: dict[str, str]) -> dict[str, str]:
    """A record with latitude and longitude in the place of each other."""
    return row | {"latitude": row["longitude"], "longitude": row["latitude"]}


def test_points_far_from_their_country_and_records_of_none_are_told(
    build: Build, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "a.csv"
    told = {}
    lost = rows(3)[2] | {"country": "Malli", "iso": ""}
    for number, changed in enumerate((rows(4), [*rows(2), lost, made_far(rows(4)[3])])):
        write_rows(path, ACLED_2023, changed)
        told[number] = build(tmp_path / "in", tmp_path / "jnim.db").notices
    far = "a.csv: 1 record lies far from the country that the record names (first on line 5)"
    nowhere = "a.csv: 1 record names no country that is known (first on line 4)"
    assert told == {0: [], 1: [far, nowhere]}


def test_exchanged_axes_are_told_with_the_line_that_mends_them(
    build: Build, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    write_rows(tmp_path / "in" / "a.csv", ACLED_2023, map(with_other_axes, rows(3)))
    (notice,) = build(tmp_path / "in", tmp_path / "jnim.db").notices
    told, _, line = notice.partition("a mapping file mends it: ")
    assert told.startswith("a.csv: 3 records lie far from the country")
    (tmp_path / "in" / "a.csv.yml").write_text(f'files: "a.csv"\ndata_set: acled-events\n{line}\n')
    assert build(tmp_path / "in", tmp_path / "jnim.db").notices == []
    assert rows_of(
        tmp_path / "jnim.db",
        "SELECT latitude, longitude FROM attack_reports WHERE data_file_id = 1 ORDER BY id",
    ) == [(each.latitude, each.longitude) for each in events(3)]


def test_a_day_that_is_still_to_come_is_told(build: Build, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    late = [row | {"event_date": "2091-01-01", "year": "2091"} for row in rows(3)[1:]]
    write_rows(tmp_path / "in" / "a.csv", ACLED_2023, [*rows(1), *late])
    assert build(tmp_path / "in", tmp_path / "jnim.db").notices == [
        "a.csv: 2 records are of a day that is still to come (first on line 3)"
    ]
