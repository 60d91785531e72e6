"""Pages of Datasette's for those who run a site, which nobody reads here."""

from collections.abc import Callable
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Response

from plugins.site.hooks import hookimpl

# Nobody logs in, nothing is looked for here by those who run the site, and tiles are there by
# themselves. `databases` is below, without the paths.
CLOSED = (
    *("actor", "allow-debug", "auth-token", "databases", "logout", "messages", "patterns"),
    *("permissions", "threads", "tiles", "tiles/[^/]+", "tiles-stack", "tiles-stack/.*"),
    *("tiles-stack-tms/.*", "tiles-tms/.*"),
)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Take pages for those who run a site off it: nobody reads them there."""
    closed = [(rf"^/-/{name}(\.json)?$", not_here) for name in CLOSED]
    return [(r"^/-/databases\.json$", databases), *closed]


def databases(datasette: Datasette) -> Response:
    """Tell which databases there are, but not where they lie on the machine."""
    databases = datasette._connected_databases()
    return Response.json([{key: each[key] for key in each if key != "path"} for each in databases])


def not_here() -> None:
    """Answer that there is no such page."""
    raise NotFound("There is no such page")
