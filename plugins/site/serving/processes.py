"""Which process answers a request: this one if it is known to be quick, otherwise a worker.

This is decided by the route as Datasette decodes it, never by the spelling of the path.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode

from plugins.site.attack_counts import COLUMNS
from plugins.site.serving.worker import SQL, TABLES

# Parameters that hold readers' SQL, or select the raw syntax of full-text search.
SQL_PARAMETERS = {"sql", "_where"}
RAW_SEARCH = ("_searchmode", "raw")
STREAM = "_stream"
# Up to this many rows, every option of a table's page is quick.
SMALL = 20_000
# Rows or facet values that an ordinary page has.
PAGE_SIZE = re.compile("0*(?:[0-9]{1,2}|100)")
# Most parameters of an ordinary page: each facet recomputes a view, which can take a second.
PAGE_PARAMETERS = 8
# What a page of attacks may ask for, parameter by parameter, so that an index or the summary table
# answers at once, however many there are. `_x` and the like, by which programs get past caches,
# change nothing.
COUNTED = {"_facet": {*COLUMNS}, "_sort": {"", "date_earliest"}, "_sort_desc": {"date_earliest"}}
UNCHECKED = {*COLUMNS, "_size", "_facet_size", "_next", "_shape", "_labels", "_nofacet"}
ANY = re.compile("_[a-z]?")
# Pages and named queries that count or list all attacks. Summary tables make some of them quick,
# but a second processor answers them while the first makes other pages.
COUNTING = {"map", "attacks-per-month", "attacks_between", "attacks_per_month", "share_of_attacks"}
# Most bytes in a query string: a page repeats it in each link, which for 60,000 takes seconds.
QUERY_BYTES = 4000
PICTURE = re.compile(r"^/-/charts/.*\.png$")
POINTS = "/-/points"
# The first part of the path of pages for embedding in other sites; the page's own path follows.
EMBED = "embed"


@dataclass(frozen=True)
class Route:
    """A request's path, decoded, and its parameters."""

    path: str  # without the site's `base_url`
    parts: tuple[str, ...]  # as Datasette decodes them; the last without its format
    parameters: tuple[tuple[str, str], ...]
    length: int  # of the query string as sent, in bytes

    @property
    def is_stream(self) -> bool:
        return any(name == STREAM for name, _ in self.parameters)

    @property
    def has_sql(self) -> bool:
        names = {name for name, _ in self.parameters}
        return RAW_SEARCH in self.parameters or not SQL_PARAMETERS.isdisjoint(names)


def path_of(datasette: Datasette, scope: Mapping[str, Any]) -> str:
    raw = scope.get("raw_path") or scope["path"].encode()
    path: str = raw.decode("latin-1").partition("?")[0]
    return "/" + path.removeprefix(datasette.setting("base_url")).lstrip("/")


def parse(datasette: Datasette, scope: Mapping[str, Any]) -> Route:
    """Return the route of a request, decoded as Datasette's router does it."""
    path = path_of(datasette, scope)
    parts = [tilde_decode(part) for part in path.strip("/").split("/")]
    parts[-1] = re.sub(r"\.(?:json|jsono|csv|blob|db)$", "", parts[-1])
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Route(path, tuple(parts), tuple(query), len(scope["query_string"]))


def worker_for(datasette: Datasette, route: Route) -> str | None:
    """Return the name of the worker for a route; None if the route is known to be quick."""
    if route.has_sql:
        return SQL
    if route.is_stream or route.length > QUERY_BYTES or PICTURE.search(route.path):
        return TABLES
    database = datasette.databases.get(route.parts[0])
    if database is not None:
        return None if is_quick_in(datasette, database, route) else TABLES
    # One of our pages, or one of Datasette's under /-/.
    page = route.parts[1] if route.parts[0] == EMBED and len(route.parts) > 1 else route.parts[0]
    is_counting = page in COUNTING or route.path.startswith(POINTS)
    return TABLES if is_counting and any(map(is_large_database, served(datasette))) else None


def is_quick_in(datasette: Datasette, database: Database, route: Route) -> bool:
    """Whether a page of a database is quick, by the size of the table and the parameters."""
    if len(route.parts) == 1:
        return True
    if not is_ordinary(route):
        return False
    name, is_big = route.parts[1], is_large_database(database)
    query = (datasette.metadata("queries", database=database.name) or {}).get(name)
    if query is not None:
        # The first parameter selects what the query is about; without it, it returns everything.
        first = query.get("params", ())[:1]
        is_narrowed = any(key in first and value for key, value in route.parameters)
        return is_narrowed and not (is_big and name in COUNTING)
    # A view may read all attacks, so beside large tables only tables, which have counts, are quick.
    count = (database.cached_table_counts or {}).get(name)
    return not is_big or len(route.parts) > 2 or (count is not None and count <= SMALL)


def is_ordinary(route: Route) -> bool:
    sizes = [value for key, value in route.parameters if key in ("_size", "_facet_size")]
    is_short = len(route.parameters) <= PAGE_PARAMETERS and route.length <= QUERY_BYTES
    return is_short and all(map(PAGE_SIZE.fullmatch, sizes))


def is_counted(route: Route) -> bool:
    """Whether this is a page of attacks that is quick, however many attacks there are."""
    return (
        route.parts[1:] == ("attacks",)
        and not route.path.endswith(".csv")
        and is_ordinary(route)
        and all(
            value in COUNTED[key] if key in COUNTED else key in UNCHECKED or ANY.fullmatch(key)
            for key, value in route.parameters
        )
    )


def is_large_database(database: Database) -> bool:
    # Mutable databases have no counts and are treated as large.
    counts = (database.cached_table_counts or {}).values()
    return max((count or 0 for count in counts), default=SMALL + 1) > SMALL


def served(datasette: Datasette) -> list[Database]:
    """Return the databases that readers see: all but Datasette's own, _internal."""
    return [each for each in datasette.databases.values() if each.name != "_internal"]


def is_fixed(datasette: Datasette) -> bool:
    return {each.is_mutable for each in served(datasette)} == {False}
