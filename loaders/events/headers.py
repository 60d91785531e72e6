"""Which line of a table names its columns, and which cannot."""

import csv
import re
from collections.abc import Iterable, Sequence

from loaders.events.layouts.recognition import column_name, counts_events, recognise
from loaders.events.values import tidy

FIRST_LINES = 200
"""Lines among which the header is looked for: an export may begin with a title or with terms."""

DELIMITERS = (",", ";", "\t", "|", "^", "~")

Wanted = Sequence[frozenset[str]]
"""Sets of columns, of mapping files, each of which makes a line a header."""

_VALUE = re.compile(r"[+-]?\d+(?:[.,]\d+)?|\d{1,4}[-/.]\d\d?[-/.]\d{1,4}.*")


def is_header(fields: Iterable[str], wanted: Wanted = ()) -> bool:
    """Whether fields are the columns of a layout that is known, or of a mapping file."""
    names = frozenset(map(column_name, fields))
    return (
        recognise(names) is not None
        or counts_events(names)
        or any(each <= names for each in wanted if each)
    )


def looks_like_values(fields: Sequence[str]) -> bool:
    """Whether fields are rather the values of a row than the names of columns."""
    texts = [text for text in map(tidy, fields) if text]
    values = sum(_VALUE.fullmatch(text) is not None for text in texts)
    return values > 3 or (bool(texts) and values >= 0.3 * len(texts))


def is_row(fields: Sequence[str], header: Sequence[str]) -> bool:
    """Whether what stands before a header is a row of the table, and no title."""
    filled = sum(bool(tidy(field)) for field in fields)
    return len(fields) == len(header) < 3 * filled and looks_like_values(fields)


def split_line(line: str, delimiter: str) -> list[str] | None:
    """The fields of a line; None where its quotes do not pair."""
    try:
        (fields,) = csv.reader([line], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError):
        return None
    return [field.lstrip("\ufeff") for field in fields]


def inner_delimiter(fields: Sequence[str], wanted: Wanted) -> str | None:
    """What separates the columns that all stand in the first field of a header, if they do.

    A spreadsheet that took a table for text has saved each row in one cell.
    """
    if not fields or any(fields[1:]):
        return None
    delimiter = max(DELIMITERS, key=fields[0].count)
    return delimiter if is_header(split_line(fields[0], delimiter) or (), wanted) else None
