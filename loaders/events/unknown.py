"""What is said of a table that no layout fits, with the lines that would make it readable."""

import csv
import difflib
import itertools
from collections.abc import Sequence

from loaders.events.actors import ActorLists
from loaders.events.csv_rows import RawRow, RowTest, csv_rows
from loaders.events.csv_text import FIELD_LIMIT
from loaders.events.headers import looks_like_values
from loaders.events.layouts.layout import layout_of
from loaders.events.layouts.orders import ORDERS
from loaders.events.layouts.plain import PLAIN
from loaders.events.layouts.recognition import nearest, recognise
from loaders.events.mapping import NEEDED
from loaders.events.mistakes import key_of
from loaders.events.reference import ReferenceData
from loaders.events.sheets import first_rows
from loaders.events.suggestion import Suggestion
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import UnreadableValueError, coordinates, excerpt, read_day, tidy

_ROWS = 30
KEYS = {"event_id_cnty", "id", "eventid"}
"""The columns with the ids of events."""


def describe(table: Table, reference: ReferenceData) -> UnreadableFileError:
    """Why a table cannot be read, and which lines of a mapping file would help."""
    if looks_like_values(table.header):
        return _without_header(table, reference)
    known, lacking = nearest(table.header)
    suggestion = Suggestion(table.file_name, reference.of_layout(known.layout))
    is_near = len(lacking) <= 0.5 * len(known.required)
    if is_near:
        free = [name for name in table.header if name and name not in known.required]
        found = {name: _likely(name, free) for name in lacking}
        for name in KEYS & found.keys():
            found[name] = found[name] or key_of(table.header)
        without = [
            name
            for name, theirs in found.items()
            if not theirs and known.renamed.get(name, name) not in NEEDED[known.layout]
        ]
        suggestion.columns = {name: each for name, each in found.items() if name not in without}
        if without:
            half = len({"latitude", "longitude"} & {*without}) == 1
            points = ", and so do the points" if half else ""
            suggestion.lines.append(f"# Without {', '.join(without)}: that stays empty{points}.")
    else:
        suggestion.data_set = ""
        suggestion.columns = _of_own(table.header)
    shown = ", ".join(lacking[:8]) + (f" and {len(lacking) - 8} more" if len(lacking) > 8 else "")
    return UnreadableFileError(
        f"no layout has these columns; the nearest is {known.title}, and the table lacks {shown}",
        "those columns, or a mapping file that says which column is what (docs/events.md)",
        suggestion=suggestion,
        is_other=not is_near,
    )


def _of_own(header: Sequence[str]) -> dict[str, Sequence[str]]:
    """Which column of a table of the user's own seems to be which, each for one alone."""
    found: dict[str, Sequence[str]] = {name: (name,) for name in PLAIN if name in header}
    for name in PLAIN:
        free = [each for each in header if (each,) not in found.values()]
        likely = found.get(name) or _likely(name, free)
        if likely or name in NEEDED["plain"]:
            found[name] = likely
    return {name: found[name] for name in PLAIN if name in found}


def _likely(name: str, columns: Sequence[str]) -> Sequence[str]:
    """The column that seems to be what is wanted; none where nothing resembles it."""
    inside = [each for each in columns if each and (name in each or each in name)]
    return (inside or difflib.get_close_matches(name, columns, n=1, cutoff=0.7))[:1]


def _without_header(table: Table, reference: ReferenceData) -> UnreadableFileError:
    """The first line is a row: its columns are those of a release, or go by their numbers."""
    first = table.header_line
    rows = _rows(table)
    known = next((each for each in ORDERS if _reads(each, rows, reference)), None)
    suggestion = Suggestion(table.file_name)
    if known is not None:
        layout = recognise(known)
        title = layout.title if layout else ""
        suggestion.data_set = reference.of_layout(layout.layout) if layout else ""
        suggestion.header = known
        problem = f"the first line is no header but a row; the columns seem to be those of {title}"
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
    if known is None:
        suggestion.lines.append(f"# By their numbers the values of line {first}: {values}")
    return UnreadableFileError(
        problem,
        "a header, or a mapping file that names the columns",
        first,
        suggestion=suggestion,
        is_other=known is None,
    )


def _rows(table: Table) -> list[RawRow]:
    """The first rows, that which was taken for a header included."""
    if table.kind == "sheet":
        return [row for row in first_rows(table, _ROWS) if row.line >= table.header_line]
    csv.field_size_limit(FIELD_LIMIT)
    whole = Table(
        table.name,
        table.path,
        table.kind,
        header_line=table.header_line - 1,
        delimiter=table.delimiter,
        encoding=table.encoding,
        inner_delimiter=table.inner_delimiter,
    )
    return list(itertools.islice(csv_rows(whole, RowTest(_never, _never)), _ROWS))


def _never(_: list[str]) -> bool:
    return False


def _reads(order: Sequence[str], rows: list[RawRow], reference: ReferenceData) -> bool:
    """Whether rows, under the columns of a release, are records."""
    known = recognise(order)
    if known is None or not rows or len(rows[0].fields) not in (len(order), len(order) + 1):
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
    """For columns of ours the numbers of those that seem to hold it."""
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
        # Five digits may be a day of a spreadsheet, and any other number.
        return len(text) > 5 and read_day(text, day_first=True) is not None
    except ValueError:
        return False


def _is_point(latitude: str, longitude: str) -> bool:
    try:
        return coordinates(latitude, longitude)[0] is not None
    except UnreadableValueError:
        return False
