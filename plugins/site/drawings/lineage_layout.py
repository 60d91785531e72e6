"""The layout of a lineage diagram: its boxes, the lines between them, and the legend."""

from dataclasses import replace
from typing import NamedTuple

from plugins.site.drawings.drawing import Drawing, in_rows, text_width
from plugins.site.drawings.lineage_boxes import Box, is_of_itself
from plugins.site.drawings.time_axis import px
from plugins.site.queries import Row

Columns = list[tuple[str, list[Box]]]  # each with its heading


class Form(NamedTuple):
    """The width of boxes, and the space between columns."""

    name: str
    box: float
    between: float

    @property
    def is_narrow(self) -> bool:
        return not self.between


FORMS = Form("", 312, 48), Form("middle", 222, 32), Form("narrow", 290, 0)
# The space between boxes in a column; the height of a column's heading and of a line of the legend.
APART, HEADING, KEY = 10.0, 28.0, 18.0
# On a phone all lines run along the edge at RAIL_AT, and boxes begin at RAIL.
RAIL_AT, RAIL = 8.0, 22.0
# The legend for the kinds of lines drawn; for a broken line, why it is broken.
FULL, BROKEN = (
    "stated outright",
    {
        "possible": "not stated outright",
        "leader": "by its leader alone",
        "people": "an ethnic group",
    },
)
MANY = "not a single organisation"


def lay_out(drawing: Drawing, columns: Columns, form: Form) -> Drawing:
    """Place the boxes in columns, which in wide forms are side by side and vertically centred."""
    drawing = replace(drawing, form=form.name)
    if not columns:
        return drawing
    boxes, root = [box for _, each in columns for box in each], drawing.values["root"]
    for box in boxes:
        # The group itself is between the trunk lines of both sides.
        box.x, box.width = (RAIL, form.box) if form.is_narrow else (0.0, form.box)
        if form.is_narrow and box is root:
            box.x, box.width = 0.0, RAIL + form.box
        box.fit(box.width)
    room = RAIL + form.box if form.is_narrow else 3 * form.box + 2 * form.between
    key = legend_of([box for box in boxes if box is not root], room)
    top = key[-1][1] + KEY + 6 if key else 0.0
    highs = [sum(box.height + APART for box in each) + HEADING - APART for _, each in columns]
    headings, x, y = [], 0.0, top
    for (heading, each), high in zip(columns, highs, strict=True):
        y = y if form.is_narrow else top + (max(highs) - high) / 2
        headings.append((each[0].x + x, y + HEADING - 9, heading))
        y += HEADING if heading or not form.is_narrow else 0
        for box in each:
            box.x, box.y = box.x + x, y
            y += box.height + APART
        x += 0 if form.is_narrow else form.box + form.between
    width = max(box.x + box.width for box in boxes)
    height = (y - APART if form.is_narrow else top + max(highs)) + 4
    values = drawing.values | {"boxes": boxes, "headings": headings}
    values |= {"legend": key, "narrow": form.is_narrow}
    sides = [[box for box in boxes if box.column == number] for number in (0, 2)]
    values["lines"] = [line for side in sides for line in lines_of_side(side, root, form)]
    return replace(drawing, values=values, width=width, height=height)


def lines_of_side(side: list[Box], root: Box, form: Form) -> list[Row]:
    """Return the lines between boxes and the group: each segment once, whatever ties it carries.

    A segment is solid if any of its ties is stated outright. Lines lead from the member to the
    group it belongs to.
    """
    side = [box for box in side if box.state != "no"]
    if not side:
        return []
    is_over = side[0].column == 0
    far = side[0].x + (side[0].width if is_over and not form.is_narrow else 0)
    near = root.x + (0 if is_over else root.width)
    trunk = near + form.between / 2 * (-1 if is_over else 1)
    start = root.middle
    if form.is_narrow:  # from its upper edge, or to its lower one
        near, trunk, start = 0, RAIL_AT, root.y + (0 if is_over else root.height)

    def carries(boxes: list[Box]) -> str:
        return "possible" if all(box.state == "possible" for box in boxes) else "certain"

    lines = list[Row]()
    if not form.is_narrow:
        lines.append({"path": f"M{px(near)},{px(start)}H{px(trunk)}", "state": carries(side)})
    for sign in (-1, 1):
        ordered = [box for box in side if (box.middle - start) * sign > 0]
        ordered.sort(key=lambda box: box.middle * sign)
        y = start
        for index, box in enumerate(ordered):
            path = f"M{px(trunk)},{px(y)}V{px(box.middle)}"
            lines.append({"path": path, "state": carries(ordered[index:])})
            y = box.middle
    for box in side:
        path = f"M{px(trunk)},{px(box.middle)}H{px(far)}"
        lines.append({"path": path, "state": carries([box]), "is_tie": True})
        lines[-1]["head"] = "end" if is_over else ""
    if not is_over:  # all lines lead to the group
        lines[0]["head"] = "start"
    return lines


def legend_of(boxes: list[Box], width: float) -> list[tuple[float, float, str, str]]:
    """Return the legend, if there are different lines or corners: positions, kinds and words."""
    why = {reason_of(box) for box in boxes if box.state == "possible"}
    words = {
        "certain": FULL if any(box.state != "possible" for box in boxes) else "",
        "possible": ", or ".join(words for reason, words in BROKEN.items() if reason in why),
        "many": MANY if any(box.party["is_many"] for box in boxes) else "",
    }
    shown = [pair for pair in words.items() if pair[1] and (why or words["many"])]
    places = in_rows((60 + text_width(said, 12) for _, said in shown), width)
    return [(x, row * KEY, *pair) for (x, row), pair in zip(places, shown, strict=True)]


def reason_of(box: Box) -> str:
    if any(tie["statement"] for tie in box.ties):
        return "people"
    return "possible" if any(map(is_of_itself, box.ties)) else "leader"
