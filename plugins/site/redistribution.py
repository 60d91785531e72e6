"""State on every page which data may not be redistributed, and refuse to serve their file."""

from collections.abc import Awaitable
from functools import partial

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from common.project import DATABASE
from common.redistribution import REMEDY
from common.redistribution import withheld as read_withheld
from plugins.site.hooks import hookimpl
from plugins.site.queries import once
from plugins.site.serving.errors import error_response

DOWNLOAD = "view-database-download"


async def withheld(datasette: Datasette) -> list[str]:
    """Return the sources whose rows may not be redistributed; none in the release."""
    database = datasette.get_database(DATABASE)
    read = partial(database.execute_fn, read_withheld)
    sources: list[str] = await once(database, "withheld", read)
    return sources


@hookimpl
async def extra_template_vars(datasette: Datasette) -> dict[str, list[str]]:
    return {"not_passed_on": await withheld(datasette)}


@hookimpl
async def permission_allowed(datasette: Datasette, action: str, resource: object) -> bool | None:
    is_download = action == DOWNLOAD and resource == DATABASE
    return False if is_download and await withheld(datasette) else None


@hookimpl
def forbidden(datasette: Datasette, request: Request, message: str) -> Awaitable[Response] | None:
    """Explain why there is no download; None for other refusals, which Datasette then handles."""
    return refused(datasette, request) if message == DOWNLOAD else None


async def refused(datasette: Datasette, request: Request) -> Response:
    sources = "; ".join(await withheld(datasette))
    error = f"This build holds rows of {sources}, which may not be passed on, so it cannot be"
    return await error_response(datasette, request.path, f"{error} downloaded. {REMEDY}", 403)
