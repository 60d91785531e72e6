"""The layout of a lineage diagram: boxes in columns above and below the group, and the legend."""

from dataclasses import replace
from typing import NamedTuple

from plugins.site.drawings.drawing import Drawing, in_rows, text_width
from plugins.site.drawings.lineage_boxes import Box

Parts = list[tuple[str, list[Box]]]  # each with its heading


class Form(NamedTuple):
    """How many columns there are, and the width of a box in one."""

    name: str
    columns: int
    box: float


FORMS = Form("", 3, 312), Form("middle", 2, 322), Form("narrow", 1, 296)
# The space between boxes, below and beside each other; the height of a heading and of a line of the
# legend. Lines run along the left of a column, where boxes begin at RAIL.
APART, BESIDE, HEADING, KEY, RAIL = 7.0, 16.0, 26.0, 18.0, 20.0
# The legend for the kinds of lines and corners that are drawn.
LEGEND = {
    "certain": "stated outright",
    "possible": "less certain, or indirect: see its box",
    "many": "not a single organisation",
}


def lay_out(drawing: Drawing, parts: Parts, form: Form) -> Drawing:
    """Place the group as wide as the drawing, and other boxes where a column has most room."""
    drawing = replace(drawing, form=form.name)
    if not parts:
        return drawing
    # As wide as ever where there are fewer boxes than columns: boxes are wider then.
    root, width = drawing.values["root"], form.columns * (RAIL + form.box + BESIDE) - BESIDE
    columns = min(form.columns, max(len(boxes) for _, boxes in parts))
    step = (width + BESIDE) / columns
    key = legend_of([box for _, each in parts for box in each if box is not root], width)
    y, headings = key[-1][1] + KEY + 6 if key else 0.0, []
    for heading, boxes in parts:
        if heading:
            headings.append((y + HEADING - 9, heading))
            y += HEADING
        # Lines run along a column: broken ones end beyond solid ones, which would cover them.
        if len(boxes) > columns:
            boxes = sorted(boxes, key=lambda box: (box.column == 0) == (box.state != "possible"))
        feet = [y] * columns
        for box in boxes:
            at = feet.index(min(feet))
            box.x, box.y = (0.0 if box is root else RAIL + at * step), feet[at]
            box.fit(width if box is root else step - RAIL - BESIDE)
            feet[at] += box.height + APART
        y = max(feet)
    values = drawing.values | {"boxes": [box for _, boxes in parts for box in boxes], "rail": RAIL}
    values |= {"headings": headings, "legend": key}
    return replace(drawing, values=values, width=width, height=y - APART + 4)


def legend_of(boxes: list[Box], width: float) -> list[tuple[float, float, str, str]]:
    """Return the legend, if lines or corners differ: positions, kinds and words."""
    kinds = {"possible" if box.state == "possible" else "certain" for box in boxes}
    kinds |= {"many"} if any(box.party["is_many"] for box in boxes) else set()
    shown = [kind for kind in LEGEND if kind in kinds and kinds != {"certain"}]
    places = in_rows((60 + text_width(LEGEND[kind], 12) for kind in shown), width)
    placed = zip(shown, places, strict=True)
    return [(x, row * KEY, kind, LEGEND[kind]) for kind, (x, row) in placed]
