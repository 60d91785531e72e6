"""Tables in files: CSV in any dress, spreadsheets, and either of them in a zip archive."""

import codecs
import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import python_calamine

from loaders.events.layouts.recognition import column_name
from loaders.events.values import shown
from loaders.problems import Place, Problems

FIELD_LIMIT = 1_000_000
"""The longest field that a record can have, in characters."""

EXPANDED_LIMIT = 8 * 1024**3
"""The most that one member of a zip archive may expand to, in bytes ..."""

RATIO_LIMIT = 200
"""... and how many times its packed size; event data come to about ten times."""

DELIMITERS = (",", ";", "\t", "|")
TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".zip")
_SHEET_MARKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


class UnreadableFileError(Exception):
    """A file that cannot be read as a table; the message says why."""

    def __init__(self, found: str, expected: str = "", line: int = 0) -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected
        self.line = line


@dataclass
class Table:
    """One table of the user's: a file, a member of an archive, or a sheet.

    Attributes:
        name: How messages name it.
        path: The file that holds it; for a member of an archive, what was unpacked.
        kind: `csv` or `sheet`.
        header: Its columns, in lower case.
        header_line: The line on which they stand.
        delimiter, encoding, skip_hxl: How its text is read.
    """

    name: str
    path: Path
    kind: str
    header: list[str] = field(default_factory=list)
    header_line: int = 1
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    sheet: str | None = None

    @property
    def place(self) -> Place:
        """The file as a whole."""
        return Place(self.name)


def find_tables(folder: Path, scratch: Path, problems: Problems) -> list[Table]:
    """Find every table in a folder, in the order of the names.

    Args:
        folder: The folder; what stands in folders inside it is found as well.
        scratch: A folder for what is unpacked.
        problems: Takes what cannot be read as a table.
    """
    found: list[Table] = []
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
            found.extend(_tables(path, name, scratch))
        except UnreadableFileError as error:
            problems.add(Place(name, error.line), error.found, expected=error.expected)
        except OSError as error:
            problems.add(Place(name), f"the file cannot be read: {error.strerror or error}")
    for table in list(found):
        try:
            read_header(table)
        except UnreadableFileError as error:
            problems.add(Place(table.name, error.line), error.found, expected=error.expected)
            found.remove(table)
    return found


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
        yield from _sheets(path, name)
    else:
        yield Table(name, path, "csv")


def _archive(path: Path, name: str, scratch: Path) -> Iterator[Table]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if any(each.filename in _SHEET_MARKS for each in members):
                yield from _sheets(path, name)
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
                    _sheets(unpacked, inside) if packed_sheet else [Table(inside, unpacked, "csv")]
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
            f"'{shown(member.filename)}' would expand to {member.file_size:,} bytes from "
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
            f"'{shown(member.filename)}' cannot be unpacked: {error}", "a whole zip file"
        ) from None
    return target


def _sheets(path: Path, name: str) -> Iterator[Table]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.CalamineError as error:
        raise UnreadableFileError(
            f"this is no spreadsheet that can be read: {error}", "xlsx, xls or ods"
        ) from None
    for sheet in workbook.sheet_names:
        alone = len(workbook.sheet_names) == 1
        yield Table(name if alone else f"{name}/{sheet}", path, "sheet", sheet=sheet)


