"""Answer an address that leads nowhere with what has a name like the words in it.

Or with where it leads now: that of an attack whose report has joined another attack. Nowhere lead
also pages of Datasette's for those who run a site, which nobody reads here.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.app import Datasette, NotFoundExplicit
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import NotFound, Request, Response

from common.links import PAGES
from common.project import DATABASE
from plugins.site.hooks import hookimpl
from plugins.site.queries import select
from plugins.site.serving.errors import DATA, data_response
from plugins.site.serving.processes import path_of

# Addresses are cut here, and no more than so many questions are asked for one of them.
MAX_LENGTH, MOST_TRIES = 200, 6
_ATTACK = re.compile(rf"(/(?:{DATABASE}/)?attacks/)([^/]+?)(\.json|\.bib|\.csl\.json)?")
_ENDING = re.compile(r"\.(html?|csv|db)$")
# The data of a page that bears the name of a query.
_DATA = re.compile(r"/(\w+)\.(?:json|csv)")
# Nobody logs in, nothing is looked for here by those who run the site, and tiles are there by
# themselves. `databases` is below, without the paths.
CLOSED = (
    *("actor", "allow-debug", "auth-token", "databases", "logout", "messages", "patterns"),
    *("permissions", "threads", "tiles", "tiles/[^/]+", "tiles-stack", "tiles-stack/.*"),
    *("tiles-stack-tms/.*", "tiles-tms/.*"),
)
NO_WORDS = {DATABASE, *PAGES}


def tries(path: str) -> list[str]:
    """Return what to look for instead of an address: its last part, all of it, its words.

    What names a kind of page is left out. Of single words the longest says most.
    """
    texts = (_ENDING.sub("", tilde_decode(part)) for part in path[:MAX_LENGTH].split("/"))
    parts = [" ".join(re.findall(r"[^\W_]+", text)) for text in texts if text not in NO_WORDS]
    words = " ".join(filter(None, parts))
    single = sorted(words.split(), key=len, reverse=True)
    tried = [*parts[-1:], words, *(word for word in single if len(word) > 2)]
    return list(dict.fromkeys(filter(None, tried)))[:MOST_TRIES]


async def forwarded(datasette: Datasette, path: str, query: str) -> Response | None:
    """Lead from a former id of an attack to where it is now, and from a page to its query."""
    data, attack, to = _DATA.fullmatch(path), _ATTACK.fullmatch(path), ""
    if data and data[1] in datasette.metadata("databases")[DATABASE]["queries"]:
        to = f"/{DATABASE}{path}"
    elif attack and await datasette.get_database(DATABASE).table_exists("attack_aliases"):
        before, id_, form = attack.groups("")
        sql = "select attack_id from attack_aliases where id = ?"
        for row in await select(datasette, sql, [tilde_decode(id_)]):
            # Not for good: another build, of other files, may have it back where it was.
            to = f"{before}{tilde_encode(row['attack_id'])}{form}"
    return Response.redirect(datasette.urls.path(to + (query and f"?{query}"))) if to else None


@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response | None]] | None:
    """Show the page for what is not there (templates/404.html); to programs, say it in words."""
    if getattr(exception, "status", None) != 404:
        return None

    async def answer() -> Response | None:
        path = path_of(datasette, request.scope)
        onward = await forwarded(datasette, path, request.query_string)
        said = str(exception)  # the status alone, where no address is like it
        if onward or DATA.search(request.path):
            words = "There is nothing at this address" if said == "404" else said
            return onward or data_response(request.path, words, 404)
        told = {"missing": tilde_decode(path[:MAX_LENGTH]), "tries": tries(path)}
        told["explanation"] = said if isinstance(exception, NotFoundExplicit) else None
        page = await datasette.render_template("404.html", told, request, "missing")
        return Response.html(page, status=404)

    return answer


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    closed = [(rf"^/-/{name}(\.json)?$", not_here) for name in CLOSED]
    return [(r"^/-/databases\.json$", databases), *closed]


def databases(datasette: Datasette) -> Response:
    """Tell which databases there are, but not where they lie on the machine."""
    databases = datasette._connected_databases()
    return Response.json([{key: each[key] for key in each if key != "path"} for each in databases])


def not_here() -> None:
    raise NotFound("There is no such page")
