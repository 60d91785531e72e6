"""Read a clean CSV file column by column.

Polars splits the text, each distinct value is parsed once, and ADBC writes whole columns. If
anything is irregular this reader gives up, and the one by rows says what it is. The splitting is
verified too: the lengths of all fields, with separators, quotes and line ends, must add up to the
length of the text.
"""

import contextlib
import csv
import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO

import adbc_driver_manager
import adbc_driver_sqlite.dbapi as adbc
import polars as pl

from loaders.events.columns import DECIMALS, NO_KEY, RECORD_COLUMNS, Lookup, Pattern, Text
from loaders.events.csv_text import FIELD_LIMIT
from loaders.events.layouts.layout import Layout
from loaders.events.staging import LoadedFile, Staging
from loaders.events.table import Table
from loaders.events.values import AS_TEXT, BLANK, MISSING, UnreadableValueError

BLOCK = 24 * 1024**2
"""Bytes of text that are read at a time, with the rest of the row that they end in."""
MOST_LINES = 10_000
"""Lines after which a row is taken to have no end: a quote has been left open."""

_TYPES = {"INTEGER": pl.Int64, "REAL": pl.Float64, "TEXT": pl.String}
_MISSING = sorted(MISSING)


class NotCleanError(Exception):
    """The file has to be read row by row."""


@dataclass
class _Meanings:
    """The parsed values for the combinations of texts that a step has met.

    Attributes:
        texts: The combinations, one per row, with their numbers.
        values: The parsed values, in the same order.
    """

    texts: pl.DataFrame
    values: pl.DataFrame


def read_by_columns(
    table: Table, layout: Layout, loaded: LoadedFile, staging: Staging
) -> Iterator[int]:
    """Read a table into the staging file.

    Yields:
        How many rows were read since the last yield.

    Raises:
        NotCleanError: If the file has to be read row by row; what was written is removed.
    """
    start = staging.last_row()
    try:
        yield from _read(table, layout, loaded, staging)
    except (
        NotCleanError,
        pl.exceptions.PolarsError,
        adbc_driver_manager.Error,
        csv.Error,
        UnreadableValueError,
    ) as error:
        staging.forget_after(start)
        loaded.rows = loaded.records = loaded.ignored = 0
        raise NotCleanError(str(error)) from None


def _read(table: Table, layout: Layout, loaded: LoadedFile, staging: Staging) -> Iterator[int]:
    before = table.path.stat()
    digest = hashlib.sha256()
    known: dict[int, _Meanings] = {}
    keys: list[pl.Series] = []
    line = table.header_line + 1
    with (
        table.path.open("rb") as handle,
        adbc.connect(str(staging.path), autocommit=True) as connection,
        connection.cursor() as cursor,
        # A pipeline: while one block is parsed, the next is split and the previous is written.
        ThreadPoolExecutor(1) as reading,
        ThreadPoolExecutor(1) as writing,
    ):
        # Polars has already given every column its type.
        for pragma in ("synchronous = OFF", "journal_mode = OFF", "ignore_check_constraints = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        frames = _frames(handle, digest, table)
        ahead = reading.submit(next, frames, None)
        behind: Future[int] | None = None
        while (each := ahead.result()) is not None:
            ahead = reading.submit(next, frames, None)
            frame, ends, first = each
            lines = _lines(frame, line, ends)
            line += ends
            if first and len(frame) and all(not cell or cell[0] == "#" for cell in frame.row(0)):
                # The row of HXL tags below a header.
                frame, lines = frame.slice(1), lines.slice(1)
                loaded.rows += 1
                loaded.ignored += 1
            if frame.is_empty():
                continue
            if layout.data_set.layout == "plain" and _has_headings(frame):
                raise NotCleanError("a value alone in a row")
            records = _records(frame, layout, known).with_columns(
                lines.alias("line"),
                pl.lit(loaded.number, pl.Int64).alias("file"),
                pl.lit(0, pl.Int64).alias("repeats"),
                (pl.lit(f"{layout.data_set.prefix}-") + pl.col("record")).alias("id"),
            )
            keys.append(records["record"])
            columns = [name for name in RECORD_COLUMNS if name in records.columns]
            if behind is not None:
                behind.result()
            behind = writing.submit(
                cursor.adbc_ingest, "records", records.select(columns), mode="append"
            )
            loaded.rows += len(frame)
            loaded.records += len(frame)
            yield len(frame)
        # Counted while the last block is written.
        distinct = pl.concat(keys).n_unique() if keys else 0
        if behind is not None:
            behind.result()
    after = table.path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise NotCleanError("the file changed while it was read")
    if not keys or distinct != loaded.records:
        raise NotCleanError("no rows, or a key twice")
    loaded.sha256 = digest.hexdigest()


def _has_headings(frame: pl.DataFrame) -> bool:
    """Return whether a row has one value alone, such as the month above its events."""
    filled = pl.sum_horizontal(pl.all().str.strip_chars(BLANK).str.len_bytes() > 0)
    return bool(frame.select((filled == 1).any()).item())


def _lines(frame: pl.DataFrame, first: int, ends: int) -> pl.Series:
    """Return the line of the file on which each row of a block begins."""
    if ends == len(frame):
        return pl.int_range(first, first + ends, eager=True)
    counts = _lines_of_rows(frame)
    return first + counts.cum_sum() - counts


def _lines_of_rows(frame: pl.DataFrame) -> pl.Series:
    """Return how many lines each row takes."""
    ends = pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True))
    return frame.select(ends.cast(pl.Int64) + 1).to_series()


