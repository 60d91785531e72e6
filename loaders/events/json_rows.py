"""Tables in JSON, as returned by the ACLED and UCDP APIs: a list of records under a key."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.events.csv_rows import NO_TEXT, RawRow
from loaders.events.csv_text import KEEP_BYTES, encoding_of
from loaders.events.layouts.recognition import column_name
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import excerpt

LISTS = ("data", "Result", "results", "records", "features")
"""The keys under which the ACLED and UCDP APIs, and others, return their records."""

LARGEST = 256 * 1024**2
"""Most bytes of a file, which is read as a whole; APIs return pages."""

_LIST = re.compile(r'"(?:' + "|".join(LISTS) + r')"\s*:\s*\[')
_PAGES = re.compile(r'"TotalPages"\s*:\s*(\d+)')
_COUNT = re.compile(r'(?<!\\)"(?:count|total_count|TotalCount)"\s*:\s*(\d+)')
_LINE = re.compile(r"\n\s*(?=\{)")
_NEXT = re.compile(r"\}\s*,\s*(?=\{)")
_GAP = re.compile(r"[\s,]*")
_COLON = re.compile(r"\s*:\s*")
_CALL = re.compile(r"\ufeff?\s*(?:/\*\*/)?\s*[A-Za-z_$][\w.$]*\s*\(\s*(?=[{\[])")
"""The beginning of JSONP, which is JSON inside a function call."""
_COLUMNS = 5
"""The fewest columns of a table of events."""
_REASONS = ("error", "error_description", "message", "messages", "detail")
"""The keys under which an API says why there are no records."""
UNREAD, CUT_OFF = "the record cannot be read", "the file ends within the record"
# Numbers stay as written.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def is_json(start: bytes) -> bool:
    """Return whether a file seems to be JSON or JSONP, by its first bytes."""
    text = start.decode(encoding_of(start), "replace").lstrip()
    return text[:1] in ("{", "[") or _CALL.match(text) is not None


def read_json_header(table: Table) -> list[str]:
    """Return the names of all values in the records, in order of occurrence.

    Raises:
        UnreadableFileError: If there are no records.
    """
    names: dict[str, None] = {}
    for _, record, _ in _records(table.path):
        names |= dict.fromkeys(record)
    if not names:
        raise UnreadableFileError(
            f"this JSON holds no records{_reason(table.path)}",
            'a list of records, or {"data": [...]} or {"Result": [...]}, as ACLED and UCDP answer',
            is_empty=_is_empty(table.path),
        )
    table.header_line = 0
    return list(names)


def json_rows(table: Table, names: list[str]) -> Iterator[RawRow]:
    """Yield the records of a JSON table, each with its number."""
    for number, record, problem in _records(table.path):
        values = {column_name(name): value for name, value in record.items()}
        fields = [_text(values.get(name)) for name in names]
        yield RawRow(number, fields, problem, "a record in braces" if problem else "")


def pages_in(path: Path) -> tuple[int, int]:
    """Return how many pages of a response a file holds, and how many there are; 1 if not stated."""
    pages = _PAGES.findall(_text_of(path))
    return (len(pages), int(pages[0])) if pages else (1, 1)


def counts_in(path: Path) -> tuple[int, int]:
    """Return how many records a response holds, and how many it announces; 0 if not stated."""
    text = _text_of(path)
    records = _LIST.search(text)
    # Of a page and of all pages: the greater counts.
    said = _COUNT.findall(text, 0, records.start()) if records else []
    return (sum(1 for _ in _records(path)), max(map(int, said))) if said else (0, 0)


def _reason(path: Path) -> str:
    """Return the message in a response without records."""
    try:
        answer = json.loads(_text_of(path))
    except (ValueError, RecursionError):
        return ""
    if not isinstance(answer, dict):
        return ""
    by_columns = all(isinstance(each, dict) for each in answer.values()) and len(answer) >= _COLUMNS
    if by_columns or {"columns", "data"} <= answer.keys():
        return ', but columns, as pandas writes them: use to_json(..., orient="records")'
    said = next((answer[name] for name in _REASONS if answer.get(name)), "")
    if isinstance(said, dict):
        said = next((said[name] for name in _REASONS if said.get(name)), said)
    return f", and says '{excerpt(str(said))}'" if said else ""


def _is_empty(path: Path) -> bool:
    """Return whether a response says that there are no records, like a page after the last one."""
    try:
        answer = json.loads(_text_of(path))
    except (ValueError, RecursionError):
        return False
    if isinstance(answer, dict) and not any(answer.get(name) for name in _REASONS):
        return any(answer.get(name) == [] for name in LISTS)
    return isinstance(answer, list) and not answer


def _text_of(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise UnreadableFileError(
            f"this JSON is larger than {LARGEST:,} bytes", "pages of an answer, or a CSV file"
        )
    data = path.read_bytes()
    text = data.decode(encoding_of(data), KEEP_BYTES)
    call = _CALL.match(text)
    return text[call.end() :].rstrip(" \t\r\n;)") if call else text


Found = Iterator[tuple[dict[str, Any], str]]
"""Records, each with what is wrong with it, if anything."""


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Yield each record with its number; unreadable ones have a problem, and reading continues."""
    for number, (record, problem) in enumerate(_Reader(_text_of(path)).records(), 1):
        if not problem and any(map(NO_TEXT.search, map(str, record.values()))):
            problem = "it holds a NUL byte, or something that is no text in UTF-8"
        yield number, record, problem


