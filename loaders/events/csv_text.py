"""The text of CSV tables in any format: encoding, separator, header."""

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from loaders.events.headers import (
    DELIMITERS,
    FIRST_LINES,
    Wanted,
    first_of_width,
    inner_delimiter,
    is_header,
    is_row,
    looks_like_values,
    split_line,
)
from loaders.events.layouts.recognition import column_name
from loaders.events.table import Dress, Table, UnreadableFileError
from loaders.events.values import excerpt

FIELD_LIMIT = 1_000_000
"""Most characters in a field."""

_LONGEST_HEADER = 30_000
_MOST_LINES = 10
"""Most lines in a header with column names that contain line breaks."""
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    """Keep undecodable bytes, as surrogateescape does, but for every encoding."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(chr(0xDC00 + byte) for byte in bad), error.end


KEEP_BYTES = "keep-bytes"
codecs.register_error(KEEP_BYTES, _keep_bytes)


def encoding_of(start: bytes) -> str:
    """Return the encoding of text by its first bytes: a byte order mark, or UTF-16's zero bytes."""
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None)
    if marked is not None:
        return marked
    # Latin letters with two bytes each, one of which is zero.
    first, second = start[:400:2], start[1:400:2]
    for nothing, letters, name in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
        if 2 * nothing.count(0) > len(nothing) and not letters.count(0):
            return name
    return "utf-8"


@contextmanager
def open_text(table: Table) -> Iterator[IO[str]]:
    """Open the text of a CSV table with its line ends; undecodable bytes are kept."""
    with (
        table.path.open("rb") as raw,
        io.TextIOWrapper(raw, table.encoding, KEEP_BYTES, newline="") as text,
    ):
        yield text


def is_utf8(table: Table) -> bool:
    """Return whether the whole text of a table is in UTF-8."""
    try:
        with table.path.open(encoding=table.encoding, newline="") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


LIKELY = ("windows-1252", "cp850", "mac-roman", "windows-1256")
"""What spreadsheets write that are told to write no UTF-8: on Windows, in DOS, on a Mac, Arabic."""
_ODD_WORDS = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_MOST_WORDS = 200
_MARKS_OF_WORDS = dict.fromkeys(map(ord, "‘’“”«»…–—\xa0"))
"""What stands beside the letters of a word, or between them."""


def likely_encoding(path: Path) -> tuple[str, str]:
    """Return the likeliest encoding of a text that is not UTF-8, and a sample word.

    In each encoding nearly every byte is a letter, so none can be ruled out: the likeliest is the
    one in which most words look like words.
    """
    with path.open("rb") as handle:
        found = _ODD_WORDS.finditer(handle.read(1 << 23))
        words = list(dict.fromkeys(match[0] for match in itertools.islice(found, 20 * _MOST_WORDS)))
    read = [[word.decode(name, "replace") for word in words[:_MOST_WORDS]] for name in LIKELY]
    best = max(range(len(LIKELY)), key=lambda at: sum(map(_is_like_a_word, read[at])))
    return LIKELY[best], excerpt(next(iter(read[best]), ""))


def _is_like_a_word(text: str) -> bool:
    """Return whether a word has letters of only one script, without capitals in the middle."""
    text = text.translate(_MARKS_OF_WORDS)
    is_arabic = ["\u0600" <= letter <= "\u06ff" for letter in text]
    if any(is_arabic):
        return all(is_arabic)
    cases = (text.islower(), text.isupper(), text[1:].islower())
    return text.isalpha() and any(cases)


def lines_of_utf8(table: Table) -> list[int]:
    """Return the lines that seem to be UTF-8 in a table with a single-byte encoding.

    Half of a file may be, if it was put together from two sources. In Windows-1252 every byte is a
    letter, so decoding does not fail, but Ménaka becomes MÃ©naka.
    """
    if codecs.lookup(table.encoding).name not in ("cp1252", "iso8859-1", "iso8859-15"):
        return []
    found = []
    with table.path.open("rb") as raw:
        for number, line in enumerate(raw, 1):
            if not line.isascii():
                with suppress(UnicodeDecodeError):
                    line.decode()
                    found.append(number)
    return found


def read_csv_header(table: Table, dress: Dress, wanted: Wanted) -> list[str]:
    """Find the encoding, the delimiter and the columns of a CSV table.

    Args:
        table: The table, in which the results are stored.
        dress: What a mapping file says about its format.
        wanted: Sets of columns by which a header is recognised.

    Returns:
        The columns as spelled in the table.

    Raises:
        UnreadableFileError: If it has no header.
    """
    with table.path.open("rb") as handle:
        start = handle.read(1 << 16)
    table.encoding = dress.encoding or encoding_of(start)
    text = codecs.getincrementaldecoder(table.encoding)("replace").decode(start)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if dress.skip is not None or dress.header is not None:
        return _header_as_told(table, dress, lines)
    found = _known_header(table, dress, lines, wanted)
    return found if found is not None else _first_line(table, dress, lines)


