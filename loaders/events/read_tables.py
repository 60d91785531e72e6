"""Read every table into the staging file, by columns if possible, otherwise row by row."""

import datetime
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from loaders.events.csv_text import is_utf8, lines_of_utf8
from loaders.events.layouts.layout import Layout
from loaders.events.read_rows import read_by_rows
from loaders.events.run import Options, Outcome
from loaders.events.staging import LoadedFile, Staging
from loaders.events.table import Table
from loaders.events.versions import version_day, version_in_name
from loaders.problems import Place, Problems

HAS_COLUMNS = all(map(importlib.util.find_spec, ("polars", "adbc_driver_sqlite")))
"""Whether the libraries for reading by columns are installed."""

SLOWER = (
    "polars and adbc-driver-sqlite are not installed, so that tables are read row by row, which "
    "takes longer: make events installs them"
)


def read_tables(
    planned: list[tuple[Table, Layout]],
    staging: Staging,
    options: Options,
    outcome: Outcome,
    problems: Problems,
) -> None:
    """Read every table into the staging file; mistakes in one do not stop the others."""
    if not HAS_COLUMNS and any(suits_columns(table, layout) for table, layout in planned):
        outcome.notices.append(SLOWER)
    seen: dict[tuple[str, str | None], str] = {}
    empty: list[Table] = []
    with tqdm(unit=" rows", unit_scale=True, disable=options.no_bar, leave=False) as bar:
        for number, (table, layout) in enumerate(planned, 1):
            bar.set_description(Path(table.name).name[:30])
            loaded = LoadedFile(number, table.name, layout.data_set, layout.title)
            loaded.monadic = layout.monadic
            start, refused = staging.last_row(), len(outcome.refused.rows)
            for count in _read_one(table, layout, loaded, staging, outcome, problems, options):
                bar.update(count)
            if not loaded.rows:
                empty.append(table)
            # The sheets of a spreadsheet are in one file.
            same = (loaded.sha256, table.sheet)
            if same in seen:
                staging.forget_after(start)
                del outcome.refused.rows[refused:]
                outcome.notices.append(f"{table.name}: the same file as {seen[same]}, counted once")
                continue
            seen[same] = table.name
            if loaded.suggestion is not None:
                outcome.suggestions.append(loaded.suggestion)
            _date_file(loaded, layout, staging, start)
            outcome.files.append(loaded)
    _report_empty(empty, outcome, problems, is_all=len(empty) == len(planned), options=options)


def _report_empty(
    empty: list[Table], outcome: Outcome, problems: Problems, *, is_all: bool, options: Options
) -> None:
    """Report tables with only a header, such as for a country without events, or cut off."""
    for table in empty:
        place, what = Place(table.name, table.header_line), "there are no rows after the header"
        if not is_all:
            outcome.notices.append(f"{place}: {what}")
        elif not options.keep_good:
            problems.add(place, what, expected="rows of data")


def _read_one(
    table: Table,
    layout: Layout,
    loaded: LoadedFile,
    staging: Staging,
    outcome: Outcome,
    problems: Problems,
    options: Options,
) -> Iterator[int]:
    if suits_columns(table, layout) and HAS_COLUMNS:
        from loaders.events.read_columns import NotCleanError, read_by_columns

        try:
            yield from read_by_columns(table, layout, loaded, staging)
        except NotCleanError:
            pass
        else:
            return
    if layout.data_set.layout == "gtd" and table.kind == "csv" and not is_utf8(table):
        table.encoding = "cp1252"
        outcome.notices.append(f"{table.name}: read as Windows-1252, since it is not UTF-8")
    if table.kind == "csv" and (odd := lines_of_utf8(table)):
        lines = "a line is" if len(odd) == 1 else f"{len(odd):,} lines are"
        where = f"line {odd[0]}" if len(odd) == 1 else f"the first is line {odd[0]}"
        outcome.notices.append(
            f"{table.name}: {lines} in UTF-8 ({where}), though the file is read as "
            f"{table.encoding}: letters with accents come out wrong there. Save the whole file in "
            "UTF-8"
        )
    yield from read_by_rows(
        table, layout, loaded, staging, problems, outcome.refused, keep_good=options.keep_good
    )


def _date_file(loaded: LoadedFile, layout: Layout, staging: Staging, start: int) -> None:
    """Date a file by its stated version, or else its name, or else its newest record."""
    version = layout.version or version_in_name(loaded.name)
    day = version_day(version) if version else None
    loaded.version = version
    if day is None:
        newest = staging.newest_day(loaded.number, start)
        day = datetime.date.fromisoformat(newest) if newest else datetime.date(1970, 1, 1)
        loaded.version = loaded.version or (f"to {newest}" if newest else None)
    loaded.rank = int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())


def suits_columns(table: Table, layout: Layout) -> bool:
    """Return whether a table can be read by columns: UTF-8 text whose columns all have names."""
    return (
        table.kind == "csv"
        and table.encoding.startswith("utf-8")
        and not layout.monadic
        and all(name and "\ufffd" not in name for name in table.header)
        and len(table.delimiter) == 1
    )
