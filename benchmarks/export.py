"""An export in all formats, compared with `sqlite-utils rows --csv` and `sqlite3 -csv`.

Ours reads the tables once and writes CSV with a data package, Parquet by year, GeoJSON,
FollowTheMoney, checksums and a content hash; the other two only print the long tables as CSV. Then
DuckDB checks the Parquet: the same counts, no dangling foreign keys, one file for one year.
"""

import argparse
import itertools
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import yaml

from benchmarks.events import Run, measure
from benchmarks.synthetic import write_ucdp
from exports.tables import BY_YEAR, MANY, YEAR, read_tables

ROOT = Path(__file__).resolve().parents[1]
ROWS = (10_000, 100_000, 1_000_000)
ASKED = 2018
COUNTS = "SELECT {year}, count(*), sum(killed_best) FROM attacks GROUP BY 1 ORDER BY 1 NULLS FIRST"


def load(folder: Path, rows: int) -> Path:
    """Build a database with records that may be redistributed."""
    exports = folder / "exports"
    exports.mkdir()
    write_ucdp(exports / "GEDEvent_v25_1.csv", rows)
    database = folder / "jnim.db"
    told = ["--events", str(exports), "--output", str(database), "--public"]
    measure([sys.executable, "-m", "loaders.events", *told], database)
    return database


def ours(database: Path, to: Path) -> Run:
    """Run the export."""
    told = ["--database", str(database), "--to", str(to), "--previous", str(ROOT / "jnim.db")]
    return measure([sys.executable, "-m", "exports", *told], database)


def sqlite_utils(database: Path) -> list[Run]:
    """Run `sqlite-utils rows --csv` for each long table."""
    command = [sys.executable, "-m", "sqlite_utils", "rows", str(database)]
    return [measure([*command, table, "--csv"], database) for table in BY_YEAR]


def sqlite_shell(database: Path) -> list[Run]:
    """Run the sqlite3 program for each long table; empty if it is not installed."""
    program = shutil.which("sqlite3")
    if program is None:
        return []
    command = [program, "-readonly", "-csv", "-header", str(database)]
    return [measure([*command, f"SELECT * FROM [{table}]"], database) for table in BY_YEAR]


def check(database: Path, parquet: Path) -> str:
    """Check the Parquet files in DuckDB and return a summary; stop if something is wrong."""
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    tables = read_tables(connection, yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8")))
    duck = duckdb.connect()
    for table in tables:
        path = parquet / table.name
        files = f"{path}/**/*.parquet" if path.is_dir() else f"{path}.parquet"
        duck.execute(
            f'CREATE VIEW "{table.name}" AS SELECT * FROM '
            f"read_parquet('{files}', hive_partitioning = {path.is_dir()})"
        )
    by_year = (parquet / "attacks").is_dir()
    year = YEAR if by_year else "year"
    expected = connection.execute(COUNTS.format(year="year")).fetchall()
    connection.close()
    started = time.perf_counter()
    found = duck.execute(COUNTS.format(year=year)).fetchall()
    seconds = time.perf_counter() - started
    if found != expected:
        sys.exit(f"DuckDB counts otherwise: {found}")
    keys = [(table, key) for table in tables for key in table.foreign_keys]
    for table, key in keys:
        ((dangling,),) = duck.execute(
            f'SELECT count(*) FROM "{table.name}" AS child ANTI JOIN "{key.other_table}" AS parent '
            f'ON parent."{key.other_column}" = child."{key.column}" '
            f'WHERE child."{key.column}" IS NOT NULL'
        ).fetchall()
        if dangling:
            sys.exit(f"{table.name}.{key.column}: {dangling} values without a row")
    told = f"same counts by year in {seconds:.2f} s, {len(keys)} foreign keys hold"
    if not by_year:
        return told
    ((_, plan),) = duck.execute(
        f"EXPLAIN ANALYZE SELECT sum(killed_best) FROM attacks WHERE {YEAR} = {ASKED}"
    ).fetchall()
    (scanned,) = [line.strip("│ ") for line in plan.splitlines() if "Scanning Files" in line]
    return f"{told}; {ASKED}: {scanned.lower()}"


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks export", description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="*", default=ROWS, help="how many records the databases have"
    )
    given = parser.parse_args(arguments)
    print(
        f"Exporting, {os.cpu_count()} processors; processor time in brackets. "
        f"Parquet is by year from {MANY:,} rows on."
    )
    head = ("rows", "export", "sqlite-utils", "times", "sqlite3 -csv", "times", "memory", "dist")
    print("{:>9} {:>16} {:>16} {:>6} {:>16} {:>6} {:>8} {:>8}".format(*head))
    found: dict[int, Run] = {}
    for rows in given.rows:
        with tempfile.TemporaryDirectory() as name:
            database, to = load(Path(name), rows), Path(name) / "dist"
            mine, theirs = ours(database, to), sqlite_utils(database)
            plain = sqlite_shell(database)
            size = sum(path.stat().st_size for path in to.rglob("*") if path.is_file())
            read = check(database, to / "parquet")
        found[rows] = mine
        print(
            f"{rows:>9,} {_told([mine]):>16} {_told(theirs):>16} {_times(theirs, mine):>6}"
            f" {_told(plain):>16} {_times(plain, mine):>6} {mine.megabytes:>6.0f}MB"
            f" {size / 1e6:>6.0f}MB"
        )
        print(f"{'':>9} DuckDB: {read}")
    for less, more in itertools.pairwise(sorted(found)):
        print(
            f"from {less:,} to {more:,} rows: "
            f"{found[more].processor / found[less].processor:.1f} times the processor time"
        )


def _told(runs: list[Run]) -> str:
    if not runs:
        return "-"
    return f"{sum(run.seconds for run in runs):.1f} s ({sum(run.processor for run in runs):.1f})"


def _times(theirs: list[Run], mine: Run) -> str:
    """Return how many times as long as theirs ours takes, in processor time."""
    if not theirs:
        return "-"
    return f"{mine.processor / sum(run.processor for run in theirs):.1f}x"


if __name__ == "__main__":
    main()
