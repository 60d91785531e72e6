"""All changes of Datasette itself.

tests/unit/test_patches.py fails when a line that they replace changes in the installed version.
"""

import functools
import re
import sys
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from copy import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import datasette.cli
import datasette.database
import datasette.handle_exception
import datasette.utils.asgi
import datasette.views.base
import datasette.views.row
from datasette import app
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils import CustomRow, escape_sqlite, path_with_replaced_args, tilde_decode
from datasette.utils.asgi import AsgiStream, AsgiWriter, NotFound, Request, Response
from datasette.views.base import DatasetteError, DataView
from datasette.views.database import QueryView
from datasette.views.row import _sql_params_pks
from datasette.views.table import TableView

from common.project import DATABASE
from common.spreadsheets import LEFT_OUT, lines_as_text
from plugins.site.asked import check_dates
from plugins.site.attack_counts import counted
from plugins.site.hooks import hookimpl
from plugins.site.serving import files, limits, server
from plugins.site.serving.errors import note_interrupted
from plugins.site.serving.processes import is_fixed, served
from plugins.site.serving.static_files import MOUNT
from plugins.site.serving.worker import SQL, role

# Characters of CSV that are sent at a time.
PIECE = 64 * 1024
# Rows of a page: ten thousand are 130 MB for fifteen seconds here, and nothing that anybody reads.
# Data have `max_returned_rows`, and CSV as a stream has all. And cells: 60,000 are too many.
PAGE_ROWS, PAGE_CELLS = 1000, 15_000
LARGE = re.compile(r"max|0*[1-9]\d{3,}")
# Rows that a stream of CSV holds at a time.
STREAMED = 2000
# What is kept of each table in a file that cannot change, beside who may see it, and of how many.
TABLES = 500
NAME_OF_TABLE = (
    "select name from sqlite_master where type in ('table', 'view') and name = ? collate nocase"
)
SCHEMA = ("table_columns", "primary_keys", "fts_table", "foreign_keys_for_table")

TOO_MANY = (
    "This gives more than {0:,} rows, and an answer in CSV holds no more. Ask for less at a time, "
    "such as by `limit {0}`, or download the database and ask it on your own machine."
)


Ask = Callable[..., Awaitable[Any]]


def kept(ask: Ask) -> Ask:
    """Return what asks once of each arguments, and keeps the answers."""
    answers: dict[Any, Any] = {}

    async def answer(*arguments: Any) -> Any:
        if arguments not in answers:
            result = await ask(*arguments)
            if len(answers) >= TABLES:
                answers.clear()
            answers[arguments] = result
        return copy(answers[arguments])

    return answer


class MissingColumnError(KeyError, IndexError):
    """A row has no such column."""


def missing_column(_: CustomRow, name: str) -> None:
    raise MissingColumnError(name)


class CsvWriter(AsgiWriter):  # type: ignore[misc]
    """Writes CSV for spreadsheets, row by row; breaks off where Datasette would write an error.

    It is marked as UTF-8, without which Excel reads "embassyâ€™s", and safe to open
    (common/spreadsheets.py). Exact CSV, for programs, is neither.
    """

    def __init__(self, send: Any, is_exact: bool) -> None:
        super().__init__(send)
        self._is_exact = is_exact
        self._rows = "" if is_exact else "\ufeff"

    async def write(self, row: str) -> None:
        """Write a row; what is written while an exception is handled is its message."""
        if (error := sys.exc_info()[1]) is not None:
            raise ConnectionAbortedError(str(error)) from error
        self._rows += row if self._is_exact else lines_as_text(row)
        if len(self._rows) > PIECE:
            await self.flush()

    async def flush(self) -> None:
        rows, self._rows = self._rows, ""
        await super().write(rows)


# The keys of the table of a request, and how the query for its first page ends where it is sorted.
_keys: ContextVar[str] = ContextVar("keys", default="")
_SORTED = re.compile(r" order by (?:\[[^\]]+\]|\"[^\"]+\"|\w+)(?: desc)?(?= limit \d+\Z)")
_data_traced = TableView._data_traced


