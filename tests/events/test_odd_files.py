"""Files as analysts have made them from exports: what is odd is told with what mends it."""

import csv
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from benchmarks.synthetic import ACLED_2023, UCDP_23, acled_row, ucdp_row, write_rows
from common.project import FILE
from loaders.events.__main__ import main
from loaders.events.run import Outcome
from tests.events.conftest import ROOT, Reading, events
from tests.events.spreadsheet import write_book, write_xlsx

Read = Callable[..., Reading]
Build = Callable[..., Outcome]
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
        tmp_path / "a.csv", rows, ["id", "date", "pays", "lieu", "latitude", "longitude", "bilan"]
    )
    reading = pasted(read, tmp_path)
    assert reading.messages == []
    assert [(row["latitude"], row["date_latest"], row["location"]) for row in reading.rows] == [
        (16.27, "2019-01-01", "Gao")
    ]
    (notice,) = reading.outcome.notices
    assert "does not name 'bilan': what stands there is not read" in notice


def test_how_to_load_the_rest_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.csv", [*records(1), sums(event_id_cnty="Total")])
    told = ["--events", tmp_path / "in", "--output", tmp_path / "jnim.db", "--built", ROOT / FILE]
    assert main([*map(str, told)]) == 1
    assert (
        "--keep-good leaves out what cannot be read and loads the rest" in capsys.readouterr().err
    )


def test_seconds_with_separators_of_thousands(tmp_path: Path, read: Read) -> None:
    write(tmp_path / "a.csv", records(2, timestamp="1,600,000,000"))
    reading = read(tmp_path)
    assert reading.messages == []
    assert {row["rank"] for row in reading.rows} == {1_600_000_000}


@pytest.mark.parametrize(
    ("column", "text", "remedy"),
    [
        ("fatalities", "1.234", "a whole number from 0 up, without points between thousands."),
        ("event_date", "########", "too narrow when a spreadsheet saved the table: widen it and"),
        ("event_date", "42004", "a spreadsheet that counts days from 1904 saves other numbers"),
    ],
)
def test_what_a_spreadsheet_did_is_told_with_what_mends_it(
    tmp_path: Path, read: Read, column: str, text: str, remedy: str
) -> None:
    write(tmp_path / "a.csv", records(2, **{column: text}))
    (message,) = read(tmp_path).messages
    assert remedy in message


def test_a_formula_that_came_to_nothing_is_no_place(tmp_path: Path, read: Read) -> None:
    rows = [*records(3), *records(4, location="#REF!", notes="#NAME?")[3:]]
    write(tmp_path / "a.csv", rows)
    # By columns, and row by row.
    write(tmp_path / "b.csv", [*rows, []])
    for row in read(tmp_path).rows:
        if row["record"] == "MLI4":
            assert (row["location"], row["notes"]) == (None, None)
        else:
            assert row["location"]


def test_letters_in_another_encoding_are_told(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    garbled = "Yendéré".encode().decode("cp1252")
    write(folder / "a.csv", [*records(3), *records(5, location=garbled)[3:]])
    notices = build(folder, tmp_path / FILE).notices
    (notice,) = [each for each in notices if "Ã©" in each]
    assert notice.startswith("a.csv: 2 records have letters such as Ã© for é in the place's name")
    assert "(first on line 5)" in notice


FEATURE = {
    "geojson": lambda values, x, y: {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [x, y]},
        "properties": values,
    },
    "json": lambda values, x, y: {"attributes": values, "geometry": {"x": x, "y": y}},
}


@pytest.mark.parametrize("suffix", FEATURE)
def test_points_of_maps(tmp_path: Path, read: Read, suffix: str) -> None:
    features = []
    for values in records(3):
        told = dict(zip(ACLED_2023, values, strict=True))
        point = [float(told.pop(name)) for name in ("longitude", "latitude")]
        features.append(FEATURE[suffix](told, *point))
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (tmp_path / f"a.{suffix}").write_text(text, encoding="utf-8")
    reading = read(tmp_path)
    assert (reading.messages, reading.outcome.notices) == ([], [])
    assert [row["latitude"] for row in reading.rows] == [12.0, 12.1, 12.2]
    assert [row["longitude"] for row in reading.rows] == [-3.0, -2.9, -2.8]


