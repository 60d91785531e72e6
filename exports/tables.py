"""The tables of a database for export: columns, types, keys, descriptions, rows.

All formats use these, so they agree. Tables, keys and types are read from the database itself, and
descriptions from metadata.yml. Full-text indexes are left out, and so is the column with the
pop-up of the map, which repeats other columns.
"""

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import adbc_driver_sqlite.dbapi as adbc
import polars as pl

from common.errors import UserError
from common.project import DATABASE
from common.spreadsheets import LEFT_OUT

DTYPES: Mapping[str, Any] = {
    "string": pl.String,
    "date": pl.Date,
    "integer": pl.Int64,
    "number": pl.Float64,
}
KINDS = {"TEXT": "string", "INTEGER": "integer", "REAL": "number"}
# A column that the schema restricts to ISO days: CHECK (x IS date(x)).
IS_DAY = re.compile(r"(\w+)\s+IS\s+date\s*\(\s*\1\s*\)", re.IGNORECASE)
# Read everything in one batch: ADBC takes the types from the first, in which a column may be NULL.
ONE_BATCH = 1 << 30


@dataclass(frozen=True)
class Column:
    """A column; kind is string, date, integer or number."""

    name: str
    kind: str
    required: bool
    unique: bool
    description: str


@dataclass(frozen=True)
class ForeignKey:
    """A column that refers to a column of another table, or of the same."""

    column: str
    other_table: str
    other_column: str