async def data_traced(
    view: Any, request: Request, labels: bool = False, next_: Any = None, size: Any = None
) -> Any:
    """Answer with a table's page as Datasette does, its keys noted, and with no more rows."""
    route, table = (tilde_decode(request.url_vars[name]) for name in ("database", "table"))
    known = any(each.route == route for each in view.ds.databases.values())
    keys = await view.ds.get_database(route=route).primary_keys(table) if known else ()
    if request.url_vars.get("format") is None and LARGE.fullmatch(request.args.get("_size") or ""):
        size = PAGE_ROWS
    noted = _keys.set(", ".join(map(escape_sqlite, keys)))
    try:
        return await _data_traced(view, request, labels, next_, size)
    finally:
        _keys.reset(noted)


def rewritten(execute: Ask, is_summed: bool) -> Ask:
    """Return `Database.execute` that sorts what is alike on a table's page by its keys.

    Where attacks are summed it counts them quickly, and asks once what a table is called. What is
    interrupted is noted.
    """
    names = kept(execute)

    async def execute_rewritten(sql: str, params: Any = None, **options: Any) -> Any:
        if is_summed and sql == NAME_OF_TABLE:
            return await names(sql, params)
        if (keys := _keys.get()) and (order := _SORTED.search(sql)):
            sql = f"{sql[: order.end()]}, {keys}{sql[order.end() :]}"
        try:
            return await execute(counted(sql) if is_summed else sql, params, **options)
        except QueryInterrupted:
            note_interrupted(sql)
            raise

    return execute_rewritten


_query_data = QueryView.data


