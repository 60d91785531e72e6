"""Fill tables in parallel, in a separate process and database file.

SQLite allows one writer per file at a time, and threads of one process contend for its memory
allocator. So half of the rows go into the database and the others into a second file, from which
they are then copied: if both files define a table and its indexes identically, SQLite copies rows
with their numbers, without parsing them.
"""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from loaders.attack_words import add_functions

ROOT = Path(__file__).resolve().parents[2]

FILLED = 64
"""Megabytes of SQLite's page cache while rows are written: enough for the ends of all indexes."""

SORTED = 4
"""Megabytes that SQLite sorts at a time for an index, before it merges them: they fit the cache of
a processor. With 128, sorting a million rows takes twice as long."""


def speed_up(database: sqlite3.Connection) -> None:
    """Configure a connection for many rows that have been checked already."""
    for pragma in (
        "page_size = 16384",
        "journal_mode = OFF",
        "synchronous = OFF",
        "ignore_check_constraints = ON",
    ):
        database.execute(f"PRAGMA {pragma}")
    keep(database, FILLED)


def keep(database: sqlite3.Connection, megabytes: int) -> None:
    """Let SQLite cache this many megabytes of a database."""
    database.execute(_keep(megabytes))


def _keep(megabytes: int) -> str:
    return f"PRAGMA cache_size = -{megabytes * 1000}"


class ParallelFile:
    """A database file that a separate process fills from the staging file.

    Attributes:
        path: The file.
        tables: The tables that are copied from it.
    """

    def __init__(self, path: Path, statements: Sequence[str], tables: Sequence[str]) -> None:
        self.path = path
        self.tables = tables
        self.statements = statements
        self.process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def filling(self, staged: Path) -> Iterator[None]:
        """Run the process, which is killed at the end of the block in any case."""
        task = {
            "path": str(self.path.resolve()),
            "staged": str(staged.resolve()),
            "statements": self.statements,
        }
        command = [sys.executable, "-m", __name__, json.dumps(task)]
        # It exits when its standard input closes, which is when this process has died.
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:  # noqa: S603
            self.process = process
            try:
                yield
            finally:
                process.kill()

    def copy_into(self, database: sqlite3.Connection) -> None:
        """Wait for the file, and copy its tables into the database.

        Raises:
            sqlite3.Error: If the file could not be filled.
        """
        if self.process is None:
            raise RuntimeError("nothing fills this file")
        if code := self.process.wait():
            raise _error(code)
        database.execute("ATTACH ? AS beside", (str(self.path),))
        for table in self.tables:
            database.execute(f"DELETE FROM main.{table}")  # noqa: S608
            database.execute(f"INSERT INTO main.{table} SELECT * FROM beside.{table}")  # noqa: S608
        database.commit()
        database.execute("DETACH beside")
        self.path.unlink()


_ERRORS = {
    sqlite3.SQLITE_IOERR: ("SQLITE_IOERR", "disk I/O error"),
    sqlite3.SQLITE_FULL: ("SQLITE_FULL", "database or disk is full"),
    sqlite3.SQLITE_CANTOPEN: ("SQLITE_CANTOPEN", "unable to open database file"),
}


def _error(code: int) -> sqlite3.Error:
    """Return the error that an exit code of the process stands for."""
    name, message = _ERRORS.get(
        code, ("SQLITE_ERROR", f"the process that fills a table ended with code {code}")
    )
    error = sqlite3.OperationalError(message)
    error.sqlite_errorname = name
    return error


def definitions(database: sqlite3.Connection, table: str) -> tuple[list[str], dict[str, str]]:
    """Return a table's definition and partial indexes, and its full indexes by name.

    A partial index has few rows, and maintaining it is cheaper than reading the whole table to
    create it. A full index is created faster once all rows are there.
    """
    rows = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
        " ORDER BY type = 'index', name",
        (table,),
    ).fetchall()
    (_, made), *indexes = rows
    whole = {name: sql for name, sql in indexes if " WHERE " not in " ".join(sql.split())}
    return [made, *(sql for name, sql in indexes if name not in whole)], whole


def parallel_tables(
    database: sqlite3.Connection, fills: Mapping[str, Sequence[str]], folder: Path
) -> ParallelFile:
    """Create a file with tables and their indexes, starting with the database's rows.

    Args:
        database: The database being built.
        fills: The statements that fill each table from `staged`.
        folder: The folder for the file.
    """
    path = folder / "beside.db"
    statements = [each for of_table in fills.values() for each in of_table]
    statements.append(_keep(SORTED))
    database.execute("ATTACH ? AS beside", (str(path),))
    database.execute("PRAGMA beside.page_size = 16384")
    for table in fills:
        made, whole = definitions(database, table)
        for each in made:
            database.execute(re.sub("(TABLE|INDEX) ", r"\1 beside.", each, count=1))
        database.execute(f"INSERT INTO beside.{table} SELECT * FROM main.{table}")  # noqa: S608
        statements += whole.values()
    database.commit()
    database.execute("DETACH beside")
    return ParallelFile(path, statements, list(fills))


def gather_words(index: str, megabytes: int = 64) -> str:
    """Return the statement that sets how much an index buffers in memory before writing."""
    return f"INSERT INTO {index} ({index}, rank) VALUES ('hashsize', {megabytes << 20})"  # noqa: S608


def rebuilding(index: str) -> tuple[str, ...]:
    """Return the statements that rebuild a full-text index from the rows of its table."""
    rebuild = f"INSERT INTO {index} ({index}) VALUES ('rebuild')"  # noqa: S608
    return gather_words(index), rebuild, gather_words(index, 1)


def _exit_with_parent() -> None:
    """Exit when standard input closes, because the parent has died."""
    sys.stdin.read()
    os._exit(1)


def main(argument: str) -> None:
    """Fill a file as the argument says; on an error, exit with SQLite's code for it."""
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    # Ctrl+C reaches every process in a terminal; here the parent ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    task = json.loads(argument)
    try:
        connection = sqlite3.connect(task["path"], isolation_level=None)
        speed_up(connection)
        add_functions(connection)
        connection.execute("ATTACH ? AS staged", (task["staged"],))
        connection.execute("BEGIN")
        for statement in task["statements"]:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.close()
    except sqlite3.Error as error:
        # The low byte is the primary result code.
        os._exit((error.sqlite_errorcode & 0xFF) or 1)
    # Exit without waiting for the thread that watches standard input.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