def _header_as_told(table: Table, dress: Dress, lines: list[str]) -> list[str]:
    skip = dress.skip or 0
    line = lines[skip] if skip < len(lines) else ""
    table.delimiter = dress.separator or max(DELIMITERS, key=line.count)
    fields = split_line(line, table.delimiter) or []
    table.header_line = skip if dress.header is not None else skip + 1
    if dress.header:
        return list(dress.header)
    return fields if dress.header is None else [str(at + 1) for at in range(len(fields))]


def _known_header(table: Table, dress: Dress, lines: list[str], wanted: Wanted) -> list[str] | None:
    """Return the columns in the first line that names those of a layout; None if there is none."""
    for number, line in enumerate(lines[:FIRST_LINES], 1):
        if len(line) > _LONGEST_HEADER:
            continue
        for delimiter in (dress.separator,) if dress.separator else DELIMITERS:
            if delimiter not in line:
                continue
            fields, more = _split_lines(lines[number - 1 :], delimiter)
            inner = inner_delimiter(fields or (), wanted)
            if fields and inner:
                fields = split_line(fields[0], inner)
            if fields and is_header(fields, wanted):
                before = (split_line(each, delimiter) or () for each in lines[: number - 1])
                if any(is_row(each, fields) for each in before):
                    return None
                table.delimiter, table.inner_delimiter = delimiter, inner
                table.header_line = number + more
                table.preamble = sum(bool(each.strip()) for each in lines[: number - 1])
                return fields
    return None


def _split_lines(lines: list[str], delimiter: str) -> tuple[list[str] | None, int]:
    """Return the fields of a line, and how many more lines they take if a name has line breaks."""
    for more in range(min(_MOST_LINES, len(lines))):
        fields = split_line("\n".join(lines[: more + 1]), delimiter)
        if fields is not None:
            return fields, more
    return None, 0


def _first_line(table: Table, dress: Dress, lines: list[str]) -> list[str]:
    number = next((at for at, line in enumerate(lines) if line.strip(" ,;\t\ufeff")), None)
    if number is None:
        raise UnreadableFileError("the file is empty", "a table with a header")
    if (below := _below_a_title(table, lines, number)) is not None:
        table.preamble, number = sum(bool(each.strip()) for each in lines[number:below]), below
    line = lines[number]
    if len(line) > _LONGEST_HEADER:
        raise UnreadableFileError(
            "the first line is longer than any header", "a table with a header", number + 1
        )
    table.delimiter = dress.separator or max(DELIMITERS, key=line.count)
    fields, more = _split_lines(lines[number:], table.delimiter)
    table.header_line = number + 1 + more
    if fields is None:
        raise UnreadableFileError(
            "the quotes of the header do not pair", "a table with a header", number + 1
        )
    nul = next((at for at, text in enumerate(lines, 1) if "\0" in text), 0)
    if len(fields) < 2 and nul:
        raise UnreadableFileError("a NUL byte", "text in the encoding UTF-8", nul)
    if len(fields) < 2 and not looks_like_values(fields):
        raise UnreadableFileError(
            f"the first line is no header of a table: '{excerpt(line)}'",
            "columns between commas",
            number + 1,
            is_other=True,
        )
    return fields


def _below_a_title(table: Table, lines: list[str], first: int) -> int | None:
    """Return the line that names the columns of a table no layout fits, where a title is above it.

    A text with commas in it is no table.
    """
    if table.name.lower().endswith(".txt"):
        return None
    rows = [split_line(each, max(DELIMITERS, key=each.count)) or [] for each in lines[:FIRST_LINES]]
    return first_of_width(rows, first)


def has_row_numbers(table: Table) -> bool:
    """Return whether the rows begin with row numbers, for which the header has no name.

    This is the default of write.table in R.
    """
    with open_text(table) as text:
        lines = itertools.islice(text, table.header_line, None)
        try:
            first = list(itertools.islice(csv.reader(lines, delimiter=table.delimiter), 3))
        except csv.Error:
            return False
    # If the last field is empty, there is a comma too many, and the number is an id.
    return any(row[-1:] != [""] for row in first) and all(
        len(row) == len(table.header) + 1 and row[0] == str(number)
        for number, row in enumerate(first, 1)
    )


def names_of(fields: list[str]) -> list[str]:
    """Return the names of columns, without empty ones at the end."""
    names = [column_name(field) for field in fields]
    while names and not names[-1]:
        names.pop()
    return names
