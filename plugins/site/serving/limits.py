"""What one query may take, by SQLite's own limits: on every connection of every process.

Time is Datasette's `sql_time_limit_ms`; SQL of readers ends at the next row. Memory is bounded
three times: a value by SQLITE_LIMIT_LENGTH, all that SQLite holds by `hard_heap_limit`, and a
worker as a whole by the system (plugins/site/serving/worker.py).
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

# Bytes of a pattern of LIKE or GLOB, which is compared at every place of a text.
PATTERN_BYTES = 200
# https://sqlite.org/limits.html; of a value or a row, two megabytes.
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: PATTERN_BYTES,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 300,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
# Of the whole process, sorting and temporary tables included, which stay in memory for that. Not
# where another program has imported Datasette: it may have use for SQLite of its own.
HEAP_BYTES = 192 * 2**20
# In a worker the answer itself has to have room beside it (plugins/site/serving/worker.py).
WORKER_HEAP_BYTES = 112 * 2**20
# A width, precision or count of printf: `printf('%.*c', 900000000, 'a')` takes seconds in one step.
WIDTH = re.compile(r"%[^a-zA-Z%]*(?:\*|\d{4,})")

# Functions that compare each part of one text with each of another, in a single step that no time
# limit interrupts: how many arguments they take, and the characters of the one times the other's.
PAIRING = {"instr": 2, "replace": 3, "trim": 2, "ltrim": 2, "rtrim": 2}
PAIRS = 200_000_000

# The second gives and takes a pointer: https://sqlite.org/fts3.html#fts3_tokenizer. The last two
# pair keys, and what they give is JSON only where SQLite itself calls them.
DENIED_FUNCTIONS = {"load_extension", "fts3_tokenizer", "json_patch", "jsonb_patch"}
# Where the database lies on this machine (the pragma itself is Datasette's), and what others have
# asked on the same connection. The names of pragmas come as a reader writes them first.
DENIED_TABLES = {"pragma_database_list", "sqlite_stmt"}

Value = str | bytes | int | float | None

# An error of ours in SQL is answered to who asked; Datasette has its traceback printed as well.
sqlite3.enable_callback_tracebacks(False)


@hookimpl(tryfirst=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Bound a connection; first, since a change of temp_store drops temporary views."""
    for category, limit in LIMITS.items():
        conn.setlimit(category, limit)
    conn.execute("PRAGMA temp_store = MEMORY")
    if is_command():
        heap_bytes = HEAP_BYTES if role() is None else WORKER_HEAP_BYTES
        conn.execute(f"PRAGMA hard_heap_limit = {heap_bytes}")
    for name in ("printf", "format"):
        conn.create_function(name, -1, bounded(name, has_wide_pattern), deterministic=True)


@hookimpl(trylast=True, specname="prepare_connection")
def restrict_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    # Datasette writes to its own database. Elsewhere a process that never runs SQL of readers
    # does without: each column of each view that a query names is a call.
    if database != "_internal" and answers_readers_sql(datasette):
        conn.set_authorizer(authorize)
        for name, count in PAIRING.items():
            conn.create_function(name, count, bounded(name, has_many_pairs), deterministic=True)


class Clock:
    """A thread that interrupts queries whose time is up, each at its next row."""

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
            with self._lock:  # nor is the next query interrupted in its stead
                del self._ends[conn]

    def _watch(self) -> None:
        while True:
            time.sleep(0.1)
            with self._lock:
                for conn, end in [*self._ends.items()]:
                    if time.monotonic() > end:
                        conn.interrupt()


def bounded(name: str, takes_long: Callable[..., bool]) -> Callable[..., Value]:
    """Return a function of SQLite's own that refuses what takes seconds in one step."""
    # A statement that is kept keeps its arguments too, of up to two megabytes each.
    plain = sqlite3.connect(":memory:", check_same_thread=False, cached_statements=0)

    def call(*arguments: Value) -> Value:
        if takes_long(*arguments):
            raise ValueError("it would take seconds in one step")
        marks = ", ".join("?" * len(arguments))
        rows: list[tuple[Value]] = plain.execute(f"SELECT {name}({marks})", arguments).fetchall()
        return rows[0][0]

    return call


def has_wide_pattern(pattern: object = None, *_: object) -> bool:
    """Whether a pattern of printf() has a width that is long, or not written out."""
    return isinstance(pattern, str) and WIDTH.search(pattern) is not None


def has_many_pairs(first: object, second: object, *_: object) -> bool:
    texts = isinstance(first, str | bytes) and isinstance(second, str | bytes)
    return texts and len(first) * len(second) > PAIRS  # type: ignore[arg-type]


def authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Deny what SQL of readers has no use for; see sqlite3_set_authorizer."""
    is_denied = (action == sqlite3.SQLITE_FUNCTION and second in DENIED_FUNCTIONS) or (
        action == sqlite3.SQLITE_READ and str(first).lower() in DENIED_TABLES
    )
    return sqlite3.SQLITE_DENY if is_denied else sqlite3.SQLITE_OK
