"""What Datasette does anew for every page, though it cannot change while the server runs."""

import copy
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database, Results
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

# The file is read through the system's own cache, and not copied into each connection's: going
# through an index of a million attacks takes a third of the time. Address space, and no memory.
MAPPED = f"PRAGMA mmap_size = {4 << 30}"
KEPT = 1000


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Read the database as mapped memory."""
    conn.execute(MAPPED)


class Compiled(FileSystemBytecodeCache):
    """Compiled templates, in a folder of the user's own."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, where there is room."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Keep compiled templates from one start to the next, where there is a folder for that.

    To compile them takes half a second, in which a site that was restarted has no answer.
    """
    with suppress(OSError, RuntimeError):
        env.bytecode_cache = Compiled()


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Keep which tables there are: Datasette asks for each of the forty that a page lists."""
    for database in datasette.databases.values():
        if not database.is_mutable:
            keep_schema(database)


# What Datasette asks of a table again and again. Each gives a name or a list.
OF_A_TABLE = (
    "foreign_keys_for_table",
    "fts_table",
    "primary_keys",
    "table_column_details",
    "table_columns",
)


def keep_schema(database: Database) -> None:
    """Answer questions about the schema of a database that cannot change from memory."""
    ask = database.execute
    kept: dict[str, Results] = {}

    async def execute(sql: str, params: Any = None, **options: Any) -> Results:
        if " from sqlite_master " not in sql or len(kept) >= KEPT:
            return await ask(sql, params, **options)
        key = repr((sql, params, options))
        if key not in kept:
            kept[key] = await ask(sql, params, **options)
        return kept[key]

    database.execute = execute
    for name in OF_A_TABLE:
        setattr(database, name, keep(getattr(database, name)))


def keep(ask: Callable[[str], Awaitable[Any]]) -> Callable[[str], Awaitable[Any]]:
    """Ask about each table once; give copies, which the caller may change."""
    kept: dict[str, Any] = {}

    async def answer(table: str) -> Any:
        if table not in kept:
            found = await ask(table)
            if len(kept) >= KEPT:
                return found
            kept[table] = found
        return copy.copy(kept[table])

    return answer
