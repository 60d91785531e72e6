"""The home page: Datasette would look for it through all tables, of which it shows none."""

from datasette.app import Datasette
from datasette.utils import path_with_format
from datasette.utils.asgi import Request, Response

from common.project import DATABASE
from plugins.site.hooks import hookimpl


async def home(datasette: Datasette, request: Request) -> Response:
    """Answer with the home page, which says by a link where its JSON is."""
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    is_here, _ = await datasette.check_visibility(request.actor, "view-database", DATABASE)
    as_json = datasette.urls.path(path_with_format(request=request, format="json"))
    address = datasette.absolute_url(request, as_json)
    told = {"here": is_here, "metadata": datasette.metadata(), "alternate_url_json": address}
    page = await datasette.render_template("index.html", told, request, view_name="index")
    link = f'{address}; rel="alternate"; type="application/json+datasette"'
    return Response.html(page, headers={"Link": link})


@hookimpl
def register_routes() -> list[tuple[str, object]]:
    """Answer before Datasette does."""
    return [(r"^/$", home)]
