"""What the site gives of the search (search.py): suggestions, and what templates call."""

from functools import partial
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from jinja2 import Environment

from common.project import DATABASE
from plugins.site.hooks import hookimpl
from plugins.site.queries import once
from plugins.site.search import Search
from plugins.site.search_names import Names
from plugins.site.search_words import alternates, configuration, folded, worded


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [(r"^/-/suggest$", suggest)]


async def suggest(datasette: Datasette, request: Request) -> Response:
    """Return names that begin with what a reader types, in any spelling, for static/site.js."""
    names = await datasette.jinja_env.globals["names_known"]()
    return Response.json(names.beginning(request.args.get("q") or ""))


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give templates the search, its configuration, and `worded`, which filters rows by words."""
    config = configuration()
    same = partial(alternates, sets=config["words"])

    async def names() -> Names:
        """Return the names of things, read only once if the database is immutable."""
        read = Names(datasette, config).read
        names: Names = await once(datasette.get_database(DATABASE), "names of things", read)
        return names

    async def searched(query: str, language: str = "") -> Search:
        return await Search(datasette, await names(), config, query, language).read()

    env.globals |= {
        "names_known": names,
        "searched": searched,
        "search_words": config,
        "same_words": lambda query: [each for word in folded(query) for each in same(word)[1:]],
        "worded": lambda rows, column, query: worded(rows, column, map(same, folded(query))),
    }
