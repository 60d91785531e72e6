"""Answer an address that leads nowhere with what has a name like the words in it."""

import re
from collections.abc import Awaitable, Callable

from datasette.app import Datasette, NotFoundExplicit
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response

from common.project import DATABASE
from plugins.site.hooks import hookimpl

# Addresses are cut here, and no more than so many questions are asked for one of them.
MAX_LENGTH, MOST_TRIES = 200, 6
NO_WORDS = {DATABASE, "groups", "people", "places", "attacks", "sources", "claims", "disagreements"}


def tries(path: str) -> list[str]:
    """Return what to look for instead of an address: its last part, all of it, its words.

    The words of an id are parted by hyphens. What names a kind of page is left out. Of single words
    the longest comes first, since it says most.
    """
    parts = [_words(part) for part in path[:MAX_LENGTH].split("/")]
    words = [part for part in parts if part and part not in NO_WORDS]
    if not words:
        return []
    single = [word for part in reversed(words) for word in part.split() if len(word) > 2]
    single.sort(key=len, reverse=True)
    return list(dict.fromkeys([words[-1], " ".join(words), *single]))[:MOST_TRIES]


def _words(part: str) -> str:
    text = re.sub(r"\.(html?|csv|db)$", "", tilde_decode(part))
    return " ".join(re.findall(r"[^\W_]+", text))


@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]] | None:
    """Show the page for what is not there (templates/404.html); programs get Datasette's answer."""
    if getattr(exception, "status", None) != 404 or DATABASE not in datasette.databases:
        return None
    if request.path.endswith((".json", ".csv")):
        return None

    async def answer() -> Response:
        path = "/" + request.path.removeprefix(datasette.setting("base_url")).lstrip("/")
        page = await datasette.render_template(
            "404.html",
            {
                "missing": tilde_decode(path[:MAX_LENGTH]),
                "told": str(exception) if isinstance(exception, NotFoundExplicit) else None,
                "tries": tries(path),
            },
            request=request,
            view_name="missing",
        )
        return Response.html(page, status=404)

    return answer
