"""Additions to pages while editing: they reload after a build and show what is wrong.

There is also a page for each document: its text next to the claims, with uncovered text marked.
"""

from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from common.project import ENGINE, FOLDER
from editing.folder import read_state
from editing.reading import anchor_at, read
from plugins.site.hooks import hookimpl

HERE = ENGINE / "editing"


def _folder(datasette: Datasette) -> Path:
    """Return the folder that is served."""
    return Path(datasette.plugins_dir).parent


async def state(datasette: Datasette) -> Response:
    """Return the current build, and what is wrong with the files."""
    answer = read_state(_folder(datasette))
    # Before pages reload: while Datasette reads the schemas of a new build, its list of tables is
    # locked, and requests for map tiles would fail.
    await datasette.refresh_schemas()
    return Response.json(answer)


async def script() -> Response:
    """Return the script for every page."""
    text = (HERE / "edit.js").read_text(encoding="utf-8")
    return Response(text, content_type="text/javascript; charset=utf-8")


async def reading(datasette: Datasette, request: Request) -> Response:
    """Return the text of a document with its claims."""
    docs = read_state(_folder(datasette))["docs"]
    source = request.url_vars["source"]
    page = read(FOLDER / "facts", Path(docs), source) if docs else None
    if page is None:
        raise NotFound(f"The text of {source} is not at hand: make edit DOCS=folder")
    text = (HERE / "reading.html").read_text(encoding="utf-8")
    template = datasette.jinja_env.from_string(text)
    return Response.html(await datasette.render_template(template, {"page": page}, request=request))


async def anchor(datasette: Datasette, request: Request) -> Response:
    """Return the lines of YAML for selected words."""
    docs = read_state(_folder(datasette))["docs"]
    source = request.url_vars["source"]
    passage, words = request.args.get("passage", ""), request.args.get("words", "")
    lines = anchor_at(FOLDER / "facts", Path(docs), source, passage, words) if docs else None
    if lines is None:
        raise NotFound("These words are not in one passage of the text.")
    return Response.text(lines)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Add the pages for editing, at paths that no table can have."""
    return [
        (r"^/-/edit/state$", state),
        (r"^/-/edit/edit\.js$", script),
        (r"^/-/edit/read/(?P<source>[a-z0-9-]+)$", reading),
        (r"^/-/edit/anchor/(?P<source>[a-z0-9-]+)$", anchor),
    ]


@hookimpl
def extra_js_urls(datasette: Datasette) -> list[dict[str, str]]:
    """Load the script on every page."""
    return [{"url": datasette.urls.path("/-/edit/edit.js")}]


@hookimpl
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """Link to the available texts."""
    docs = read_state(_folder(datasette))["docs"]
    profiles = sorted((FOLDER / "facts" / "profiles").glob("*.yml")) if docs else []
    return [
        {
            "href": datasette.urls.path(f"/-/edit/read/{path.stem}"),
            "label": f"Text of {path.stem}",
        }
        for path in profiles
    ]
