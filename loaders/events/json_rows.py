"""Tables in JSON, as the interfaces of ACLED and UCDP answer: a list of records under a name."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from loaders.events.csv_rows import RawRow
from loaders.events.layouts.recognition import column_name
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import excerpt

LISTS = ("data", "Result")
"""Under which name the interfaces of ACLED and of UCDP give their records."""

LARGEST = 256 * 1024**2
"""An interface answers in pages; a file is read as a whole, so that it has to have an end."""

_START = re.compile(r'\s*(?:\[|\{.*?"(?:' + "|".join(LISTS) + r')"\s*:\s*\[)', re.DOTALL)
_PAGES = re.compile(r'"TotalPages"\s*:\s*(\d+)')
_NEXT = re.compile(r"\}\s*,\s*(?=\{)")
_NO_TEXT = re.compile("[\ud800-\udfff]")
_GAP = re.compile(r"[\s,]*")
# Numbers stay as they are written.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def is_json(start: bytes) -> bool:
    """Whether a file seems to be JSON, by its first bytes."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_json_header(table: Table) -> list[str]:
    """The names of all values of the records, in the order in which they come.

    Raises:
        UnreadableFileError: Where there are no records.
    """
    names: dict[str, None] = {}
    for _, record, _ in _records(table.path):
        names |= dict.fromkeys(record)
    if not names:
        raise UnreadableFileError(
            "this JSON holds no records",
            'a list of records, or {"data": [...]} or {"Result": [...]}, as ACLED and UCDP answer',
        )
    table.header_line = 0
    return list(names)


def json_rows(table: Table, names: list[str]) -> Iterator[RawRow]:
    """The records of a JSON table, each with its number."""
    for number, record, problem in _records(table.path):
        values = {column_name(name): value for name, value in record.items()}
        fields = [_text(values.get(name)) for name in names]
        yield RawRow(number, fields, problem, "a record in braces" if problem else "")


def pages_in(path: Path) -> int:
    """How many pages the answer that a file holds has in all; 1 where it does not say."""
    with path.open("rb") as handle:
        match = _PAGES.search(handle.read(1 << 16).decode("utf-8", "replace"))
    return int(match[1]) if match else 1


def _records(path: Path) -> Iterator[tuple[int, dict[str, object], str]]:
    """Each record with its number; what cannot be read is told, and what follows it is read."""
    if path.stat().st_size > LARGEST:
        raise UnreadableFileError(
            f"this JSON is larger than {LARGEST:,} bytes", "pages of an answer, or a CSV file"
        )
    text = path.read_bytes().decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    start = _START.match(text)
    if start is None:
        return
    at = start.end()
    number = 0
    while True:
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        if at >= len(text):
            yield number + 1, {}, "the file ends within the list of records"
            return
        if text[at] == "]":
            return
        number += 1
        try:
            record, at = _DECODER.raw_decode(text, at)
            problem = "" if isinstance(record, dict) else f"'{excerpt(str(record))}' is no record"
            if not problem and any(map(_NO_TEXT.search, map(str, record.values()))):
                problem = "it holds something that is no text in UTF-8"
        except (json.JSONDecodeError, RecursionError):
            record, problem = {}, "the record cannot be read"
            following = _NEXT.search(text, at)
            at = following.end() if following else len(text)
            if following is None:
                yield number, {}, problem
                return
        yield number, record if isinstance(record, dict) else {}, problem


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