async def query_data(view: Any, request: Request, *arguments: Any, **named: Any) -> Any:
    """Answer as Datasette does, on a page with no more rows than a page of a table has.

    A page says itself what is no date; a program is told so.
    """
    if named.get("canned_query") and request.url_vars.get("format"):
        check_dates(request, named.get("named_parameters") or ())
    answer = await _query_data(view, request, *arguments, **named)
    if isinstance(answer, tuple) and request.url_vars.get("format") is None:
        data = answer[0]
        most = min(PAGE_ROWS, PAGE_CELLS // max(1, len(data["columns"])))
        if len(data["rows"]) > most:
            # In place: the rows to show are made of this list.
            del data["rows"][most:]
            data["truncated"] = True
    return answer


_as_csv = DataView.as_csv


async def as_csv(view: Any, request: Request, database: str) -> Any:
    """Answer with CSV as Datasette does, but say of a query that failed or is cut that it is.

    A table is given whole where no page of it is asked for, and a long one as a stream: Datasette
    gives its first page, which looks whole. `_exact` in the address leaves cells as they are;
    `_trace` would make a page of them. What a map shows of a row, made of its other columns, is
    left out as it is from every file.
    """
    asked = request
    query = [pair for pair in parse_qsl(request.query_string, True) if pair[0] != "_trace"]
    if isinstance(view, TableView) and request.url_vars["table"] in ("attacks", "places"):
        query += [("_nocol", LEFT_OUT)] if "_col" not in request.args else []
    request = Request({**request.scope, "query_string": urlencode(query).encode()}, request.receive)
    fetch, next_page = view.data, None
    is_stream, is_page = request.args.get("_stream"), {"_size", "_next"} & {*request.args}

    async def data(*arguments: Any, **named: Any) -> Any:
        nonlocal next_page
        if isinstance(view, TableView) and (is_stream or not is_page):
            # Datasette means to ask for as many as it may, and asks for fifty: 20,000 queries for
            # a million. Ten thousand would fill the memory of a worker with eight slow readers.
            named["_size"] = min(STREAMED, view.ds.max_returned_rows)
        fetched = await fetch(*arguments, **named)
        if isinstance(fetched, tuple):
            if error := fetched[0].get("error"):
                raise DatasetteError(error, title="Invalid SQL", status=400)
            next_page = fetched[0].get("next_url")
            # A table's page can be followed by the next; the rest of a query is nowhere.
            if fetched[0].get("truncated") and not next_page:
                most = view.ds.setting("max_returned_rows")
                raise DatasetteError(TOO_MANY.format(most), title="Too many rows", status=400)
        return fetched

    view.data = data  # the view is of this request alone
    response = await _as_csv(view, request, database)
    if not isinstance(response, AsgiStream):  # it leads elsewhere
        return response
    stream_rows = response.stream_fn

    async def stream(writer: AsgiWriter) -> None:
        rows = CsvWriter(writer.send, "_exact" in request.args)
        await stream_rows(rows)
        await rows.flush()

    response.stream_fn = stream
    if next_page and not is_stream:
        if not is_page and view.ds.setting("allow_csv_stream"):
            return Response.redirect(path_with_replaced_args(asked, {"_stream": "on"}))
        response.headers["link"] = f'<{next_page}>; rel="next"'
    return response


async def row_query(database: Any, table: str, values: list[str]) -> tuple[str, Any, list[str]]:
    """Return the SQL of a row, its parameters and the table's keys; each has one value."""
    sql, parameters, keys = await _sql_params_pks(database, table, values)
    if len(keys) != len(values):
        raise NotFound("Record not found")
    return sql, parameters, keys


@hookimpl(tryfirst=True)
def handle_exception(exception: Exception) -> None:
    """Have the server break off: what has begun takes no page that says what went wrong."""
    if isinstance(exception, ConnectionAbortedError):
        raise exception


# `datasette serve` has no options for bounds of headers, connections and shutdown.
datasette.cli.uvicorn = SimpleNamespace(run=server.run)
# It looks at the clock once in a hundred rows. Of SQL of readers, each may take a second.
if role() == SQL:
    datasette.database.sqlite_timelimit = limits.Clock().limit
# Files come whole or not at all, and in pieces of 4 KB.
datasette.utils.asgi.asgi_send_file = files.send_file
# Where rich happens to be installed, errors are printed by it with all variables, which takes a
# third of a second for a page that is not there.
datasette.handle_exception.rich = None
# A page shows whatever a query gives: ten thousand rows are all the memory of a worker.
QueryView.data = query_data
# Of a query that fails, it writes a file without rows, and status 200; of a stream that fails, the
# error's message in place of the next row.
DataView.as_csv = as_csv
# The first page of a sorted table has what is alike in any order, and the next one goes on in the
# order of the keys: of the attacks of one day some would be on no page, and others on two.
TableView._data_traced = data_traced
# Of more values than the table has keys it drops the rest, and shows a row at an address of none.
datasette.views.row._sql_params_pks = row_query
# For the value to sort by, a table's page looks into a row, and where `_col` has left it out into
# the database. It expects an IndexError then, and rows with labels raise a KeyError.
CustomRow.__missing__ = missing_column


@hookimpl(trylast=True)
def startup(datasette: Datasette) -> None:
    """Count quickly, note what is interrupted, and keep what a page of tables asks of each of them.

    Datasette copies all of metadata.yml three times to find out who may see a table, 12 ms each,
    and asks for its name, columns and keys by a query each: 400 for a list of tables, one after the
    other, each in the queue of a busy site. No more are kept than a site has tables, about.
    """
    if static := dict(datasette.static_mounts).get(MOUNT):  # for those who have not read the page
        app.FAVICON_PATH = Path(static) / "icon-64.png"
    keep = functools.lru_cache(maxsize=TABLES)
    datasette._table_permission_allows = keep(datasette._table_permission_allows)
    if is_fixed(datasette):
        datasette._refresh_schemas = kept(datasette._refresh_schemas)
    for database in served(datasette):
        if "execute" in vars(database):
            continue
        for method in () if database.is_mutable else SCHEMA:
            setattr(database, method, kept(getattr(database, method)))
        # Where it can change, the summary of another day would be counted.
        is_summed = database.name == DATABASE and not database.is_mutable
        database.execute = rewritten(database.execute, is_summed)