class _Reader:
    """Reads a list of records, a response containing one, or several of these: pages or lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def records(self) -> Found:
        """Yield all records in order."""
        answers = 0
        while self.next_is_there():
            if self.text[self.at] == "[":
                yield from self.list()
            elif self.text[self.at] == "{":
                yield from self.answer(is_first=not answers)
            else:
                yield {}, "something follows that is no JSON"
                return
            answers += 1

    def next_is_there(self) -> bool:
        """Move to the next value; return False at the end."""
        if gap := _GAP.match(self.text, self.at):
            self.at = gap.end()
        return self.at < len(self.text)

    def decoded(self) -> Any:
        """Return the value that begins here."""
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        return value

    def list(self) -> Found:
        """Yield the records of the list that begins here."""
        self.at += 1
        while self.next_is_there():
            if self.text[self.at] == "]":
                self.at += 1
                return
            try:
                record = self.decoded()
            except (json.JSONDecodeError, RecursionError):
                following = _NEXT.search(self.text, self.at)
                is_cut = following is None and not self.text.rstrip().endswith(("]", "}"))
                yield {}, CUT_OFF if is_cut else UNREAD
                self.at = following.end() if following else len(self.text)
                if following is None:
                    return
                continue
            if not isinstance(record, dict):
                yield {}, f"'{excerpt(str(record))}' is no record"
                continue
            lists = (record[name] for name in LISTS if isinstance(record.get(name), list))
            for each in next(lists, [record]):
                if isinstance(each, dict):
                    yield _of_feature(each), ""
                else:
                    yield {}, f"'{excerpt(str(each))}' is no record"
        yield {}, "the file ends within the list of records"

    def answer(self, *, is_first: bool) -> Found:
        """Yield the records of the object that begins here: of a list in it, or the object."""
        self.at += 1
        members: dict[str, Any] = {}
        has_list = False
        while self.next_is_there() and self.text[self.at] != "}":
            if self.text[self.at] == "{":
                # Another record begins although this one has no end.
                yield {}, UNREAD
                return
            try:
                name = self.decoded()
                colon = _COLON.match(self.text, self.at)
                self.at = colon.end() if colon else self.at
                if name in LISTS and self.text[self.at : self.at + 1] == "[":
                    has_list = True
                    yield from self.list()
                else:
                    members[str(name)] = self.decoded()
            except (json.JSONDecodeError, RecursionError):
                following = None if has_list else _LIST.search(self.text, self.at)
                if following is None:
                    yield {}, UNREAD
                    line = _LINE.search(self.text, self.at)
                    self.at = line.end() if line else len(self.text)
                    return
                self.at = following.start()
        if self.at >= len(self.text) and not has_list:
            # Part of the record could be read, but not all of it.
            yield {}, CUT_OFF
            return
        self.at += 1
        # A single object without a list is not a record, but a response without records.
        if not has_list and members and (not is_first or self.next_is_there()):
            yield members, ""


def _of_feature(record: dict[str, Any]) -> dict[str, Any]:
    """Return the properties of a GeoJSON or Esri JSON feature, with its point.

    Any other record is returned unchanged.
    """
    match record:
        case {"type": "Feature", "properties": dict(properties)}:
            pass
        case {"attributes": dict(properties)}:
            pass
        case _:
            return record
    match record.get("geometry"):
        case {"type": "Point", "coordinates": [longitude, latitude, *_]}:
            return {"longitude": longitude, "latitude": latitude, **properties}
        case {"x": longitude, "y": latitude}:
            return {"longitude": longitude, "latitude": latitude, **properties}
    return properties


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
