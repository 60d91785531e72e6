"""The points of a table or query for the map, all of them in one answer.

`/-/points/DATABASE/TABLE` takes the filters of the table's page, `/-/points/DATABASE/QUERY` the
parameters of a named query, and `/-/points/DATABASE?sql=` a query of one's own. The answer is
lines of JSON, so that the map can draw the first points while the others are on their way:

    {"columns": ["id", "latitude", ...], "coded": ["geo_precision", ...]}
    {"id": [...], "latitude": [...], "geo_precision": [0, ...], "words": {"geo_precision": [...]}}
    {"end": true, "rows": 100000, "more": false}

Each line between the first and the last holds some thousand rows, column by column. In coded
columns numbers stand for words, which are counted on from line to line. `more` is true where there
are more rows than LIMIT. Rows without a point are left out.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import (
    InvalidSql,
    derive_named_parameters,
    escape_sqlite,
    sqlite_timelimit,
    tilde_decode,
    validate_sql_select,
)
from datasette.utils.asgi import (
    AsgiStream,
    AsgiWriter,
    BadRequest,
    Forbidden,
    NotFound,
    Request,
    Response,
)
from datasette.views.base import DatasetteError

from common.project import PROJECT
from plugins.site.filters import condition
from plugins.site.hooks import hookimpl

LIMIT = 200_000
# Up to so many rows are drawn by datasette-cluster-map: one answer of the page's own JSON, of which
# it draws every row at once.
MOST_FOR_CLUSTER_MAP = 5000
# The first lines are short, so that something is on the map soon.
BLOCKS = (1000, 4000, 15_000)
SECONDS = 10
# Marks the answers of this version of the format in caches.
FORMAT = "1"

# Not beyond the poles, nor at infinity, for which JSON has no form.
HAS_POINT = "latitude + 0 between -90 and 90 and longitude + 0 between -180 and 180"
# What a map shows of every row.
SHOWN = ("latitude", "longitude", "geo_precision")
# With `_all` in the address also what it chooses, sizes and colours by. Half of the time and of the
# bytes go into these. In coded columns numbers stand for words.
CODED = ("attack_type", "country_code", "geo_precision", "date_earliest", "date_latest", "source")
PLAIN = ("killed_best",)
SOURCES = """(
  SELECT group_concat(source_id, ' ')
  FROM (SELECT DISTINCT source_id FROM attack_reports WHERE attack_id = attacks.id ORDER BY 1)
)"""


class PointsQuery(NamedTuple):
    """A query for points.

    Attributes:
        sql: A query that gives the rows, without a limit.
        params: Its parameters.
        columns: Name and SQL expression of what each row is told by; none for all as they come.
    """

    sql: str
    params: Mapping[str, Any]
    columns: Mapping[str, str] = MappingProxyType({})

    def select(self, limit: int = LIMIT + 1) -> str:
        """Return the query."""
        if not self.columns:
            left = f"select * from (\n{self.sql}\n)"  # noqa: S608
            return f"{left} where {HAS_POINT} limit {limit}"
        columns = (f"{sql} as {escape_sqlite(name)}" for name, sql in self.columns.items())
        selected = ", ".join(columns)
        return f"select {selected} from {self.sql} limit {limit}"  # noqa: S608


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """List the tables before the first request.

    Datasette does it with the first page, and locks the list meanwhile; datasette-tiles, which the
    map of that page asks, finds no background then.
    """

    async def list_tables() -> None:
        await datasette.refresh_schemas()

    return list_tables


def background(datasette: Datasette) -> tuple[str, dict[str, Any]]:
    """Return the address of the maps' background and Leaflet's options for it (metadata.yml)."""
    config = datasette.plugin_config("background")
    tiles = config["tile_layer"]
    own = str(datasette.urls.path(tiles)) if tiles.startswith("/") else tiles
    return own, config["tile_layer_options"]


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, object]:
    """Tell a page's map its background, and up to how many rows the plugin's own map shows."""
    tiles, options = background(datasette)
    shown = {
        "base": datasette.urls.instance(),
        "tiles": tiles,
        "tileOptions": options,
        "centre": PROJECT.map,
    }
    return {"map_options": json.dumps(shown), "most_for_cluster_map": MOST_FOR_CLUSTER_MAP}


@hookimpl(trylast=True)
def extra_body_script(datasette: Datasette, columns: list[str] | None) -> str:
    """Give datasette-cluster-map, which reads it when the page is there, the site's background."""
    if not columns:
        return ""  # a page without a table, and so without that map
    tiles, options = map(json.dumps, background(datasette))
    return (
        f"window.DATASETTE_CLUSTER_MAP_TILE_LAYER = {tiles};\n"
        f"window.DATASETTE_CLUSTER_MAP_TILE_LAYER_OPTIONS = {options};"
    )


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Serve the points."""
    return [(r"^/-/points/(?P<database>[^/]+)(?:/(?P<table>[^/]+))?$", points)]


async def points(request: Request, datasette: Datasette) -> Response | AsgiStream:
    """Answer with the points of a table or query."""
    try:
        database = datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound("There is no such database") from None
    tag = etag(database, request)
    headers = {"cache-control": "no-cache", **({"etag": tag} if tag else {})}
    table = tilde_decode(request.url_vars["table"] or "")
    # Before the tag is compared: who may not see the rows may not learn that they have not changed.
    try:
        query = await query_of(datasette, database, table, request)
    except (InvalidSql, sqlite3.Error, ValueError, BadRequest, DatasetteError) as error:
        return Response.json({"error": str(error)}, status=400)
    # Weak, where the points were packed on their way.
    if tag and request.headers.get("if-none-match", "").removeprefix("W/") == tag:
        return Response("", status=304, headers=headers)

    answer = lines(database, query)
    first = await anext(answer)
    if "error" in first:  # without a tag: asked again, it may be there
        return Response.json(first, status=400)

    async def send(writer: AsgiWriter) -> None:
        await writer.write(packed(first))
        async for line in answer:
            if "error" in line:
                raise ConnectionAbortedError(line["error"])
            await writer.write(packed(line))

    return AsgiStream(send, headers=headers, content_type="application/x-ndjson; charset=utf-8")


def etag(database: Database, request: Request) -> str | None:
    """Return what changes when the answer may; none where the database can change."""
    if database.is_mutable:
        return None
    parts = (FORMAT, str(database.hash), request.path, request.query_string)
    return f'"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"'


async def query_of(
    datasette: Datasette, database: Database, table: str, request: Request
) -> PointsQuery:
    """Turn an address into a query.

    Raises:
        NotFound, Forbidden: Where there is no such table, or the reader may not see it.
        ValueError: With Datasette's own message about filters that it does not understand.
    """
    if not table:
        await datasette.ensure_permissions(
            request.actor, [("execute-sql", database.name), ("view-database", database.name)]
        )
        sql = request.args.get("sql") or ""
        validate_sql_select(sql)
        return PointsQuery(sql.strip().rstrip(";"), await parameters(database, sql, request))
    query = await datasette.get_canned_query(database.name, table, request.actor)
    if query:
        await datasette.ensure_permissions(
            request.actor,
            [("view-query", (database.name, table)), ("view-database", database.name)],
        )
        if query.get("write"):
            raise Forbidden("This query writes")
        return PointsQuery(query["sql"], await parameters(database, query["sql"], request))
    return await of_table(datasette, database, table, request)


async def parameters(database: Database, sql: str, request: Request) -> dict[str, str]:
    """Return the parameters of a query; those that are left out are empty, as on its page."""
    names = await derive_named_parameters(database, sql)
    return {name: request.args.get(name) or "" for name in names}


async def of_table(
    datasette: Datasette, database: Database, table: str, request: Request
) -> PointsQuery:
    """Turn the filters of a table's page into a query, in Datasette's own SQL."""
    is_view = bool(await database.get_view_definition(table))
    if not is_view and not await database.table_exists(table):
        raise NotFound("There is no such table")
    permissions = [("view-table", (database.name, table)), ("view-database", database.name)]
    await datasette.ensure_permissions(request.actor, [*permissions, "view-instance"])
    columns = await database.table_columns(table)
    if not {"latitude", "longitude"} <= {*columns}:
        raise ValueError(f"{table} has no latitude and longitude")
    pairs = parse_qsl(request.query_string, keep_blank_values=True)
    rows = await condition(datasette, database.name, table, pairs, HAS_POINT)
    keys = await database.primary_keys(table)
    selected = {"id": keys[0] if len(keys) == 1 else "rowid"} if keys or not is_view else {}
    whole = request.args.get("_all")
    shown = (*SHOWN, *CODED, *PLAIN) if whole else SHOWN
    selected |= {name: name for name in shown if name in columns}
    if whole and "source_id" in columns:
        selected["source"] = "source_id"
    elif table == "attacks" and request.args.get("_sources"):
        selected["source"] = SOURCES
    sql = f"{escape_sqlite(table)} where {rows.sql}{order_by(datasette, database.name, table)}"
    query = PointsQuery(sql, rows.params, selected)
    # A mistake in a filter is reported before the response begins.
    await database.execute(query.select(limit=0), query.params)
    return query


def order_by(datasette: Datasette, database: str, table: str) -> str:
    """Return the order in which the table's page has its rows, as metadata.yml says."""
    metadata = datasette.table_metadata(database, table)
    column = metadata.get("sort") or metadata.get("sort_desc")
    descending = " desc" if "sort_desc" in metadata else ""
    return f" order by {escape_sqlite(column)}{descending}" if column else ""


