"""Tables in spreadsheets, which a separate process converts to text.

The library allocates a rectangle of cells reaching to the farthest one, and aborts the process if
there is not enough memory. So it runs in a process with a memory limit.
"""

import csv
import datetime
import importlib.util
import itertools
import json
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from loaders.events.csv_rows import RawRow, unwrapped
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import excerpt

Cell = tuple[int, int]
"""A row and a column, counted from 0."""

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 4 * 1024**3
"""Most bytes that a spreadsheet may expand to ..."""
SMALL = 64 * 1024**2
RATIO = 60
"""... and most times its compressed size, unless it is small; real ones expand ten times."""
MEMORY = 768 * 1024**2
"""Bytes of memory that the library may use, in addition to some for each byte of the file."""
MEMORY_PER_BYTE = 4
MERGED = "\ue000"
"""What marks a value, until it is read, that stands in a cell above with which this is merged."""
OLE = b"\xd0\xcf\x11\xe0"
LOCKED_SO = (
    ", not locked with a password: open it and save it anew without one, or as CSV; one in the form"
    " of before 2007 is named .xls"
)
MOST_CELLS = 20_000_000
"""From this many cells, their number is given as the reason for a failure."""


def sheets_in(path: Path, name: str, scratch: Path) -> list[Table]:
    """Return the sheets of a spreadsheet that are not empty.

    Args:
        path: The file.
        name: Its name in messages.
        scratch: A folder for their text.

    Raises:
        UnreadableFileError: If it is not a spreadsheet or too large, or the library is not
            installed.
    """
    # It is in the optional dependency group for event data.
    if importlib.util.find_spec("python_calamine") is None:
        raise UnreadableFileError(
            "python-calamine is not installed, which reads spreadsheets",
            "a CSV file, or that library: make events installs it",
        )
    expanded = _expanded(path)
    limit = MEMORY + MEMORY_PER_BYTE * expanded
    prefix = scratch / f"{len(list(scratch.iterdir()))}"
    command = [sys.executable, "-m", __name__, str(path.resolve()), str(prefix.resolve())]
    done = subprocess.run(  # noqa: S603
        [*command, str(limit)], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode:
        raise _too_large(path, limit)
    answer = json.loads(done.stdout)
    if "disk" in answer:
        raise OSError(0, answer["disk"])
    if "error" in answer:
        raise UnreadableFileError(
            f"this is no spreadsheet that can be read: {excerpt(answer['error'])}",
            "xlsx, xls or ods" + (LOCKED_SO if path.read_bytes()[:4] == OLE else ""),
        )
    tables = [
        Table(
            name if len(answer["sheets"]) == 1 else f"{name}/{sheet}",
            path,
            "sheet",
            sheet=sheet,
            rows_path=Path(f"{prefix}-{number}.rows"),
            book=name,
            is_hidden=sheet in answer["hidden"],
        )
        for number, sheet in enumerate(answer["sheets"])
    ]
    if not any(_holds_something(table) for table in tables):
        raise UnreadableFileError("the sheets are empty", "a table with a header")
    return [table for table in tables if _holds_something(table)]


def _holds_something(table: Table) -> bool:
    return table.rows_path is not None and table.rows_path.stat().st_size > 0


def _expanded(path: Path) -> int:
    """Return the expanded size of a spreadsheet; for a format without compression, its size."""
    packed = path.stat().st_size
    if not zipfile.is_zipfile(path):
        return packed
    with zipfile.ZipFile(path) as archive:
        expanded = sum(member.file_size for member in archive.infolist())
    if expanded > LARGEST or expanded > max(SMALL, RATIO * packed):
        raise UnreadableFileError(
            f"the spreadsheet would expand to {expanded:,} bytes from {packed:,}",
            f"at most {RATIO} times its packed size; as CSV it can be read",
        )
    return expanded


def sheet_rows(table: Table, keys: frozenset[int] = frozenset()) -> Iterator[RawRow]:
    """Yield the non-empty rows of a sheet, each with its number, every cell as text.

    Args:
        table: The sheet.
        keys: Columns in which the value of a merged cell is used only once: otherwise several rows
            would become one record, which nobody has stated.
    """
    if table.rows_path is None:
        return
    csv.field_size_limit(sys.maxsize)
    with table.rows_path.open(encoding="utf-8", newline="") as text:
        for number, *fields in csv.reader(text):
            if any(field[:1] == MERGED for field in fields):
                fields = [
                    ("" if at in keys else field[1:]) if field[:1] == MERGED else field
                    for at, field in enumerate(fields)
                ]
            yield RawRow(int(number), unwrapped(fields, table.inner_delimiter))


def first_rows(table: Table, count: int) -> list[RawRow]:
    """Return the first rows of a sheet."""
    return list(itertools.islice(sheet_rows(table), count))


_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')


def _too_large(path: Path, limit: int) -> UnreadableFileError:
    """Return why the process ended: for xlsx, the farthest cell, if that explains it."""
    expected = "a table from the first row and column on; as CSV it can be read"
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if not member.filename.startswith("xl/worksheets/"):
                    continue
                row, column = _farthest_cell(archive, member)
                if row * _column_number(column) > MOST_CELLS:
                    return UnreadableFileError(
                        f"a cell stands at {column}{row}, so that the sheet has too many rows "
                        "and columns to be read",
                        expected,
                    )
    return UnreadableFileError(
        f"the spreadsheet cannot be read in {limit // 1024**2:,} MB of memory, or is damaged",
        expected,
    )


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _farthest_cell(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, str]:
    row, column = 0, ""
    try:
        with archive.open(member) as xml:
            rest = b""
            while block := xml.read(1 << 20):
                for letters, digits in _CELL.findall(rest + block):
                    row = max(row, int(digits))
                    column = max(column, letters.decode(), key=lambda each: (len(each), each))
                rest = block[-200:]
    except (zipfile.BadZipFile, EOFError, OSError):
        pass
    return row, column


def cell_text(cell: object) -> str:
    """Return the text of a cell as in a CSV file."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell)
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime.datetime() if cell.time() == datetime.time():
            return cell.date().isoformat()
        case _:
            return str(cell).replace("\0", "")


class _Merged:
    """Merged cells in one column, whose value applies to each of them.

    Cells merged over several columns are titles and remarks, which belong to no column.
    """

    def __init__(self, ranges: Iterable[tuple[Cell, Cell]], start: Cell) -> None:
        self.column_of_first = start[1]
        self.ranges = [
            (top, bottom, left)
            for (top, left), (bottom, right) in ranges
            if left == right and top < bottom
        ]
        self.texts: dict[tuple[int, int], str] = {}

    def filled(self, number: int, texts: list[str]) -> list[str]:
        """Return a row, numbered from 0, with the values that it shares with rows above."""
        for top, bottom, column in self.ranges:
            at = column - self.column_of_first
            if not 0 <= at < len(texts):
                continue
            if number == top:
                self.texts[top, column] = texts[at]
            elif top < number <= bottom and any(texts):
                texts[at] = MERGED + self.texts.get((top, column), "")
        return texts


def _write_sheets(path: str, prefix: str) -> dict[str, object]:
    """Write each sheet as CSV: the non-empty rows, each preceded by its number."""
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        sheets = [
            sheet
            for sheet in workbook.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        names = [sheet.name for sheet in sheets]
        shown = calamine.SheetVisibleEnum.Visible
        hidden = [sheet.name for sheet in sheets if sheet.visible != shown]
        for number, name in enumerate(names):
            target = Path(f"{prefix}-{number}.rows")
            with target.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.writer(handle)
                sheet = workbook.get_sheet_by_name(name)
                first = sheet.start[0] if sheet.start else 0
                merged = _Merged(sheet.merged_cell_ranges or (), sheet.start or (0, 0))
                for at, row in enumerate(sheet.iter_rows(), first + 1):
                    texts = merged.filled(at - 1, [cell_text(cell) for cell in row])
                    if any(texts):
                        writer.writerow([at, *texts])
    except calamine.CalamineError as error:
        return {"error": str(error)}
    except OSError as error:
        return {"disk": error.strerror or str(error)}
    return {"sheets": names, "hidden": hidden}


def main(path: str, prefix: str, limit: str) -> None:
    """Write the sheets of a file within a memory limit, and print which there are."""
    resource.setrlimit(resource.RLIMIT_AS, (int(limit), int(limit)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(json.dumps(_write_sheets(path, prefix)))


if __name__ == "__main__":
    main(*sys.argv[1:])
