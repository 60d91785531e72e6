"""Write a new database next to the old one, check it, and replace the old one atomically."""

import fcntl
import glob
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from common.content_hash import content_hash
from common.errors import UserError

SCHEMA = Path(__file__).resolve().parent.parent / "schema"
INSPECT_FILE = "inspect-data.json"


def create_schema(database: sqlite3.Connection) -> None:
    """Run the files of schema/ in the order of their numbers."""
    for path in sorted(SCHEMA.glob("[0-9]*.sql")):
        try:
            database.executescript(path.read_text(encoding="utf-8"))
        except sqlite3.Error as error:
            if _is_about_the_disk(error):
                raise
            raise UserError(f"{path}: {error}") from None


def _is_about_the_disk(error: sqlite3.Error) -> bool:
    return error.sqlite_errorname.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN"))


def fill_search(database: Database) -> None:
    """Index the text of every table that has a full-text index."""
    for table in database.tables:
        # sqlite-utils also reports the index's own table, which would be filled twice.
        if table.detect_fts() not in (None, table.name):
            table.rebuild_fts()


def check_database(database: sqlite3.Connection) -> None:
    """Check for dangling references and damaged pages.

    Raises:
        UserError: With the first ones found.
    """
    dangling = database.execute("PRAGMA foreign_key_check").fetchall()
    if dangling:
        lines = [f"{table} row {row} refers to no row of {to}" for table, row, to, _ in dangling]
        raise UserError("the database has references to nothing: " + "; ".join(lines[:10]))
    ((result,), *_) = database.execute("PRAGMA integrity_check").fetchall()
    if result != "ok":
        raise UserError(f"the database is damaged: {result}")


@contextmanager
def single_builder(output: Path) -> Iterator[None]:
    """Let only one build at a time write to a folder, and remove files left by killed builds.

    The lock is on the folder itself and ends with the process, so it needs no file and cannot be
    left behind. Its holder knows that any unfinished file is from a dead process.
    """
    folder = output.parent
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise UserError(f"the folder {folder} cannot be opened: {error.strerror}") from None
    try:
        # On a file system without locks, build anyway, but leave other files alone.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
            for left in folder.glob(f"{glob.escape(output.name)}.building-*"):
                left.unlink(missing_ok=True)
        yield
    finally:
        os.close(handle)


def write(
    output: Path,
    fill: Callable[[Database], bool],
    *,
    thorough: bool = True,
    begun: int | None = None,
) -> bool:
    """Build a database and replace the old one, unless their content is the same.

    Args:
        output: The file.
        fill: Fills an empty database with the schema; returns False if it failed.
        thorough: Whether to check every reference and page, and compare with the old file; with a
            million event records that takes longer than loading them.
        begun: When reading began, in nanoseconds. It becomes the modification time of the results,
            so that `make` knows that files saved later are not included.

    Returns:
        Whether the file now has the new content.

    Raises:
        UserError: If the disk is full or the folder is not writable.
    """
    if output.is_dir():
        raise UserError(f"{output} is a folder, and the database is to be a file")
    building = output.with_name(f"{output.name}.building-{os.getpid()}")
    with single_builder(output):
        try:
            if not _fill(building, fill, thorough=thorough):
                return False
            _replace(building, output, compare=thorough, begun=begun)
        except sqlite3.Error as error:
            raise UserError(f"{output} could not be written: {_reason(error, output)}") from None
        except OSError as error:
            reason = error.strerror or str(error)
            raise UserError(f"{output} could not be written: {reason}") from None
        finally:
            with suppress(OSError):
                building.unlink(missing_ok=True)
    return True


def _reason(error: sqlite3.Error, output: Path) -> str:
    if _is_about_the_disk(error):
        return f"{error}; is there room in {output.parent}, and may you write there?"
    return str(error)


def _fill(path: Path, fill: Callable[[Database], bool], *, thorough: bool) -> bool:
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    try:
        if not thorough:
            # For many rows, larger pages are faster and take slightly less space.
            connection.execute("PRAGMA page_size = 16384")
        # Nobody else uses this file, and it is discarded if anything goes wrong.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        create_schema(connection)
        if not fill(Database(connection)):
            return False
        if thorough:
            check_database(connection)
        return True
    finally:
        connection.close()


def _replace(building: Path, output: Path, *, compare: bool, begun: int | None) -> None:
    inspect_file = output.with_name(INSPECT_FILE)
    if compare and _has_same_content(building, output):
        # Unchanged, so a site that serves it need not be restarted.
        inspected = inspect_data(output, output.name)
    else:
        with ThreadPoolExecutor(1) as beside:
            synced = beside.submit(_sync, building)
            inspected = inspect_data(building, output.name)
            synced.result()
        # Datasette would believe another file's counts, but without any it counts anew.
        inspect_file.unlink(missing_ok=True)
        if begun:
            os.utime(building, ns=(begun, begun))
        building.replace(output)
        _sync_folder(output.parent)
    temporary = inspect_file.with_name(f"{output.name}.building-{os.getpid()}-inspect")
    try:
        temporary.write_text(json.dumps(inspected, indent=2), encoding="utf-8")
        if begun:
            os.utime(temporary, ns=(begun, begun))
        temporary.replace(inspect_file)
    finally:
        temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def _sync_folder(folder: Path) -> None:
    # Not every file system can sync a folder; the file itself has been synced.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _has_same_content(building: Path, output: Path) -> bool:
    """Return whether the old file is undamaged and has the same content."""
    if not output.is_file():
        return False
    hashes = []
    for path in (building, output):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            if path == output:
                check_database(connection)
            hashes.append(content_hash(connection))
        except (sqlite3.Error, UserError):
            return False
        finally:
            connection.close()
    return hashes[0] == hashes[1]


def inspect_data(path: Path, name: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the data of `datasette inspect`: hash, size and row counts of a database.

    Args:
        path: The file.
        name: Its future file name, if that is different.
    """
    name = name or path.name
    with ThreadPoolExecutor(1) as beside:
        digest = beside.submit(_sha256, path)
        counts = _counts(path)
    return {
        Path(name).stem: {
            "hash": digest.result(),
            "size": path.stat().st_size,
            "file": name,
            "tables": counts,
        }
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _counts(path: Path) -> dict[str, dict[str, int | None]]:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    counts: dict[str, dict[str, int | None]] = {}
    try:
        tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        for name, sql in tables.fetchall():
            # A full-text index has as many rows as its table, but would read them all to count.
            content = re.search(r'USING fts5.*content="(\w+)"', sql, re.DOTALL)
            counted = content[1] if content else name
            ((count,),) = connection.execute(f"SELECT count(*) FROM [{counted}]")  # noqa: S608
            counts[name] = {"count": count}
    finally:
        connection.close()
    return counts
