"""Which process answers a request: this one, what is known to be quick; a worker, all else.

Decided by the route as Datasette decodes it, never by how its path is written.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils import tilde_decode

from plugins.site.attack_counts import COLUMNS
from plugins.site.serving.worker import SQL, TABLES

# Parameters that hold SQL of the reader's own, the raw syntax of full-text search among it.
SQL_PARAMETERS = {"sql", "_where"}
RAW_SEARCH = ("_searchmode", "raw")
STREAM = "_stream"
# Rows up to which everything that a table's page can be asked for is quick.
SMALL = 20_000
PAGE_SIZE = 100
# Filters and facets of a page: for each facet, a view is computed anew, in up to a second.
PAGE_PARAMETERS = 8
# Parameters that change how rows are written and not which rows there are, nor how many; and `_`
# with a letter at most, by which programs get past caches.
WRITTEN = re.compile(
    r"_(?:shape|nl|labels?|nofacet|nocount|nosuggest|col|nocol|dl|header|exact|json\w*|[a-z]?)"
)
# Pages and named queries that count or list all attacks.
COUNTING = {"map", "attacks-per-month", "attacks_between", "attacks_per_month", "share_of_attacks"}
# Bytes of a query, which a page writes into each of its links: of 60,000 that takes seconds.
QUERY_BYTES = 4000
PICTURE = re.compile(r"^/-/charts/.*\.png$")
POINTS = "/-/points"
# What other sites show of a page stands at its address after this.
EMBED = "embed"


@dataclass(frozen=True)
class Route:
    """A request's path, decoded, and its parameters."""

    path: str  # without the site's `base_url`
    parts: tuple[str, ...]  # as Datasette decodes them; the last without its format
    parameters: tuple[tuple[str, str], ...]
    length: int  # of the query as it was sent, in bytes

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
    """Return the route of a request, in the way of Datasette's own router."""
    path = path_of(datasette, scope)
    parts = [tilde_decode(part) for part in path.strip("/").split("/")]
    parts[-1] = re.sub(r"\.(?:json|jsono|csv|blob|db)$", "", parts[-1])
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Route(path, tuple(parts), tuple(query), len(scope["query_string"]))


def worker_for(datasette: Datasette, route: Route) -> str | None:
    """Return the name of the worker that answers a route; None where it is known to be quick."""
    if route.has_sql:
        return SQL
    if route.is_stream or route.length > QUERY_BYTES or PICTURE.search(route.path):
        return TABLES
    database = datasette.databases.get(route.parts[0])
    if database is not None:
        return None if is_quick_in(datasette, database, route) else TABLES
    # A page of ours, or of Datasette's under /-/.
    page = route.parts[1] if route.parts[0] == EMBED and len(route.parts) > 1 else route.parts[0]
    is_counting = page in COUNTING or route.path.startswith(POINTS)
    return TABLES if is_counting and any(map(is_large_database, served(datasette))) else None


def is_quick_in(datasette: Datasette, database: Database, route: Route) -> bool:
    """Whether a page of a database is quick: by its size, or by what is asked of the table."""
    if len(route.parts) == 1:
        return True
    counts = row_counts(database)
    parameters = [pair for pair in route.parameters if not WRITTEN.fullmatch(pair[0])]
    if not is_page_sized(parameters):
        return False
    name, is_big = route.parts[1], is_large_database(database)
    query = (datasette.metadata("queries", database=database.name) or {}).get(name)
    if query is not None:
        # The first parameter says of what; without it a query gives all that there is.
        is_narrowed = any(pair[0] in query.get("params", ())[:1] and pair[1] for pair in parameters)
        return is_narrowed and not (is_big and name in COUNTING)
    if not is_big or len(route.parts) > 2:
        return True
    # Views may go through all attacks.
    return name in counts and (
        counts[name] <= SMALL or all(is_quick_parameter(*pair) for pair in parameters)
    )


def is_page_sized(parameters: Sequence[tuple[str, str]]) -> bool:
    """Whether no more rows, values of a facet, filters and facets are asked for than a page has."""
    sizes = [value for name, value in parameters if name in ("_size", "_facet_size")]
    is_small = all(re.fullmatch("0*[0-9]{1,3}", each) and int(each) <= PAGE_SIZE for each in sizes)
    return is_small and len(parameters) <= PAGE_PARAMETERS


# What indexes and the table of counts answer at once, in a table of a million attacks.
QUICK_NAMES = {
    *COLUMNS,
    *("id", "source_id", "attack_id", "place_id", "_next", "_size", "_facet_size"),
}
QUICK_SORTS = {"", "id", "date_earliest"}
QUICK_FACETS = {*COLUMNS, "source_id", "responsibility"}


def is_quick_parameter(name: str, value: str) -> bool:
    values = {"_sort": QUICK_SORTS, "_sort_desc": QUICK_SORTS, "_facet": QUICK_FACETS}.get(name)
    return name.removesuffix("__exact") in QUICK_NAMES if values is None else value in values


def row_counts(database: Database) -> dict[str, int]:
    return {name: count or 0 for name, count in (database.cached_table_counts or {}).items()}


def is_large_database(database: Database) -> bool:
    # Uncounted where a database can change.
    return max(row_counts(database).values(), default=SMALL + 1) > SMALL


def served(datasette: Datasette) -> list[Database]:
    """Return the databases that readers see; _internal is Datasette's own list of these."""
    return [each for each in datasette.databases.values() if each.name != "_internal"]


def is_fixed(datasette: Datasette) -> bool:
    return {each.is_mutable for each in served(datasette)} == {False}