@dataclass(frozen=True)
class Table:
    """A table, its columns and keys."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    rows: int
    sql: str


def read_tables(database: sqlite3.Connection, metadata: Mapping[str, Any]) -> list[Table]:
    """Return the tables, in the order of metadata.yml.

    Raises:
        UserError: If metadata.yml does not describe a table or a column.
    """
    words = metadata["databases"][DATABASE]
    listed = [name for section in words["sections"] for name in section["tables"]]
    order = {name: place for place, name in enumerate([*listed, *words["tables"]][::-1])}
    names = [
        row[1]
        for row in database.execute("PRAGMA table_list")
        if row[0] == "main" and row[2] == "table" and not row[1].startswith("sqlite_")
    ]
    if unknown := sorted({*names} - {*words["tables"]}):
        raise UserError(f"metadata.yml does not describe the table {unknown[0]}")
    names.sort(key=lambda name: -order[name])
    return [_table(database, name, words["tables"][name]) for name in names]


def _table(database: sqlite3.Connection, name: str, words: Mapping[str, Any]) -> Table:
    ((sql,),) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,))
    days = {match[1] for match in IS_DAY.finditer(sql)}
    info = database.execute(f"PRAGMA table_info([{name}])")
    columns = [row for row in info if row[1] != LEFT_OUT]
    keys = tuple(row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5])
    unique = _unique_columns(database, name)
    ((rows,),) = database.execute(f"SELECT count(*) FROM [{name}]")  # noqa: S608
    described = words["columns"]
    if missing := [row[1] for row in columns if row[1] not in described]:
        raise UserError(f"metadata.yml does not describe the column {name}.{missing[0]}")
    return Table(
        name,
        words["title"],
        _line(words["description"]),
        tuple(
            Column(
                row[1],
                "date" if row[1] in days else KINDS[row[2]],
                bool(row[3] or row[5]),
                row[1] in unique or keys == (row[1],),
                _line(described[row[1]]),
            )
            for row in columns
        ),
        keys,
        tuple(
            ForeignKey(row[3], row[2], row[4] or "id")
            for row in sorted(
                database.execute(f"PRAGMA foreign_key_list([{name}])"), key=lambda row: row[3]
            )
        ),
        rows,
        sql,
    )


def _unique_columns(database: sqlite3.Connection, table: str) -> set[str]:
    unique_columns = set()
    for _, index, unique, _, partial in database.execute(f"PRAGMA index_list([{table}])"):
        columns = database.execute(f"PRAGMA index_info([{index}])").fetchall()
        if unique and not partial and len(columns) == 1:
            unique_columns.add(columns[0][2])
    return unique_columns


def _line(text: str) -> str:
    return " ".join(text.split())


# ---------------------------------------------------------------- rows


def _select(table: Table) -> str:
    return f"SELECT * FROM [{table.name}]"  # noqa: S608


def read(database: Path, sql: str) -> pl.DataFrame:
    """Return the rows of a query; a column that is NULL throughout has an integer type.

    Without rows that would be true of all columns; then they have a text type, as ids have.
    """
    with (
        adbc.connect(f"{database.resolve().as_uri()}?mode=ro") as connection,
        connection.cursor() as cursor,
    ):
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": ONE_BATCH})
        cursor.execute(sql)
        rows = pl.DataFrame(cursor.fetch_arrow())
    return rows if len(rows) else rows.cast(pl.String)


def _typed(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col(column.name).cast(pl.String).str.to_date("%Y-%m-%d")
        if column.kind == "date"
        else pl.col(column.name).cast(DTYPES[column.kind])
        for column in table.columns
    )


# ---------------------------------------------------------------- parts by year

# Tables that are long with event data, and their column with the attack's id.
BY_YEAR = {"attacks": "id", "attack_reports": "attack_id", "attack_actors": "attack_id"}
MANY = 100_000
YEAR = "attack_year"
PIECE = 50_000
"""Rows of a long table read at a time; more if it has fewer than WIDE columns."""
WIDE = 30


def is_long(table: Table, many: int) -> bool:
    """Whether a table is partitioned by year."""
    return table.name in BY_YEAR and table.rows >= many


def parts(
    database: Path,
    table: Table,
    many: int = MANY,
    seen: Callable[[pl.DataFrame], object] = lambda _: None,
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Return the rows of a table in key order; a long table is partitioned by year.

    Args:
        database: The database file.
        table: The table.
        many: From how many rows a table is long.
        seen: Called with all rows in key order, before any partition is returned; days are still
            texts, as in the file.

    Yields:
        The year of the attack (`unknown` if it may fall in either of two or is undated, empty for a
        table that is not partitioned), and its rows.
    """
    if not is_long(table, many):
        whole = read(database, _select(table)).sort(table.primary_key)
        seen(whole)
        yield "", _typed(table, whole)
        return
    attack = BY_YEAR[table.name]
    years = (
        read(database, "SELECT id, year FROM attacks")
        .select(pl.col("id").alias(attack), pl.col("year").cast(pl.Int64).alias(YEAR))
        .sort(attack)
    )
    by_year: dict[int | None, list[Path]] = {}
    # Read once, in key order. Until their year comes, rows are on disk, where they take as much
    # space as the CSV.
    with tempfile.TemporaryDirectory() as folder:
        for number, piece in enumerate(_pieces(database, table)):
            seen(piece)
            near = _between(years, attack, piece[attack])
            dated = _typed(table, piece).join(near, on=attack, maintain_order="left")
            for (year,), rows in dated.partition_by(YEAR, as_dict=True, include_key=False).items():
                path = Path(folder, f"{year}-{number}.arrow")
                rows.write_ipc(path)
                by_year.setdefault(year, []).append(path)
        del years
        for year in sorted(by_year, key=lambda year: (year is not None, year)):
            yield (
                "unknown" if year is None else str(year),
                pl.concat((pl.read_ipc(path) for path in by_year[year]), rechunk=True),
            )


def _between(rows: pl.DataFrame, key: str, keys: pl.Series) -> pl.DataFrame:
    """Return the sorted rows between the least and the greatest of some keys.

    Reports and attacks have similar ids, so only a few attacks need to be searched for each piece.
    """
    first = rows[key].search_sorted(keys.min(), "left")
    return rows[first : rows[key].search_sorted(keys.max(), "right")]


def _pieces(database: Path, table: Table) -> Iterator[pl.DataFrame]:
    (key,) = table.primary_key
    size = max(PIECE, PIECE * WIDE // len(table.columns))
    after = ""
    while True:
        rows = read(database, f"{_select(table)} {after} ORDER BY [{key}] LIMIT {size}")
        yield rows
        if len(rows) < size:
            return
        last = rows[key][-1]
        # An SQL literal: text in quotes, with quotes doubled.
        after = f"WHERE [{key}] > " + (
            "'" + last.replace("'", "''") + "'" if isinstance(last, str) else str(last)
        )
