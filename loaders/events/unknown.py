"""Explain why no layout fits a table, and suggest mapping lines that would make it readable."""

import csv
import difflib
import itertools
from collections.abc import Sequence
from dataclasses import replace

from loaders.events.actors import ActorLists
from loaders.events.csv_rows import RawRow, RowTest, csv_rows
from loaders.events.csv_text import FIELD_LIMIT, is_utf8, likely_encoding, names_of
from loaders.events.headers import looks_like_values
from loaders.events.json_rows import json_rows
from loaders.events.layouts.layout import layout_of
from loaders.events.layouts.orders import ORDERS
from loaders.events.layouts.recognition import Known, nearest, recognise
from loaders.events.mapping import NEEDED
from loaders.events.mistakes import key_of
from loaders.events.own_lists import complete_own, split_date
from loaders.events.reference import ReferenceData
from loaders.events.sheets import first_rows
from loaders.events.suggestion import Suggestion
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import UnreadableValueError, coordinates, excerpt, read_day, tidy

_ROWS = 30
"""Rows by which a layout is known ..."""
_MOST_ROWS = 20_000
"""... and by which it is seen which columns tell the rows of another table apart."""
_QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
NO_DAYS = "; no column here seems to hold days, with four digits of the year"
KEYS = {"event_id_cnty", "id", "eventid"}
"""The columns with the ids of events."""


def describe(table: Table, reference: ReferenceData) -> UnreadableFileError:
    """Return why a table cannot be read, with lines of a mapping file that would help."""
    encoding, word = _other_encoding(table)
    if looks_like_values(table.header):
        return _without_header(table, reference)
    if any(name.startswith(tuple(_QUOTES)) for name in table.header):
        return UnreadableFileError(
            f"it has a word processor's quotation marks, {' and '.join(_QUOTES)}",
            'straight ones ("): the export as it was downloaded, or with these replaced',
        )
    below = (cell for row in _rows(table, 5 * _ROWS) for cell in row.fields[:1])
    if not nearest([*table.header[:1], *below])[1]:
        return UnreadableFileError(
            "its columns stand below each other",
            "a row for each event: in a spreadsheet copy the table, and paste it transposed",
        )
    known, lacking = nearest(table.header)
    suggestion = Suggestion(table.file_name, reference.of_layout(known.layout))
    suggestion.encoding, suggestion.word = encoding, word
    is_near = len(lacking) <= 0.5 * len(known.required)
    if is_near:
        helps = _of_layout(suggestion, table, known, lacking)
    else:
        if release := _release_of(_rows(table, _ROWS), reference):
            suggestion.header, known = release
            suggestion.data_set = reference.of_layout(known.layout)
            suggestion.lines.append(f"skip: {table.header_line}")
            return UnreadableFileError(
                "no layout has columns of these names; by what stands in them they are those of "
                f"{known.title}",
                "the names of the data set, or a mapping file that gives them",
                suggestion=suggestion,
            )
        suggestion.data_set = ""
        rows = [row.fields for row in _rows(table, _MOST_ROWS)]
        helps = complete_own(suggestion, table.header, rows, reference)
    if helps and not is_near:
        return UnreadableFileError(
            "no layout has these columns, so that it seems to be a list of your own",
            "a mapping file that says which column is what (docs/events.md)",
            suggestion=suggestion,
            is_other=True,
        )
    shown = ", ".join(lacking[:8]) + (f" and {len(lacking) - 8} more" if len(lacking) > 8 else "")
    problem = f"no layout has these columns; the nearest is {known.title}, and the table lacks"
    expected = "those columns, or a mapping file that says which column is what (docs/events.md)"
    if not helps:
        expected += NO_DAYS
    return UnreadableFileError(
        f"{problem} {shown}",
        expected,
        suggestion=suggestion if helps else None,
        is_other=not is_near,
    )


def _of_layout(suggestion: Suggestion, table: Table, known: Known, lacking: list[str]) -> bool:
    """Add the columns of a known layout that the table has under other names, or lacks.

    Returns:
        Whether that makes it readable.
    """
    free = [name for name in table.header if name and name not in known.required]
    found = {name: _likely(name, free) for name in lacking}
    for name in KEYS & found.keys():
        if not found[name] or not _is_key(table, name, found[name][0]):
            found[name] = key_of(table.header)
    if "date_start" in found and not found["date_start"]:
        found["date_start"] = split_date(table.header)
    suggestion.columns = {name: theirs for name, theirs in found.items() if theirs}
    without = [name for name, theirs in found.items() if not theirs]
    if without:
        half = len({"latitude", "longitude"} & {*without}) == 1
        points = ", and so do the points" if half else ""
        suggestion.lines.append(
            f"# Without {', '.join(without)}: that stays empty{points}. A column with it under "
            "another name is named so: columns: {ours: theirs}"
        )
    needed = NEEDED[known.layout]
    return not any(known.renamed.get(name, name) in needed for name in without)


def _is_key(table: Table, name: str, column: str) -> bool:
    """Return whether a column holds an id for each row, and not that of a conflict or a side."""
    at = table.header.index(column)
    ids = [tidy(row.fields[at]) for row in _rows(table, _MOST_ROWS) if len(row.fields) > at]
    has_shape = name == "event_id_cnty" or all(map(str.isdecimal, ids))
    return has_shape and len(set(ids)) == len(ids)


