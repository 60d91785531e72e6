"""The lineage as boxes below each other, for a telephone, and where steps would cross.

Each box has a line in it for each of its ties. Those with the group are arrows beside the boxes;
the others only begin in theirs.
"""

from plugins.site.drawings.boxes import Arrow, Box, Text, by_trunk, in_order
from plugins.site.drawings.drawing import wrapped

NARROW, STACKED = 306.0, 640.0
# What the arrows beside the boxes take, the most that is between two, and a line in a box.
GUTTER, STROKE, LINE = 62.0, 8.0, 14.0


def stack(
    boxes: list[Box], arrows: list[Arrow], root: Box, state: str, width: float
) -> tuple[float, float]:
    """Place all, and return width and height."""
    rails = _rails(arrows, root)
    y = 4.0
    for box in boxes:
        box.x, box.y = (0 if box is root else GUTTER), y
        box.width = width - box.x
        box.write(15 if box is root else 13, 4, state)
        own = in_order(one for one in arrows if one in rails and box in (one.source, one.target))
        own = [] if box is root else own
        own += [arrow for arrow in arrows if arrow.source is box and arrow not in rails]
        box.at_top = bool(own)
        y += box.height - box.inset + 6
        for arrow in own:
            for line in wrapped(arrow.in_a_line(root), box.width - 2 * box.inset - 24, 11):
                arrow.texts.append(Text(box.x + box.inset + 20, y + LINE / 2, line, 11))
                y += LINE
            y += 2
        box.height = y + box.inset - box.y
        y = box.bottom + 12
    for arrow in arrows:
        _put(arrow, rails.get(arrow), root)
    return width, y - 6


def _rails(arrows: list[Arrow], root: Box) -> dict[Arrow, float]:
    """Return where the arrows to and from the group lead up and down, left of the boxes."""
    ends = [arrow for arrow in arrows if root in (arrow.source, arrow.target)]
    up = [arrow for arrow in ends if max(arrow.source.rank, arrow.target.rank) > 0]
    down = by_trunk(arrow for arrow in ends if arrow not in up)
    rails: dict[Arrow, float] = {}
    for trunks in ([[arrow] for arrow in in_order(up)], down):
        apart = min(STROKE, (GUTTER - 12) / max(1, len(trunks)))
        for place, trunk in enumerate(trunks):
            rails |= dict.fromkeys(trunk, GUTTER - 12 - place * apart)
    return rails


def _put(arrow: Arrow, rail: float | None, root: Box) -> None:
    """Draw an arrow: beside the boxes, between the group and the line that tells of it."""
    middle = arrow.texts[0].y
    if rail is None:
        x = arrow.source.x + arrow.source.inset + 3
        arrow.strokes = [[(x, middle), (x + 12, middle)]]
        return
    box = arrow.target if arrow.source is root else arrow.source
    edge = root.y if box.rank > 0 else root.bottom
    way = [(rail, edge), (rail, middle), (box.x, middle)]
    arrow.strokes = [way if arrow.source is root else way[::-1]]
    arrow.dots = [(box.x + box.inset + 8, middle)]
