"""Which rows the filters of a table's page leave, as SQL: for pages that show them otherwise."""

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.filters import Filters
from datasette.plugins import pm
from datasette.utils import await_me_maybe, escape_sqlite
from datasette.utils.asgi import Request

# Where a filter's request is no reader's, but one of ours for what was read already.
INNER = "/-/filters"


class Condition(NamedTuple):
    """A condition on the rows of a table."""

    sql: str  # `1` for all rows
    params: dict[str, object]


async def condition(
    datasette: Datasette, database: str, table: str, pairs: Iterable[tuple[str, str]], *more: str
) -> Condition:
    """Return what the parameters of a table's page ask of its rows, by Datasette's own filters.

    Those that are no filters are left out; `more` are conditions besides.

    Raises:
        datasette.utils.asgi.BadRequest, DatasetteError: Where a filter makes no sense.
    """
    pairs = list(pairs)
    is_filter = [pair for pair in pairs if not pair[0].startswith("_") or "__" in pair[0]]
    clauses, params = Filters(sorted(is_filter)).build_where_clauses(table)
    # `_where` and `_search` are plugins of Datasette itself, and read a request.
    scope = {"type": "http", "query_string": urlencode(pairs).encode(), "headers": []}
    request = Request({**scope, "method": "GET", "path": INNER}, None)
    for result in pm.hook.filters_from_request(
        request=request, table=table, database=database, datasette=datasette
    ):
        if arguments := await await_me_maybe(result):
            clauses.extend(arguments.where_clauses)
            params.update(arguments.params)
    if "_where" in request.args:  # it may hold an OR, or end in a comment
        clauses = [f"({' and '.join(clauses)}\n)"]
    return Condition(" and ".join([*clauses, *more]) or "1", params)


async def count(
    datasette: Datasette, database: str, table: str, pairs: Iterable[tuple[str, str]], *more: str
) -> int:
    rows = await condition(datasette, database, table, pairs, *more)
    sql = f"select count(*) from {escape_sqlite(table)} where {rows.sql}"  # noqa: S608
    return int((await datasette.get_database(database).execute(sql, rows.params)).single_value())


async def count_without_point(
    datasette: Datasette, request: Request, database: str, table: str
) -> dict[str, object]:
    """Count the rows of a table's page that the map cannot show; None where it takes too long."""
    without = None
    with suppress(QueryInterrupted):
        pairs = parse_qsl(request.query_string, keep_blank_values=True)
        without = await count(datasette, database, table, pairs, '"latitude" is null')
    return {"without_point": without}
