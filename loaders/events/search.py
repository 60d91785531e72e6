"""The full-text index of records: it takes longer than all other indexes, and needs only words."""

import sqlite3
from pathlib import Path

from loaders.events.parallel_tables import Beside, search_beside

TABLE = "attack_reports_fts"
COLUMNS = "notes, location, target"


def index_beside(database: sqlite3.Connection, base: int, folder: Path) -> Beside:
    """The index of all reports: those of the facts, and the records that count.

    Args:
        database: The database that is built, with the reports of the facts.
        base: What is added to a record's number.
        folder: Where its file is to be.
    """
    database.execute(
        f"CREATE TABLE staged.told AS SELECT rowid AS row, {COLUMNS} FROM main.attack_reports"  # noqa: S608
    )
    insert = f"INSERT INTO {TABLE} (rowid, {COLUMNS})"
    statements = (
        f"{insert} SELECT row, {COLUMNS} FROM staged.told ORDER BY row",  # noqa: S608
        f"{insert} SELECT {base} + row, {COLUMNS} FROM staged.counted ORDER BY row",  # noqa: S608
    )
    return search_beside(database, TABLE, statements, folder)
