"""The full-text index of reports: it takes longer than all other indexes, and needs only text."""

import sqlite3
from pathlib import Path

from loaders.events.parallel_tables import ParallelFile, parallel_index

TABLE = "attack_reports_fts"
COLUMNS = "notes, location, target"


def index_reports(database: sqlite3.Connection, base: int, folder: Path) -> ParallelFile:
    """The index of all reports: those of the facts, and the records that count.

    Args:
        database: The database that is built, with the reports of the facts.
        base: What is added to a record's number.
        folder: Where its file is to be.
    """
    database.execute(
        "CREATE TABLE staged.fact_reports AS"  # noqa: S608
        f" SELECT rowid AS row, {COLUMNS} FROM main.attack_reports"
    )
    insert = f"INSERT INTO {TABLE} (rowid, {COLUMNS})"
    statements = (
        f"{insert} SELECT row, {COLUMNS} FROM staged.fact_reports ORDER BY row",  # noqa: S608
        f"{insert} SELECT {base} + row, {COLUMNS} FROM staged.counted ORDER BY row",  # noqa: S608
    )
    return parallel_index(database, TABLE, statements, folder)