def _frames(
    handle: IO[bytes], digest: "hashlib._Hash", table: Table
) -> Iterator[tuple[pl.DataFrame, int, bool]]:
    """Yield the fields of each block, the number of its line ends, and whether it is the first."""
    for number, (block, quotes) in enumerate(_blocks(handle, digest, table)):
        ends = block.count(b"\n")
        yield _split(block, quotes, ends, table), ends, number == 0


def _blocks(
    handle: IO[bytes], digest: "hashlib._Hash", table: Table
) -> Iterator[tuple[bytes, int]]:
    """Yield blocks of complete rows, each with the number of its quotes.

    A line end is part of a field if there is an odd number of quotes before it.
    """
    for _ in range(table.header_line):
        digest.update(line := handle.readline())
        if not line.endswith(b"\n"):
            raise NotCleanError("no line end")
    while read := handle.read(BLOCK):
        parts = [read, handle.readline(BLOCK)]
        quotes = sum(part.count(b'"') for part in parts)
        while quotes % 2 and parts[-1] and len(parts) < MOST_LINES:
            parts.append(handle.readline(BLOCK))
            quotes += parts[-1].count(b'"')
        if quotes % 2 or len(parts[-1]) == BLOCK:
            raise NotCleanError("a row without an end")
        block = b"".join(parts)
        digest.update(block)
        if b"\0" in block:
            raise NotCleanError("a NUL byte")
        yield block if block.endswith(b"\n") else block + b"\n", quotes


def _split(block: bytes, quotes: int, ends: int, table: Table) -> pl.DataFrame:
    """Return the fields of a block as text, having verified that nothing was lost."""
    line_end = 2 if block.endswith(b"\r\n") else 1
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        raise NotCleanError("a line end that is half of one")
    # If rows end with one separator more than the header, the last field has no name.
    names = list(table.header)
    extra = _fields_in_first_row(block, table) - len(names)
    if extra not in (0, 1):
        raise NotCleanError("a row has more or fewer fields than the header")
    fields = [*names, *(["\0extra"] * extra)]
    frame = pl.read_csv(
        block,
        has_header=False,
        schema=dict.fromkeys(fields, pl.String),
        separator=table.delimiter,
        empty_string_is_null=False,
        extra_columns="raise",
        missing_columns="raise",
        truncate_ragged_lines=False,
        raise_if_empty=False,
    )
    lengths = pl.all().str.len_bytes()
    total = sum(frame.select(lengths.sum()).row(0)) + len(frame) * (len(fields) - 1 + line_end)
    if quotes:
        # Polars drops a quote that closes no field, and the bytes add up all the same.
        edge = rf"[^\n\r\x{ord(table.delimiter):02x}\"]"
        stray = f'{edge}(?:"")*"{edge}'
        if pl.Series([block], dtype=pl.Binary).cast(pl.String).str.contains(stray).any():
            raise NotCleanError("a quote in the middle of a field")
        inner = frame.select(
            pl.all().str.count_matches('"', literal=True).cast(pl.Int64).sum()
        ).row(0)
        total += quotes - sum(inner)
    if total != len(block):
        raise NotCleanError("a row has more or fewer fields than the header")
    if extra:
        if frame["\0extra"].str.len_bytes().max() != 0:
            raise NotCleanError("a field without a name")
        frame = frame.drop("\0extra")
    if any(each is not None and each > FIELD_LIMIT for each in frame.select(lengths.max()).row(0)):
        raise NotCleanError("a field is too long")
    if ends > len(frame) and _may_hold_rows(frame, block, table):
        raise NotCleanError("a field over several lines that may be rows")
    return frame


