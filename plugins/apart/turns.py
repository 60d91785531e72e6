"""What the queries of one request may take, here and in the processes that answer apart."""

import math
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import datasette.database
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted

# The module that Datasette itself uses, which may be pysqlite3.
from datasette.utils.sqlite import sqlite3
from datasette.views.base import DatasetteError

# SQLite asks after so many steps whether to go on: about every millisecond. Datasette has it ask
# twenty times as often, and each time wait for Python's lock, which others hold under load.
STEPS, FEW_STEPS = 20_000, 500
SHORT_MS = 100
# Rows of one answer, from which on it takes long to write.
MANY_ROWS = 1000
# How long after its limit a query is killed that does not end by itself, in seconds.
GRACE = 0.5


class HandedOver(BaseException):
    """A request is more than is done here, and is to be answered apart.

    It passes by all that Datasette and the templates do about errors.
    """


@dataclass
class Turn:
    """One request while it is answered.

    Attributes:
        seconds: Of the processor, that its queries may still take.
        may_hand_over: Whether it can be answered apart.
        is_csv: Whether the answer is CSV, where Datasette would tell of no error.
        cut_short: Whether a query ran into its limit.
        killed_at: In a process of its own: when that is killed, by the monotonic clock.
    """

    seconds: float = math.inf
    may_hand_over: bool = False
    is_csv: bool = False
    cut_short: bool = False
    killed_at: float | None = None

    def kill_in(self, seconds: float) -> None:
        """Have the system end this process, whatever it is doing then; never later than it was."""
        if self.killed_at is not None:
            left = self.killed_at - time.monotonic()
            signal.setitimer(signal.ITIMER_REAL, max(0.001, min(seconds, left)))


turn: ContextVar[Turn | None] = ContextVar("turn", default=None)
_thread = threading.local()


@contextmanager
def time_limit(connection: Any, milliseconds: float) -> Iterator[None]:
    """Bound the queries in this block, in place of Datasette's own function."""
    asked: Turn | None = getattr(_thread, "turn", None)
    deadline = time.perf_counter() + milliseconds / 1000
    began = time.thread_time()
    most = began + asked.seconds if asked else math.inf

    def is_over() -> bool:
        return time.perf_counter() >= deadline or time.thread_time() >= most

    connection.set_progress_handler(is_over, STEPS if milliseconds > SHORT_MS else FEW_STEPS)
    if asked:
        asked.kill_in(milliseconds / 1000 + GRACE)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)
        if asked:
            asked.seconds -= time.thread_time() - began
            asked.kill_in(math.inf)


def bound(site: Datasette) -> None:
    """Have the databases of a site asked within the turn of who asks."""
    datasette.database.sqlite_timelimit = time_limit
    for database in site.databases.values():
        _bound(database)


def _bound(database: Database) -> None:
    run: Callable[..., Awaitable[Any]] = database.execute_fn
    ask: Callable[..., Awaitable[Any]] = database.execute

    async def execute_fn(function: Callable[[Any], Any]) -> Any:
        asked = turn.get()
        if asked is None:
            return await run(function)

        # Threads know nothing of the context that they were asked in.
        def in_turn(connection: Any) -> Any:
            _thread.turn = asked
            try:
                return function(connection)
            finally:
                _thread.turn = None

        try:
            return await run(in_turn)
        except QueryInterrupted:
            if asked.may_hand_over:
                raise HandedOver from None
            asked.cut_short = True
            raise

    async def execute(sql: str, params: Any = None, truncate: bool = False, **options: Any) -> Any:
        asked = turn.get()
        if asked is None:
            return await ask(sql, params, truncate=truncate, **options)
        if asked.killed_at:
            # Who asked is told; a log would fill.
            options["log_sql_errors"] = False
        try:
            results = await ask(sql, params, truncate=truncate, **options)
        except sqlite3.DatabaseError as error:
            if asked.is_csv and truncate:
                raise DatasetteError(str(error), title="Invalid SQL", status=400) from error
            raise
        # What is truncated is what a page shows.
        if truncate and asked.may_hand_over and len(results.rows) > MANY_ROWS:
            raise HandedOver
        return results

    database.execute_fn = execute_fn
    database.execute = execute
