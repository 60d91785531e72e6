"""Tables in spreadsheets."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from loaders.events.table import Table, UnreadableFileError


def _library() -> ModuleType:
    # Imported late: it is in the optional group of event data.
    try:
        import python_calamine
    except ModuleNotFoundError:
        raise UnreadableFileError(
            "python-calamine is not installed, which reads spreadsheets",
            "a CSV file, or that library: make events installs it",
        ) from None
    return python_calamine


def sheets_in(path: Path, name: str) -> Iterator[Table]:
    """The sheets of a spreadsheet.

    Args:
        path: The file.
        name: How messages name it.

    Raises:
        UnreadableFileError: Where it is none, or nothing is installed that reads it.
    """
    calamine = _library()
    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.CalamineError as error:
        raise UnreadableFileError(
            f"this is no spreadsheet that can be read: {error}", "xlsx, xls or ods"
        ) from None
    for sheet in workbook.sheet_names:
        alone = len(workbook.sheet_names) == 1
        yield Table(name if alone else f"{name}/{sheet}", path, "sheet", sheet=sheet)


def sheet_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet that hold anything, each with its number, every cell as text."""
    calamine = _library()
    try:
        workbook = calamine.CalamineWorkbook.from_path(str(table.path))
        sheet = workbook.get_sheet_by_name(table.sheet or workbook.sheet_names[0])
        first = sheet.start[0] if sheet.start else 0
        for number, row in enumerate(sheet.iter_rows(), first + 1):
            texts = [cell_text(cell) for cell in row]
            if any(texts):
                yield number, texts
    except calamine.CalamineError as error:
        raise UnreadableFileError(
            f"the spreadsheet cannot be read: {error}", "a whole spreadsheet"
        ) from None


def cell_text(cell: object) -> str:
    """What a cell says, as a CSV file would say it."""
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
