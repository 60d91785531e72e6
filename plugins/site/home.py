"""The home page, without what Datasette's own asks of every table for a list that ours has not."""

from collections.abc import Awaitable, Callable

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from plugins.site.hooks import hookimpl


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """Answer for the home page before Datasette's, which asks five hundred questions for it."""
    return [(r"^/$", home)]


async def home(datasette: Datasette, request: Request) -> Response:
    """Return the page."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    databases = [{"name": name} for name in datasette.databases]
    context = {"databases": databases, "metadata": datasette.metadata()}
    page = await datasette.render_template("index.html", context, request, view_name="index")
    return Response.html(page)
