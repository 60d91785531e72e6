"""The points of attacks for our own map, in one response: all rows that pass the filters.

`/-/points/DATABASE/attacks` takes the filters of the table's page, and responds column by column,
which takes a third of the bytes:

    {"columns": {"id": [...], "latitude": [...], "geo_precision": [0, 0, 1, ...]},
     "words": {"geo_precision": ["exact", "place"]}, "more": false}

Numbers in a column that has `words` are positions in that list. `more` is true if there are more
rows than LIMIT: these are then the newest. The maps of tables and queries are
datasette-cluster-map's.
"""

import functools
import json
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request, Response

from common.project import DATABASE, PROJECT
from plugins.site.hooks import hookimpl
from plugins.site.map_choices import check_filters
from plugins.site.serving.cache import static
from plugins.site.table_filters import condition

TABLE = "attacks"
LIMIT = 200_000
SECONDS = 10
NEWEST = "order by date_earliest desc"
# Rows read at a time: as tuples they take several times the memory.
BLOCK = 15_000
PLAIN = ("id", "latitude", "longitude", "killed_best")
CODED = ("geo_precision", "attack_type", "country_code", "date_earliest", "date_latest")
# Whether the selected group, or by default the site's subject, attacked.
BY = """CASE
  WHEN perpetrator_id = :by THEN 'certain'
  ELSE coalesce((
    SELECT min(certainty) FROM attack_actors
    WHERE group_id = :by AND attack_id = attacks.id AND side = 'perpetrator'
  ), 'other')
END AS by_whom"""


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Read the schemas before the first request.

    Datasette does so with the first page, and locks its list meanwhile, so that datasette-tiles
    would find no background for the map on that page.
    """
    return datasette.refresh_schemas  # type: ignore[no-any-return]


def background(datasette: Datasette) -> tuple[str, dict[str, Any]]:
    """Return the tile address of the maps' background, and Leaflet's options (metadata.yml)."""
    config = datasette.plugin_config("background")
    tiles = config["tile_layer"]
    own = str(datasette.urls.path(tiles)) if tiles.startswith("/") else tiles
    return own, config["tile_layer_options"]


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, str]:
    tiles, options = background(datasette)
    shown = {"base": datasette.urls.instance(), "tiles": tiles, "tileOptions": options}
    shown |= {"centre": PROJECT.map, "ground": static(datasette, "borders.json")}
    return {"map_options": json.dumps(shown)}


@hookimpl(trylast=True)
def extra_body_script(datasette: Datasette, columns: list[str] | None) -> str:
    """Give datasette-cluster-map the site's background; it reads this once the page has loaded."""
    if not columns:
        return ""  # a page without a table, and so without that map
    tiles, options = map(json.dumps, background(datasette))
    return (
        f"window.DATASETTE_CLUSTER_MAP_TILE_LAYER = {tiles};\n"
        f"window.DATASETTE_CLUSTER_MAP_TILE_LAYER_OPTIONS = {options};"
    )


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(rf"^/-/points/{DATABASE}/{TABLE}$", points)]


async def points(request: Request, datasette: Datasette) -> Response:
    permissions = [("view-table", (DATABASE, TABLE)), ("view-database", DATABASE), "view-instance"]
    await datasette.ensure_permissions(request.actor, permissions)
    await check_filters(datasette, request)
    pairs, has_point = parse_qsl(request.query_string, True), "latitude is not null"
    rows = await condition(datasette, DATABASE, TABLE, pairs, has_point)
    columns = ", ".join([*PLAIN, *CODED, BY])
    asked = {**rows.params, "by": request.args.get("_group") or PROJECT.subject.id}
    sql = f"select {columns} from {TABLE} where {rows.sql}"  # noqa: S608  Datasette's conditions

    def read(connection: sqlite3.Connection) -> str:
        # Datasette's factories for rows and texts would take as long as everything else.
        factory, connection.text_factory = connection.text_factory, str
        try:
            answer = columnwise(connection, sql, asked)
            # Sorting takes as long as everything else, and matters only if some are left out.
            if answer["more"]:
                answer.clear()
                answer = columnwise(connection, f"{sql} {NEWEST}", asked)
            return encoded(answer)
        finally:
            connection.text_factory = factory

    body = await in_time(datasette, sql, asked, read)
    return Response(body, content_type="application/json; charset=utf-8")


async def in_time(
    datasette: Datasette, sql: str, params: Any, read: Callable[[sqlite3.Connection], Any]
) -> Any:
    """Return what `read` reads, with a longer time limit than for readers' SQL."""

    def limited(connection: sqlite3.Connection) -> Any:
        try:
            with sqlite_timelimit(connection, SECONDS * 1000):
                return read(connection)
        except sqlite3.OperationalError as error:
            if str(error) == "interrupted":
                raise QueryInterrupted(error, sql, params) from error
            raise

    return await datasette.get_database(DATABASE).execute_fn(limited)


def encoded(answer: dict[str, Any]) -> str:
    """Return the response as JSON; each column is removed as it is encoded.

    All at once takes 60 MB more in a worker.
    """
    dump = functools.partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    columns = answer.pop("columns")
    texts = [f"{dump(name)}:{dump(columns.pop(name))}" for name in [*columns]]
    return f'{{"columns":{{{",".join(texts)}}},{dump(answer)[1:]}'


def columnwise(
    connection: sqlite3.Connection, sql: str, params: dict[str, object]
) -> dict[str, Any]:
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(f"{sql} limit {LIMIT + 1}", params)
    columns: dict[str, list[Any]] = {column[0]: [] for column in cursor.description}
    codes: dict[str, dict[Any, int]] = {name: {} for name in columns if name not in PLAIN}
    left = LIMIT
    while block := cursor.fetchmany(min(BLOCK, left)) if left else []:
        for (name, column), values in zip(columns.items(), zip(*block, strict=True), strict=True):
            known = codes.get(name)
            column += values if known is None else [known.setdefault(v, len(known)) for v in values]
        left -= len(block)
    return {
        "columns": columns,
        "words": {name: [*known] for name, known in codes.items()},
        "more": cursor.fetchone() is not None,
    }
