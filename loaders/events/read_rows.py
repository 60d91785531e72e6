"""Read a table row by row, and say of every row that cannot be read where and why."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from loaders.events.columns import Lookup, Step, Values
from loaders.events.csv_text import csv_rows
from loaders.events.layouts.layout import Layout
from loaders.events.layouts.recognition import column_name
from loaders.events.sheets import sheet_rows
from loaders.events.staging import LoadedFile, Staging
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import UnreadableValueError, excerpt
from loaders.problems import Place, Problems

BATCH = 20_000
_REPEATS, _ID = 2, 3
SHOWN_PER_FILE = 200
"""Mistakes of one file that are shown; the others are counted."""


@dataclass
class Refused:
    """The rows of a run that were left out: file, line, column, value, reason."""

    rows: list[tuple[str, int, str, str, str]] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the report."""
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(("file", "line", "column", "value", "reason"))
            writer.writerows(self.rows)


@dataclass
class _Reading:
    """The state of reading one table."""

    table: Table
    layout: Layout
    loaded: LoadedFile
    problems: Problems
    refused: Refused
    keep_good: bool
    shown: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    def refuse(self, line: int, column: str, value: str, problem: str, expected: str) -> None:
        """Note a row that cannot be read."""
        self.loaded.refused += 1
        reason = f"{problem}; expected {expected}" if expected else problem
        self.refused.rows.append((self.table.name, line, column, excerpt(value), reason))
        if self.keep_good:
            return
        self.shown += 1
        message = f"{column}: {problem}" if column else problem
        if self.shown <= SHOWN_PER_FILE:
            self.problems.add(Place(self.table.name, line), message, expected=expected)
        elif self.shown == SHOWN_PER_FILE + 1:
            self.problems.add(self.table.place, f"more than {SHOWN_PER_FILE} rows cannot be read")


def read_by_rows(
    table: Table,
    layout: Layout,
    loaded: LoadedFile,
    staging: Staging,
    problems: Problems,
    refused: Refused,
    *,
    keep_good: bool,
) -> Iterator[int]:
    """Read a table into the staging file.

    Yields:
        How many rows were read since the last time.
    """
    reading = _Reading(table, layout, loaded, problems, refused, keep_good)
    columns = (
        "file",
        "line",
        "repeats",
        "id",
        *(give for step in layout.steps for give in step.gives),
    )
    batch: list[Values] = []
    before = 0
    try:
        for row in _records(reading):
            batch.append(row)
            if len(batch) == BATCH:
                staging.add(columns, batch)
                yield loaded.rows - before
                before = loaded.rows
                batch.clear()
    except UnreadableFileError as error:
        reading.refuse(error.line, "", "", error.problem, error.expected)
    staging.add(columns, batch)
    if not loaded.rows and not loaded.refused:
        reading.refuse(
            table.header_line, "", "", "there are no rows after the header", "rows of data"
        )
    with table.path.open("rb") as handle:
        loaded.sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    yield loaded.rows - before


def _records(reading: _Reading) -> Iterator[Values]:
    table, layout = reading.table, reading.layout
    positions = {name: at for at, name in enumerate(table.header)}
    plan: list[tuple[Step, tuple[int, ...], dict[tuple[str, ...], Values]]] = [
        (step, tuple(positions[column] for column in step.columns), {}) for step in layout.steps
    ]
    width = len(table.header)
    key_step = next(at for at, step in enumerate(layout.steps) if "record" in step.gives)
    rows = csv_rows(table) if table.kind == "csv" else sheet_rows(table)
    for line, row in rows:
        if line <= table.header_line:
            continue
        if _is_tag_row(row, line, table):
            continue
        if not any(row):
            continue
        reading.loaded.rows += 1
        if not _fits(reading, row, line, width):
            continue
        values: list[object] = [reading.loaded.number, line, 0, ""]
        key = ""
        try:
            for number, (step, where, cache) in enumerate(plan):
                texts = tuple(row[at] for at in where)
                read = cache.get(texts)
                if read is None:
                    read = step.values(*texts)
                    if isinstance(step, Lookup):
                        cache[texts] = read
                values += read
                if number == key_step:
                    key = str(read[0])
                    values[_ID] = f"{layout.data_set.prefix}-{key}"
        except UnreadableValueError as error:
            column = step.columns[error.position]
            value = row[positions[column]]
            reading.refuse(line, column, value, error.problem, error.expected)
            continue
        if not _is_new(reading, key, values, row, line):
            continue
        yield tuple(values)


def _is_tag_row(row: list[str], line: int, table: Table) -> bool:
    """Whether this is the row of HXL tags below a header."""
    return (
        line <= table.header_line + 1
        and any(row)
        and all(not cell or cell.startswith("#") for cell in row)
    )


def _fits(reading: _Reading, row: list[str], line: int, width: int) -> bool:
    if len(row) < width and reading.table.kind == "sheet":
        row += [""] * (width - len(row))
    if len(row) != width:
        # The UCDP web site ends each row with a comma, and spreadsheets leave empty columns.
        if len(row) > width and not any(row[width:]):
            del row[width:]
        else:
            reading.refuse(
                line,
                "",
                "",
                f"the row has {len(row)} fields",
                f"{width}, as the header has; the row may be cut off, or a quote may be missing",
            )
            return False
    if (
        column_name(row[0]) == reading.table.header[0]
        and [*map(column_name, row)] == reading.table.header
    ):
        reading.refuse(line, "", "", "the header stands here once more", "rows of data")
        return False
    return True


def _is_new(reading: _Reading, key: str, values: list[object], row: list[str], line: int) -> bool:
    """Whether a key is new; a row that is there twice word for word counts once."""
    mark = hash(tuple(row))
    if key not in reading.seen:
        reading.seen[key] = mark
        return True
    if reading.layout.monadic:
        reading.loaded.repeated += 1
        values[_REPEATS] = 1
        return True
    if reading.seen[key] == mark:
        reading.loaded.repeated += 1
        return False
    column = next(step.columns[0] for step in reading.layout.steps if "record" in step.gives)
    reading.refuse(
        line,
        column,
        key,
        f"'{key}' stands here again with other content",
        "each record once in a file",
    )
    return False
