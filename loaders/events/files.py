"""Tables in files: CSV in any format, spreadsheets, JSON, and each of these in a zip archive."""

import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from loaders.events.csv_rows import unwrapped
from loaders.events.csv_text import has_row_numbers, names_of, read_csv_header
from loaders.events.headers import (
    FIRST_LINES,
    Wanted,
    first_of_width,
    inner_delimiter,
    is_header,
    is_row,
    looks_like_values,
)
from loaders.events.json_rows import is_json, read_json_header
from loaders.events.sheets import OLE, first_rows, sheets_in
from loaders.events.suggestion import Suggestion
from loaders.events.table import Dress, Table, UnreadableFileError
from loaders.events.values import excerpt
from loaders.problems import Place, Problems

EXPANDED_LIMIT = 8 * 1024**3
"""Most bytes that a member of a zip archive may expand to ..."""

RATIO_LIMIT = 200
"""... and most times its compressed size; event data expand about ten times."""

ENCRYPTED = 1
"""The flag of an encrypted member of a zip archive."""

TABLE_SUFFIXES = (
    *(".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".geojson"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip"),
)
_SHEET_MARKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_R = 'R\'s own format: in R, write.csv(readRDS("{name}"), "{stem}.csv", row.names = FALSE)'
_R_DATA = (
    'R\'s own format: in R, write.csv(get(load("{name}")[1]), "{stem}.csv", row.names = FALSE)'
)
_PARQUET = (
    "Parquet: save it as CSV, in Python import polars; "
    'polars.read_parquet("{name}").write_csv("{stem}.csv")'
)
_FEATHER = _PARQUET.replace("Parquet", "Arrow's format").replace("read_parquet", "read_ipc")
_MAP = "the format of a map: save its table as CSV, or the map as GeoJSON"
_PACKED = "packed in a way that is not read here: unpack it into the folder"
_WEB_PAGE = "a web page: open it in a spreadsheet and save it as CSV"
OTHERS = {
    ".rds": _R,
    ".rda": _R_DATA,
    ".rdata": _R_DATA,
    ".dta": "Stata's own format: in Stata, export delimited",
    ".sav": "the format of SPSS: save it as CSV",
    ".parquet": _PARQUET,
    **dict.fromkeys((".feather", ".arrow"), _FEATHER),
    **dict.fromkeys((".shp", ".kml", ".kmz"), _MAP),
    ".xml": "XML: open it in a spreadsheet and save it as CSV",
    ".numbers": "the format of Numbers: export it as CSV",
    **dict.fromkeys((".html", ".htm"), _WEB_PAGE),
    **dict.fromkeys((".db", ".sqlite", ".gpkg"), "an SQLite database: save its table as CSV"),
    **dict.fromkeys((".crdownload", ".part", ".download"), "a download that has not ended"),
    ".gz": _PACKED,
    ".tgz": _PACKED,
    ".bz2": _PACKED,
    ".xz": _PACKED,
    ".7z": _PACKED,
    ".rar": _PACKED,
    ".tar": _PACKED,
}
"""Formats that may hold event data but are not read."""
_NO_KIND = "no kind of file that is read here: name it .csv if it is a table"
_NO_DATA = {
    *(".yml", ".yaml", ".md", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".bib", ".ris"),
    *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".py", ".ipynb", ".r", ".do", ".sql", ".sh"),
}
"""Formats without event data, which are skipped silently: texts, pictures and programs."""

_MARKS = (
    (b"7z\xbc\xaf", _PACKED),
    (b"Rar!", _PACKED),
    (b"BZh", _PACKED),
    (b"\xfd7zXZ", _PACKED),
    (b"%PDF", "a PDF"),
    (b"PAR1", "Parquet: save it as CSV"),
    *((mark, _WEB_PAGE) for mark in (b"<!DOCTYPE", b"<!doctype", b"<html", b"<HTML", b"<table")),
    *((mark, "XML: save it as CSV") for mark in (b"<?xml", b"\xef\xbb\xbf<?xml")),
)
"""The first bytes of files that are not text tables, and what they are."""


