"""Forward the address of an attack whose report has joined another attack."""

import re
from collections.abc import Awaitable, Callable

from datasette.app import Datasette
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import Request, Response

from common.project import DATABASE
from plugins.site.hooks import hookimpl

_ATTACK = re.compile(rf"(/(?:{DATABASE}/)?attacks/)([^/]+?)(\.json|\.bib|\.csl\.json)?")


@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response | None]] | None:
    """Answer a former id of an attack with where it is now; leave all else to others."""
    path = "/" + request.path.removeprefix(datasette.setting("base_url")).lstrip("/")
    match = _ATTACK.fullmatch(path)
    if getattr(exception, "status", None) != 404 or not match:
        return None
    before, id_, form = match.groups()

    async def answer() -> Response | None:
        if DATABASE not in datasette.databases:
            return None
        database = datasette.get_database(DATABASE)
        if not await database.table_exists("attack_aliases"):
            return None
        rows = await database.execute(
            "SELECT attack_id FROM attack_aliases WHERE id = ?", [tilde_decode(id_)]
        )
        attack = rows.first()
        if attack is None:
            return None
        query = f"?{request.query_string}" if request.query_string else ""
        to = f"{before}{tilde_encode(attack['attack_id'])}{form or ''}{query}"
        return Response.redirect(datasette.urls.path(to), status=301)

    return answer
