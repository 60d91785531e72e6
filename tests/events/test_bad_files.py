"""Files that cannot be read: the message says where, what was found, what was expected."""

import os
import re
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.synthetic import ACLED_2023, GTD, UCDP_23, acled_row, ucdp_row, write_rows
from loaders.events import files
from loaders.events.mistakes import Refused
from tests.events.conftest import Reading, events, write_export
from tests.events.test_layouts import gtd_row

Read = Callable[..., Reading]


def changed(path: Path, **changes: str) -> None:
    """Write an export of which the third row is changed, so that it stands on line 4."""
    rows = [acled_row(event) for event in events(6)]
    rows[2] |= changes
    write_rows(path, ACLED_2023, rows)


VALUES = {
    "31 February": (
        {"event_date": "31 February 2019"},
        "event_date: '31 February 2019' is not in the calendar",
    ),
    "no date": ({"event_date": "yesterday"}, "event_date: 'yesterday' is no day"),
    "day or month first": (
        {"event_date": "03/04/2019"},
        "event_date: '03/04/2019' is in numbers, the day or the month first",
    ),
    "month of no language": (
        {"event_date": "3 Brumaire 2019"},
        "event_date: '3 Brumaire 2019' names no month",
    ),
    "empty date": ({"event_date": ""}, "event_date: nothing stands here"),
    "another year": ({"year": "2018"}, "year: '2018' is not the year of '03 January 2019'"),
    "precision": ({"time_precision": "4"}, "time_precision: '4' is no code of this column"),
    "latitude 200": ({"latitude": "200"}, "latitude: '200' is not on the globe"),
    "degrees in words": ({"latitude": "12,5 N"}, "latitude: '12,5 N' is no number of degrees"),
    "half a point": (
        {"longitude": ""},
        "longitude: nothing stands here and the other degree is given",
    ),
    "negative deaths": ({"fatalities": "-3"}, "fatalities: '-3' is below zero"),
    "half a death": ({"fatalities": "2.5"}, "fatalities: '2.5' is no whole number"),
    "unknown type": (
        {"event_type": "Batles"},
        "event_type: 'Batles' is no type that event_types.yml knows",
    ),
    "ruined id": ({"event_id_cnty": "2.01E+11"}, "event_id_cnty: '2.01E+11' does not fit"),
    "no id": ({"event_id_cnty": ""}, "event_id_cnty: nothing stands here"),
    "time stamp": ({"timestamp": "soon"}, "timestamp: 'soon' does not fit"),
}


@pytest.mark.parametrize("mistake", VALUES)
def test_a_value_that_cannot_be(tmp_path: Path, read: Read, mistake: str) -> None:
    changes, message = VALUES[mistake]
    changed(tmp_path / "export.csv", **changes)
    (found,) = read(tmp_path).messages
    assert found.startswith(f"export.csv:4: {message}")
    assert "Expected " in found


def test_gtd_keys_that_a_spreadsheet_has_ruined(tmp_path: Path, read: Read) -> None:
    write_rows(tmp_path / "gtd.csv", GTD, [gtd_row(), gtd_row(eventid="2.01306E+11")])
    (message,) = read(tmp_path).messages
    assert message.startswith("gtd.csv:3: eventid: '2.01306E+11' does not fit")
    assert "its last digits are lost" in message


def test_deaths_out_of_order_are_kept_with_a_note(tmp_path: Path, read: Read) -> None:
    """UCDP has such rows, one in fifty, so that refusing them would refuse UCDP."""
    rows = [
        ucdp_row(event, id_=number, low=18, best=18, high=17)
        for number, event in enumerate(events(1), 1)
    ]
    write_rows(tmp_path / "ged.csv", UCDP_23, rows)
    (row,) = read(tmp_path).rows
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (17, 18, 18)
    assert row["killed_note"] == "The record gives low 18, best 18, high 17; set in order here."


