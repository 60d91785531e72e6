"""Where the boxes of a lineage stand, the lines between them, and what these mean."""

from dataclasses import replace

from plugins.site.drawings.boxes import Box, is_of_itself
from plugins.site.drawings.drawing import Drawing, text_width
from plugins.site.drawings.scale import px
from plugins.site.queries import Row

Columns = list[tuple[str, list[Box]]]  # each with its heading
# How wide a box is, beside others and on a telephone; between boxes beside and below each other;
# the room of a column's heading, of lines beside it, and of a line of the key.
WIDE, NARROW = 352.0, 284.0
BETWEEN, APART, HEADING, KEY = 44.0, 14.0, 30.0, 18.0
# On a telephone all lines run along the edge, and boxes stand so far from it.
RAIL_AT, RAIL = 8.0, 22.0
# The marks in words, as far as they are drawn; for a broken line, why it is broken.
FULL, BROKEN = (
    "stated outright",
    {
        "possible": "not stated outright",
        "leader": "by its leader alone",
        "people": "a people",
    },
)
MANY = "no single organisation"


def lay_out(drawing: Drawing, columns: Columns, narrow: bool) -> Drawing:
    """Place the boxes: below each other, and wide columns beside each other."""
    if not columns:
        return drawing
    boxes, wide = [box for _, each in columns for box in each], NARROW if narrow else WIDE
    for box in boxes:
        box.fit(wide)
    root = drawing.values["root"]
    key = legend_of([box for box in boxes if box is not root], narrow)
    top = key[-1][1] + KEY + 6 if key else 0.0
    headings, x, y, height = [], RAIL if narrow else 0.0, top, top
    for heading, each in columns:
        headings.append((x, y + HEADING - 9, heading))
        y += HEADING if heading or not narrow else 0
        for box in each:
            box.x, box.y = x, y
            y += box.height + APART
        width, height = x + wide, max(height, y - APART + 4)
        if not narrow:
            x, y = x + wide + BETWEEN, top
    values = drawing.values | {"boxes": boxes, "headings": headings, "narrow": narrow}
    values |= {"legend": key, "box_width": wide}
    sides = [[box for box in boxes if box.column == number] for number in (0, 2)]
    values["lines"] = [line for side in sides for line in lines_of_side(side, root, wide, narrow)]
    return replace(drawing, values=values, width=width, height=height)


def lines_of_side(side: list[Box], root: Box, wide: float, narrow: bool) -> list[Row]:
    """Return the lines between boxes and the group: each part once, whatever ties it carries.

    A part is full where it carries a tie that is stated. Lines lead from who belongs to whom.
    """
    side = [box for box in side if box.state != "no"]
    if not side:
        return []
    is_over = side[0].column == 0
    if narrow:
        near, far, trunk = root.x, root.x, RAIL_AT
    elif is_over:
        near, far, trunk = root.x, side[0].x + wide, root.x - BETWEEN / 2
    else:
        near, far, trunk = root.x + wide, side[0].x, root.x + wide + BETWEEN / 2

    def carries(boxes: list[Box]) -> str:
        return "possible" if all(box.state == "possible" for box in boxes) else "certain"

    lines: list[Row] = [
        {"path": f"M{px(near)},{px(root.middle)}H{px(trunk)}", "state": carries(side)}
    ]
    for sign in (-1, 1):
        ordered = [box for box in side if (box.middle - root.middle) * sign > 0]
        ordered.sort(key=lambda box: box.middle * sign)
        y = root.middle
        for index, box in enumerate(ordered):
            path = f"M{px(trunk)},{px(y)}V{px(box.middle)}"
            lines.append({"path": path, "state": carries(ordered[index:])})
            y = box.middle
    for box in side:
        path = f"M{px(trunk)},{px(box.middle)}H{px(far)}"
        lines.append({"path": path, "state": carries([box]), "is_tie": True})
    ends = [(far, box.middle) for box in side] if is_over else [(near, root.middle)]
    # From the right into what stands on the left, and on a telephone from the edge.
    turn = "-9,4.5v-9" if narrow else "9,4.5v-9"
    heads = [f"M{px(x)},{px(y)}l{turn}Z" for x, y in ends]
    return lines + [{"path": path, "is_head": True} for path in heads]


def legend_of(boxes: list[Box], narrow: bool) -> list[tuple[float, float, str, str]]:
    """Say what lines and corners mean, where they differ: each with its place and sort."""
    why = {reason_of(box) for box in boxes if box.state == "possible"}
    words = {
        "certain": FULL if any(box.state != "possible" for box in boxes) else "",
        "possible": ", or ".join(words for reason, words in BROKEN.items() if reason in why),
        "many": MANY if any(box.party["is_many"] for box in boxes) else "",
    }
    placed, x, y = list[tuple[float, float, str, str]](), 0.0, 0.0
    for sort, said in words.items() if why or words["many"] else ():
        if said:
            placed.append((x, y, sort, said))
            x, y = (0.0, y + KEY) if narrow else (x + 60 + text_width(said, 12), y)
    return placed


def reason_of(box: Box) -> str:
    if any(tie["statement"] for tie in box.ties):
        return "people"
    return "possible" if any(map(is_of_itself, box.ties)) else "leader"