async def lines(database: Database, query: PointsQuery) -> AsyncIterator[dict[str, Any]]:
    """Give the lines of the answer, while the database is still being read."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def put(line: dict[str, Any]) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, line)

    def read(connection: sqlite3.Connection) -> None:
        # Datasette's own factories, for rows and texts, take as long as all the rest.
        factory, connection.text_factory = connection.text_factory, str
        try:
            with sqlite_timelimit(connection, SECONDS * 1000):
                for line in read_lines(connection, query):
                    put(line)
        except sqlite3.Error as error:
            put({"error": "it took too long" if str(error) == "interrupted" else str(error)})
        finally:
            connection.text_factory = factory

    reading = asyncio.ensure_future(database.execute_fn(read))
    # Also where there is no connection to read by.
    reading.add_done_callback(lambda _: queue.put_nowait(None))
    while (line := await queue.get()) is not None:
        yield line
    await reading


def packed(line: Mapping[str, Any]) -> str:
    """Return a line of the answer as JSON; what JSON has no form for is text, or null."""
    form: Any = {"ensure_ascii": False, "separators": (",", ":"), "default": str}
    try:
        return json.dumps(line, allow_nan=False, **form) + "\n"
    except ValueError:  # a number that is infinite
        finite = json.loads(json.dumps(line, **form), parse_constant=lambda _: None)
        return json.dumps(finite, **form) + "\n"


def read_lines(connection: sqlite3.Connection, query: PointsQuery) -> Iterator[dict[str, Any]]:
    """Give the lines of the answer."""
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(query.select(), query.params)
    block = cursor.fetchmany(BLOCKS[0])
    names = [column[0] for column in cursor.description]
    coded = [name for name in names if name in CODED]
    yield {"columns": names, "coded": coded}
    codes: dict[str, dict[Any, int]] = {name: {} for name in coded}
    rows = 0
    for size in chain(BLOCKS[1:], repeat(BLOCKS[-1])):
        if not block:
            break
        yield columnwise(names, block, codes)
        rows += len(block)
        block = cursor.fetchmany(min(size, LIMIT - rows)) if rows < LIMIT else []
    yield {"end": True, "rows": rows, "more": cursor.fetchone() is not None}


def columnwise(
    names: Sequence[str], rows: Sequence[Sequence[Any]], codes: Mapping[str, dict[Any, int]]
) -> dict[str, Any]:
    """Return rows as columns, with numbers for words that stood in a line before."""
    line: dict[str, Any] = {}
    words: dict[str, list[Any]] = {}
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        known = codes.get(name)
        if known is None:
            line[name] = values
            continue
        before = len(known)
        line[name] = [known.setdefault(value, len(known)) for value in values]
        words[name] = [*known][before:]
    return {**line, "words": words}
