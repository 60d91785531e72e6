"""The drawings for readers: inside pages, and as SVG and PNG to download."""

import datetime
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from jinja2 import Environment
from markupsafe import Markup

from common.date_words import between, in_words
from common.dates import DateError, parse
from common.display_text import NOT_IN_XML
from plugins.site.drawings import lineage, months, png, timeline
from plugins.site.drawings.drawing import DARK, FIRST_DAY, LAST_DAY, LIGHT, Drawing, label
from plugins.site.hooks import hookimpl
from plugins.site.queries import label_of

# Characters of a parameter.
MAX_LENGTH = 200
SVG = "image/svg+xml; charset=utf-8"
NO_DATE = (
    "“{}” is no date. Write a day as 2018-03-03, a month as 2018-03, a year as 2018, "
    "or leave it empty."
)

Parameters = dict[str, str]
# Lays a drawing out, for a wide page or for a narrow one.
Layout = Callable[[bool], Drawing]


async def name_of(datasette: Datasette, table: str, id_: str, problems: list[str]) -> str:
    """Return what a group or source is called; add a problem where there is none of this id."""
    name = await label_of(datasette, table, id_) if id_ else ""
    if name is None:
        problems.append(f"There is no {table[:-1]} of the id “{label(id_, 60)}”.")
    return name or ""


def days_of(text: str, problems: list[str]) -> tuple[str, str]:
    """Return the first and last day of a date that somebody asks about, empty for none."""
    try:
        dates = parse(text) if text else None
    except DateError:
        problems.append(NO_DATE.format(label(text, 60)))
        return "", ""
    return (dates.earliest or FIRST_DAY, dates.latest or LAST_DAY) if dates else ("", "")


async def fetch_months(
    datasette: Datasette, parameters: Parameters, problems: list[str]
) -> Layout | None:
    """Fetch the attacks per month."""
    parameters["rule"] = parameters["rule"] or months.RULE
    for name in ("start", "end"):
        days_of(parameters[name], problems)
    names = {
        name: await name_of(datasette, f"{name}s", parameters[name], problems)
        for name in ("group", "source")
    }
    if parameters["rule"] not in months.RULES:
        problems.append(f"The rule is one of {', '.join(months.RULES)}.")
    if problems:
        return None
    return partial(months.draw, *await months.fetch(datasette, parameters), names, parameters)


async def fetch_lineage(
    datasette: Datasette, parameters: Parameters, problems: list[str]
) -> Layout | None:
    """Fetch the lineage of a group."""
    first, last = days_of(parameters["on"], problems)
    if problems:
        return None
    known = await lineage.fetch(datasette, **parameters)
    if first and first == last:
        known |= {"earlier": _shifted(first, -1), "later": _shifted(first, 1)}
    on_words = in_words(parameters["on"], first, last) if first else ""
    return partial(lineage.draw, known, on_words)


def _shifted(day: str, by: int) -> str | None:
    """Return the day before or after a day; None beyond the calendar."""
    try:
        return (datetime.date.fromisoformat(day) + datetime.timedelta(days=by)).isoformat()
    except OverflowError:
        return None


async def fetch_timeline(
    datasette: Datasette, parameters: Parameters, problems: list[str]
) -> Layout | None:
    """Fetch what is dated."""
    kind, group, start, end = (parameters[name] for name in ("kind", "group", "from", "to"))
    first, last = days_of(start, problems)[0], days_of(end, problems)[1]
    name = await name_of(datasette, "groups", group, problems)
    if first and last and first > last:
        problems.append("The period ends before it begins.")
    if problems:
        return None
    words = f"from {in_words(first)}" if first else f"to {in_words(last)}" if last else ""
    words = between(first, last) if first and last else words
    chosen = [label(kind.replace("-", " "), 40), label(name, 120), words]
    known = await timeline.fetch(datasette, start, end, kind, group)
    return partial(timeline.draw, known, (first, last), ", ".join(filter(None, chosen)))


Fetch = Callable[[Datasette, Parameters, list[str]], Awaitable[Layout | None]]
# By name: what it is called, its template, its parameters, and how it is fetched.
DRAWINGS: dict[str, tuple[str, str, tuple[str, ...], Fetch]] = {
    "attacks-per-month": (
        *("Attacks per month", "months"),
        *(("group", "start", "end", "source", "rule"), fetch_months),
    ),
    "lineage": ("Lineage", "lineage", ("group", "on", "reading"), fetch_lineage),
    "timeline": ("Timeline", "timeline", ("kind", "group", "from", "to"), fetch_timeline),
}
# As the boxes were called when there were two drawings: an address that stays.
DRAWINGS["lineage-tree"] = DRAWINGS["lineage"]