def test_borders_beside_events_stop_nothing(tmp_path: Path, read: Read) -> None:
    write(tmp_path / "a.csv", records(3))
    border = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    feature = {"type": "Feature", "geometry": border, "properties": {"name": "Mopti"}}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (tmp_path / "regions.geojson").write_text(text, encoding="utf-8")
    reading = read(tmp_path)
    assert (reading.messages, len(reading.rows)) == ([], 3)
    assert reading.outcome.notices == [
        "regions.geojson: passed over, since it is no table of events"
    ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            {"status": 403, "error": {"message": "Access denied"}, "data": []},
            "says 'Access denied'",
        ),
        ({name: {"0": "x"} for name in ACLED_2023}, 'to_json(..., orient="records")'),
        ({"columns": ["date"], "data": [["2018-03-02"]]}, 'to_json(..., orient="records")'),
    ],
)
def test_json_without_records_is_told_for_what_it_is(
    tmp_path: Path, read: Read, answer: object, told: str
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(answer), encoding="utf-8")
    (message,) = read(tmp_path).messages
    assert told in message


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.db", "an SQLite database"),
        ("a.xml", "XML: open it in a spreadsheet"),
        ("a.csv.crdownload", "a download that has not ended"),
        ("a.dbf", "no kind of file that is read here"),
    ],
)
def test_no_file_that_may_hold_events_goes_without_a_word(
    tmp_path: Path, read: Read, name: str, told: str
) -> None:
    write(tmp_path / "b.csv", records(1))
    for each in (name, "readme.md", "map.png"):
        (tmp_path / each).write_bytes(b"x")
    (notice,) = read(tmp_path).outcome.notices
    assert notice.startswith(f"{name}: passed over, since it is {told}")