def find_tables(folder: Path, scratch: Path, problems: Problems, notices: list[str]) -> list[Table]:
    """Find every table in a folder, in the order of their names, with its format.

    Args:
        folder: The folder, which is searched recursively.
        scratch: A folder for unpacked files.
        problems: Collects files that cannot be read as tables.
        notices: Collects files that are skipped.
    """
    tables: list[Table] = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if _is_litter(path.relative_to(folder)):
            continue
        suffix = path.suffix.lower()
        if suffix not in TABLE_SUFFIXES and not _is_packed_table(path.name):
            if suffix not in _NO_DATA and path.is_file():
                hint = OTHERS.get(suffix, _NO_KIND).format(name=path.name, stem=path.stem)
                notices.append(f"{name}: passed over, since it is {hint}")
            continue
        try:
            if (kind := _kind(path)) != "file":
                problems.add(Place(name), f"this is a {kind}", expected="a file with a table")
                continue
            tables.extend(_tables(path, name, scratch, problems))
        except UnreadableFileError as error:
            problems.add(Place(name, error.line), error.problem, expected=error.expected)
        except OSError as error:
            problems.add(Place(name), f"the file cannot be read: {error.strerror or error}")
    return tables


def _kind(path: Path) -> str:
    """Return what kind of file a path is; opening a pipe would wait for a writer."""
    mode = path.stat().st_mode
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "named pipe" if stat.S_ISFIFO(mode) else "device or socket"


def _tables(
    path: Path,
    name: str,
    scratch: Path,
    problems: Problems,
    *,
    book: str | None = None,
    depth: int = 0,
) -> Iterator[Table]:
    """Yield the tables in a file, by its content and not by its suffix."""
    with path.open("rb") as handle:
        start = handle.read(512)
    if not start:
        raise UnreadableFileError("the file is empty", "a table with a header")
    if (kind := next((kind for mark, kind in _MARKS if start.startswith(mark)), None)) is not None:
        raise UnreadableFileError(f"whatever its name, this is {kind}", "a table as text")
    if start.startswith(b"PK\x05\x06"):
        raise UnreadableFileError("the archive is empty", "an archive with a table in it")
    if start.startswith(b"PK"):
        yield from _archive(path, name, scratch, problems, depth)
    elif start.startswith(b"\x1f\x8b"):
        if depth > 1:
            raise UnreadableFileError("this archive is within two others", "an unpacked one")
        unpacked = _gunzip(path, scratch)
        yield from _tables(unpacked, name, scratch, problems, book=book, depth=depth + 1)
    elif start.startswith(OLE):
        yield from sheets_in(path, name, scratch)
    else:
        yield Table(name, path, "json" if is_json(start) else "csv", book=book)


def _archive(
    path: Path, name: str, scratch: Path, problems: Problems, depth: int
) -> Iterator[Table]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if any(each.filename in _SHEET_MARKS for each in members):
                yield from sheets_in(path, name, scratch)
                return
            if depth > 1:
                # An archive that contains itself would be unpacked endlessly.
                raise UnreadableFileError("this archive is within two others", "an unpacked one")
            tables = [each for each in members if _holds_table(each.filename)]
            if not tables:
                raise UnreadableFileError(
                    "the archive holds no table", "a CSV file or a spreadsheet in it"
                )
            for member in tables:
                inside = f"{name}/{member.filename}"
                try:
                    unpacked = _unpack(archive, member, scratch)
                    yield from _tables(
                        unpacked, inside, scratch, problems, book=name, depth=depth + 1
                    )
                except UnreadableFileError as error:
                    problems.add(Place(inside, error.line), error.problem, expected=error.expected)
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(f"the archive is damaged: {error}", "a whole zip file") from None


def _holds_table(name: str) -> bool:
    path = Path(name)
    is_table = path.suffix.lower() in TABLE_SUFFIXES or _is_packed_table(name)
    return is_table and not _is_litter(path)


def _is_litter(path: Path) -> bool:
    """Return whether a file is hidden, or left in folders by a system or an open spreadsheet."""
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.parts)
    return hidden or path.name.lower() in ("thumbs.db", "desktop.ini")


def _is_packed_table(name: str) -> bool:
    """Return whether a file is a gzipped table, such as export.csv.gz."""
    inner, _, suffix = name.lower().rpartition(".")
    return suffix == "gz" and Path(inner).suffix in TABLE_SUFFIXES


