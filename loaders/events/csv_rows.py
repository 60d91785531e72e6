"""Read the rows of a CSV table, so that a mistake in one row does not lose others.

An unbalanced quote makes the csv module take the following rows for one field. So a row that cannot
be read, or that spans several lines, is examined line by line: if another row begins in it, it ends
there.
"""

import csv
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from loaders.events.csv_text import FIELD_LIMIT, open_text
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import Remedy


class RowTest(NamedTuple):
    """Tests whether fields are a row of the table.

    Attributes:
        is_whole: Whether they are a row: as many as there are columns, all readable.
        has_shape: Whether they may be a row: the right number, and a key.
    """

    is_whole: Callable[[list[str]], bool]
    has_shape: Callable[[list[str]], bool]


NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""NUL, and the surrogates for undecodable bytes (see open_text)."""


class RawRow(NamedTuple):
    """A row of a table, or why it cannot be read.

    Attributes:
        line: The line on which it begins.
        fields: Its fields as text.
        problem: Why it cannot be read; empty if it can.
        expected: What would be right.
        remedy: The lines of a mapping file that would help, if any.
    """

    line: int
    fields: list[str]
    problem: str = ""
    expected: str = ""
    remedy: Remedy | None = None


def csv_rows(table: Table, test: RowTest) -> Iterator[RawRow]:
    """Yield the rows of a CSV table after its header.

    Args:
        table: The table.
        test: Distinguishes rows from other lines.

    Raises:
        UnreadableFileError: If the file changes while it is being read.
    """
    csv.field_size_limit(FIELD_LIMIT)
    before = table.path.stat()
    with open_text(table) as text:
        yield from _Rows(itertools.islice(text, table.header_line, None), table, test)
    after = table.path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableFileError(
            "the file changed while it was read", "a file that nobody writes to"
        )


class _Rows:
    """Reads lines, and goes back if a row has swallowed others."""

    def __init__(self, lines: Iterator[str], table: Table, test: RowTest) -> None:
        self.lines = lines
        self.table = table
        self.test = test
        self.ahead: deque[str] = deque()
        self.taken: list[str] = []
        self.line = table.header_line + 1

    def __iter__(self) -> Iterator[RawRow]:
        while True:
            reader = self.reader(self.feed())
            try:
                for fields in reader:
                    if len(self.taken) > 1 and (lines := self.swallowed(fields)):
                        yield self.cut(lines, "a quote opens in this row that does not close")
                        break
                    if fields:
                        yield self.row(fields)
                    self.drop(len(self.taken))
                else:
                    return
            except csv.Error as error:
                # If nothing after it looks like a row, try the next line anyway.
                yield self.cut(self.next_row(self.test.has_shape) or 1, *_reason(error))

    def reader(self, lines: Iterator[str]) -> "Iterator[list[str]]":
        # With strict, a quote inside a quoted field and an end within one are errors.
        reader = csv.reader(lines, delimiter=self.table.delimiter, strict=True)
        inner = self.table.inner_delimiter
        return reader if inner is None else (unwrapped(fields, inner) for fields in reader)

    def feed(self) -> Iterator[str]:
        """Yield the next lines, each of which counts as taken until its row is dropped."""
        while True:
            line = self.ahead.popleft() if self.ahead else next(self.lines, None)
            if line is None:
                return
            self.taken.append(line)
            yield line

    def drop(self, count: int) -> None:
        self.line += count
        self.taken = []

    def row(self, fields: list[str]) -> RawRow:
        """Return a row that the csv module could split."""
        if any(map(NO_TEXT.search, self.taken)):
            return RawRow(self.line, fields, *self.no_text(len(self.taken)))
        if not self.table.has_letters:
            self.table.has_letters = not all(map(str.isascii, self.taken))
        return RawRow(self.line, fields)

    def cut(self, lines: int, problem: str, expected: str = "quotes that close") -> RawRow:
        """Return an unreadable row of the first lines taken; the others will be read again."""
        row = RawRow(self.line, [], problem, expected)
        if any(map(NO_TEXT.search, self.taken[:lines])):
            row = RawRow(self.line, [], *self.no_text(lines))
        self.ahead.extendleft(reversed(self.taken[lines:]))
        self.drop(lines)
        return row

    def swallowed(self, fields: list[str]) -> int:
        """Return after how many lines another row begins inside a row; 0 if none does."""
        # Inside a row that is readable, only a readable one counts as another.
        whole = self.test.is_whole(fields)
        return self.next_row(self.test.is_whole if whole else self.test.has_shape)

    def next_row(self, test: Callable[[list[str]], bool]) -> int:
        """Return the index of the first taken line but one at which a row begins; or 0."""
        for at in range(1, len(self.taken)):
            lines = itertools.chain(self.taken[at:], self.peek())
            try:
                fields = next(self.reader(lines), [])
            except csv.Error:
                continue
            if test(fields):
                return at
        return 0

    def peek(self) -> Iterator[str]:
        """Yield the lines after those taken, without consuming them."""
        for at in itertools.count():
            if at == len(self.ahead):
                line = next(self.lines, None)
                if line is None:
                    return
                self.ahead.append(line)
            yield self.ahead[at]

    def no_text(self, lines: int) -> tuple[str, str, Remedy | None]:
        """Return what is wrong with the characters in the first lines taken."""
        for line in self.taken[:lines]:
            match = NO_TEXT.search(line)
            if match is None:
                continue
            if match[0] == "\0":
                at = f"a NUL byte (character {match.start() + 1} of the line)"
                if not line.strip("\0\r\n\x1a"):
                    return f"{at}, and nothing else", "a file that was written to its end", None
                return at, "text", None
            encoding = self.table.encoding.removesuffix("-sig").upper()
            position = len(line[: match.start()].encode(errors="surrogateescape")) + 1
            return (
                f"byte {ord(match[0]) - 0xDC00:#04x} (number {position} of the line) is not "
                f"{encoding}",
                f"text in the encoding {encoding}",
                Remedy.ENCODING,
            )
        raise AssertionError("all of it is text")


def unwrapped(fields: list[str], delimiter: str | None) -> list[str]:
    """Return the fields of a row that a spreadsheet has saved in its first field."""
    if delimiter is None or not fields or not fields[0]:
        return fields
    (inner,) = csv.reader([fields[0]], delimiter=delimiter)
    return [*inner, *fields[1:]]


def _reason(error: csv.Error) -> tuple[str, str]:
    message = str(error)
    if "field larger" in message:
        return (
            f"a field of the row that begins here is longer than {FIELD_LIMIT:,} characters",
            "quotes that close, and fields shorter than that",
        )
    if "unexpected end" in message:
        return "the file ends within quotes that open in this row", "a whole file"
    if "expected after" in message:
        return (
            "text follows the closing quote of a field in this row",
            "quotes inside a field written twice",
        )
    return f"the row cannot be read: {message}", "a row of a table"
