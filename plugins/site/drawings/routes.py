"""The drawings for readers: inside pages, and as SVG and PNG to download."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from jinja2 import Environment

from plugins.site.drawings import png, render
from plugins.site.drawings.drawing import Drawing, label
from plugins.site.drawings.fetch import DRAWINGS, Layout
from plugins.site.drawings.lineage import party_page, span_in_words
from plugins.site.drawings.timeline import by_year
from plugins.site.hooks import hookimpl

# Characters of a parameter.
MAX_LENGTH = 200
SVG = "image/svg+xml; charset=utf-8"


async def fetched(
    datasette: Datasette, name: str, given: Mapping[str, str | None]
) -> tuple[Layout, str]:
    """Fetch a drawing by its parameters, trimmed and not endless; return its query as well."""
    source = DRAWINGS[name]
    parameters = {key: (given.get(key) or "").strip()[:MAX_LENGTH] for key in source.parameters}
    return await source.fetch(datasette, parameters), query_of(parameters)


def query_of(parameters: Mapping[str, str]) -> str:
    """Return what stands in an address after the question mark."""
    return urlencode({key: value for key, value in parameters.items() if value})


def path_of(name: str, query: str) -> str:
    """Return the address of a drawing on the site."""
    return f"/-/charts/{name}.svg" + (query and f"?{query}")


async def in_page(datasette: Datasette, name: str, **given: str | None) -> Drawing:
    """Return a drawing for a page. See DRAWINGS for the names and their parameters.

    Raises:
        TypeError: Where the drawing has no such parameter: a mistake in a template.
    """
    if unknown := given.keys() - set(DRAWINGS[name].parameters):
        raise TypeError(f"{name} has no parameter {', '.join(sorted(unknown))}")
    lay_out, query = await fetched(datasette, name, given)
    drawing = lay_out(False)
    if not drawing.empty:
        path = str(datasette.urls.path(f"/-/charts/{name}."))
        files = {form: path + form + (query and f"?{query}") for form in ("svg", "png")}
        narrow = files["svg"] + ("&" if query else "?") + "width=narrow"
        drawing.files = files | {
            "narrow": narrow,
            "embed": f"/embed/{name}" + (query and f"?{query}"),
        }
        # Two drawings on a page have no id in common.
        own_name = f"{name}-{crc32(query.encode()):08x}"
        template = DRAWINGS[name].template
        drawing.svg = await render.inline(
            datasette, template, drawing, own_name, path=path_of(name, query)
        )
        drawing.narrow_size = render.size(datasette, lay_out(True), path_of(name, query))
    return drawing


async def file(datasette: Datasette, request: Request) -> Response:
    """Answer with a drawing as a file."""
    name, form = request.url_vars["name"], request.url_vars["form"]
    if name not in DRAWINGS:
        raise NotFound(f"There is no drawing {label(name, 60)}")
    given = {key: request.args.get(key) for key in DRAWINGS[name].parameters}
    lay_out, query = await fetched(datasette, name, given)
    drawing = lay_out(request.args.get("width") == "narrow")
    if drawing.problems:
        return Response.text("\n".join(drawing.problems), status=400)
    svg = await render.alone(datasette, DRAWINGS[name].template, drawing, path_of(name, query))
    if form == "svg":
        return Response(svg, content_type=SVG)
    try:
        return Response(png.from_svg(svg), content_type="image/png")
    except png.PngError as error:
        return Response.text(str(error), status=500)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Answer for the drawings' files."""
    return [(r"^/-/charts/(?P<name>[\w-]+)\.(?P<form>svg|png)$", file)]


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """Give templates `chart(name, **parameters)`, to be awaited as templates do by themselves."""
    return {"chart": partial(in_page, datasette)}


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Give templates what drawings and their pages need.

    `px` writes a place in pixels; `given` the query of an address, from what is given in it.
    """
    env.filters |= {
        **{"label": label, "party_page": party_page, "span_in_words": span_in_words},
        **{"by_year": by_year, "given": query_of},
        "px": lambda pixels: f"{round(pixels, 1):g}",
        "sentence": lambda text: text[:1].upper() + text[1:],
    }