def _may_hold_rows(frame: pl.DataFrame, block: bytes, table: Table) -> bool:
    """Return whether a line inside a row may be a row swallowed by an unclosed quote."""
    lines = block.decode().split("\n")
    counts = _lines_of_rows(frame)
    starts = counts.cum_sum() - counts
    for start, count in zip(starts.filter(counts > 1), counts.filter(counts > 1), strict=True):
        for at in range(start + 1, start + count):
            following = (f"{lines[number]}\n" for number in range(at, len(lines)))
            reader = csv.reader(following, delimiter=table.delimiter, strict=True)
            with contextlib.suppress(csv.Error):
                fields = next(reader, [])
                if len(fields) >= len(table.header) and not any(fields[len(table.header) :]):
                    return True
    return False


def _fields_in_first_row(block: bytes, table: Table) -> int:
    text = block[: 2 * FIELD_LIMIT].decode(errors="replace")
    row = next(csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter), None)
    return len(row or ())


def _records(frame: pl.DataFrame, layout: Layout, known: dict[int, _Meanings]) -> pl.DataFrame:
    """Return the columns of the records, by the steps of the layout."""
    parts: list[pl.DataFrame] = []
    for number, step in enumerate(layout.steps):
        match step:
            case Text():
                parts.append(frame.select(_text(step)))
            case Pattern():
                parts.append(_shaped(frame, step))
            case Lookup():
                parts.append(_looked_up(frame, step, number, known))
    return pl.concat(parts, how="horizontal")


def _text(step: Text) -> pl.Expr:
    nothing = sorted(step.nothing)
    texts = [_filled(pl.col(name).str.strip_chars(BLANK), nothing) for name in step.columns]
    if len(texts) == 1:
        return texts[0].alias(step.give)
    joined = pl.concat_str(texts, separator="-", ignore_nulls=True)
    return pl.when(joined == "").then(None).otherwise(joined).alias(step.give)


def _filled(text: pl.Expr, nothing: list[str]) -> pl.Expr:
    """Return a text, or null if it stands for a missing one."""
    return pl.when(text.is_in(nothing)).then(None).otherwise(text)


def _shaped(frame: pl.DataFrame, step: Pattern) -> pl.DataFrame:
    texts = [pl.col(column).str.strip_chars(BLANK) for column in step.columns]
    text = texts[0]
    if len(texts) > 1:
        text = pl.concat_str(texts, separator="-").str.replace_all(NO_KEY, "-")
    else:
        text = text.str.replace(AS_TEXT, "${1}${2}").str.replace(DECIMALS, "")
    if not step.required:
        text = _filled(text, _MISSING)
    shaped = frame.select(text.alias(step.give))
    if not shaped[step.give].str.contains(f"^(?:{step.shape})$").all():
        raise NotCleanError(f"{step.columns} does not fit")
    return shaped.cast(pl.Int64) if step.whole_number else shaped


def _looked_up(
    frame: pl.DataFrame, step: Lookup, number: int, known: dict[int, _Meanings]
) -> pl.DataFrame:
    """Parse each distinct combination once per file, and join the values to every row."""
    columns = list(dict.fromkeys(step.columns))
    texts = frame.select(columns)
    if number not in known:
        known[number] = _meanings(step, texts.unique(maintain_order=True), 0)
    numbers = _numbers(texts, known[number])
    if numbers.null_count():
        new = texts.filter(numbers.is_null()).unique(maintain_order=True)
        new_meanings = _meanings(step, new, len(known[number].texts))
        known[number] = _Meanings(
            pl.concat([known[number].texts, new_meanings.texts]),
            pl.concat([known[number].values, new_meanings.values]),
        )
        numbers = _numbers(texts, known[number])
    return known[number].values[numbers]


def _meanings(step: Lookup, texts: pl.DataFrame, first: int) -> _Meanings:
    where = [texts.columns.index(column) for column in step.columns]
    rows = [step.values(*(row[at] for at in where)) for row in texts.iter_rows()]
    schema = {give: _TYPES[RECORD_COLUMNS[give]] for give in step.gives}
    return _Meanings(
        texts.with_row_index("\0number", first), pl.DataFrame(rows, schema=schema, orient="row")
    )


def _numbers(texts: pl.DataFrame, known: _Meanings) -> pl.Series:
    """Return the number of each row's combination; null for one that is not known yet."""
    if texts.width == 1:
        (column,) = texts.columns
        return texts[column].replace_strict(
            known.texts[column], known.texts["\0number"], default=None, return_dtype=pl.UInt32
        )
    joined = texts.join(known.texts, on=texts.columns, how="left", maintain_order="left")
    return joined["\0number"]
