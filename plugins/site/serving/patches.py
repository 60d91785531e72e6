"""All changes to Datasette itself.

tests/unit/test_patches.py fails if the code that they replace differs in the installed version.
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
from datasette.facets import ColumnFacet
from datasette.utils import CustomRow, escape_sqlite, path_with_replaced_args, tilde_decode
from datasette.utils.asgi import AsgiStream, AsgiWriter, BadRequest, NotFound, Request, Response
from datasette.views.base import DatasetteError, DataView
from datasette.views.database import QueryView
from datasette.views.row import _sql_params_pks
from datasette.views.table import TableView

from common.project import DATABASE
from common.spreadsheets import LEFT_OUT, lines_as_text
from plugins.site.asked import check_dates
from plugins.site.attack_counts import counted, facet_results
from plugins.site.hooks import hookimpl
from plugins.site.serving import limits, responses, server
from plugins.site.serving.cache import MOUNT
from plugins.site.serving.errors import note_interrupted
from plugins.site.serving.processes import is_fixed, served
from plugins.site.serving.worker import SQL, role
from plugins.site.table_filters import check_filters

# Characters of CSV sent at a time.
PIECE = 64 * 1024
# Most rows on an HTML page: ten thousand take 130 MB and fifteen seconds, and nobody reads them.
# JSON has up to `max_returned_rows`, and streamed CSV has all. Most cells: 60,000 are too many.
PAGE_ROWS, PAGE_CELLS = 1000, 15_000
LARGE = re.compile(r"max|0*[1-9]\d{3,}")
# Rows that streamed CSV holds in memory at a time.
STREAMED = 2000
# How many results each memoised function keeps: more than a site has tables.
TABLES = 500
NAME_OF_TABLE = (
    "select name from sqlite_master where type in ('table', 'view') and name = ? collate nocase"
)
# Methods of Database whose results cannot change in an immutable file.
SCHEMA = (
    *("table_exists", "table_columns", "table_column_details", "primary_keys", "fts_table"),
    *("foreign_keys_for_table", "get_table_definition"),
)

# The shapes of JSON that are a list of rows and nothing else.
LISTS = {"array", "arrayfirst"}
NO_KEYS = "Rows come as one JSON object only from a table with a key: ask for _shape=objects"
TOO_MANY = (
    "This gives more than {0:,} rows, and an answer holds no more. Ask for less at a time, "
    "such as by `limit {0}`, or download the database and ask it on your own machine."
)


Ask = Callable[..., Awaitable[Any]]


def memoised(ask: Ask) -> Ask:
    """Return an async function that remembers the result of `ask` for each set of arguments.

    It returns a shallow copy, and forgets everything once it has `TABLES` results.
    """
    results: dict[Any, Any] = {}

    async def recall(*arguments: Any) -> Any:
        if arguments not in results:
            result = await ask(*arguments)
            if len(results) >= TABLES:
                results.clear()
            results[arguments] = result
        return copy(results[arguments])

    return recall


class MissingColumnError(KeyError, IndexError):
    """A row has no such column."""


def missing_column(_: CustomRow, name: str) -> None:
    raise MissingColumnError(name)


class CsvWriter(AsgiWriter):  # type: ignore[misc]
    """Writes CSV row by row; aborts the response where Datasette would write an error message.

    For spreadsheets, it begins with a byte order mark (without it, Excel reads "embassyâ€™s") and
    escapes formulas (common/spreadsheets.py). Exact CSV, for programs, has neither.
    """

    def __init__(self, send: Any, is_exact: bool) -> None:
        super().__init__(send)
        self._is_exact = is_exact
        self._rows = "" if is_exact else "\ufeff"

    async def write(self, row: str) -> None:
        """Write a row; raise if an exception is being handled: the row is its message."""
        if (error := sys.exc_info()[1]) is not None:
            raise ConnectionAbortedError(str(error)) from error
        self._rows += row if self._is_exact else lines_as_text(row)
        if len(self._rows) > PIECE:
            await self.flush()

    async def flush(self) -> None:
        rows, self._rows = self._rows, ""
        await super().write(rows)


# The primary keys of the requested table, and the ORDER BY of the query for its first page.
_keys: ContextVar[str] = ContextVar("keys", default="")
_SORTED = re.compile(r" order by (?:\[[^\]]+\]|\"[^\"]+\"|\w+)(?: desc)?(?= limit \d+\Z)")
_data_traced = TableView._data_traced


async def data_traced(
    view: Any, request: Request, labels: bool = False, next_: Any = None, size: Any = None
) -> Any:
    """Wrap Datasette's handler of a table's page: check filters, note the keys, limit the rows."""
    route, table = (tilde_decode(request.url_vars[name]) for name in ("database", "table"))
    known = any(each.route == route for each in view.ds.databases.values())
    keys: list[str] = []
    if known:
        database = view.ds.get_database(route=route)
        keys = await database.primary_keys(table)
        check_filters(await database.table_columns(table), parse_qsl(request.query_string, True))
        if request.args.get("_shape") == "object" and not keys:
            raise BadRequest(NO_KEYS)
    if request.url_vars.get("format") is None and LARGE.fullmatch(request.args.get("_size") or ""):
        size = PAGE_ROWS
    noted = _keys.set(", ".join(map(escape_sqlite, keys)))
    try:
        return await _data_traced(view, request, labels, next_, size)
    finally:
        _keys.reset(noted)


def rewritten(execute: Ask, is_summed: bool) -> Ask:
    """Return a `Database.execute` that breaks ties in the order of a table's page by its keys.

    With `is_summed` it counts attacks from their summary table, and looks up the name of each table
    only once. Interrupted queries are noted.
    """
    names = memoised(execute)

    async def execute_rewritten(sql: str, params: Any = None, **options: Any) -> Any:
        if is_summed and sql == NAME_OF_TABLE:
            return await names(sql, params)
        if (keys := _keys.get()) and (order := _SORTED.search(sql)):
            sql = f"{sql[: order.end()]}, {keys}{sql[order.end() :]}"
        # Datasette would log SQLite's message as it is, with whatever lines a reader put into it.
        options["log_sql_errors"] = False
        try:
            return await execute(counted(sql) if is_summed else sql, params, **options)
        except QueryInterrupted:
            note_interrupted(sql)
            raise

    return execute_rewritten


_query_data = QueryView.data


async def query_data(view: Any, request: Request, *arguments: Any, **named: Any) -> Any:
    """Wrap Datasette's handler of queries: limit the rows on an HTML page.

    Invalid dates are errors in JSON and CSV, where an HTML page explains them itself; and so is a
    JSON list that would end before the rows do, as it has no place to say so.
    """
    kind, shape = request.url_vars.get("format"), request.args.get("_shape")
    if named.get("canned_query") and kind:
        check_dates(request, named.get("named_parameters") or ())
    if kind == "json" and shape == "object":
        raise BadRequest(NO_KEYS)
    answer = await _query_data(view, request, *arguments, **named)
    if not isinstance(answer, tuple):
        return answer
    data = answer[0]
    if kind == "json" and shape in LISTS and data.get("truncated"):
        raise BadRequest(TOO_MANY.format(view.ds.setting("max_returned_rows")))
    if kind is None:
        most = min(PAGE_ROWS, PAGE_CELLS // max(1, len(data["columns"])))
        if len(data["rows"]) > most:
            # In place: Datasette builds the displayed rows from this list.
            del data["rows"][most:]
            data["truncated"] = True
    return answer


_as_csv = DataView.as_csv


async def as_csv(view: Any, request: Request, database: str) -> Any:
    """Wrap Datasette's handler of CSV: report a query that failed or was cut short.

    A table is returned whole unless a page of it is requested, and a long one as a stream;
    Datasette would return its first page, which looks complete. `_exact` leaves cells unchanged;
    `_trace`, which would turn the CSV into a page, is ignored. The column with the pop-up of the
    map, which repeats the other columns, is left out, as in all exported files.
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
            # Datasette means to request the maximum, but requests fifty: 20,000 queries for a
            # million rows. Ten thousand would fill a worker's memory with eight slow readers.
            named["_size"] = min(STREAMED, view.ds.max_returned_rows)
        fetched = await fetch(*arguments, **named)
        if isinstance(fetched, tuple):
            if error := fetched[0].get("error"):
                raise DatasetteError(error, title="Invalid SQL", status=400)
            next_page = fetched[0].get("next_url")
            # A table's page leads to the next; there is no way to get the rest of a query.
            if fetched[0].get("truncated") and not next_page:
                most = view.ds.setting("max_returned_rows")
                raise DatasetteError(TOO_MANY.format(most), title="Too many rows", status=400)
        return fetched

    view.data = data  # the view exists only for this request
    response = await _as_csv(view, request, database)
    if not isinstance(response, AsgiStream):  # a redirect
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
    """Return the SQL for a row, its parameters and the table's keys.

    Raises:
        NotFound: If there are not as many values as keys.
    """
    sql, parameters, keys = await _sql_params_pks(database, table, values)
    if len(keys) != len(values):
        raise NotFound("Record not found")
    return sql, parameters, keys


