"""The filters of a table's page as SQL conditions, for pages that show its rows differently."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.filters import Filters
from datasette.plugins import pm
from datasette.utils import await_me_maybe, escape_sqlite
from datasette.utils.asgi import BadRequest, Request

# The operators that a filter may have after two underscores.
LOOKUPS = {lookup for lookup, _, _ in Filters([]).lookups()}
# The path of internal requests, whose parameters have been checked already.
INNER = "/-/filters"


class Condition(NamedTuple):
    """A condition on the rows of a table."""

    sql: str  # `1` for all rows
    params: dict[str, object]


def check_filters(columns: Sequence[str], pairs: Iterable[tuple[str, str]]) -> None:
    """Check that the filters in an address are of columns and operators that there are.

    SQLite takes a column that there is not for a text, and finds no rows; Datasette ignores an
    operator that there is not, and finds all. A table or view that there is not has no columns.

    Raises:
        BadRequest: With the name that is nearest.
    """
    known = {*map(str.lower, columns), "rowid"} if columns else set()
    for name, _ in pairs:
        column, _, lookup = name.rpartition("__") if "__" in name else (name, "", "exact")
        if known and (not name.startswith("_") or "__" in name):
            for which, one, all_ in (("column", column, known), ("operator", lookup, LOOKUPS)):
                if one.lower() not in all_:
                    near = "".join(get_close_matches(one.lower(), sorted(all_), 1))
                    meant = f" Did you mean {near}?" if near else ""
                    raise BadRequest(f"There is no {which} “{one[:60]}” to filter by.{meant}")


async def condition(
    datasette: Datasette, database: str, table: str, pairs: Iterable[tuple[str, str]], *more: str
) -> Condition:
    """Return the condition for the parameters of a table's page, built by Datasette's own filters.

    Parameters that are not filters are ignored; `more` are further conditions.

    Raises:
        datasette.utils.asgi.BadRequest, DatasetteError: If a filter is invalid.
    """
    pairs = list(pairs)
    check_filters(await datasette.get_database(database).table_columns(table), pairs)
    is_filter = [pair for pair in pairs if not pair[0].startswith("_") or "__" in pair[0]]
    clauses, params = Filters(sorted(is_filter)).build_where_clauses(table)
    # `_where` and `_search` are Datasette plugins, which read a request.
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
    """Count the rows of a table's page that the map cannot show; None if that takes too long."""
    without = None
    with suppress(QueryInterrupted):
        pairs = parse_qsl(request.query_string, keep_blank_values=True)
        without = await count(datasette, database, table, pairs, '"latitude" is null')
    return {"without_point": without}
