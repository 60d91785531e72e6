"""The layout of a lineage diagram: boxes in columns above and below the group, and the legend."""

from dataclasses import replace

from plugins.site.drawings.drawing import Drawing, Key
from plugins.site.drawings.lineage_boxes import Box

Parts = list[tuple[str, list[Box]]]  # each with its heading

# By form: how many columns of boxes there are, and the width of all.
FORMS = {"": (3, 1120), "middle": (2, 708), "narrow": (1, 328)}
# The space between boxes, below and beside each other; the height of a heading. Lines run along the
# left of a column, where boxes begin at RAIL.
APART, BESIDE, HEADING, RAIL = 6.0, 16.0, 26.0, 20.0
# The legend for the kinds of lines and corners that are drawn, at any time and on a day.
LEGEND = {
    "certain": ("stated outright by a source", "so then, or before with no end stated"),
    "possible": ("less certain, or indirect: see its box", "only possible then"),
    "many": ("not a single organisation",) * 2,
}


def lay_out(drawing: Drawing, parts: Parts, form: str) -> Drawing:
    """Place the group as wide as the drawing, and other boxes where a column has most room."""
    drawing = replace(drawing, form=form)
    if not parts:
        return drawing
    most, width = FORMS[form]
    # As wide as ever where there are fewer boxes than columns: boxes are wider then.
    columns = min(most, max(len(boxes) for _, boxes in parts))
    step = (width + BESIDE) / columns
    y, headings, placed = 0.0, [], list[Box]()
    for heading, boxes in parts:
        if heading:
            headings.append((y + HEADING - 9, heading))
            y += HEADING
        boxes = list(map(replace, boxes))
        # What is stated outright comes first.
        boxes.sort(key=lambda box: box.state == "possible")
        feet = [y] * columns
        for box in boxes:
            at = feet.index(min(feet))
            box.x, box.y = (0.0 if box.is_root else RAIL + at * step), feet[at]
            box.fit(width if box.is_root else step - RAIL - BESIDE)
            feet[at] += box.height + APART
        placed += boxes
        y = max(feet)
    values = {"boxes": placed, "rail": RAIL, "headings": headings}
    values["root"] = next(box for box in placed if box.is_root)
    keys = legend_of([box for box in placed if not box.is_root], bool(drawing.facts["day"]))
    return replace(drawing, values=values, keys=keys, width=width, height=y - APART + 4)


def legend_of(boxes: list[Box], on_day: bool) -> list[Key]:
    """Return the legend, if lines or corners differ."""
    kinds = {"possible" if box.state == "possible" else "certain" for box in boxes}
    kinds |= {"many"} if any(box.party["is_many"] for box in boxes) else set()
    shown = [kind for kind in LEGEND if kind in kinds and kinds != {"certain"}]
    return [Key(kind, LEGEND[kind][on_day]) for kind in shown]
