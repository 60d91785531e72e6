"""Answers of interfaces in JSON, and files that are passed over with a word."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import (
    ACLED_2023,
    acled_row,
    ucdp_row,
    write_rows,
)
from tests.events.conftest import Reading, events, write_export
from tests.events.spreadsheet import write_book

Read = Callable[..., Reading]


# ---------------------------------------------------------------- JSON


def as_json(path: Path, records: list[dict[str, Any]], name: str, **more: Any) -> None:
    path.write_text(json.dumps({**more, name: records}))


def test_answers_of_the_interfaces(tmp_path: Path, read: Read) -> None:
    acled = [acled_row(event, style="%Y-%m-%d") for event in events(3)]
    acled_records: list[dict[str, Any]] = [
        {name: row[name] for name in ACLED_2023} | {"year": 2019, "fatalities": 3} for row in acled
    ]
    ucdp = [ucdp_row(event, id_=n, low=1, best=2, high=3) for n, event in enumerate(events(2), 1)]
    ucdp_records: list[dict[str, Any]] = [
        row | {"id": int(row["id"]), "date_start": f"{row['date_start']}T00:00:00", "gwnoa": None}
        for row in ucdp
    ]
    as_json(tmp_path / "acled.json", acled_records, "data", status=200, count=3)
    as_json(tmp_path / "ged.json", ucdp_records, "Result", TotalCount=9, TotalPages=5)
    reading = read(tmp_path)
    assert reading.messages == []
    assert [(row["id"], row["line"]) for row in reading.rows] == [
        *((f"acled-MLI{number}", number) for number in (1, 2, 3)),
        *((f"ucdp-{number}", number) for number in (1, 2)),
    ]
    assert "ged.json: of 5 pages 4 are not here" in reading.outcome.notices


@pytest.mark.parametrize(
    ("damage", "lost"),
    [
        (lambda text: text.replace('"MLI3"', '"MLI3', 1), {"MLI3"}),
        (lambda text: text.replace('"MLI3"', "MLI3", 1), {"MLI3"}),
        (lambda text: text[: text.index('"MLI5"')], {"MLI5", "MLI6"}),
        (lambda text: text.replace('"Town2"', '"To\x01wn2"', 1), {"MLI3"}),
    ],
)
def test_a_record_that_is_no_json_costs_itself(
    tmp_path: Path, read: Read, damage: Callable[[str], str], lost: set[str]
) -> None:
    records = [acled_row(event, style="%Y-%m-%d") for event in events(6)]
    text = damage(
        json.dumps({"data": [{name: row[name] for name in ACLED_2023} for row in records]})
    )
    (tmp_path / "a.json").write_text(text)
    reading = read(tmp_path, keep_good=True)
    assert {f"MLI{number}" for number in range(1, 7)} - {
        row["record"] for row in reading.rows
    } == lost
    (file,) = reading.outcome.files
    assert file.rows == file.records + file.refused
    assert len(read(tmp_path).messages) == 1


@pytest.mark.parametrize("text", ["{}", '{"status": 403, "error": "no"}', "[]", "[1, 2]", "{"])
def test_json_without_records(tmp_path: Path, read: Read, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    (message,) = read(tmp_path).messages
    assert message.startswith("a.json: this JSON holds no records")


# ---------------------------------------------------------------- passed over with a word


@pytest.mark.parametrize(
    "header",
    [
        "location_code,admin1_name,event_type,events,fatalities,reference_period_start",
        "Country,Admin1,Admin2,ISO3,Month,Year,Events,Fatalities",
        "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,EVENTS,FATALITIES,CENTROID_LATITUDE",
    ],
)
def test_counts_are_no_events(tmp_path: Path, read: Read, header: str) -> None:
    write_export(tmp_path / "a.csv", 3)
    (tmp_path / "counts.csv").write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n")
    sheet = [header.split(","), ["1"] * len(header.split(","))]
    write_book(tmp_path / "counts.xlsx", {"Data": sheet, "Licence": [["Terms of use"], ["x"]]})
    reading = read(tmp_path)
    assert reading.messages == []
    assert len(reading.rows) == 3
    assert [
        each.partition(", since it counts events by district")[0]
        for each in (reading.outcome.notices)
    ] == [
        "counts.csv: passed over",
        "counts.xlsx/Data: passed over",
        "counts.xlsx/Licence: passed over, since it is no table of events",
    ]


@pytest.mark.parametrize("name", ["ged.rds", "ged.RData", "acled.dta", "ged.tar.gz", "x.parquet"])
def test_files_that_are_not_read_get_a_word(tmp_path: Path, read: Read, name: str) -> None:
    write_export(tmp_path / "a.csv", 3)
    (tmp_path / name).write_bytes(b"something")
    reading = read(tmp_path)
    assert reading.messages == []
    (notice,) = reading.outcome.notices
    assert notice.startswith(f"{name}: passed over, since it is ")
    if name == "ged.rds":
        assert 'write.csv(readRDS("ged.rds"), "ged.csv", row.names = FALSE)' in notice


def test_a_text_that_is_no_table_is_passed_over(tmp_path: Path, read: Read) -> None:
    write_export(tmp_path / "a.csv", 3)
    (tmp_path / "readme.txt").write_text("Terms of use\n\nAsk before you publish.\n")
    reading = read(tmp_path)
    assert reading.messages == []
    assert reading.outcome.notices == ["readme.txt: passed over, since it is no table of events"]


@pytest.mark.parametrize("name", ["pipe.csv", "pipe.yml"])
def test_a_named_pipe_is_told_and_waits_for_nobody(tmp_path: Path, read: Read, name: str) -> None:
    write_export(tmp_path / "a.csv", 3)
    os.mkfifo(tmp_path / name)
    (message,) = read(tmp_path).messages
    assert name in message
    assert "this is a named pipe" in message or "this is no file" in message


def test_an_export_without_time_stamps_is_read_and_said(tmp_path: Path, read: Read) -> None:
    columns = [name for name in ACLED_2023 if name != "timestamp"]
    write_rows(tmp_path / "a.csv", columns, [acled_row(event) for event in events(3)])
    reading = read(tmp_path)
    assert reading.messages == []
    assert len(reading.rows) == 3
    (notice,) = reading.outcome.notices
    assert notice.startswith("a.csv: without the column timestamp, ")