def test_a_member_that_a_password_locks(tmp_path: Path, read: Read) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "x")
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[6] |= 1
    data[data.rfind(b"PK\1\2") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    (message,) = read(tmp_path).messages
    assert message == (
        "a.zip/a.csv: this is locked with a password. "
        "Expected a file without one: unpack it into the folder."
    )


def test_half_a_point_is_none(tmp_path: Path, read: Read) -> None:
    header = [name for name in ACLED_2023 if name != "latitude"]
    rows = [[acled_row(event, style="%Y-%m-%d")[name] for name in header] for event in events(3)]
    write(tmp_path / "a.csv", rows, header)
    reading = pasted(read, tmp_path)
    assert reading.messages == []
    assert [(row["latitude"], row["longitude"]) for row in reading.rows] == [(None, None)] * 3
    lines = (tmp_path / "a.csv.yml").read_text(encoding="utf-8")
    assert "# Without latitude: that stays empty, and so do the points." in lines


def test_what_a_system_leaves_in_folders_is_no_table(tmp_path: Path, read: Read) -> None:
    write(tmp_path / "a.csv", records(3))
    for name in ("Thumbs.db", "desktop.ini", "~$a.xlsx", ".~lock.a.csv#"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(tmp_path / "a.csv", "b.csv")
        for name in ("~$b.xlsx", "__MACOSX/._b.csv", "in/__MACOSX/b.csv"):
            archive.writestr(name, b"\0\5\x16\7")
    reading = read(tmp_path)
    assert reading.messages == []
    assert reading.outcome.notices == ["b.zip/b.csv: the same file as a.csv, counted once"]


def test_quotation_marks_of_a_word_processor(tmp_path: Path, read: Read) -> None:
    rows = [ACLED_2023, *records(3)]
    text = "\n".join(",".join(f"\u201c{cell}\u201d" for cell in row) for row in rows)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (message,) = read(tmp_path).messages
    assert "a word processor's quotation marks" in message
    assert 'straight ones (")' in message


def test_a_table_with_its_columns_below_each_other(tmp_path: Path, read: Read) -> None:
    name, *names = zip(*[ACLED_2023, *records(3)], strict=True)
    write(tmp_path / "a.csv", names, name)
    (message,) = read(tmp_path).messages
    assert message.startswith("a.csv: its columns stand below each other. Expected a row for each")


def test_a_sheet_that_goes_on_without_a_header_is_not_passed_over(
    tmp_path: Path, read: Read
) -> None:
    """It was passed over as no table of events, with all its rows."""
    rows = [[cell or "-" for cell in row] for row in records(8)]
    told = [["About"], ["Downloaded in May"]]
    book = {"First": [ACLED_2023, *rows[:4]], "Second": rows[4:], "Notes": told}
    write_book(tmp_path / "a.xlsx", book)
    (message,) = read(tmp_path).messages
    assert message.startswith("a.xlsx/Second:1: the first line is no header but a row, perhaps ")
    assert message.endswith(
        "Expected the header of the sheet 'First' in the first line of this one too."
    )


def test_an_answer_that_counts_its_page_and_all_pages(tmp_path: Path, read: Read) -> None:
    rows = [dict(zip(ACLED_2023, row, strict=True)) for row in records(5)]
    for name, part in (("a.json", rows[:3]), ("b.json", rows[3:])):
        answer = {"success": True, "count": len(part), "total_count": 5, "data": part}
        (tmp_path / name).write_text(json.dumps(answer), encoding="utf-8")
        notice = "a.json: of 5 records that the answer counts 2 are not here"
        assert (notice in read(tmp_path).outcome.notices) == (name == "a.json")


@pytest.mark.parametrize(
    "titles",
    [
        ["Incident", "", "", "Place", "", "", "Toll"],
        ["ref", "when", "who", "Place", "", "", "Toll"],
    ],
    ids=["over several columns", "and some merged with the line below"],
)
def test_titles_above_the_names_of_columns(tmp_path: Path, read: Read, titles: list[str]) -> None:
    names = ["ref", "when", "who", "town", "latitude", "longitude", "killed"]
    rows = [
        [f"a{at}", f"2018-03-0{at}", "JNIM", "Ber", "14.5", "-3.1", str(at)] for at in range(1, 6)
    ]
    write_xlsx(tmp_path / "a.xlsx", [titles, names, *rows])
    reading = pasted(read, tmp_path)
    assert reading.messages == []
    assert [(row["killed_best"], row["latitude"]) for row in reading.rows] == [
        (at, 14.5) for at in range(1, 6)
    ]


@pytest.mark.parametrize("by_columns", [True, False])
def test_quotes_behind_backslashes_are_told_and_none_is_dropped(
    tmp_path: Path, read: Read, by_columns: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = records(3)
    rows[1] = [*records(2, notes='They said "no", then left')[1]]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, quoting=csv.QUOTE_ALL, doublequote=False, escapechar="\\")
        writer.writerows([ACLED_2023, *rows])
    if not by_columns:
        monkeypatch.setattr("loaders.events.read_tables.suits_columns", lambda *_: False)
    reading = read(tmp_path)
    assert [row["record"] for row in reading.rows] == ["MLI1", "MLI3"]
    (message,) = reading.messages
    assert message.startswith("a.csv:3: text follows the closing quote")


def test_quotes_that_are_written_twice_are_read_by_columns(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = ['"No", he said, ""', 'he said "no"', 'a,"b",c', '"', "5,'\"'6"]
    write(tmp_path / "a.csv", [records(5, notes=each)[at] for at, each in enumerate(notes)])

    def none(*_: object, **__: object) -> None:
        raise AssertionError("read row by row")

    monkeypatch.setattr("loaders.events.read_tables.read_by_rows", none)
    assert [row["notes"] for row in read(tmp_path).rows] == notes


def test_a_file_that_was_not_written_to_its_end(tmp_path: Path, read: Read) -> None:
    write(tmp_path / "a.csv", records(3))
    with (tmp_path / "a.csv").open("ab") as handle:
        handle.write(bytes(512))
    reading = read(tmp_path)
    assert len(reading.rows) == 3
    assert reading.messages == [
        "a.csv:5: a NUL byte (character 1 of the line), and nothing else. Expected a file that was "
        "written to its end."
    ]


def test_a_list_of_withdrawn_events_is_offered_as_no_events(tmp_path: Path, read: Read) -> None:
    write(tmp_path / "a.csv", records(2))
    withdrawn = [{"event_id_cnty": "MLI1", "deleted_timestamp": "1700000000"}]
    (tmp_path / "deleted.json").write_text(json.dumps({"count": 1, "data": withdrawn}))
    reading = read(tmp_path)
    assert (len(reading.rows), reading.messages, reading.outcome.suggestions) == (2, [], [])
    (notice,) = reading.outcome.notices
    assert notice.startswith("deleted.json: passed over, since it lists events that have been")


def test_a_dash_before_degrees_is_a_minus(tmp_path: Path, read: Read) -> None:
    write(tmp_path / "a.csv", records(1, longitude="\N{EN DASH}3.25"))
    assert [row["longitude"] for row in read(tmp_path).rows] == [-3.25]