def _gunzip(path: Path, scratch: Path) -> Path:
    """Unpack a gzipped file, up to the limits."""
    limit = min(EXPANDED_LIMIT, max(path.stat().st_size, 1024) * RATIO_LIMIT)
    try:
        with gzip.open(path) as source:
            return _written(source, scratch, limit)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableFileError(f"this cannot be unpacked: {error}", "a whole file") from None


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, scratch: Path) -> Path:
    """Unpack a member of an archive under our own name, up to the limits."""
    if member.flag_bits & ENCRYPTED:
        raise UnreadableFileError(
            "this is locked with a password", "a file without one: unpack it into the folder"
        )
    limit = min(EXPANDED_LIMIT, max(member.compress_size, 1024) * RATIO_LIMIT)
    if member.file_size > limit:
        raise UnreadableFileError(
            f"this would expand to {member.file_size:,} bytes from {member.compress_size:,}",
            f"at most {RATIO_LIMIT} times its packed size",
        )
    try:
        with archive.open(member) as source:
            return _written(source, scratch, limit)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFileError(f"this cannot be unpacked: {error}", "a whole zip file") from None


def _written(source: IO[bytes] | gzip.GzipFile, scratch: Path, limit: int) -> Path:
    """Write unpacked data to a file under our own name."""
    target = scratch / f"{len(list(scratch.iterdir()))}.table"
    written = 0
    with target.open("wb") as handle:
        while block := source.read(1 << 20):
            written += len(block)
            if written > limit:
                raise UnreadableFileError(
                    f"this expands to more than {limit:,} bytes",
                    f"at most {RATIO_LIMIT} times its packed size",
                )
            handle.write(block)
    return target


def read_header(table: Table, dress: Dress, wanted: Wanted, notices: list[str]) -> None:
    """Find the encoding, the delimiter and the columns of a table.

    Args:
        table: The table, in which the results are stored.
        dress: What a mapping file says about its format.
        wanted: Sets of columns by which a header is recognised.
        notices: Collects what is skipped.

    Raises:
        UnreadableFileError: If it has no header.
    """
    if table.kind == "json":
        table.header = names_of(read_json_header(table))
    elif table.kind == "sheet":
        table.header = names_of(_sheet_header(table, dress, wanted))
    else:
        table.header = names_of(read_csv_header(table, dress, wanted))
        if dress.header is None and has_row_numbers(table):
            table.header.insert(0, "")
            notices.append(f"{table.name}: the numbers before its rows, as of R, are passed over")
    if table.preamble:
        notices.append(
            f"{table.name}: its columns are named on line {table.header_line}; what stands before "
            "is passed over"
        )
    values = dress.header is None and looks_like_values(table.header)
    twice = sorted({name for name in table.header if name and table.header.count(name) > 1})
    if "\0" in "".join(table.header):
        raise UnreadableFileError("a NUL byte", "text", table.header_line)
    if twice and not values:
        names = ", ".join(f"'{excerpt(name)}'" for name in twice[:8])
        more = f" and {len(twice) - 8} more" if len(twice) > 8 else ""
        suggestion = Suggestion(table.file_name)
        suggestion.header = numbered(table.header)
        suggestion.lines.append(f"skip: {table.header_line}")
        raise UnreadableFileError(
            f"the header names {names}{more} more than once",
            "each column once",
            table.header_line,
            suggestion=suggestion,
        )


def numbered(names: list[str]) -> list[str]:
    """Return the names of columns, with numbers appended to repeated ones."""
    return [
        f"{name}_{again + 1}" if name and (again := names[:at].count(name)) else name
        for at, name in enumerate(names)
    ]


def _sheet_header(table: Table, dress: Dress, wanted: Wanted) -> list[str]:
    rows = first_rows(table, FIRST_LINES)
    if dress.skip is not None or dress.header is not None:
        rows = [row for row in rows if row.line > (dress.skip or 0)] or rows[-1:]
        first = rows[0]
        table.header_line = first.line if dress.header is None else dress.skip or 0
        if dress.header is None:
            return first.fields
        return list(dress.header) or [str(at + 1) for at in range(len(first.fields))]
    for row in rows:
        table.inner_delimiter = inner_delimiter(row.fields, wanted)
        fields = unwrapped(row.fields, table.inner_delimiter)
        if is_header(fields, wanted):
            before = rows[: rows.index(row)]
            if any(
                is_row(unwrapped(each.fields, table.inner_delimiter), fields) for each in before
            ):
                break
            table.header_line, table.preamble = row.line, rows.index(row)
            return fields
    at = first_of_width([row.fields for row in rows], 0) or 0
    table.header_line, table.preamble = rows[at].line, at
    return rows[at].fields