async def fetched(
    datasette: Datasette, name: str, given: Mapping[str, str | None]
) -> tuple[Layout, str]:
    """Fetch a drawing by its parameters, trimmed and not endless; return its query as well."""
    title, _, names, fetch = DRAWINGS[name]
    parameters = {key: (given.get(key) or "").strip()[:MAX_LENGTH] for key in names}
    query, problems = query_of(parameters), list[str]()
    layout = await fetch(datasette, parameters, problems)
    refused = Drawing(title, empty=" ".join(problems), problems=problems)
    return layout or (lambda _: refused), query and f"?{query}"


def query_of(parameters: Mapping[str, str]) -> str:
    """Return what stands in an address after the question mark."""
    return urlencode({key: value for key, value in parameters.items() if value})


def credit(datasette: Datasette, path: str) -> str:
    """Return the site's title, day and licence, and the address of a drawing."""
    released = datasette.metadata("released")
    parts = [datasette.metadata("title"), in_words(str(released)) if released else ""]
    address = str(datasette.metadata("address") or "").rstrip("/")
    parts += [datasette.metadata("license"), f"{address}/-/charts/{path}"]
    return " · ".join(str(part) for part in parts if part)


async def svg_of(
    datasette: Datasette, template: str, drawing: Drawing, words: str, name: str = ""
) -> str:
    """Return a drawing as SVG, framed with words that say whose it is.

    With a name, for its ids, it is a part of a page: in the page's colours and with links; without
    one it is a file, and dark where the reader's pages are.
    """
    colours = {colour: f"var(--{colour})" for colour in LIGHT} if name else LIGHT
    # The frame alone says why there is nothing to draw.
    found = datasette.jinja_env.get_template(
        f"drawings/{'frame' if drawing.empty else template}.svg"
    )
    svg = await found.render_async(
        drawing.values
        | {"drawing": drawing, "frame": drawing.frame(words), "urls": datasette.urls}
        | {"alone": not name, "name": name or "drawing", "c": colours, "dark": DARK}
    )
    return NOT_IN_XML.sub("\ufffd", svg)


async def in_page(datasette: Datasette, name: str, **given: str | None) -> Drawing:
    """Return a drawing for a page. See DRAWINGS for the names and their parameters.

    Raises:
        TypeError: Where the drawing has no such parameter: a mistake in a template.
    """
    _, template, names, _ = DRAWINGS[name]
    if unknown := given.keys() - set(names):
        raise TypeError(f"{name} has no parameter {', '.join(sorted(unknown))}")
    lay_out, query = await fetched(datasette, name, given)
    drawing = lay_out(False)
    if not drawing.empty:
        words = credit(datasette, f"{name}.svg{query}")
        address = datasette.urls.path(f"/-/charts/{name}")
        drawing.files = {form: f"{address}.{form}{query}" for form in ("svg", "png")}
        drawing.files["narrow"] = f"{address}.svg{query or '?'}{query and '&'}width=narrow"
        drawing.files["embed"] = f"/embed/{name}{query}"
        # Two drawings on a page have no id in common.
        own_name = f"{name}-{crc32(query.encode()):08x}"
        svg = await svg_of(datasette, template, drawing, words, own_name)
        drawing.svg = Markup(svg)  # noqa: S704  the template has escaped what stands in it
        narrow = lay_out(True)
        drawing.narrow_size = round(narrow.width + 12), narrow.frame(words)["height"]
    return drawing


async def file(datasette: Datasette, request: Request) -> Response:
    """Answer with a drawing as a file."""
    name, form = request.url_vars["name"], request.url_vars["form"]
    if name not in DRAWINGS:
        raise NotFound(f"There is no drawing {label(name, 60)}")
    given = {key: request.args.get(key) for key in request.args}
    lay_out, query = await fetched(datasette, name, given)
    drawing = lay_out(request.args.get("width") == "narrow")
    if drawing.problems:
        return Response.text("\n".join(drawing.problems), status=400)
    words = credit(datasette, f"{name}.svg{query}")
    svg = await svg_of(datasette, DRAWINGS[name][1], drawing, words)
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
        **{"label": label, "party_page": lineage.party_page, "given": query_of},
        "span_in_words": lineage.span_in_words,
        "px": lambda pixels: f"{round(pixels, 1):g}",
        "sentence": lambda text: text[:1].upper() + text[1:],
    }