def _other_encoding(table: Table) -> tuple[str | None, str]:
    """Return the likely encoding of a text that is not UTF-8, and a sample word.

    The names of the columns are then decoded with it.
    """
    if table.kind != "csv" or not table.encoding.startswith("utf-8") or is_utf8(table):
        return None, ""
    table.encoding, word = likely_encoding(table.path)
    with table.path.open(encoding=table.encoding, errors="replace", newline="") as text:
        rows = csv.reader(text, delimiter=table.delimiter)
        lines = itertools.islice(rows, table.header_line - 1, table.header_line)
        table.header = names_of(next(lines, table.header))
    return table.encoding, word


def _release_of(rows: list[RawRow], reference: ReferenceData) -> tuple[Sequence[str], Known] | None:
    """Return the columns and the layout of the release that rows fit, whatever their header."""
    for order in ORDERS:
        known = recognise(order)
        if known is not None and _reads(order, known, rows, reference):
            return order, known
    return None


def _likely(name: str, columns: Sequence[str]) -> Sequence[str]:
    """Return the column most similar to a name; empty if there is none."""
    inside = [each for each in columns if each and (name in each or each in name)]
    return (inside or difflib.get_close_matches(name, columns, n=1, cutoff=0.7))[:1]


def _without_header(table: Table, reference: ReferenceData) -> UnreadableFileError:
    """Explain that the first line is a row; suggest a release's columns, or numbers for them."""
    first = table.header_line
    rows = _rows(table, _ROWS, with_header=True)
    release = _release_of(rows, reference)
    suggestion = Suggestion(table.file_name)
    if release is not None:
        suggestion.header, known = release
        suggestion.data_set = reference.of_layout(known.layout)
        problem = "the first line is no header but a row; the columns seem to be those of "
        problem += known.title
    else:
        suggestion.header = ()
        suggestion.columns = _guessed(rows)
        problem = f"the first line is no header but a row of {len(rows[0].fields)} values"
    if table.kind == "csv" and table.delimiter == "\t":
        suggestion.lines.append("separator: tab")
    if first > 1:
        suggestion.lines.append(f"skip: {first - 1}")
    values = ", ".join(
        f"{at} {excerpt(text)}" for at, text in enumerate(rows[0].fields, 1) if text.strip()
    )
    if release is None:
        suggestion.lines.append(f"# By their numbers the values of line {first}: {values}")
    has_days = release is not None or bool(suggestion.columns["date"])
    return UnreadableFileError(
        problem,
        "a header, or a mapping file that names the columns" + ("" if has_days else NO_DAYS),
        first,
        suggestion=suggestion if has_days else None,
        is_other=release is None,
    )


def _rows(table: Table, count: int, *, with_header: bool = False) -> list[RawRow]:
    """Return the first rows, optionally with the one that was taken for a header."""
    after = table.header_line - with_header
    if table.kind == "sheet":
        return [row for row in first_rows(table, count) if row.line > after]
    if table.kind == "json":
        return list(itertools.islice(json_rows(table, table.header), count))
    csv.field_size_limit(FIELD_LIMIT)
    whole = replace(table, header_line=after)
    return list(itertools.islice(csv_rows(whole, RowTest(_never, _never)), count))


def _never(_: list[str]) -> bool:
    return False


def _reads(
    order: Sequence[str], known: Known, rows: list[RawRow], reference: ReferenceData
) -> bool:
    """Return whether rows are records, given the columns of a release."""
    if not rows or len(rows[0].fields) not in (len(order), len(order) + 1):
        return False
    layout = layout_of(known, order, reference, ActorLists())
    where = {name: at for at, name in enumerate(order)}
    good = 0
    for row in rows:
        if len(row.fields) < len(order):
            continue
        try:
            for step in layout.steps:
                step.values(*(row.fields[where[name]] for name in step.columns))
            good += 1
        except UnreadableValueError:
            pass
    return 2 * good > len(rows)


def _guessed(rows: list[RawRow]) -> dict[str, Sequence[str]]:
    """Return, for our columns, the numbers of those that seem to hold them."""
    width = len(rows[0].fields)
    columns = [
        [tidy(row.fields[at]) for row in rows if len(row.fields) == width] for at in range(width)
    ]
    guessed: dict[str, Sequence[str]] = {"id": _numbered(0), "date": ()}
    days = next((at for at, texts in enumerate(columns) if all(map(_is_day, texts))), None)
    if days is not None:
        guessed["date"] = _numbered(days)
    points = [
        at
        for at in range(width - 1)
        if all(map(_is_point, columns[at], columns[at + 1]))
        and all(any("." in text for text in columns[each]) for each in (at, at + 1))
    ]
    if points:
        at = points[-1]
        guessed |= {"latitude": _numbered(at), "longitude": _numbered(at + 1)}
        names = [
            before
            for before in range(at)
            if sum(len(text) for text in columns[before] if not text.isdecimal()) > 4 * len(rows)
        ]
        if names:
            guessed["location"] = _numbered(names[-1])
    return guessed


def _numbered(at: int) -> Sequence[str]:
    return (str(at + 1),)


def _is_day(text: str) -> bool:
    try:
        # Five digits may be a spreadsheet's day number, or any other number.
        return len(text) > 5 and read_day(text, day_first=True) is not None
    except ValueError:
        return False


def _is_point(latitude: str, longitude: str) -> bool:
    try:
        return coordinates(latitude, longitude)[0] is not None
    except UnreadableValueError:
        return False
