"""The same questions in SQLite, DuckDB and Spark, on 10,000 to ten million attacks.

DuckDB and Spark read the Parquet files of an export, partitioned by year, as they would from object
storage. Up to a million attacks the site's database answers too, and the answers are compared; the
ten million are the same million ten times, with different ids.
"""

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import yaml

from benchmarks.export import load, ours
from exports.tables import YEAR

ROOT = Path(__file__).resolve().parents[1]
SPARK = ROOT / ".venv-engines" / "bin" / "python"
ROWS = (10_000, 100_000, 1_000_000)
TIMES = 10
"""How many copies of the largest size make the last one."""

QUESTIONS = {
    "attacks by month": """
        SELECT month, count(*) AS attacks, sum(killed_best) AS killed
        FROM attacks WHERE scope = 'incident' AND month IS NOT NULL
        GROUP BY month ORDER BY month
    """,
    "share of a group": """
        SELECT count(DISTINCT attack_actors.attack_id) AS attacks
        FROM attack_actors INNER JOIN attacks ON attack_actors.attack_id = attacks.id
        WHERE attack_actors.side = 'perpetrator' AND attack_actors.group_id = 'jnim'
          AND attacks.scope = 'incident'
    """,
    "points of a year": """
        SELECT round(latitude, 1) AS latitude, round(longitude, 1) AS longitude, count(*) AS attacks
        FROM attacks WHERE {year} = 2018 AND latitude IS NOT NULL
        GROUP BY 1, 2 ORDER BY 1, 2
    """,
}
Answers = dict[str, list[list[Any]]]
Seconds = dict[str, float]


def ask_sqlite(database: Path) -> tuple[Answers, Seconds]:
    """Query the tables of the site's database."""
    answers, seconds = {}, {}
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        for name, sql in QUESTIONS.items():
            started = time.perf_counter()
            rows = connection.execute(sql.format(year="year")).fetchall()
            seconds[name] = time.perf_counter() - started
            answers[name] = [list(row) for row in rows]
    return answers, seconds


def ask_site(database: Path) -> tuple[Answers, Seconds]:
    """Run the named query that counts by month, from counts prepared by the build."""
    queries = yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8"))["databases"]["jnim"]
    sql = queries["queries"]["attacks_per_month"]["sql"]
    parameters = dict.fromkeys(queries["queries"]["attacks_per_month"]["params"], "")
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        started = time.perf_counter()
        rows = connection.execute(sql, parameters).fetchall()
        seconds = time.perf_counter() - started
    months = [[month, attacks, best] for month, attacks, _, best, _ in rows if month and attacks]
    return {"attacks by month": months}, {"attacks by month": seconds}


def ask_duckdb(parquet: Path) -> tuple[Answers, Seconds]:
    """Query the Parquet files in DuckDB, in this process, with a warm file system cache."""
    answers, seconds = {}, {}
    with closing(duckdb.connect()) as connection:
        for table in ("attacks", "attack_actors"):
            files, by_year = files_of(parquet, table)
            connection.execute(
                f"CREATE VIEW {table} AS SELECT * FROM "
                f"read_parquet('{files}', hive_partitioning = {by_year})"
            )
        year = YEAR if files_of(parquet, "attacks")[1] else "year"
        for name, sql in QUESTIONS.items():
            started = time.perf_counter()
            rows = connection.execute(sql.format(year=year)).fetchall()
            seconds[name] = time.perf_counter() - started
            answers[name] = [list(row) for row in rows]
    return answers, seconds


def files_of(parquet: Path, table: str) -> tuple[str, bool]:
    """Return the files of a table as a pattern, and whether they are partitioned by year."""
    folder = parquet / table
    return (f"{folder}/**/*.parquet", True) if folder.is_dir() else (f"{folder}.parquet", False)


