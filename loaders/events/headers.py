"""Recognise the header line of a table."""

import csv
import re
from collections.abc import Iterable, Sequence

from loaders.events.layouts.recognition import column_name, recognise, why_no_events
from loaders.events.values import tidy

FIRST_LINES = 200
"""The header is sought in this many lines: an export may begin with a title or terms."""

_FEWEST = 3
"""Names that a line below a title has to have, so as to be the columns of a table."""

DELIMITERS = (",", ";", "\t", "|", "^", "~")

Wanted = Sequence[frozenset[str]]
"""Sets of columns from mapping files; a line with all of one set is a header."""

_VALUE = re.compile(r"[+-]?\d+(?:[.,]\d+)?|\d{1,4}[-/.]\d\d?[-/.]\d{1,4}.*")


def is_header(fields: Iterable[str], wanted: Wanted = ()) -> bool:
    """Return whether fields are the columns of a known layout, or of a mapping file."""
    names = frozenset(map(column_name, fields))
    return (
        recognise(names) is not None
        or why_no_events(names) is not None
        or any(each <= names for each in wanted if each)
    )


def looks_like_values(fields: Sequence[str]) -> bool:
    """Return whether fields look like the values of a row rather than column names."""
    texts = [text for text in map(tidy, fields) if text]
    values = sum(_VALUE.fullmatch(text) is not None for text in texts)
    return values > 3 or (bool(texts) and values >= 0.3 * len(texts))


def is_row(fields: Sequence[str], header: Sequence[str]) -> bool:
    """Return whether a line before the header is a row of the table, not a title."""
    filled = sum(bool(tidy(field)) for field in fields)
    return len(fields) == len(header) < 3 * filled and looks_like_values(fields)


def first_of_width(rows: Sequence[Sequence[str]], first: int) -> int | None:
    """Return the row that seems to name columns where the first has titles alone, or none.

    Titles over several columns leave others empty; one merged with the line below is in both.
    """

    def filled(row: Sequence[str]) -> int:
        return sum(bool(tidy(field)) for field in row)

    titles, below = ([*map(tidy, row)] for row in (rows[first], [*rows, []][first + 1]))
    is_merged = any(one and one == other for one, other in zip(titles, below, strict=False))
    is_over = is_merged or 2 * filled(titles) < len(titles)
    if filled(titles) != 1 and (not is_over or titles == below or looks_like_values(titles)):
        return None
    for at in range(first + 1, len(rows) - 1):
        row, following = rows[at], next(filter(filled, rows[at + 1 :]), [])
        if filled(row) >= _FEWEST and len(following) == len(row) and not looks_like_values(row):
            return at
    return None


def split_line(line: str, delimiter: str) -> list[str] | None:
    """Return the fields of a line; None if its quotes are unbalanced."""
    try:
        (fields,) = csv.reader([line], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    return [field.lstrip("\ufeff") for field in fields]


def inner_delimiter(fields: Sequence[str], wanted: Wanted) -> str | None:
    """Return the separator of columns that are all in the first field of a header; or None.

    A spreadsheet that took the table for text has saved each row in one cell.
    """
    if not fields or any(fields[1:]):
        return None
    delimiter = max(DELIMITERS, key=fields[0].count)
    return delimiter if is_header(split_line(fields[0], delimiter) or (), wanted) else None