def test_deaths_out_of_order_in_a_table_of_ones_own(tmp_path: Path, read: Read) -> None:
    (tmp_path / "mine.yml").write_text(
        "data_set: {id: my-list, title: My list}\n"
        "columns: {id: id, date: date, killed_low: low, killed: best, killed_high: high}\n"
    )
    (tmp_path / "mine.csv").write_text("id,date,low,best,high\n1,2018-03-02,9,5,7\n")
    (message,) = read(tmp_path).messages
    assert message.startswith("mine.csv:2: low: low, best and high are not in order")


BYTES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "wrong encoding": (
        lambda raw: raw.replace("“".encode(), b"\x93", 1),
        r":2: byte 0x93 \(number \d+ of the line\) is not UTF-8",
    ),
    "NUL byte": (lambda raw: raw.replace(b"Town3", b"To\0n3"), r":\d+: a NUL byte"),
    "cut in mid-row": (lambda raw: raw[: raw.rindex(b"Invented")], r":21: the row has \d+ fields"),
    "another separator": (
        lambda raw: (
            raw[: raw.rindex(b"\n", 0, -1)] + raw[raw.rindex(b"\n", 0, -1) :].replace(b",", b";")
        ),
        r":21: the row has 1 field\. Expected \d+, .*';' stands between them here, and ',' above",
    ),
    "cut within quotes": (
        lambda raw: raw[: raw.rindex(b"comma")],
        r":21: the file ends within quotes",
    ),
    "quotes gone wrong": (
        lambda raw: raw.replace(b'"Made-up note 4', b'"Made"-up note 4'),
        r":6: text follows the closing quote",
    ),
    "a quote too few": (
        lambda raw: raw.replace(b'quote\xe2\x80\x9d.",3,', b"quote\xe2\x80\x9d.,3,", 1),
        r":5: ",
    ),
    "only a header": (
        lambda raw: raw.partition(b"\n")[0] + b"\n",
        r":1: there are no rows after the header",
    ),
    "an empty file": (lambda raw: b"", r": the file is empty"),
    "only blank lines": (lambda raw: b"\n\n\n", r": the file is empty"),
    "a field too many": (
        lambda raw: raw.replace(b",Town3,", b",Town3,more,"),
        r":5: the row has 32 fields",
    ),
    "a field too few": (lambda raw: raw.replace(b",Town3,", b","), r":5: the row has 30 fields"),
    "no table at all": (
        lambda raw: b"just some words\nand more\n",
        r":1: the first line is no header of a table",
    ),
    "a picture": (lambda raw: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), r":3: a NUL byte"),
    "two bytes that are a letter in UTF-16": (
        lambda raw: b"e\0",
        r":1: the first line is no header of a table: 'e'",
    ),
    "a column twice": (
        lambda raw: raw.replace(b"sub_event_type", b"event_type", 1),
        r":1: the header names 'event_type' more than once",
    ),
    "same id, other content": (
        lambda raw: raw + raw.splitlines(keepends=True)[5].replace(b"Town4", b"Town9"),
        r":22: event_id_cnty: 'MLI5' stands here again with other content",
    ),
}


@pytest.mark.parametrize("mistake", BYTES)
def test_a_file_out_of_order(tmp_path: Path, read: Read, mistake: str) -> None:
    change, message = BYTES[mistake]
    path = write_export(tmp_path / "export.csv")
    path.write_bytes(change(path.read_bytes()))
    messages = read(tmp_path).messages
    assert messages
    assert all(each.startswith("export.csv") for each in messages)
    assert any(re.match(rf"export\.csv{message}", each) for each in messages), messages


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path, read: Read) -> None:
    changed(tmp_path / "a.csv", latitude="200", event_date="31 June 2019")
    changed(tmp_path / "b.csv", fatalities="-1")
    (tmp_path / "c.csv").write_text("")
    starts = [each.partition(": ")[0] for each in read(tmp_path).messages]
    assert starts == ["a.csv:4", "b.csv:4", "c.csv"]


def test_a_row_twice_counts_once(tmp_path: Path, read: Read) -> None:
    path = write_export(tmp_path / "export.csv")
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[5])
    reading = read(tmp_path)
    assert reading.messages == []
    assert len(reading.rows) == 20
    assert reading.outcome.files[0].repeated == 1


