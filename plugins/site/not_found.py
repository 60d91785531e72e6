"""The page for an address that does not exist: it lists things with names like the words in it.

The former address of an attack that has been merged with another redirects. Datasette's pages for
administrators do not exist here.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.app import Datasette, NotFoundExplicit
from datasette.utils import tilde_decode, tilde_encode
from datasette.utils.asgi import NotFound, Request, Response

from common.links import PAGES
from common.project import DATABASE
from plugins.site.french import WORDS
from plugins.site.hooks import hookimpl
from plugins.site.queries import select
from plugins.site.serving.errors import DATA, data_response
from plugins.site.serving.processes import path_of

# Characters of an address that are considered, and most searches made for it.
MAX_LENGTH, MOST_TRIES = 200, 6
_ATTACK = re.compile(rf"(/(?:{DATABASE}/)?attacks/)([^/]+?)(\.json|\.bib|\.csl\.json)?")
ANCHORS_OF_FR = """select attack_id from page_told_attacks where attack_id = ?1 union
  select disagreement_id from page_disagreements where disagreement_id = ?1 and sort = 'conflict'"""
_ENDING = re.compile(r"\.(html?|csv|db)$")
# JSON or CSV of a page with the name of a query.
_DATA = re.compile(r"/(\w+)\.(?:json|csv)")
# Nobody can log in, administrators have no use for these pages, and tiles need no page of their
# own. `databases` is replaced below, without the paths.
CLOSED = (
    *("actor", "allow-debug", "auth-token", "databases", "logout", "messages", "patterns"),
    *("permissions", "threads", "tiles", "tiles/[^/]+", "tiles-stack", "tiles-stack/.*"),
    *("tiles-stack-tms/.*", "tiles-tms/.*"),
)
NO_WORDS = {DATABASE, *PAGES}


def tries(path: str) -> list[str]:
    """Return what to search for instead of an address: its last part, all of it, its words.

    Names of kinds of pages are left out. Single words come longest first.
    """
    texts = (_ENDING.sub("", tilde_decode(part)) for part in path[:MAX_LENGTH].split("/"))
    parts = [" ".join(re.findall(r"[^\W_]+", text)) for text in texts if text not in NO_WORDS]
    words = " ".join(filter(None, parts))
    single = sorted(words.split(), key=len, reverse=True)
    tried = [*parts[-1:], words, *(word for word in single if len(word) > 2)]
    return list(dict.fromkeys(filter(None, tried)))[:MOST_TRIES]


async def forwarded(datasette: Datasette, path: str, query: str) -> Response | None:
    """Redirect from an attack's former id, from page data to a query, and from below /fr to it."""
    data, attack, to = _DATA.fullmatch(path), _ATTACK.fullmatch(path), ""
    if data and data[1] in datasette.metadata("databases")[DATABASE]["queries"]:
        to = f"/{DATABASE}{path}"
    elif attack and await datasette.get_database(DATABASE).table_exists("attack_aliases"):
        before, id_, form = attack.groups("")
        sql = "select attack_id from attack_aliases where id = ?"
        for row in await select(datasette, sql, [tilde_decode(id_)]):
            # Not permanent: a later build with other files may restore the former id.
            to = f"{before}{tilde_encode(row['attack_id'])}{form}"
    elif path.startswith("/fr/"):
        last, parts = tilde_decode(path.rpartition("/")[2]), WORDS["pages"]
        if last in {*parts, *parts.values()} or await select(datasette, ANCHORS_OF_FR, [last]):
            to, query = f"/fr#{tilde_encode(parts.get(last, last))}", ""
    return Response.redirect(datasette.urls.path(to + (query and f"?{query}"))) if to else None


@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response | None]] | None:
    """Show templates/404.html; for programs, respond with just a message."""
    if getattr(exception, "status", None) != 404:
        return None

    async def answer() -> Response | None:
        path = path_of(datasette, request.scope)
        onward = await forwarded(datasette, path, request.query_string)
        said = str(exception)  # just the status if no route matched
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
    """Return the databases, without their paths on this machine."""
    databases = datasette._connected_databases()
    return Response.json([{key: each[key] for key in each if key != "path"} for each in databases])


def not_here() -> None:
    raise NotFound("There is no such page")
