"""Tables in files: CSV in any dress, spreadsheets, and either of them in a zip archive."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from loaders.events.csv_text import read_csv_header
from loaders.events.layouts.recognition import column_name
from loaders.events.sheets import sheet_rows, sheets_in
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import excerpt
from loaders.problems import Place, Problems

EXPANDED_LIMIT = 8 * 1024**3
"""The most that one member of a zip archive may expand to, in bytes ..."""

RATIO_LIMIT = 200
"""... and how many times its packed size; event data come to about ten times."""

TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".zip")
_SHEET_MARKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def find_tables(folder: Path, scratch: Path, problems: Problems) -> list[Table]:
    """Find every table in a folder, in the order of the names.

    Args:
        folder: The folder; what stands in folders inside it is found as well.
        scratch: A folder for what is unpacked.
        problems: Takes what cannot be read as a table.
    """
    tables: list[Table] = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts):
            continue
        if path.suffix.lower() not in TABLE_SUFFIXES:
            continue
        if path.is_dir():
            problems.add(Place(name), "this is a folder", expected="a file with a table")
            continue
        try:
            tables.extend(_tables(path, name, scratch))
        except UnreadableFileError as error:
            problems.add(Place(name, error.line), error.problem, expected=error.expected)
        except OSError as error:
            problems.add(Place(name), f"the file cannot be read: {error.strerror or error}")
    for table in list(tables):
        try:
            read_header(table)
        except UnreadableFileError as error:
            problems.add(Place(table.name, error.line), error.problem, expected=error.expected)
            tables.remove(table)
    return tables


def _tables(path: Path, name: str, scratch: Path) -> Iterator[Table]:
    """The tables of a file, by what is in it and not by its suffix."""
    with path.open("rb") as handle:
        start = handle.read(8)
    if not start:
        raise UnreadableFileError("the file is empty", "a table with a header")
    if start.startswith(b"PK\x05\x06"):
        raise UnreadableFileError("the archive is empty", "an archive with a table in it")
    if start.startswith(b"PK"):
        yield from _archive(path, name, scratch)
    elif start.startswith(b"\xd0\xcf\x11\xe0"):
        yield from sheets_in(path, name)
    else:
        yield Table(name, path, "csv")


def _archive(path: Path, name: str, scratch: Path) -> Iterator[Table]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if any(each.filename in _SHEET_MARKS for each in members):
                yield from sheets_in(path, name)
                return
            tables = [each for each in members if _holds_table(each.filename)]
            if not tables:
                raise UnreadableFileError(
                    "the archive holds no table", "a CSV file or a spreadsheet in it"
                )
            for member in tables:
                inside = f"{name}/{member.filename}"
                unpacked = _unpack(archive, member, scratch)
                with unpacked.open("rb") as handle:
                    packed_sheet = handle.read(2) == b"PK"
                yield from (
                    sheets_in(unpacked, inside)
                    if packed_sheet
                    else [Table(inside, unpacked, "csv")]
                )
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(f"the archive is damaged: {error}", "a whole zip file") from None


def _holds_table(name: str) -> bool:
    path = Path(name)
    return path.suffix.lower() in TABLE_SUFFIXES[:-1] and not name.startswith("__MACOSX/")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, scratch: Path) -> Path:
    """Unpack a member under a name of our own, up to the limits."""
    limit = min(EXPANDED_LIMIT, max(member.compress_size, 1024) * RATIO_LIMIT)
    if member.file_size > limit:
        raise UnreadableFileError(
            f"'{excerpt(member.filename)}' would expand to {member.file_size:,} bytes from "
            f"{member.compress_size:,}",
            f"at most {RATIO_LIMIT} times its packed size",
        )
    target = scratch / f"{len(list(scratch.iterdir()))}.table"
    written = 0
    try:
        with archive.open(member) as source, target.open("wb") as handle:
            while block := source.read(1 << 20):
                written += len(block)
                if written > limit:
                    raise UnreadableFileError(
                        "the archive expands to more than it says", "a sound zip file"
                    )
                handle.write(block)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFileError(
            f"'{excerpt(member.filename)}' cannot be unpacked: {error}", "a whole zip file"
        ) from None
    return target


def read_header(table: Table) -> None:
    """Find the encoding, the delimiter and the columns of a table.

    Raises:
        UnreadableFileError: Where it has no header.
    """
    if table.kind == "sheet":
        rows = iter(sheet_rows(table))
        first = next(rows, None)
        if first is None:
            raise UnreadableFileError("the sheet is empty", "a table with a header")
        table.header_line, texts = first
        table.header = [column_name(text) for text in texts]
    else:
        read_csv_header(table)
    while table.header and not table.header[-1]:
        table.header.pop()
    twice = {name for name in table.header if name and table.header.count(name) > 1}
    if twice:
        names = ", ".join(f"'{excerpt(name)}'" for name in sorted(twice))
        raise UnreadableFileError(
            f"the header names {names} more than once", "each column once", table.header_line
        )
