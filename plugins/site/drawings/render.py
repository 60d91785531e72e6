"""From a drawing to SVG, by the templates in templates/drawings/: for a page, or as a file."""

from typing import Any

from datasette.app import Datasette
from markupsafe import Markup

from common.display_text import NOT_IN_XML
from plugins.site.drawings.drawing import DARK, LIGHT, Drawing, wrapped

# The edge around a drawing; lines of its title, of what is said below it, and rows of its legend.
EDGE, TITLE, LINE, ROW = 6, 20, 14, 18
# What an entry of the legend takes besides its letters, and how wide a letter is in it.
ENTRY, LETTER = 34, 5.6


def _frame(drawing: Drawing, source: str, is_file: bool) -> dict[str, Any]:
    """Place what is around a drawing: title and legend above it, and what a file says below.

    Args:
        drawing: The drawing.
        source: Licence and address of a file.
        is_file: Whether it is a file.
    """
    width = max(drawing.width, 240)
    titles = wrapped(drawing.title, width, 15, bold=True, most=4) if is_file else []
    notes = [drawing.empty or drawing.note, source] if is_file else []
    lines = [line for note in notes for line in wrapped(note, width, 11, most=12)]
    legend, x, y = [], 0.0, EDGE + len(titles) * TITLE + ROW / 2
    for name, colour in drawing.legend.items():
        entry = ENTRY + len(name) * LETTER
        if x and x + entry > drawing.width + EDGE:
            x, y = 0.0, y + ROW
        legend.append((x, y, colour, name))
        x += entry
    top = y + ROW / 2 + EDGE if legend else y - ROW / 2
    foot = top + drawing.height + (EDGE if lines else 0)
    return {
        **{"edge": EDGE, "titles": titles, "legend": legend, "lines": lines, "top": top},
        **{"foot": foot, "width": round(width + 2 * EDGE)},
        "height": round(foot + len(lines) * LINE + EDGE),
    }


async def _render(datasette: Datasette, template: str, drawing: Drawing, **context: Any) -> str:
    context |= drawing.values | {"drawing": drawing, "urls": datasette.urls}
    found = datasette.jinja_env.get_template(f"drawings/{template}.svg")
    return NOT_IN_XML.sub("\ufffd", await found.render_async(context))


async def inline(
    datasette: Datasette, template: str, drawing: Drawing, name: str, **context: Any
) -> Markup:
    """Return a drawing for a page: in the page's colours, with links; ids begin with `name`."""
    context |= {"c": {colour: f"var(--{colour})" for colour in LIGHT}, "name": name}
    frame = _frame(drawing, "", False)
    svg = await _render(datasette, template, drawing, frame=frame, alone=False, **context)
    # The template has escaped what stands in it.
    return Markup(svg)  # noqa: S704


async def alone(datasette: Datasette, template: str, drawing: Drawing, path: str) -> str:
    """Return a drawing as a file: without links, and dark where the reader's pages are.

    Args:
        datasette: The site.
        template: The drawing's template; the frame alone says why there is nothing to draw.
        drawing: What to draw.
        path: The drawing's own address on the site.
    """
    address = str(datasette.metadata("address") or "").rstrip("/")
    parts = [datasette.metadata("title"), datasette.metadata("license"), address and address + path]
    frame = _frame(drawing, " · ".join(str(part) for part in parts if part), True)
    template = "frame" if drawing.empty else template
    context = {"frame": frame, "alone": True, "c": LIGHT, "dark": DARK, "name": "drawing"}
    return await _render(datasette, template, drawing, **context)


def size(drawing: Drawing) -> tuple[int, int]:
    """Return about how wide and high the file of a drawing is, so that its place can be kept."""
    frame = _frame(drawing, "Licence and address", True)
    return frame["width"], frame["height"]
