"""Serve the drawings: inside pages, and as SVG and PNG files."""

import base64
import functools
import re
import unicodedata
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote_plus, urlencode
from zlib import crc32

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from jinja2 import Environment
from markupsafe import Markup

from common.date_words import in_words
from common.dates import typed
from common.display_text import number, xml_text
from common.links import others_can_open
from common.project import DATABASE, FILE
from plugins.site.drawings import attack_map, card, lineage, months, png, timeline
from plugins.site.drawings.drawing import (
    DARK,
    LIGHT,
    STATIC,
    Draw,
    Drawing,
    ParameterError,
    label,
    short,
)
from plugins.site.drawings.time_axis import px
from plugins.site.hooks import hookimpl
from plugins.site.queries import once

# Most characters in a parameter.
MAX_LENGTH = 200
SVG = "image/svg+xml; charset=utf-8"
# Each module has a TITLE, a TEMPLATE, FORMS, PARAMETERS, and a function `fetch` that takes these.
DRAWINGS: dict[str, Any] = {
    "attacks-per-month": months,
    "card": card,
    "lineage": lineage,
    # A former name, kept because addresses do not change.
    "lineage-tree": lineage,
    "map": attack_map,
    "timeline": timeline,
}


async def fetched(
    datasette: Datasette, name: str, values: Mapping[str, str | None]
) -> tuple[Draw, str]:
    """Fetch a drawing by its parameters, trimmed and truncated; return also its query string."""
    source = DRAWINGS[name]
    parameters = {key: typed(values.get(key) or "")[:MAX_LENGTH] for key in source.PARAMETERS}
    query = query_of(parameters)
    try:
        draw = await source.fetch(datasette, parameters)
    except ParameterError as error:
        refused = Drawing(source.TITLE, empty=str(error), problem=str(error))
        return lambda _: refused, query and f"?{query}"
    return draw, query and f"?{query}"


def query_of(parameters: Mapping[str, str]) -> str:
    return urlencode({key: value for key, value in parameters.items() if value})


def credit(datasette: Datasette, request: Request | None, drawing: Drawing, page: str) -> str:
    """Return the site's title and release, its licence, and the address of the drawing's page.

    If the site has no public address, or there is no HTTP request, the address is a path, preceded
    by the name of the database file.
    """
    page = str(datasette.urls.path(drawing.page or "/" + re.sub("^lineage-tree", "lineage", page)))
    address = str(datasette.absolute_url(request, page)) if request else ""
    is_public = bool(address) and others_can_open(address)
    title, released = datasette.metadata("title"), datasette.metadata("released")
    releases = datasette.jinja_env.globals["site_releases"]
    release = f"release {releases[0]['version']}" if releases else "release"
    parts = [
        title if is_public else f"{title} ({FILE})",
        released and drawing.say(f"{release} of {in_words(str(released))}"),
        datasette.metadata("license"),
        address if is_public else page,
    ]
    return " · ".join(str(part) for part in parts if part)


def svg_of(
    datasette: Datasette,
    template: str,
    drawing: Drawing,
    words: str,
    name: str = "",
    is_embedded: bool = False,
) -> str:
    """Return a drawing as SVG, framed with its credit.

    With a name, which prefixes its ids, it is for inclusion in a page: in the page's colours and
    with links. Without one it is a file, which follows the reader's preference for dark colours.
    """
    colours = {colour: f"var(--{colour})" for colour in LIGHT} if name else LIGHT
    # If there is nothing to draw, only the frame, which says why.
    page = datasette.jinja_env.plain.get_template(
        f"drawings/{'frame' if drawing.empty else template}.svg"
    )
    svg = page.render(
        drawing.values
        | {"drawing": drawing, "frame": drawing.frame(words, bool(name) and not is_embedded)}
        | {"alone": not name, "name": name or "drawing", "c": colours, "dark": DARK}
    )
    return xml_text(svg)


async def in_page(
    datasette: Datasette,
    request: Request | None,
    name: str,
    forms: tuple[str, ...] = (),
    bare: bool = False,
    **values: str | None,
) -> Drawing:
    """Return a drawing for a page, by default in all its forms. DRAWINGS has names and parameters.

    A `bare` one has no words around it, because its page has them. Nothing in it depends on the
    request, so it is drawn once.

    Raises:
        TypeError: If the drawing has no such parameter: a mistake in a template.
    """
    if unknown := values.keys() - set(DRAWINGS[name].PARAMETERS):
        raise TypeError(f"{name} has no parameter {', '.join(sorted(unknown))}")
    draw = partial(_drawn, datasette, request, name, forms, bare, values)
    if bare:
        database, asked = datasette.get_database(DATABASE), urlencode(sorted(values.items()))
        kept: Drawing = await once(database, f"{name} {forms}?{asked}", draw)
        return kept
    return await draw()


