"""What the pages need beside Datasette: headers, cells that read well, counts beside the map."""

import json
import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from datasette import handle_exception as datasette_errors
from datasette import hookimpl
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import StartupError, tilde_encode
from datasette.utils.asgi import NotFound, Request, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment
from markupsafe import Markup

# As in plugins/questions.py: Datasette loads each plugin by itself, in no certain order.
for place in (Path(__file__).parent.parent, Path(__file__).parent):
    if (place / "common").is_dir() and str(place) not in sys.path:
        sys.path.insert(0, str(place))

from common.links import is_web_address  # noqa: E402

DATABASE = "jnim"

# Nothing is asked of anybody else, and nobody else learns which page a reader comes from. Inline
# scripts and styles are Datasette's and those of its plugins; no element has a handler of its own.
HEADERS = {
    b"content-security-policy": (
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; script-src-attr 'none'; "
        b"style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        b"frame-ancestors 'none'"
    ),
    b"x-frame-options": b"DENY",  # for browsers that do not know frame-ancestors
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"referrer-policy": b"same-origin",
    b"x-content-type-options": b"nosniff",
}

# From a page that came by https, a browser asks by https only, for a year.
HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")

YES_OR_NO = {"disputed", "is_renewal", "is_denied", "redistributable", "by_title"}
LISTS = {"weapons", "settles", "properties"}

METHODS = ("GET", "HEAD", "OPTIONS")
# Where datasette-mcp is installed, programs ask here by POST; nothing is written by that either.
MCP_PATH, MCP_METHODS = "/-/mcp", ("POST", "OPTIONS")
# A name or an address, and a port. Absolute addresses on pages are made of it.
HOST = re.compile(rb"(?:[\w.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?", re.ASCII)
# Nobody logs in, nothing is looked for here by those who run the site, and tiles are there by
# themselves. `databases` is below, without the paths.
CLOSED = (
    *("actor", "allow-debug", "auth-token", "databases", "logout", "messages", "patterns"),
    *("permissions", "threads", "tiles", "tiles/[^/]+", "tiles-stack", "tiles-stack/.*"),
    *("tiles-stack-tms/.*", "tiles-tms/.*"),
)

# In views and query results, where Datasette knows no foreign keys: the table that an id is of.
ID_OF = {
    "attack_id": "attacks",
    "citation_id": "citations",
    "claim_id": "claims",
    "disagreement_id": "disagreements",
    "group_id": "groups",
    "person_id": "people",
    "place_id": "places",
    "report_id": "attack_reports",
    "date_claim_id": "claims",
    "member_group_id": "groups",
    "member_person_id": "people",
    "about_source_id": "sources",
    "cited_source_id": "sources",
    "source_id": "sources",
    "via_source_id": "sources",
}

# In query results: the column that says of which table another column's ids are.
KIND_OF = {"id": "kind", "member_id": "member_kind"}
TABLE_OF_KIND = {"group": "groups", "person": "people", "place": "places", "attack": "attacks"}

# What has no bearing on which rows a filter leaves.
NOT_A_FILTER = {
    *("_next", "_size", "_sort", "_sort_desc", "_col", "_nocol", "_labels", "_label", "_extra")
}


def plain(column: str) -> str:
    """Return a column's name in words: `date_edtf` is Date, `perpetrator_id` is Perpetrator."""
    words = column.removesuffix("_id").removesuffix("_edtf").replace("_", " ")
    return words[:1].upper() + words[1:]


def yes_or_no(value: object, column: str) -> object:
    """Return yes for 1 and no for 0 in columns that hold just these; other values as they are."""
    return {0: "no", 1: "yes"}.get(value, value) if column in YES_OR_NO else value  # type: ignore[call-overload]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give the templates their filters and tests."""
    env.filters["plain"] = plain
    env.filters["tilde"] = tilde_encode
    env.filters["yes_or_no"] = yes_or_no
    env.tests["web_address"] = is_web_address
    env.globals["site_title"] = datasette.metadata("title") or "Datasette"
    env.globals["site_subject"] = datasette.metadata("subject") or ""
    env.globals["site_subject_name"] = datasette.metadata("subject_name") or "The group"

    def can_download() -> bool:
        database = datasette.databases.get(DATABASE)
        return bool(database and not database.is_mutable and datasette.setting("allow_download"))

    env.globals["can_download"] = can_download


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Have errors printed plainly, and check the site's own address.

    Where rich happens to be installed, Datasette prints them by it, with all variables, which takes
    a third of a second for a page that is not there; and it fails itself at one that nobody raised.

    Raises:
        StartupError: Where the address in metadata.yml is none.
    """
    datasette_errors.rich = None
    address = str(datasette.metadata("address") or "")
    if address and not re.fullmatch("https?://[^/?#@]+/?", address):
        raise StartupError(
            f"metadata.yml: address is {address!r}; write it as https://jnim.example"
        )


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Send our headers with every answer, in place of Datasette's own of the same name."""
    hook = getattr(pm.hook, "register_mcp_tools", None)
    # plugins/tools.py implements it in any case; datasette-mcp specifies it.
    speaks_mcp = hook is not None and hook.has_spec()

    def methods_at(path: str) -> tuple[str, ...]:
        return MCP_METHODS if speaks_mcp and path == datasette.urls.path(MCP_PATH) else METHODS

    own = str(datasette.metadata("address") or "")

    def wrap(app: Any) -> Any:
        async def with_headers(scope: Any, receive: Any, send: Any) -> None:
            ours = [*HEADERS.items(), *([HTTPS_ONLY] if came_by_https(scope) else [])]

            async def send_with_headers(message: Any) -> None:
                if message["type"] == "http.response.start":
                    kept = [pair for pair in message["headers"] if pair[0].lower() not in HEADERS]
                    message = {**message, "headers": [*kept, *ours]}
                await send(message)

            if scope["type"] != "http":
                await app(scope, receive, send)
            elif scope["method"] not in (methods := methods_at(scope["path"])):
                # Datasette fails at methods that it does not expect.
                allowed = ", ".join(methods)
                message = f"This site can only be read, by {allowed}."
                await refuse(send_with_headers, 405, message, (b"allow", allowed.encode()))
            elif not HOST.fullmatch(dict(scope["headers"]).get(b"host", b"localhost")):
                await refuse(send_with_headers, 400, "The header Host is not the name of a host.")
            else:
                asked = asked_by(own, scope) if own else scope
                await app(asked, receive, send_with_headers)

        return with_headers

    return wrap


