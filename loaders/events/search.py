"""The full-text index of records, made beside the database while the database is being filled.

It takes as long as all other indexes together, and needs only what the records say. So it is made
in a thread of its own, in a file of its own, and its tables are then taken over as they are: the
index of an FTS5 table does not depend on where the words themselves are kept.
"""

import re
import sqlite3
import threading
from pathlib import Path

TABLE = "attack_reports_fts"
COLUMNS = "notes, location, target"
_PARTS = ("data", "idx", "docsize")
_GATHER = f"INSERT INTO search.{TABLE} ({TABLE}, rank) VALUES ('hashsize', 33554432)"  # noqa: S608
_INSERT = f"INSERT INTO search.{TABLE} (rowid, {COLUMNS})"


class SearchIndex(threading.Thread):
    """Makes the index of all reports: those of the facts, and the records that count."""

    def __init__(self, database: sqlite3.Connection, staged: Path, path: Path) -> None:
        super().__init__(name="search index", daemon=True)
        ((sql,),) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (TABLE,))
        self.definition = re.sub(r'content\s*=\s*"\w+"', "content=''", sql)
        self.told = database.execute(
            f"SELECT rowid, {COLUMNS} FROM attack_reports ORDER BY rowid"  # noqa: S608
        ).fetchall()
        ((self.base,),) = database.execute("SELECT coalesce(max(rowid), 0) FROM attack_reports")
        ((chosen,),) = database.execute(
            "SELECT count(*) FROM staged.sqlite_master WHERE name = 'chosen'"
        )
        self.which = "rowid IN (SELECT row FROM chosen)" if chosen else "repeats = 0"
        self.staged = staged
        self.path = path
        self.error: sqlite3.Error | None = None

    def run(self) -> None:
        """Make the index."""
        try:
            connection = sqlite3.connect(self.staged, isolation_level=None)
            try:
                self._fill(connection)
            finally:
                connection.close()
        except sqlite3.Error as error:
            self.error = error

    def _fill(self, connection: sqlite3.Connection) -> None:
        connection.execute("ATTACH ? AS search", (str(self.path),))
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -64000"):
            connection.execute(f"PRAGMA search.{pragma}")
        connection.execute(self.definition.replace(TABLE, f"search.{TABLE}", 1))
        # Words are gathered in memory up to this many bytes before they are written and merged.
        connection.execute(_GATHER)
        connection.execute("BEGIN")
        connection.executemany(f"{_INSERT} VALUES (?, ?, ?, ?)", self.told)
        records = f"SELECT ? + rowid, {COLUMNS} FROM main.records WHERE {self.which}"  # noqa: S608
        connection.execute(f"{_INSERT} {records} ORDER BY rowid", (self.base,))
        connection.execute("COMMIT")

    def take_over(self, database: sqlite3.Connection) -> None:
        """Wait for the index, and put it into the database."""
        self.join()
        if self.error is not None:
            raise self.error
        database.execute("ATTACH ? AS search", (str(self.path),))
        for part in _PARTS:
            database.execute(f"DELETE FROM main.{TABLE}_{part}")  # noqa: S608
            rows = f"SELECT * FROM search.{TABLE}_{part}"  # noqa: S608
            database.execute(f"INSERT INTO main.{TABLE}_{part} {rows}")
        database.commit()
        database.execute("DETACH search")
