"""A hash of a database's content, independent of its page layout and of SQLite's version."""

import argparse
import hashlib
import sqlite3
import struct
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from common.command import exit_code
from common.database import open_read_only
from common.errors import UserError


def content_hashes(
    database: sqlite3.Connection, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Hash every table, view and index by its definition, and tables also by their rows.

    Rows are hashed in primary key order. FTS5's internal tables are left out: their content
    follows from the indexed tables.

    Args:
        database: The database.
        known: Hashes of tables that are already known.

    Returns:
        The SHA-256 in hexadecimal digits, by name.
    """
    objects = database.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    ).fetchall()
    virtual = [name for name, _, sql in objects if sql.upper().startswith("CREATE VIRTUAL")]
    shadows = {f"{name}_{part}" for name in virtual for part in _SHADOWS}
    hashes = {}
    for name, type_, sql in objects:
        if name in shadows or name.startswith("sqlite_"):
            continue
        if known and name in known:
            hashes[name] = known[name]
            continue
        digest = begun(sql)
        if type_ == "table" and name not in virtual:
            _hash_rows(database, name, digest)
        hashes[name] = digest.hexdigest()
    return hashes


def begun(sql: str) -> "hashlib._Hash":
    """Start the hash of a table, view or index with its definition, ignoring line breaks."""
    return hashlib.sha256(" ".join(sql.split()).encode())


_SHADOWS = ("data", "idx", "content", "docsize", "config")


def joined(hashes: Mapping[str, str]) -> str:
    """Return one SHA-256 over all the hashes of `content_hashes`."""
    digest = hashlib.sha256()
    for name, value in hashes.items():
        digest.update(f"{name}\0{value}\n".encode())
    return digest.hexdigest()


def content_hash(database: sqlite3.Connection, known: Mapping[str, str] | None = None) -> str:
    """Return the content hash of an open database; `known` are table hashes already known."""
    return joined(content_hashes(database, known))


def hashes_of_file(path: Path) -> dict[str, str]:
    """Return the content hashes of a database file, by table, view and index.

    Raises:
        UserError: If it is not a database.
    """
    database = open_read_only(path)
    try:
        return content_hashes(database)
    except sqlite3.Error as error:
        raise UserError(f"{path} cannot be read as a database: {error}") from None
    finally:
        database.close()


def _hash_rows(database: sqlite3.Connection, table: str, digest: "hashlib._Hash") -> None:
    columns = database.execute(f"PRAGMA table_info([{table}])").fetchall()
    names = ", ".join(f"[{column[1]}]" for column in columns)
    keys = [column[1] for column in sorted(columns, key=lambda each: each[5]) if column[5]]
    order = ", ".join(f"[{key}]" for key in keys) or names
    # The names come from the schema itself, quoted.
    for row in database.execute(f"SELECT {names} FROM [{table}] ORDER BY {order}"):  # noqa: S608
        digest.update(b"".join([MARKED[type(value)](value) for value in row]))


def _text(value: str) -> bytes:
    raw = value.encode()
    return b"t%d:%b" % (len(raw), raw)


# Encodes a value with its type and length, so that no two values look alike. A dictionary of
# functions, for speed: there may be a hundred million values.
MARKED: Mapping[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"n;",
    int: b"i%d;".__mod__,
    float: lambda value: b"f" + struct.pack(">d", value),
    str: _text,
    bytes: lambda value: b"b%d:%b" % (len(value), value),
}


def main(arguments: list[str] | None = None) -> int:
    """Print the content hash of a database."""
    parser = argparse.ArgumentParser(
        prog="python -m common.content_hash",
        description="Print a SHA-256 over what a database says, whatever the layout of its pages.",
        epilog="example: python -m common.content_hash FILE.db --tables",
    )
    parser.add_argument("database", type=Path, help="the file")
    parser.add_argument("--tables", action="store_true", help="print one for each table as well")
    options: Any = parser.parse_args(arguments)
    hashes = hashes_of_file(options.database)
    if options.tables:
        for name, value in hashes.items():
            print(value, name)
    print(joined(hashes))
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