# -------------------------------------------------------------- reading


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
        _read_csv_header(table)
    while table.header and not table.header[-1]:
        table.header.pop()
    twice = {name for name in table.header if name and table.header.count(name) > 1}
    if twice:
        names = ", ".join(f"'{shown(name)}'" for name in sorted(twice))
        raise UnreadableFileError(
            f"the header names {names} more than once", "each column once", table.header_line
        )


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _read_csv_header(table: Table) -> None:
    with table.path.open("rb") as handle:
        start = handle.read(1 << 16)
    table.encoding = next((name for bom, name in _BOMS if start.startswith(bom)), "utf-8")
    if table.encoding == "utf-16":
        start = start[: len(start) // 2 * 2]
    elif b"\0" in start:
        at = start.index(b"\0")
        raise UnreadableFileError(
            f"a NUL byte (byte {at + 1})",
            "text in the encoding UTF-8",
            start.count(b"\n", 0, at) + 1,
        )
    text = start.decode(table.encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    number = next((at for at, line in enumerate(lines) if line.strip(" ,;\t\ufeff")), None)
    if number is None:
        raise UnreadableFileError("the file is empty", "a table with a header")
    line = lines[number]
    if len(line) > 30_000:
        raise UnreadableFileError(
            "the first line is longer than any header", "a table with a header", number + 1
        )
    table.delimiter = max(DELIMITERS, key=line.count)
    try:
        (columns,) = csv.reader([line], delimiter=table.delimiter, strict=True)
    except (csv.Error, ValueError):
        raise UnreadableFileError(
            "the quotes of the header do not pair", "a table with a header", number + 1
        ) from None
    table.header = [column_name(column) for column in columns]
    table.header_line = number + 1
    if len(table.header) < 2:
        raise UnreadableFileError(
            f"the first line is no header of a table: '{shown(line)}'",
            "columns between commas",
            number + 1,
        )


@contextmanager
def open_text(table: Table) -> Iterator[IO[str]]:
    """Open the text of a CSV table, line ends as they are."""
    with table.path.open("rb") as raw, io.TextIOWrapper(raw, table.encoding, newline="") as text:
        yield text


def csv_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV table after its header, each with the line on which it begins.

    Raises:
        UnreadableFileError: At the first place where the text cannot be read on: it says where.
    """
    csv.field_size_limit(FIELD_LIMIT)
    before = table.path.stat()
    line = 1
    with open_text(table) as text:
        # With strict, a quote inside a quoted field and an end within one are errors.
        reader = csv.reader(_checked(text), delimiter=table.delimiter, strict=True)
        try:
            for row in reader:
                if row and line > table.header_line:
                    yield line, row
                line = reader.line_num + 1
        except csv.Error as error:
            raise _csv_problem(error, line) from None
        except UnicodeDecodeError as error:
            raise _encoding_problem(table, error) from None
    after = table.path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableFileError(
            "the file changed while it was read", "a file that nobody writes to"
        )


def _checked(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            raise UnreadableFileError(
                f"a NUL byte (character {line.index(chr(0)) + 1})", "text", number
            )
        yield line


def _csv_problem(error: csv.Error, line: int) -> UnreadableFileError:
    message = str(error)
    if "field larger" in message:
        return UnreadableFileError(
            f"a field of the row that begins here is longer than {FIELD_LIMIT:,} characters",
            "quotes that close, and fields shorter than that",
            line,
        )
    if "unexpected end" in message:
        return UnreadableFileError(
            "the file ends within quotes that open in this row", "a whole file", line
        )
    if "expected after" in message:
        return UnreadableFileError(
            "text follows the closing quote of a field in this row",
            "quotes inside a field written twice",
            line,
        )
    return UnreadableFileError(f"the row cannot be read: {message}", "a row of a table", line)


def _encoding_problem(table: Table, error: UnicodeDecodeError) -> UnreadableFileError:
    """Find the line: the decoder reads ahead in blocks and cannot tell."""
    line = 1
    with table.path.open("rb") as raw:
        for line, content in enumerate(raw, 1):
            try:
                content.decode(table.encoding.removesuffix("-sig"))
            except UnicodeDecodeError as found:
                byte = content[found.start]
                return UnreadableFileError(
                    f"byte {byte:#04x} (number {found.start + 1} of the line) is not "
                    f"{table.encoding.removesuffix('-sig').upper()}",
                    "a file in the encoding UTF-8",
                    line,
                )
    return UnreadableFileError(
        f"the text cannot be decoded: {error.reason}", "a file in the encoding UTF-8", line
    )


def sheet_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet that hold anything, each with its number, every cell as text."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(table.path))
        sheet = workbook.get_sheet_by_name(table.sheet or workbook.sheet_names[0])
        first = sheet.start[0] if sheet.start else 0
        for number, row in enumerate(sheet.iter_rows(), first + 1):
            texts = [cell_text(cell) for cell in row]
            if any(texts):
                yield number, texts
    except python_calamine.CalamineError as error:
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


# -------------------------------------------------------------- versions

_RELEASE = re.compile(r"ged[a-z_-]*?v?(\d\d)[._]?(\d)(?!\d)", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(20\d\d)[-_]?([01]\d)[-_]?([0-3]\d)(?!\d)")
_GTD_ISSUE = re.compile(r"_(\d\d)(\d\d)dist", re.IGNORECASE)


def version_day(version: str) -> datetime.date | None:
    """The day that a version stands for: release 21.1 is of 2021, 2025-01-17 is that day."""
    if match := re.fullmatch(r"(\d\d)\.(\d)(?:\.\d+)?", version):
        # Candidate releases of a year come month by month after its first.
        return datetime.date(2000 + int(match[1]), 6, 1)
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", version):
        try:
            return datetime.date(*map(int, match.groups()))
        except ValueError:
            return None
    if re.fullmatch(r"\d{4}", version):
        return datetime.date(int(version), 6, 1)
    return None


def version_in_name(name: str) -> str | None:
    """The version that a file's name tells: a release such as ged251, or a day."""
    stem = name.rpartition("/")[2]
    for part in (stem, name):
        if match := _DAY.search(part):
            version = "-".join(match.groups())
            if version_day(version):
                return version
        if match := _RELEASE.search(part):
            return f"{match[1]}.{match[2]}"
        if match := _GTD_ISSUE.search(part):
            return (
                f"20{match[2]}-{match[1]}-01"
                if version_day(f"20{match[2]}-{match[1]}-01")
                else None
            )
    return None
