"""Bounds for SQL that readers write themselves, beside Datasette's limits of time and rows.

SQLite looks at the time between the steps of a query, and a single call that works on very long
texts is one step; and ten thousand rows of very long texts do not fit into memory. So texts that
such a query makes are bounded, and so is what it returns. The site's own queries are not concerned.
"""

import contextvars
import json
import re
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import BadRequest, Request, Response

# The module that Datasette itself uses, which may be pysqlite3.
from datasette.utils.sqlite import sqlite3 as used

# Bytes of one text, blob or row that such a query makes or reads.
LONGEST = 1_000_000
# Bytes of a pattern of LIKE or GLOB, which is compared at every place of a text.
PATTERN = 200
# Bytes of all that a query returns.
RESULT = 32_000_000

OWN_SQL = {"sql", "_where"}
_is_own: contextvars.ContextVar[bool] = contextvars.ContextVar("is_own", default=False)


class Counted:
    """A row factory that stops where a result becomes too large."""

    def __init__(self) -> None:
        self.size = 0

    def __call__(self, cursor: Any, values: tuple[Any, ...]) -> Any:
        """Make a row.

        Raises:
            OperationalError: Where all rows together are too large; the page shows its message.
        """
        for value in values:
            if isinstance(value, str | bytes):
                self.size += len(value)
        if self.size > RESULT:
            raise used.OperationalError(
                f"the result is larger than {RESULT // 1_000_000} MB; ask for fewer rows or columns"
            )
        return used.Row(cursor, values)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Bound the patterns of every query: readers type those into filters as well."""
    if hasattr(conn, "setlimit"):  # pysqlite3 has it not
        conn.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN)


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Bound what readers' own SQL makes and returns."""
    for database in datasette.databases.values():
        _bound(database)


def _bound(database: Database) -> None:
    run: Callable[..., Awaitable[Any]] = database.execute_fn

    async def execute_fn(function: Callable[[Any], Any]) -> Any:
        return await run(_bounded(function) if _is_own.get() else function)

    database.execute_fn = execute_fn


def _bounded(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def within_bounds(conn: Any) -> Any:
        limit = sqlite3.SQLITE_LIMIT_LENGTH
        before = conn.setlimit(limit, LONGEST) if hasattr(conn, "setlimit") else None
        rows, conn.row_factory = conn.row_factory, Counted()
        try:
            return function(conn)
        finally:
            conn.row_factory = rows
            if before is not None:
                conn.setlimit(limit, before)

    return within_bounds


@hookimpl  # type: ignore[untyped-decorator]
def filters_from_request(request: Request) -> None:
    """Check what `_through` holds, at which Datasette fails where it is anything else."""
    for told in request.args.getlist("_through"):
        try:
            through = json.loads(told)
        except ValueError:
            through = None
        if not (isinstance(through, dict) and {"table", "column", "value"} <= through.keys()):
            raise BadRequest('_through takes {"table": ..., "column": ..., "value": ...}')


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[Any], Any]:
    """Tell SQL of the reader's own by the parameters that hold it, and stop at some mistakes."""

    def wrap(app: Any) -> Any:
        async def marking(scope: Any, receive: Any, send: Any) -> None:
            query = scope.get("query_string", b"").decode("latin-1")
            parameters = parse_qsl(query, keep_blank_values=True)
            path = scope.get("path", "")
            mistake = mistake_in(parameters) if scope["type"] == "http" else None
            if mistake:
                await answer(path, mistake, 400).asgi_send(send)
                return
            token = _is_own.set(any(name in OWN_SQL for name, _ in parameters))
            try:
                await app(scope, receive, send)
            finally:
                _is_own.reset(token)

        return marking

    return wrap


def mistake_in(parameters: list[tuple[str, str]]) -> str | None:
    """Say what is wrong with an address at which Datasette 0.65 would fail; None for others."""
    for name, value in parameters:
        if name == "_timelimit" and not re.fullmatch("[0-9]{1,9}", value):
            return "_timelimit takes a number of milliseconds"
        if name.startswith("_facet") and value.lstrip().startswith("{"):
            return f"{name} takes the name of a column"
    return None


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(request: Request, exception: Exception) -> Response | None:
    """Call mistakes in an address what they are, where Datasette 0.65 fails at them."""
    told = str(exception)
    if isinstance(exception, used.ProgrammingError) and "binding parameter" in told:
        # Fewer values than the key has columns.
        return answer(request.path, "There is no such row", 404)
    if isinstance(exception, KeyError) and exception.args == ("columns",):
        message = "Nothing to write as CSV: there is no query, or it failed; see .json for why"
        return answer(request.path, message, 400)
    if "the query contains a null character" in told:
        return answer(request.path, "An address cannot hold a null character", 400)
    if isinstance(exception, ValueError) and "for int()" in told and "_next" in request.args:
        return answer(request.path, "_next takes what the page before gave", 400)
    return None


def answer(path: str, message: str, status: int) -> Response:
    """Return an answer with a message, as JSON where JSON was asked for."""
    if path.endswith(".json"):
        told = {"ok": False, "error": message, "status": status, "title": None}
        return Response.json(told, status=status)
    return Response.text(message + "\n", status=status)
