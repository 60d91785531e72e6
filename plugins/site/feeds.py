"""Documents for machines: feeds, the site map, robots.txt, llms.txt."""

import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from jinja2 import Environment, Undefined

from common import citing
from common.display_text import truncate, xml_text
from common.project import DATABASE, FILE, PROJECT
from plugins.site.hooks import hookimpl
from plugins.site.serving.processes import path_of

# The address, the template in templates/machines/, and the content type.
DOCUMENTS = {
    "/feeds/attacks.atom": ("attacks.xml", "application/atom+xml; charset=utf-8"),
    "/feeds/disagreements.atom": ("disagreements.xml", "application/atom+xml; charset=utf-8"),
    "/sitemap.xml": ("sitemap.xml", "application/xml; charset=utf-8"),
    "/robots.txt": ("robots.txt", "text/plain; charset=utf-8"),
    "/llms.txt": ("llms.txt", "text/plain; charset=utf-8"),
}


def urn(name: str) -> str:
    """Return the id of a feed entry: it depends on the name only, not on the site's address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{FILE}/{name}").urn


def known(value: Any) -> Any:
    """Return a value for JSON-LD without empty parts: what is not stated is left out, not null.

    Texts are truncated as on pages.
    """
    if isinstance(value, dict):
        pairs = ((name, known(each)) for name, each in value.items())
        empty: tuple[Any, ...] = (None, "", [], {})
        return {k: v for k, v in pairs if not isinstance(v, Undefined) and v not in empty}
    if isinstance(value, list):
        return [known(each) for each in value]
    return truncate(value) if isinstance(value, str) else value


def plain_date(edtf: str | None) -> str | None:
    """Return an EDTF date if it is also an ISO 8601 date, as JSON-LD requires; otherwise None."""
    return edtf if edtf and re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", edtf) else None


async def document(datasette: Datasette, request: Request) -> Response:
    template, content_type = DOCUMENTS[path_of(datasette, request.scope)]
    queries = await datasette.get_canned_queries(DATABASE, None)
    body = await datasette.render_template(
        f"machines/{template}", {"queries": queries}, request=request, view_name="machines"
    )
    return Response(body, content_type=content_type)


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    return [(f"^{re.escape(path)}$", document) for path in DOCUMENTS]


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.filters["xml"] = xml_text
    env.filters["known"] = known
    env.filters["plain_date"] = plain_date
    env.globals["urn"] = urn
    env.globals["site_keywords"] = PROJECT.keywords
    env.globals["site_authors"] = citing.AUTHORS
