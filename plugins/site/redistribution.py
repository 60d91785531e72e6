"""Say on every page which of the data may not be passed on, and do not pass on the file."""

import weakref
from collections.abc import Awaitable

from datasette.app import Datasette
from datasette.database import Database
from datasette.utils.asgi import Request, Response

from common.project import DATABASE
from common.redistribution import REMEDY
from common.redistribution import withheld as read_withheld
from plugins.site.errors import error_response
from plugins.site.hooks import hookimpl

DOWNLOAD = "view-database-download"

# What cannot change is asked for once, and not for every request.
_withheld: "weakref.WeakKeyDictionary[Database, list[str]]" = weakref.WeakKeyDictionary()


async def withheld(datasette: Datasette) -> list[str]:
    """Return the sources whose rows may not be passed on; none in the release."""
    database = datasette.get_database(DATABASE)
    if database not in _withheld:
        sources: list[str] = await database.execute_fn(read_withheld)
        if database.is_mutable:
            return sources
        _withheld[database] = sources
    return _withheld[database]


@hookimpl
async def extra_template_vars(datasette: Datasette) -> dict[str, list[str]]:
    return {"not_passed_on": await withheld(datasette)}


@hookimpl
async def permission_allowed(datasette: Datasette, action: str, resource: object) -> bool | None:
    is_download = action == DOWNLOAD and resource == DATABASE
    return False if is_download and await withheld(datasette) else None


@hookimpl
def forbidden(datasette: Datasette, request: Request, message: str) -> Awaitable[Response] | None:
    """Say why there is no download; Datasette takes the first answer that it gets for one."""
    return refused(datasette, request) if message == DOWNLOAD else None


async def refused(datasette: Datasette, request: Request) -> Response:
    sources = "; ".join(await withheld(datasette))
    error = f"This build holds rows of {sources}, which may not be passed on, so it cannot be"
    return await error_response(datasette, request.path, f"{error} downloaded. {REMEDY}", 403)