def ask_spark(parquet: Path) -> tuple[Answers, Seconds, float]:
    """Query the Parquet files in Spark, in a separate process.

    Returns:
        The answers, the seconds for each, and the seconds until Spark was ready.
    """
    tables = {}
    for table in ("attacks", "attack_actors"):
        folder = parquet / table
        tables[table] = str(folder if folder.is_dir() else f"{folder}.parquet")
    year = YEAR if (parquet / "attacks").is_dir() else "year"
    questions = {name: sql.format(year=year) for name, sql in QUESTIONS.items()}
    done = subprocess.run(
        [str(SPARK), str(ROOT / "benchmarks" / "_spark.py")],
        input=json.dumps({"tables": tables, "questions": questions}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"Spark failed:\n{done.stderr[-2000:]}")
    said = json.loads(done.stdout)
    return said["answers"], said["seconds"], said["ready"]


def copy_times(parquet: Path, to: Path) -> None:
    """Write the attacks and their parties many times, each copy with its own ids."""
    for table, column in (("attacks", "id"), ("attack_actors", "attack_id")):
        for path in sorted((parquet / table).rglob("*.parquet")):
            rows = pl.read_parquet(path, hive_partitioning=False)
            folder = to / path.parent.relative_to(parquet)
            folder.mkdir(parents=True)
            for number in range(TIMES):
                copy = rows.with_columns(pl.col(column) + f"-{number}")
                copy.write_parquet(folder / f"part-{number}.parquet", compression="zstd")


def compare(one: Answers, other: Answers, who: str) -> None:
    """Stop if two answers to a question differ."""
    for name in one.keys() & other.keys():
        if one[name] != other[name]:
            pairs = zip(one[name], other[name], strict=False)
            first = next((pair for pair in pairs if pair[0] != pair[1]), "their length")
            sys.exit(f"{who} answers otherwise to '{name}': {first}")


def show(rows: int, who: str, seconds: Seconds, note: str = "") -> None:
    """Print a line of the table."""
    cells = [f"{seconds[name]:>18.3f}" if name in seconds else f"{'':>18}" for name in QUESTIONS]
    print(f"{rows:>11,} {who:<20}{''.join(cells)}  {note}", flush=True)


def run(folder: Path, rows: int, *, times: bool) -> None:
    """Query all engines about synthetic attacks, and about many copies of them."""
    database = load(folder, rows)
    ours(database, folder / "dist")
    parquet = folder / "dist" / "parquet"
    answers, seconds = ask_sqlite(database)
    show(rows, "SQLite, tables", seconds)
    prepared, prepared_seconds = ask_site(database)
    compare(prepared, answers, "the site")
    show(rows, "SQLite, the site's", prepared_seconds)
    compare(answers, ask_engines(parquet, rows), "an engine")
    if times and files_of(parquet, "attacks")[1]:
        shutil.rmtree(folder / "exports")
        copy_times(parquet, folder / "copies")
        ask_engines(folder / "copies", rows * TIMES)


def ask_engines(parquet: Path, rows: int) -> Answers:
    """Query DuckDB and Spark, print how long they took, and return the answers."""
    answers, seconds = ask_duckdb(parquet)
    show(rows, "DuckDB, Parquet", seconds)
    if SPARK.exists():
        other, seconds, ready = ask_spark(parquet)
        compare(answers, other, "Spark")
        show(rows, "Spark, Parquet", seconds, f"and {ready:.1f} s until it was ready")
    return answers


def main(arguments: list[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks._engines", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=ROWS, help="how many attacks")
    rows: list[int] = parser.parse_args(arguments).rows
    if not SPARK.exists():
        print("Spark is left out: make bench-engines installs it")
    elif shutil.which("java") is None:
        sys.exit("Spark needs Java 17 or later: apt install default-jre-headless")
    print(
        f"Seconds for the same answers\n{'attacks':>11} {'':<20}"
        + "".join(f"{name:>18}" for name in QUESTIONS)
    )
    for each in rows:
        with tempfile.TemporaryDirectory() as folder:
            run(Path(folder), each, times=each == max(rows))


if __name__ == "__main__":
    main()
