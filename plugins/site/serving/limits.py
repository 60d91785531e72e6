"""SQLite's own limits on what a query may use, on every connection of every process.

Time is limited by Datasette's `sql_time_limit_ms`; readers' SQL is interrupted at the next row.
Memory has three limits: SQLITE_LIMIT_LENGTH for a value, `hard_heap_limit` for SQLite's heap, and
the operating system's for a whole worker (plugins/site/serving/worker.py).
"""

import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from datasette.app import Datasette
from datasette.utils import sqlite_timelimit

from plugins.site.hooks import hookimpl
from plugins.site.serving.worker import answers_readers_sql, is_command, role

# Bytes of a LIKE or GLOB pattern, which is compared at every position of a text.
PATTERN_BYTES = 200
# https://sqlite.org/limits.html. SQLITE_LIMIT_LENGTH is in bytes, for a value or a row.
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: PATTERN_BYTES,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 300,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
# For the whole process, including sorting and temporary tables, which are kept in memory so that
# they count. Not set if another program imports Datasette: it may use SQLite for other things.
HEAP_BYTES = 192 * 2**20
# In a worker, the response also has to fit in memory (plugins/site/serving/worker.py).
WORKER_HEAP_BYTES = 112 * 2**20
# A long or variable width in a printf pattern: `printf('%.*c', 900000000, 'a')` takes seconds in a
# single step.
WIDTH = re.compile(r"%[^a-zA-Z%]*(?:\*|\d{4,})")

# Functions that compare every part of one text with every part of another, in a single step that no
# time limit interrupts, with their number of arguments; and the largest product of the two lengths.
PAIRING = {"instr": 2, "replace": 3, "trim": 2, "ltrim": 2, "rtrim": 2}
PAIRS = 200_000_000

# fts3_tokenizer exposes pointers: https://sqlite.org/fts3.html#fts3_tokenizer. The last two compare
# every key with every other, and cannot be wrapped: only SQLite's own calls return a JSON value.
DENIED_FUNCTIONS = {"load_extension", "fts3_tokenizer", "json_patch", "jsonb_patch"}
# They reveal where the database is on this machine (Datasette denies the pragma itself), and what
# others have asked on the same connection. Names of pragmas arrive in the case a reader wrote.
DENIED_TABLES = {"pragma_database_list", "sqlite_stmt"}

Value = str | bytes | int | float | None

# Errors in our SQL functions go to the reader as messages; Datasette would also print tracebacks.
sqlite3.enable_callback_tracebacks(False)


@hookimpl(tryfirst=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Set limits on a connection; first, because changing temp_store drops temporary views."""
    for category, limit in LIMITS.items():
        conn.setlimit(category, limit)
    conn.execute("PRAGMA temp_store = MEMORY")
    if is_command():
        heap_bytes = HEAP_BYTES if role() is None else WORKER_HEAP_BYTES
        conn.execute(f"PRAGMA hard_heap_limit = {heap_bytes}")
    for name in ("printf", "format"):
        conn.create_function(name, -1, guarded(name, has_wide_pattern), deterministic=True)


@hookimpl(trylast=True, specname="prepare_connection")
def restrict_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    # Datasette writes to its internal database. A process that never runs readers' SQL needs no
    # authorizer, which would cost a call for each column of each view in a query.
    if database != "_internal" and answers_readers_sql(datasette):
        conn.set_authorizer(authorize)
        for name, count in PAIRING.items():
            conn.create_function(name, count, guarded(name, has_many_pairs), deterministic=True)


class Clock:
    """A thread that interrupts queries whose time is up, at their next row."""

    def __init__(self) -> None:
        self._ends: dict[sqlite3.Connection, float] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._watch, daemon=True).start()

    @contextmanager
    def limit(self, conn: sqlite3.Connection, ms: float) -> Iterator[None]:
        with self._lock:
            self._ends[conn] = time.monotonic() + ms / 1000
        try:
            with sqlite_timelimit(conn, ms):
                yield
        finally:
            with self._lock:  # otherwise the thread could interrupt the next query instead
                del self._ends[conn]

    def _watch(self) -> None:
        while True:
            time.sleep(0.1)
            with self._lock:
                for conn, end in [*self._ends.items()]:
                    if time.monotonic() > end:
                        conn.interrupt()


def guarded(name: str, takes_long: Callable[..., bool]) -> Callable[..., Value]:
    """Return a wrapper of SQLite's function that refuses arguments which would take seconds."""
    # No cached statements: they would hold on to their arguments, up to two megabytes each.
    plain = sqlite3.connect(":memory:", check_same_thread=False, cached_statements=0)

    def call(*arguments: Value) -> Value:
        if takes_long(*arguments):
            raise ValueError("it would take seconds in one step")
        marks = ", ".join("?" * len(arguments))
        rows: list[tuple[Value]] = plain.execute(f"SELECT {name}({marks})", arguments).fetchall()
        return rows[0][0]

    return call


def has_wide_pattern(pattern: object = None, *_: object) -> bool:
    """Whether a printf() pattern has a width of four digits or more, or a variable one."""
    return isinstance(pattern, str) and WIDTH.search(pattern) is not None


def has_many_pairs(first: object, second: object, *_: object) -> bool:
    texts = isinstance(first, str | bytes) and isinstance(second, str | bytes)
    return texts and len(first) * len(second) > PAIRS  # type: ignore[arg-type]


def authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Deny what readers' SQL has no use for; see https://sqlite.org/c3ref/set_authorizer.html."""
    is_denied = (action == sqlite3.SQLITE_FUNCTION and second in DENIED_FUNCTIONS) or (
        action == sqlite3.SQLITE_READ and str(first).lower() in DENIED_TABLES
    )
    return sqlite3.SQLITE_DENY if is_denied else sqlite3.SQLITE_OK