# `datasette serve` has no options for limits on headers, connections and shutdown.
datasette.cli.uvicorn = SimpleNamespace(run=server.run)
# Datasette checks the clock every 1,000 steps of SQLite's virtual machine, which may be a hundred
# rows; in readers' SQL a single row can take a second.
if role() == SQL:
    datasette.database.sqlite_timelimit = limits.Clock().limit
# Datasette sends files without ranges, in chunks of 4 KB.
datasette.utils.asgi.asgi_send_file = responses.send_file
# If rich is installed, Datasette prints errors with it, including all variables, which takes a
# third of a second for each missing page.
datasette.handle_exception.rich = None
# Datasette shows every row that a query returns: ten thousand would take all of a worker's memory.
QueryView.data = query_data
# For a query that fails, Datasette writes a file without rows and status 200; for a stream that
# fails, the error message in place of the next row.
DataView.as_csv = as_csv
# Datasette's first page of a sorted table has ties in any order, and the next continues in key
# order: some attacks of the same day would be on no page, and others on two.
TableView._data_traced = data_traced
# Datasette ignores values beyond the number of keys, and shows the row at an invalid address.
datasette.views.row._sql_params_pks = row_query
# Datasette counts the values of a column from the current page to the end of a table.
ColumnFacet.facet_results = facet_results
# To sort, a table's page needs a value from a row, or from the database if `_col` has left it out.
# For that it expects an IndexError, but rows with labels raise a KeyError.
CustomRow.__missing__ = missing_column


@hookimpl(trylast=True)
def startup(datasette: Datasette) -> None:
    """Count attacks quickly, note interrupted queries, and memoise schema and permission look-ups.

    To check the permission for a table, Datasette copies all of metadata.yml three times, at 12 ms
    each, and it looks up name, columns and keys with a query each: 400 for the list of tables, one
    after the other, each waiting its turn on a busy site.
    """
    if static := dict(datasette.static_mounts).get(MOUNT):  # for clients that parsed no <link>
        app.FAVICON_PATH = Path(static) / "icon-64.png"
    keep = functools.lru_cache(maxsize=TABLES)
    datasette._table_permission_allows = keep(datasette._table_permission_allows)
    if is_fixed(datasette):
        datasette._refresh_schemas = memoised(datasette._refresh_schemas)
    for database in served(datasette):
        if "execute" in vars(database):  # two first requests started the plugins at once
            continue
        for method in () if database.is_mutable else SCHEMA:
            setattr(database, method, memoised(getattr(database, method)))
        # If the database can change, its summary table may be out of date.
        is_summed = database.name == DATABASE and not database.is_mutable
        database.execute = rewritten(database.execute, is_summed)