def test_a_field_of_50_megabytes(tmp_path: Path, read: Read) -> None:
    changed(tmp_path / "export.csv", notes="x" * 50_000_000)
    messages = read(tmp_path).messages
    assert any(
        each.startswith("export.csv:4: a field of the row that begins here is longer than")
        for each in messages
    )


def test_a_folder_named_csv(tmp_path: Path, read: Read) -> None:
    (tmp_path / "export.csv").mkdir()
    assert read(tmp_path).messages[0].startswith("export.csv: this is a folder")


def test_a_file_that_may_not_be_read(tmp_path: Path, read: Read) -> None:
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere.csv")
    (message,) = read(tmp_path).messages
    assert message.startswith("gone.csv: the file cannot be read: No such file")


def test_an_empty_folder(tmp_path: Path, read: Read) -> None:
    folder = tmp_path / "none"
    folder.mkdir()
    (message,) = read(folder).messages
    assert "there is no table here" in message


def test_a_zip_bomb(tmp_path: Path, read: Read) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ged.csv", bytes(30_000_000))
    (message,) = read(tmp_path).messages
    assert message.startswith("bomb.zip/ged.csv: this would expand to 30,000,000 bytes")


def test_a_zip_that_lies_about_what_is_in_it(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "EXPANDED_LIMIT", 1_000_000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ged.csv", os.urandom(100_000) + bytes(1_500_000))
    raw = path.read_bytes()
    honest = (1_600_000).to_bytes(4, "little")
    assert raw.count(honest) == 2
    path.write_bytes(raw.replace(honest, (999_999).to_bytes(4, "little")))
    (message,) = read(tmp_path).messages
    assert message.startswith("bomb.zip/ged.csv: this cannot be unpacked")


@pytest.mark.parametrize("cut", [5, 40, 200])
def test_a_damaged_zip(tmp_path: Path, read: Read, cut: int) -> None:
    export = write_export(tmp_path / "plain" / "a.csv")
    folder = tmp_path / "zipped"
    folder.mkdir()
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(export, "a.csv")
    raw = (folder / "a.zip").read_bytes()
    (folder / "a.zip").write_bytes(raw[:-cut])
    (message,) = read(folder).messages
    assert message.startswith("a.zip: the archive is damaged")


def test_a_zip_without_a_table(tmp_path: Path, read: Read) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.md", "words")
    (message,) = read(tmp_path).messages
    assert message.startswith("a.zip: the archive holds no table")


@pytest.mark.parametrize("reader", ["csv_rows", "fast"])
def test_a_file_that_shrinks_while_it_is_read(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    path = write_export(tmp_path / "export.csv", 3000)
    if reader == "csv_rows":
        monkeypatch.setattr("loaders.events.read_tables.suits_columns", lambda *_: False)
    plain = Path.stat
    asked = threading.Event()

    def stat(target: Path, **options: Any) -> os.stat_result:
        found = plain(target, **options)
        if target == path and not asked.is_set():
            asked.set()
            os.truncate(path, plain(path).st_size // 2)
        return found

    monkeypatch.setattr(Path, "stat", stat)
    messages = read(tmp_path).messages
    assert messages
    assert all(each.startswith("export.csv") for each in messages)


def test_keep_good_leaves_bad_rows_out_and_lists_them(tmp_path: Path, read: Read) -> None:
    changed(tmp_path / "export.csv", latitude="200", notes="=cmd|' /C calc'!A1")
    reading = read(tmp_path, keep_good=True)
    assert reading.messages == []
    assert len(reading.rows) == 5
    assert isinstance(reading.outcome.refused, Refused)
    reading.outcome.refused.write(tmp_path / "refused.csv")
    assert (tmp_path / "refused.csv").read_text().splitlines() == [
        "file,line,column,value,reason",
        "export.csv,4,latitude,200,\"'200' is not on the globe; expected degrees from "
        '-90 to 90, with a decimal point"',
    ]


def test_messages_hold_nothing_that_a_terminal_would_obey(tmp_path: Path, read: Read) -> None:
    changed(tmp_path / "export.csv", event_type="\x1b[2J\x1b]0;owned\x07")
    (message,) = read(tmp_path).messages
    assert message.isprintable()
