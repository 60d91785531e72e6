"""From a drawing to SVG, by the templates in templates/drawings/: for a page, or as a file."""

from typing import Any

from datasette.app import Datasette
from markupsafe import Markup

from common.date_words import in_words
from common.display_text import NOT_IN_XML
from plugins.site.drawings.drawing import DARK, LIGHT, Drawing, lines_of

# The edge around a drawing; the sizes of its title, of what it counts, and of what is said below.
EDGE, TITLE, COUNTS, BELOW = 6, 17.0, 13.0, 12.0
LEADING = 5


def _frame(drawing: Drawing, source: str) -> dict[str, Any]:
    """Place what is around a drawing: title and what it counts above, sources and licence below.

    `source` is the site, its licence and the drawing's address; empty for no frame.
    """
    width, y = max(drawing.width, 240), float(EDGE)
    texts = []

    def write(lead: str, rest: str, size: float) -> None:
        nonlocal y
        for line in lines_of(lead, rest, width, size) if lead + rest else []:
            texts.append((y + size / 2, size, line))
            y += size + LEADING

    if source:
        write(drawing.title, "", TITLE)
        write("", drawing.counts, COUNTS)
        y += EDGE
    top = y
    y += drawing.height + EDGE
    if source:
        write("", drawing.empty or drawing.note, BELOW)
        write("Sources:" if drawing.sources else "", drawing.sources, BELOW)
        write("", source, BELOW)
    size = {"width": round(width + 2 * EDGE), "height": round(y + EDGE)}
    return {"edge": EDGE, "texts": texts, "top": top, **size}


def _credit(datasette: Datasette, path: str) -> str:
    """Return the site's title, day and licence, and the address of a drawing."""
    address = str(datasette.metadata("address") or "").rstrip("/")
    released = datasette.metadata("released")
    day = in_words(str(released)) if released else ""
    parts = [datasette.metadata("title"), day, datasette.metadata("license"), address + path]
    return " · ".join(str(part) for part in parts if part)


async def _render(datasette: Datasette, template: str, drawing: Drawing, **context: Any) -> str:
    context |= drawing.values | {"drawing": drawing, "urls": datasette.urls}
    found = datasette.jinja_env.get_template(f"drawings/{template}.svg")
    return NOT_IN_XML.sub("\ufffd", await found.render_async(context))


async def inline(
    datasette: Datasette, template: str, drawing: Drawing, name: str, path: str = "", **context: Any
) -> Markup:
    """Return a drawing for a page: in the page's colours, with links; ids begin with `name`.

    Without the `path` of its file it stands there without title and sources.
    """
    context |= {"c": {colour: f"var(--{colour})" for colour in LIGHT}, "name": name}
    frame = _frame(drawing, _credit(datasette, path) if path else "")
    svg = await _render(datasette, template, drawing, frame=frame, alone=False, **context)
    # The template has escaped what stands in it.
    return Markup(svg)  # noqa: S704


async def alone(datasette: Datasette, template: str, drawing: Drawing, path: str) -> str:
    """Return a drawing as a file: without links, and dark where the reader's pages are."""
    # The frame alone says why there is nothing to draw.
    template = "frame" if drawing.empty else template
    frame = _frame(drawing, _credit(datasette, path))
    context = {"frame": frame, "alone": True, "c": LIGHT, "dark": DARK, "name": "drawing"}
    return await _render(datasette, template, drawing, **context)


def size(datasette: Datasette, drawing: Drawing, path: str) -> tuple[int, int]:
    """Return how wide and high the file of a drawing is, so that its place can be kept."""
    frame = _frame(drawing, _credit(datasette, path))
    return frame["width"], frame["height"]
