"""Spreadsheets as people have them, and those that would take all memory."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.synthetic import ACLED_2016, ACLED_2023, acled_row
from tests.events.conftest import Reading, events
from tests.events.spreadsheet import sheet_of, write_book, write_xlsx

Read = Callable[..., Reading]


def sheet(columns: list[str], count: int = 4, **changes: str) -> list[list[str]]:
    rows = [acled_row(event, style="%Y-%m-%d") | changes for event in events(count)]
    return [columns, *([row.get(name.lower(), "") for name in columns] for row in rows)]


def test_white_space_and_letter_case_of_spreadsheets(tmp_path: Path, read: Read) -> None:
    rows = sheet(ACLED_2016, 4)
    where = {name: at for at, name in enumerate(ACLED_2016)}
    rows[1][where["FATALITIES"]] = "7\u00a0"
    rows[1][where["EVENT_TYPE"]] = "Violence  Against\u00a0Civilians "
    rows[2][where["EVENT_TYPE"]] = "RIots/Protests"
    rows[3][where["EVENT_TYPE"]] = "Battle - Non-state actors overtake territory"
    rows[4][where["EVENT_ID_CNTY"]] = "\u200bMLI4\u2009"
    rows[4][where["ACTOR1"]] = "Ansar\u00a0Dine"
    rows[4][where["LATITUDE"]] = "12.3\u202f"
    write_xlsx(tmp_path / "a.xlsx", rows)
    reading = read(tmp_path)
    assert reading.messages == []
    first, second, third, fourth = reading.rows
    assert (first["killed_best"], first["type_told"]) == (7, "Violence against civilians")
    assert (second["attack_type"], third["attack_type"]) == ("riot", "battle")
    assert (fourth["record"], fourth["latitude"]) == ("MLI4", 12.3)
    assert reading.names(fourth, "actor_1") == ("Ansar Dine",)


def test_sheets_beside_the_data(tmp_path: Path, read: Read) -> None:
    """An empty sheet and a read-me are passed over; a second one with data is read."""
    second = sheet(ACLED_2023, 9)[:1] + sheet(ACLED_2023, 9)[5:]
    write_book(
        tmp_path / "a.xlsx",
        {
            "Read me": [["ACLED data"], ["Terms of use: ask before you publish"], ["1", "2"]],
            "Data": sheet(ACLED_2023, 4),
            "Empty": [],
            "More": second,
        },
    )
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row["record"] for row in reading.rows] == [f"MLI{number}" for number in range(1, 10)]
    assert "a.xlsx/Read me: passed over, since it is no table of events" in (
        reading.outcome.notices
    )


def test_a_title_above_the_columns(tmp_path: Path, read: Read) -> None:
    rows = [["Political violence in the Sahel"], ["accessed", "2024-05-01"], *sheet(ACLED_2023)]
    write_xlsx(tmp_path / "a.xlsx", rows)
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row["line"] for row in reading.rows] == [4, 5, 6, 7]


def test_a_table_in_one_column(tmp_path: Path, read: Read) -> None:
    """A CSV file that a spreadsheet took for text and saved again: each row is one field."""
    lines = [",".join(row) for row in sheet(ACLED_2023, 4, notes="no comma")]
    quoted = ['"' + line.replace('"', '""') + '";;' for line in lines]
    (tmp_path / "a.csv").write_text("\r\n".join(quoted) + "\r\n")
    write_xlsx(tmp_path / "b.xlsx", [[line] for line in lines])
    reading = read(tmp_path)
    assert reading.messages == []
    assert [row["record"] for row in reading.rows] == [f"MLI{number}" for number in range(1, 5)] * 2


def write_far(path: Path, cell: str) -> None:
    """A spreadsheet with one cell far from the others."""
    write_xlsx(path, sheet(ACLED_2023))
    plain = path.with_suffix(".plain")
    path.rename(plain)
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row>'
    with (
        zipfile.ZipFile(plain) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            text = source.read(name).decode().replace("</sheetData>", f"{far}</sheetData>")
            target.writestr(name, text)
    plain.unlink()


@pytest.mark.parametrize("cell", ["XFD1048576", "XFD60000"])
def test_a_cell_far_away_is_told_and_ends_nothing(tmp_path: Path, read: Read, cell: str) -> None:
    write_far(tmp_path / "a.xlsx", cell)
    (message,) = read(tmp_path).messages
    assert message.startswith(f"a.xlsx: a cell stands at {cell}")


def test_a_cell_somewhat_away_does_no_harm(tmp_path: Path, read: Read) -> None:
    write_far(tmp_path / "a.xlsx", "AZ3000")
    reading = read(tmp_path, keep_good=True)
    assert len(reading.rows) == 4


def test_a_spreadsheet_that_would_expand_without_end(tmp_path: Path, read: Read) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", sheet(ACLED_2023))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(80 * 1024**2))
    (message,) = read(tmp_path).messages
    assert message.startswith("a.xlsx: the spreadsheet would expand to ")


def test_a_sheet_that_is_large_only_when_it_is_read(tmp_path: Path, read: Read) -> None:
    """No single number of the archive tells it: what the library takes does."""
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="XFD{0}"><v>1</v></c></row>'
    path = write_xlsx(tmp_path / "a.xlsx", sheet(ACLED_2023))
    with zipfile.ZipFile(path) as source:
        members = {name: source.read(name).decode() for name in source.namelist()}
    members["xl/worksheets/sheet1.xml"] = sheet_of("".join(map(row.format, range(1, 20_001))))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in members.items():
            target.writestr(name, text)
    (message,) = read(tmp_path).messages
    assert "a cell stands at XFD20000" in message
