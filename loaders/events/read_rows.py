"""Read a table row by row, and report where and why rows cannot be read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.events.columns import Lookup, Step, Values
from loaders.events.csv_rows import RawRow, RowTest, csv_rows
from loaders.events.csv_text import likely_encoding
from loaders.events.editions import refuse_duplicates
from loaders.events.headers import DELIMITERS, is_header
from loaders.events.json_rows import json_rows
from loaders.events.layouts.layout import Layout
from loaders.events.layouts.recognition import column_name
from loaders.events.mistakes import Mistakes, Refused
from loaders.events.sheets import sheet_rows
from loaders.events.staging import LoadedFile, Staging
from loaders.events.suggestion import Suggestion
from loaders.events.table import Table, UnreadableFileError
from loaders.events.values import BLANK, Remedy, UnreadableValueError, excerpt
from loaders.problems import Place, Problems

BATCH = 20_000

Plan = list[tuple[Step, tuple[int, ...], dict[tuple[str, ...], Values]]]
"""Each step with the positions of its columns and the values parsed so far."""


@dataclass
class _Reading:
    """The state of reading one table."""

    table: Table
    layout: Layout
    loaded: LoadedFile
    mistakes: Mistakes
    seen: set[object] = field(default_factory=set)
    marks: set[int] = field(default_factory=set)
    other_order: int = 0
    other_header: int = 0

    def __post_init__(self) -> None:
        self.width = len(self.table.header)
        self.positions = {name: at for at, name in enumerate(self.table.header)}
        self.plan: Plan = [
            (step, tuple(self.positions[column] for column in step.columns), {})
            for step in self.layout.steps
        ]
        gives = [give for step in self.layout.steps for give in step.gives]
        self.key = gives.index("record")
        self.rank = gives.index("rank") if "rank" in gives else None
        # A quick test: nearly every row differs from a header in its first character.
        start = self.table.header[0][:1]
        self.header_starts = {start, start.upper(), *BLANK, '"', ""}
        self.columns = ("file", "line", "repeats", "id", *gives)

    def is_whole(self, fields: list[str]) -> bool:
        """Return whether fields are a readable row."""
        return self._can_read(fields, self.plan)

    def has_shape(self, fields: list[str]) -> bool:
        """Return whether fields may be a row: the right number, and a key."""
        return self._can_read(fields, [each for each in self.plan if "record" in each[0].gives])

    def _can_read(self, fields: list[str], plan: Plan) -> bool:
        if len(fields) < self.width or any(fields[self.width :]):
            return False
        try:
            for step, where, _ in plan:
                step.values(*(fields[at] for at in where))
        except UnreadableValueError:
            return False
        return True

    def values(self, fields: list[str]) -> tuple[list[object], list[UnreadableValueError]]:
        """Return the parsed values of a row, and the errors."""
        values: list[object] = []
        errors: list[UnreadableValueError] = []
        for step, where, cache in self.plan:
            texts = tuple(fields[at] for at in where)
            read = cache.get(texts)
            if read is None:
                try:
                    read = step.values(*texts)
                except UnreadableValueError as error:
                    error.column = step.columns[error.position]
                    errors.append(error)
                    continue
                if isinstance(step, Lookup):
                    cache[texts] = read
            values += read
        return values, errors

    def refuse(self, line: int, problem: str, expected: str, remedy: Remedy | None = None) -> None:
        """Report something that is not a row of the table."""
        self.loaded.refused += 1
        self.mistakes.add(line, "", "", problem, expected, remedy=remedy)

    def refuse_behind(self, line: int) -> None:
        """Report a row after the header of another table, whose columns may be in another order."""
        problem = f"the columns are named anew on line {self.other_header}, and are others"
        self.refuse(line, problem, "what follows that line in a file of its own")

    def refuse_values(self, row: RawRow, errors: list[UnreadableValueError]) -> None:
        """Report a row with unreadable values.

        If lines of a mapping file would fix them all, all are reported. Otherwise only the first
        is: values in wrong columns, or a row that is not a record, are one mistake and not ten.
        """
        if is_header(row.fields):
            self.other_header = row.line
            self.refuse_behind(row.line)
            return
        self.loaded.refused += 1
        self.other_order += any(each.remedy is Remedy.OTHER_ORDER for each in errors)
        can_be_mended = all(each.remedy for each in errors)
        for number, error in enumerate(errors if can_be_mended else errors[:1]):
            self.report_value(row, error, is_first=not number)

    def report_value(self, row: RawRow, error: UnreadableValueError, *, is_first: bool) -> None:
        """Report an unreadable value; the row counts with its first one."""
        value = row.fields[self.positions[error.column]]
        filled = sum(bool(field.strip(BLANK)) for field in row.fields)
        expected = error.expected
        if 4 * filled < self.width:
            expected += f"; with {filled} of {self.width} fields filled this may be no record"
        self.mistakes.add(
            row.line,
            error.column,
            value,
            error.problem,
            expected,
            remedy=error.remedy,
            counts=is_first,
        )
        self.mistakes.suggest(
            error.remedy, self.layout.name_of(error.column), value, error.expected
        )

    def suggest_order(self, fields: list[str]) -> None:
        """Add the order of dates in a row that another encoding would make readable."""
        for step, where, _ in self.plan:
            if "date_edtf" not in step.gives or len(fields) != self.width:
                continue
            texts = [fields[at] for at in where]
            try:
                step.values(*texts)
            except UnreadableValueError as error:
                if error.remedy in (Remedy.DAY_FIRST, Remedy.OTHER_ORDER):
                    self.mistakes.suggest(error.remedy, "", texts[error.position], "")

    def take_back(self, staging: Staging, start: int) -> None:
        """Leave out rows that were read with the month first, if the file has the day first."""
        for line in staging.lines_after(start):
            self.refuse(
                line,
                "other days of this file can only have the day first",
                "a mapping file that says which goes first",
            )
        staging.forget_after(start)
        self.loaded.records = 0

    def report_duplicates(self, staging: Staging) -> None:
        """Leave out records that recur in the file with other content but no newer time stamp."""
        column = next(step.columns[0] for step in self.layout.steps if "record" in step.gives)
        for line, key in refuse_duplicates(staging, self.loaded):
            self.mistakes.add(
                line,
                column,
                key,
                f"'{key}' stands here again with other content",
                "each record once in a file, or a higher time stamp in the newer one",
            )

    def records(self) -> Iterator[Values]:
        """Yield the readable rows, as rows of the staging file."""
        for row in self._raw_rows():
            self.loaded.rows += 1
            if self.other_header:
                self.refuse_behind(row.line)
            elif row.problem:
                self.refuse(row.line, row.problem, row.expected, row.remedy)
                self.mistakes.suggest(row.remedy, "", "", "")
                if row.remedy is Remedy.ENCODING:
                    self.suggest_order(row.fields)
            elif _is_empty(row) or _is_tag_row(row, self.table) or self._is_header(row.fields):
                self.loaded.ignored += 1
            elif self._fits(row):
                yield from self._record(row)

    def _raw_rows(self) -> Iterator[RawRow]:
        if self.table.kind == "json":
            return json_rows(self.table, self.table.header)
        if self.table.kind == "sheet":
            keys = next(step.columns for step in self.layout.steps if "record" in step.gives)
            whole = frozenset(self.positions[name] for name in keys) if len(keys) == 1 else ()
            rows = sheet_rows(self.table, frozenset(whole))
        else:
            rows = csv_rows(self.table, RowTest(self.is_whole, self.has_shape))
        return (row for row in rows if row.line > self.table.header_line)

    def _fits(self, row: RawRow) -> bool:
        fields = row.fields
        if len(fields) < self.width and self.table.kind == "sheet":
            fields += [""] * (self.width - len(fields))
        if len(fields) > self.width and not any(fields[self.width :]):
            # Exports of the UCDP web site end rows with a comma; spreadsheets leave empty columns.
            del fields[self.width :]
        if len(fields) != self.width and is_header(fields):
            self.other_header = row.line
            self.refuse_behind(row.line)
            return False
        if len(fields) != self.width:
            why = "the row may be cut off, a quote may be missing, or it is no record"
            if len(fields) > self.width:
                beyond = next(filter(None, fields[self.width :]))
                why = (
                    f"'{excerpt(beyond)}' stands beyond them: give its column a name, or put a "
                    "value that holds a separator in quotes"
                )
            marks = [mark for mark in DELIMITERS if fields[0].count(mark) >= self.width - 1]
            if len(fields) == 1 and marks:
                why = f"{marks[0]!r} stands between them here, and {self.table.delimiter!r} above"
            count = f"{len(fields)} field{'s' if len(fields) != 1 else ''}"
            self.refuse(row.line, f"the row has {count}", f"{self.width}, as the header has; {why}")
            return False
        return True

    def _is_header(self, fields: list[str]) -> bool:
        """Return whether a row repeats the header, as in concatenated files."""
        return fields[0][:1] in self.header_starts and (
            [*map(column_name, fields)][: self.width] == self.table.header
        )

    def _record(self, row: RawRow) -> Iterator[Values]:
        read, errors = self.values(row.fields)
        if errors:
            self.refuse_values(row, errors)
            return
        if self.width > 2 and sum(bool(field.strip(BLANK)) for field in row.fields) == 1:
            self.refuse(row.line, "a value stands here alone", "a record; a heading is none")
            return
        key = str(read[self.key])
        repeats = self._repeats(key, None if self.rank is None else read[self.rank], row.fields)
        if repeats is None:
            self.loaded.repeated += 1
            return
        if repeats:
            self.loaded.repeated += 1
        else:
            self.loaded.records += 1
        id_ = f"{self.layout.data_set.prefix}-{key}"
        yield (self.loaded.number, row.line, repeats, id_, *read)

    def _repeats(self, key: str, rank: object, fields: list[str]) -> int | None:
        """Return 1 if a row is a further actor of a record already read, otherwise 0.

        None for an exact duplicate of a row.
        """
        mark = hash(tuple(fields))
        if mark in self.marks:
            return None
        self.marks.add(mark)
        # In files with a row for each actor, the rows of an event have the same time stamp.
        version = (key, rank) if self.layout.monadic else key
        if version in self.seen:
            if self.layout.monadic:
                return 1
            self.loaded.versions += 1
        elif self.layout.monadic and key in self.seen:
            self.loaded.versions += 1
        self.seen |= {version, key}
        return 0


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

    Args:
        table: The table.
        layout: How it is read.
        loaded: Collects the counts.
        staging: Collects the records.
        problems: Collects the mistakes.
        refused: Collects the rows that are left out.
        keep_good: Whether rows may be left out without that being a mistake.

    Yields:
        How many rows were read since the last yield.
    """
    suggestion = Suggestion(table.file_name, layout.data_set.id, layout.mapping_file)
    reading = _Reading(table, layout, loaded, Mistakes(table, refused, suggestion))
    batch: list[Values] = []
    before, start = 0, staging.last_row()
    try:
        for row in reading.records():
            batch.append(row)
            if len(batch) == BATCH:
                staging.add(reading.columns, batch)
                yield loaded.rows - before
                before = loaded.rows
                batch.clear()
    except UnreadableFileError as error:
        # If a file changes while being read, it is unknown what was read.
        problems.add(Place(table.name, error.line), error.problem, expected=error.expected)
    staging.add(reading.columns, batch)
    if keep_good and reading.other_order > staging.late_days_after(start):
        reading.take_back(staging, start)
    if loaded.versions:
        reading.report_duplicates(staging)
    with table.path.open("rb") as handle:
        loaded.sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    if table.has_letters:
        # Some of it is in this encoding, so the rest is damaged rather than in another encoding.
        suggestion.encoding = None
    elif suggestion.encoding is not None:
        suggestion.encoding, suggestion.word = likely_encoding(table.path)
    if 2 * reading.mistakes.without_key < loaded.rows:
        # A row without an id is one of totals, or has lost its id: the others should keep theirs.
        suggestion.columns = {}
    loaded.suggestion = suggestion if suggestion.has_lines else None
    if not keep_good:
        reading.mistakes.tell(problems)
    yield loaded.rows - before


def _is_empty(row: RawRow) -> bool:
    """Return whether this is a row of empty fields, as spreadsheets leave them."""
    return not any(field.strip(BLANK) for field in row.fields)


def _is_tag_row(row: RawRow, table: Table) -> bool:
    """Return whether this is the row of HXL tags below a header."""
    return row.line <= table.header_line + 1 and all(
        not cell or cell.startswith("#") for cell in row.fields
    )