async def _drawn(
    datasette: Datasette,
    request: Request | None,
    name: str,
    forms: tuple[str, ...],
    bare: bool,
    values: Mapping[str, str | None],
) -> Drawing:
    draw, query = await fetched(datasette, name, values)
    drawings = [draw(form) for form in forms or DRAWINGS[name].FORMS]
    drawing = drawings[0]
    if drawing.empty:
        return drawing
    words = "" if bare else credit(datasette, request, drawing, name + query)
    address = datasette.urls.path(f"/-/charts/{name}")
    drawing.files = {form: f"{address}.{form}{query}" for form in ("svg", "png")}
    drawing.files["embed"] = f"/embed/{name}{query}"
    is_embedded = request is not None and "/embed/" in request.path
    # Ids must differ between drawings on the same page.
    own_name = f"{name[0]}{crc32(query.encode()):x}"
    draw_svg = partial(svg_of, datasette, DRAWINGS[name].TEMPLATE)
    shown = [each for each in drawings if each is drawing or each.width < drawing.width]
    svgs = {
        # The template has escaped its values.
        each.form: Markup(draw_svg(each, words, own_name + each.form[:1], is_embedded))  # noqa: S704
        for each in shown
    }
    heights = (each.frame(words)["height"] for each in shown if each.form != "narrow")
    drawing.tallest = max(heights, default=0)
    drawing.svg = svgs.pop(drawing.form)
    drawing.smaller = svgs
    return drawing


def file_name(name: str, query: str) -> str:
    """Return a file name with the parameters: `tide-map-from-2018-03-group-low-harbour`."""
    words = unicodedata.normalize("NFKD", unquote_plus(f"{DATABASE} {name} {query}"))
    plain = words.encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:150]


@functools.cache
def font_face() -> str:
    """Return the site's font for inclusion in a file, because an image fetches no other file."""
    font = base64.b64encode((STATIC / "fonts/public-sans.woff2").read_bytes()).decode()
    source = f'url("data:font/woff2;base64,{font}") format("woff2")'
    return f'@font-face{{font-family:"Public Sans";font-weight:400 700;src:{source}}}'


async def file(datasette: Datasette, request: Request) -> Response:
    name, form = request.url_vars["name"], request.url_vars["form"]
    if name not in DRAWINGS:
        raise NotFound(f"There is no drawing {label(name, 60)}")
    draw, query = await fetched(datasette, name, request.args)
    width = request.args.get("width")
    drawing = draw(width if width in DRAWINGS[name].FORMS else "")
    if drawing.problem:
        return Response.text(drawing.problem, status=400)
    words = credit(datasette, request, drawing, name + query)
    svg = svg_of(datasette, DRAWINGS[name].TEMPLATE, drawing, words)
    saved_as = f"{file_name(name, f'{query} {drawing.form}')}.{form}"
    # A PNG is saved, for a report; an SVG may be shown within a page of another site.
    shown = "attachment" if form == "png" else "inline"
    headers = {"Content-Disposition": f'{shown}; filename="{saved_as}"'}
    if form == "svg":
        svg = svg.replace("<style>", f"<style>{font_face()}", 1)
        return Response(svg, content_type=SVG, headers=headers)
    try:
        return Response(png.from_svg(svg), content_type="image/png", headers=headers)
    except ValueError as error:  # resvg's
        words = f"No PNG could be made: {error}. The SVG shows the same."
        return Response.text(words, status=500)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    return [(r"^/-/charts/(?P<name>[\w-]+)\.(?P<form>svg|png)$", file)]


@hookimpl
def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, Any]:
    """Give templates `chart(name, **parameters)`, a coroutine that async templates await."""
    return {"chart": partial(in_page, datasette, request)}


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Give templates the filters for drawings and their pages.

    `px` formats a position in pixels; `given` builds a query string from the non-empty parameters.
    """
    env.filters |= {
        **{"label": label, "short": short, "given": query_of},
        "px": px,
        "number": number,
        "sentence": lambda text: text[:1].upper() + text[1:],
    }
