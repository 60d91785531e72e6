"""Tables in text: CSV in any dress."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from loaders.events.layouts.recognition import column_name
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import excerpt

FIELD_LIMIT = 1_000_000
"""The longest field that a record can have, in characters."""

DELIMITERS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv_header(table: Table) -> None:
    """Find the encoding, the delimiter and the columns of a CSV table."""
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
            f"the first line is no header of a table: '{excerpt(line)}'",
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
    """Find the line: the decoder reads ahead in blocks and does not know it."""
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