async def refuse(send: Any, status: int, message: str, *more: tuple[bytes, bytes]) -> None:
    """Answer with a message in plain text."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{message}\n".encode()})


def asked_by(address: str, scope: Any) -> Any:
    """Return a request as if it had come by the site's own address, of which pages speak then."""
    told = urlsplit(address)
    others = [pair for pair in scope["headers"] if pair[0] != b"host"]
    return {**scope, "scheme": told.scheme, "headers": [*others, (b"host", told.netloc.encode())]}


def came_by_https(scope: Any) -> bool:
    """Whether the reader's browser asked by https, be it of a server in front of this one."""
    if scope.get("scheme") == "https":
        return True
    told = dict(scope.get("headers", ())).get(b"x-forwarded-proto", b"")
    return bool(told.split(b",")[0].strip().lower() == b"https")


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Take pages for those who run a site off it: nobody reads them there."""
    closed = [(rf"^/-/{name}(\.json)?$", not_here) for name in CLOSED]
    return [(r"^/-/databases\.json$", databases), *closed]


def databases(datasette: Datasette) -> Response:
    """Tell which databases there are, but not where they lie on the machine."""
    told = datasette._connected_databases()
    return Response.json([{key: each[key] for key in each if key != "path"} for each in told])


def not_here() -> None:
    """Answer that there is no such page."""
    raise NotFound("There is no such page")


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(exception: Exception) -> None:
    """Call a mistake in an address a bad request: Datasette calls some a failure of its own."""
    if isinstance(exception, DatasetteError) and exception.status == 500:
        exception.status = 400


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    row: sqlite3.Row,
    value: Any,
    column: str,
    table: str | None,
    database: str,
    datasette: Datasette,
) -> str | Markup | None:
    """Write cells for readers: yes and no, lists, links to rows, links into documents."""
    if database != DATABASE or value is None:
        return None
    if column in YES_OR_NO:
        return str(yes_or_no(value, column))
    if column in LISTS:
        return "; ".join(json.loads(value)) or "none"
    if column == "deep_link" and is_web_address(value):
        return Markup('<a href="{}">Open at these words</a>').format(value)
    other = ID_OF.get(column)
    if column == "row_id" and "table_name" in row.keys():  # noqa: SIM118
        other = row["table_name"]
    elif table is None and column in KIND_OF and KIND_OF[column] in row.keys():  # noqa: SIM118
        other = TABLE_OF_KIND.get(row[KIND_OF[column]])
    if other is not None and isinstance(value, str):
        address = datasette.urls.row(DATABASE, other, tilde_encode(value))
        return Markup('<a href="{}">{}</a>').format(address, value)
    return None


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    datasette: Datasette,
    request: Request | None,
    database: str | None,
    table: str | None,
    columns: list[str] | None,
    view_name: str,
) -> dict[str, object] | Awaitable[dict[str, object]]:
    """Give a table's page what its map needs, and a row's page the links of its fields."""
    if request is None or database is None or table is None:
        return {}
    if view_name == "row":
        return links(datasette, database, table)
    if view_name == "table" and {"latitude", "longitude"} <= {*(columns or [])}:
        return count_without_point(datasette, request, database, table)
    return {}


async def links(datasette: Datasette, database: str, table: str) -> dict[str, object]:
    """Return a function that links a value to the row it refers to, by that row's label."""
    keys = await datasette.databases[database].foreign_keys_for_table(table)
    table_of = {key["column"]: key["other_table"] for key in keys}

    async def linked(column: str, value: object) -> Markup | None:
        if column not in table_of:
            return None
        labels = await datasette.expand_foreign_keys(database, table, column, [value])
        address = datasette.urls.row(database, table_of[column], tilde_encode(str(value)))
        label = labels.get((column, value)) or value
        return Markup('<a href="{}">{}</a>').format(address, label)

    return {"linked": linked}


async def count_without_point(
    datasette: Datasette, request: Request, database: str, table: str
) -> dict[str, object]:
    """Count the rows that the map cannot show, by asking the same page for those alone."""
    given = parse_qsl(request.query_string, keep_blank_values=True)
    query = [(key, value) for key, value in given if key not in NOT_A_FILTER]
    query += [("latitude__isnull", "1"), ("_size", "0"), ("_nofacet", "1"), ("_shape", "objects")]
    query.append(("_extra", "count"))  # Datasette 1.0 tells it if asked, by this name
    address = datasette.urls.table(database, table, format="json")
    # Added and not formatted: so it stays an address that has base_url in front already.
    answer = await datasette.client.get(address + "?" + urlencode(query))
    if answer.status_code != 200:
        return {"without_point": None}
    told = answer.json()
    return {"without_point": told.get("filtered_table_rows_count", told.get("count"))}
