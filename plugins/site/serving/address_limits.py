"""What a request may ask for: not too much, and nothing on which Datasette would fail."""

import re
from typing import Any
from urllib.parse import parse_qsl, quote

from datasette.app import Datasette

from plugins.site.serving.errors import NoAnswerError
from plugins.site.serving.limits import PATTERN_BYTES
from plugins.site.serving.processes import Route

# Most parameters in an address, and most facets among them.
PARAMETERS, FACETS = 100, 20
# Most bytes in a path (SQL goes into the query) and in a body (a batch of names, an MCP request).
PATH_BYTES, BODY_BYTES = 4000, 64 * 1024
# Most values listed in filters: SQLite takes seconds over 9000 parameters, before any time limit.
VALUES = 500
# Longest file name on most file systems. Datasette opens the name as it is in the address, so a
# longer one fails, and `..` would reveal whether any folder of the machine exists.
NAME_BYTES = 255
SHAPES = ("array", "arrayfirst", "arrays", "object", "objects")
LISTS = re.compile(r"__(?:not)?in$")
PATTERNS = re.compile(r"__(?:not)?(?:contains|like)$|__(?:startswith|endswith|glob)$|^_search")
# Datasette mixes up the value of _through with those of other filters, and fails on the others.
NO_FILTERS = re.compile(r"_through|_search(?!_|mode\Z|\Z)")
ENDING = re.compile(r"\.\w+$")
FILES = ("/static/", "/-/static")


async def with_body(receive: Any) -> Any:
    """Read a request's body, so that a slow upload holds no place, and return a `receive` for it.

    Raises:
        NoAnswerError: If it is too long, or its reader disconnects.
    """
    messages, size, is_more = [], 0, True
    while is_more:
        messages.append(message := await receive())
        size += len(message.get("body", b""))
        is_more = message.get("more_body", False)
        if size > BODY_BYTES or message["type"] == "http.disconnect":
            raise NoAnswerError(f"A request takes at most {BODY_BYTES:,} bytes", 413)

    async def receive_again() -> Any:
        return messages.pop(0) if messages else await receive()

    return receive_again


def unknown_ending(datasette: Datasette, route: Route) -> str:
    """Return an unknown extension under a database, which Datasette would answer with a page.

    A program that asks for a Parquet file would take that page for one. Empty if there is none.
    """
    ending, count = ENDING.search(route.path), len(route.parts)
    is_table = route.parts[0].partition(".")[0] in datasette.databases and count <= 3
    known = {".db", ".csv", ".blob", ".jsono", *(f".{each}" for each in datasette.renderers)}
    if count == 3:  # a row (plugins/site/citing.py)
        known.add(".bib")
    return ending[0] if ending and is_table and ending[0] not in known else ""


def mistake_in(scope: Any) -> str | None:
    """Return what is wrong with an address, or None."""
    path, query = scope["path"], scope["query_string"].decode("latin-1")
    if query.count("&") >= PARAMETERS:
        return f"An address takes at most {PARAMETERS} parameters"
    if len(path) > PATH_BYTES:
        return f"The path of an address takes at most {PATH_BYTES} bytes"
    if not path.startswith("/") or "\\" in path:  # Datasette would redirect to another site
        return "The path of an address begins with a slash, and has no backslash"
    names = path.split("/") if path.startswith(FILES) else ()
    if ".." in names or any(len(quote(name)) > NAME_BYTES for name in names):
        return f"No name of a file is .. or longer than {NAME_BYTES} bytes"
    parameters = parse_qsl(query, keep_blank_values=True)
    if sum(name.startswith("_facet") for name, _ in parameters) > FACETS:
        return f"At most {FACETS} facets can be counted at a time"
    if sum(value.count(",") + 1 for name, value in parameters if LISTS.search(name)) > VALUES:
        return f"Filters take at most {VALUES} values; .csv?_stream=on gives all rows"
    for name, value in parameters:
        if name == "_shape" and value not in SHAPES:
            return f"_shape is one of {', '.join(SHAPES)}"
        if NO_FILTERS.match(name):
            return f"There is no filter by {name[:50]}: ask in SQL"
        if name.startswith("_facet") and value.lstrip().startswith("{"):
            return f"{name} takes the name of a column"
        if PATTERNS.search(name) and len(value.encode()) > PATTERN_BYTES:
            return f"The pattern of {name[:50]} is too long: it takes {PATTERN_BYTES} bytes"
    return None
