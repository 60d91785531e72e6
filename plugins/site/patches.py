"""All changes of Datasette itself, each with the line that it replaces.

tests/unit/test_patches.py fails when one of those lines changes in the installed version.
"""

import functools
import re
import sys
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import datasette.cli
import datasette.filters
import datasette.handle_exception
import datasette.utils.asgi
import datasette.views.base
from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils import CustomRow
from datasette.utils.asgi import AsgiStream, AsgiWriter, Request
from datasette.views.base import DatasetteError, DataView

from plugins.site import files, server
from plugins.site.counts import Counts
from plugins.site.hooks import hookimpl
from plugins.site.interrupted import noting

# Tables of which it is kept who may see them.
TABLES = 500

TOO_MANY = (
    "This gives more than {0:,} rows, and an answer in CSV holds no more. Ask for less at a time, "
    "such as by `limit {0}`, or download the database and ask it on your own machine."
)


class MissingColumnError(KeyError, IndexError):
    """A row has no such column."""


def missing_column(_: CustomRow, name: str) -> None:
    """Say that a row has no such column."""
    raise MissingColumnError(name)


class UnbrokenWriter(AsgiWriter):  # type: ignore[misc]
    """Writes a stream, and breaks it off where Datasette would write an error into it."""

    async def write(self, chunk: str) -> None:
        """Write a piece; what is written while an exception is handled is its message."""
        if (error := sys.exc_info()[1]) is not None:
            raise ConnectionAbortedError(str(error)) from error
        await super().write(chunk)


class UnbrokenStream(AsgiStream):  # type: ignore[misc]
    """A stream that does not look whole where it is not."""

    def __init__(self, stream_fn: Callable[[Any], Awaitable[None]], **options: Any) -> None:
        async def stream(writer: AsgiWriter) -> None:
            await stream_fn(UnbrokenWriter(writer.send))

        super().__init__(stream, **options)


_as_csv = DataView.as_csv


async def as_csv(view: Any, request: Request, database: str) -> Any:
    """Answer with CSV as Datasette does, but say of a query that failed or is cut that it is."""
    fetch, next_page = view.data, None

    async def data(*arguments: Any, **named: Any) -> Any:
        nonlocal next_page
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
    if next_page and not request.args.get("_stream"):
        response.headers["link"] = f'<{next_page}>; rel="next"'
    return response


class NamedApart(FilterArguments):  # type: ignore[misc]
    """What a filter adds to a query, its parameters named apart from those of other filters."""

    def __init__(
        self,
        where_clauses: list[str],
        params: dict[str, object] | None = None,
        *others: Any,
        **named: Any,
    ) -> None:
        for name in [name for name in params or {} if re.fullmatch(r"p\d+", name)]:
            where_clauses = [re.sub(rf":{name}\b", f":own_{name}", each) for each in where_clauses]
        own = {re.sub(r"^(?=p\d+$)", "own_", name): each for name, each in (params or {}).items()}
        super().__init__(where_clauses, own, *others, **named)


@hookimpl(tryfirst=True)
def handle_exception(exception: Exception) -> None:
    """Have the server break off: what has begun takes no page that says what went wrong."""
    if isinstance(exception, ConnectionAbortedError):
        raise exception


# Module, line that is replaced or that the patch relies on. For the test.
LINES = (
    (
        "datasette.default_permissions",
        "            table_allows = datasette._table_permission_allows(database, table)",
    ),
    ("datasette.filters", '                param = f"p{len(params)}"'),
    ("datasette.cli", "    uvicorn.run(ds.app(), **uvicorn_kwargs)"),
    ("datasette.handle_exception", "        if rich is not None:"),
    (
        "datasette.utils.asgi",
        "            await asgi_send_file(send, full_path, chunk_size=chunk_size)",
    ),
    ("datasette.utils.asgi", "        return await asgi_send_file("),
    ("datasette.views.base", "                    await r.write(str(e))"),
    ("datasette.views.base", '        headings = data["columns"]'),
    (
        "datasette.views.base",
        "        return AsgiStream(stream_fn, headers=headers, content_type=content_type)",
    ),
    ("datasette.views.table", "                except IndexError:"),
    (
        "datasette.views.table",
        "                count_rows = list(await db.execute(count_sql, from_sql_params))",
    ),
)

# `datasette serve` has no options for bounds of headers, connections and shutdown.
datasette.cli.uvicorn = SimpleNamespace(run=server.run)
# Files come whole or not at all, and in pieces of 4 KB.
datasette.utils.asgi.asgi_send_file = files.send_file
# Where rich happens to be installed, errors are printed by it with all variables, which takes a
# third of a second for a page that is not there.
datasette.handle_exception.rich = None
# A streamed CSV that fails ends with the error's message in place of its next row, and status 200.
datasette.views.base.AsgiStream = UnbrokenStream
# Of a query that fails, it writes a file without rows, and status 200.
DataView.as_csv = as_csv
# `_through` calls its parameters p0, p1 ..., as the filters of columns do theirs: of two values
# only one would be looked for, and rows be missing.
datasette.filters.FilterArguments = NamedApart
# For the value to sort by, a table's page looks into a row, and where `_col` has left it out into
# the database. It expects an IndexError then, and rows with labels raise a KeyError.
CustomRow.__missing__ = missing_column


@hookimpl(trylast=True)
def startup(datasette: Datasette) -> None:
    """Count quickly, note what is interrupted, and keep who may see which table.

    Datasette copies all of metadata.yml three times to find that out, for each of the tables that a
    page lists: 12 ms each. Ours stands in a file that is read at the start. No more are kept than
    a site has tables, about: `_through` has it asked of whatever a reader calls a table.
    """
    keep = functools.lru_cache(maxsize=TABLES)
    datasette._table_permission_allows = keep(datasette._table_permission_allows)
    for name, database in datasette.databases.items():
        if name != "_internal" and "execute" not in vars(database):
            counting = database.execute if database.is_mutable else Counts(database.execute).execute
            database.execute = noting(counting)
