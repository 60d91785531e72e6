"""The lineage of a group at a glance: who is above and below it in boxes, and each tie an arrow.

Those above stand in steps, each with a column in which the group's arrows reach it. Those below
stand in a row, and between them and the group is a table: a list to a row, with an arrow up where
it names who stands below. What else those below are tied to leads around.
"""

from collections import defaultdict
from functools import partial
from itertools import accumulate, chain
from typing import Any

from plugins.site.drawings.boxes import Arrow, Box, Text, by_trunk, connected, existed_on, in_order
from plugins.site.drawings.drawing import Drawing, Row, joined, label, short, wrapped
from plugins.site.drawings.lineage import Lineage, draw

# Between the strokes of arrows, between boxes, and how high a line of words beside them is.
STROKE, SPACE, LINE = 8.0, 8.0, 16.0
# The column of the rows' labels; the rows between the group and those below, and under these.
LABELS, ROW, ROW_BELOW = 210.0, 30.0, 27.0
NARROWEST, HEAD = 84.0, 8.0
# Boxes below each other: for a telephone, and where steps would cross. What the arrows beside them
# take, and a line in a box.
NARROW, STACKED, GUTTER, STACKED_LINE = 306.0, 640.0, 62.0, 14.0
# What the sorts of lines are, above the drawing.
KEY = 28.0
STYLES = {
    "part": "merged, absorbed, incorporated, component",
    "pledge": "pledged",
    "called": "affiliate, branch, overseen, responsible",
}
NOTE = (
    "An arrow for each tie by each reading, in its colour. Full: merged, absorbed, taken in or "
    "part of. Broken: pledges. Dotted: affiliates and branches. Pale: only possible then. "
    "A box is outlined in the colours of the readings that name it."
)

# What is drawn besides boxes and arrows: lines through all columns, squares in the colours of
# readings, and texts.
Rows = dict[str, list[Any]]
Trunks = list[list[Arrow]]


def draw_tree(lineage: Lineage, facts: Row, narrow: bool) -> Drawing:
    """Draw a lineage as boxes and arrows."""
    return draw(lineage, facts, partial(_lay_out, narrow=narrow), NOTE)


def _lay_out(drawing: Drawing, lineage: Lineage, root_row: Row, narrow: bool) -> None:
    boxes, arrows, root = connected(lineage)
    root.certainty, state = existed_on(lineage, root_row)
    above = joined(box.name for box in boxes if box.rank > 0)
    into = [one.source.name for one in arrows if one.target is root and one.style == "part"]
    drawing.description = (
        f"{len(boxes)} boxes and {len(arrows)} arrows. Above {root.name}, to whom it pledged or "
        f"whose affiliate or branch it is called: {above}. Below, those told to have "
        f"merged into it, been absorbed or taken in: {joined(dict.fromkeys(into))}."
        + lineage.counted([arrow.tie for arrow in arrows], "arrows")
    )
    rows: Rows = {"rules": [], "squares": [], "texts": []}
    styles = []
    if narrow or not _can_step(boxes, arrows):
        size = _stack(boxes, arrows, root, state, NARROW if narrow else STACKED)
    else:
        size = _step(boxes, arrows, root, state, rows)
        styles = [one for one in STYLES if one in {arrow.style for arrow in arrows}]
    drawing.width, drawing.height = size
    places = accumulate((62 + len(STYLES[style]) * 6 for style in styles), initial=0)
    drawing.values = {
        **{"rows": rows, "root": root, "on_words": lineage.on_words},
        "styles": [(style, x, STYLES[style]) for style, x in zip(styles, places, strict=False)],
        # Who goes through them by keyboard goes from the top to the bottom.
        "parts": sorted([*boxes, *arrows], key=_begin),
    }


def _begin(part: Box | Arrow) -> float:
    return part.y if isinstance(part, Box) else [*part.dots, *part.strokes[0]][0][1]


def _can_step(boxes: list[Box], arrows: list[Arrow]) -> bool:
    """Whether the arrows between those above and the group are free of boxes and of each other.

    They are where nobody above is tied to somebody below, and no tie of two above begins between
    the ends of another and leads out of it.
    """
    step = {box: place for place, box in enumerate(boxes[::-1]) if box.rank > 0}
    ends = [(one.source, one.target) for one in arrows if {one.source, one.target} <= step.keys()]
    ties = {tuple(sorted((step[one], step[other]))) for one, other in ends}
    return not any(arrow.source.rank > 0 > arrow.target.rank for arrow in arrows) and not any(
        one != other and one[0] <= other[0] < one[1] < other[1] for one in ties for other in ties
    )


def _step(
    boxes: list[Box], arrows: list[Arrow], root: Box, state: str, rows: Rows
) -> tuple[float, float]:
    """Place all, and return width and height."""
    above = [box for box in reversed(boxes) if box.rank > 0]
    below = [box for box in boxes if box.rank < 0]
    up = [arrow for arrow in arrows if arrow.source.rank >= 0 and arrow.target.rank >= 0]
    joining = [arrow for arrow in arrows if arrow.source.rank < 0 and arrow.target is root]
    around = by_trunk(arrow for arrow in arrows if arrow not in up and arrow not in joining)
    left = [trunk for trunk in around if above and trunk[0].target is above[0]]
    right = [trunk for trunk in around if trunk[0].target.rank >= 0 and trunk not in left]

    x = root.x = LABELS + (len(left) + 1) * SPACE
    for box in below:
        box.x, box.width = x, _needed(box, joining)
        x += box.width + SPACE
        box.write(12, 2)
    root.width = max(x - SPACE - root.x, 330.0 * max(1, len(above)), 620.0)
    root.write(18, 0, state)
    root.height += 18
    _put_above(above, root, up)
    places, y = _put_table(joining, rows, root.bottom + 14)
    height = max((box.height + 8 for box in below), default=0)
    for box in below:
        box.y, box.height = y, height
        _put_joining(box, places, root)
    y += height + (14 if around else 0)
    _put_around(around, left, right, root, rows, y)
    y += len(around) * ROW_BELOW
    return root.right + (len(right) + 1) * SPACE + 2, y + 4


# --------------------------------------------------------------------------------------- above


def _put_above(above: list[Box], root: Box, up: list[Arrow]) -> None:
    """Place those above, from the nearest to the last, and the group, and draw their arrows."""
    pairs: dict[frozenset[Box], list[Arrow]] = defaultdict(list)
    for arrow in in_order(up):
        pairs[frozenset((arrow.source, arrow.target))].append(arrow)
    # The column of a tie is the one that both boxes reach.
    columns = {ends: min(above.index(box) for box in ends if box.rank) for ends in pairs}
    needed = [120.0] * len(above)
    for ends, pair in pairs.items():
        words = max(len(arrow.in_a_line(root, with_target=False)) for arrow in pair)
        width = 40 + len(pair) * STROKE + words * 5.6
        needed[columns[ends]] = max(needed[columns[ends]], width)
    # As wide as their words, with the rest shared, or all narrower.
    scale = min(1.0, root.width / sum(needed, start=1e-9))
    spare = (root.width - scale * sum(needed)) / max(1, len(needed))
    edges = list(accumulate((width * scale + spare for width in needed), initial=root.x))
    rise = 0.0
    for place, box in enumerate(above):
        lower = {one.source for one in up if one.target is box} - {root}
        box.x = edges[min([place, *map(above.index, lower)])]
        box.width = edges[place + 1] - box.x - (SPACE if place < len(above) - 1 else 0)
        box.write(14, 8)
        box.height += 8
        # How far up: so that what leads to it, or leads to it from those that it stands over,
        # has room for a line each.
        rise += HEAD + 22 if place else 0
        for ends, pair in pairs.items():
            if box in ends and not ends & set(above[place + 1 :]):
                (other,) = ends - {box}
                rise = max(rise, -other.y + len(pair) * LINE + HEAD + 12)
        rise += box.height
        box.y = -rise
    for box in (*above, root):
        box.y += rise + KEY
    for ends, pair in pairs.items():
        _put_pair(pair, edges[columns[ends]] + 16, edges[columns[ends] + 1], root)


def _put_pair(pair: list[Arrow], x: float, end: float, root: Box) -> None:
    """Draw the arrows between two boxes beside each other, and the words of each behind all."""
    texts = x + (len(pair) - 1) * STROKE + 9
    for place, arrow in enumerate(pair):
        source, target = arrow.source, arrow.target
        begin, tip = source.y, target.bottom
        if source.y < target.y:
            begin, tip = source.bottom, target.y
        stroke, line = x + place * STROKE, max(begin, tip) - 8 - LINE * (len(pair) - place - 0.5)
        arrow.strokes, arrow.dots = [[(stroke, begin), (stroke, tip)]], [(stroke, line)]
        words = label(arrow.in_a_line(root, with_target=False), int((end - texts - 4) / 5.6))
        arrow.texts = [Text(texts, line, words)]


# --------------------------------------------------------------------------------------- below


def _needed(box: Box, joining: list[Arrow]) -> float:
    """Return how wide a box below is: as its strokes and the words beside them, and its name."""
    own = [arrow for arrow in joining if arrow.source is box]
    words = max((max(len(_what(one)), len(one.when) - 1) for one in own), default=0)
    name = max(len(word) for party in box.names for word in short(party["name"]).split() or "-")
    across = _beside(box, joining) - box.x + words * 5.7 + 2
    return max(NARROWEST, across, min(name, 20) * 7.2 + 2 * box.inset + 4)


def _what(arrow: Arrow) -> str:
    return arrow.word + (f", {arrow.mark}" if arrow.mark and arrow.when else "")


def _beside(box: Box, joining: list[Arrow]) -> float:
    """Return where the words beside the strokes of a box begin."""
    return box.x + 10 + (sum(arrow.source is box for arrow in joining) - 1) * STROKE + 8


def _begin_row(text: str, first: Arrow, rows: Rows, y: float, height: float) -> list[Text]:
    """Begin a row, with a line above and a square in its reading's colour; return its label."""
    middle, lines = y + height / 2, wrapped(text, LABELS - 16, 11, most=2)
    rows["rules"].append(y)
    rows["squares"].append((first.tie["colour"], middle))
    y = middle - (len(lines) - 1) * 6
    return [Text(16, y + place * 12, line, 11) for place, line in enumerate(lines)]


def _put_table(joining: list[Arrow], rows: Rows, y: float) -> tuple[dict[Arrow, float], float]:
    """Write the rows between the group and those below; return the row of each, and their foot."""
    places: dict[Arrow, float] = {}
    merged = dict.fromkeys(arrow.source for arrow in joining if arrow.tie["kind"] == "merged")
    for trunk in chain.from_iterable(map(_once_each, by_trunk(joining))):
        first, middle = trunk[0], y + ROW / 2
        name = first.tie["reading_label"] or first.tie["reading"]
        rows["texts"] += _begin_row(name, first, rows, y, ROW)
        places |= dict.fromkeys(trunk, middle)
        if any(arrow.tie["kind"] == "merged" and arrow.tie["reading_set"] for arrow in trunk):
            # A list says who merged: so whom it does not name, of those that another one does.
            named = {arrow.source for arrow in trunk}
            for box in (box for box in merged if box not in named):
                x = _beside(box, joining)
                rows["texts"].append(Text(x, middle, "not named", italic=True, tone="quiet"))
        y += ROW
    rows["rules"] += [y] if joining else []
    return places, y + 12


def _once_each(trunk: list[Arrow]) -> list[list[Arrow]]:
    """Part arrows into rows in which each box stands once: their words begin at the same place."""
    parted: list[list[Arrow]] = []
    for arrow in trunk:
        for row in parted:
            if all(one.source is not arrow.source for one in row):
                row.append(arrow)
                break
        else:
            parted.append([arrow])
    return parted


def _put_joining(box: Box, places: dict[Arrow, float], root: Box) -> None:
    """Draw the arrows from a box below up to the group, each with its words in its row."""
    own = sorted((arrow for arrow in places if arrow.source is box), key=lambda one: places[one])
    for place, arrow in enumerate(own):
        x, y, beside = box.x + 10 + place * STROKE, places[arrow], _beside(box, own)
        arrow.strokes, arrow.dots = [[(x, box.y), (x, root.bottom)]], [(x, y)]
        below = arrow.when or arrow.mark
        arrow.texts = [Text(beside, y - (6.5 if below else 0), _what(arrow))]
        if below:
            arrow.texts.append(Text(beside, y + 6.5, below, 11, tone="quiet"))


def _put_around(
    trunks: Trunks, left: Trunks, right: Trunks, root: Box, rows: Rows, y: float
) -> None:
    """Draw what leads around: down from those below, along a row, and up beside the group."""
    slots: dict[Box, int] = defaultdict(int)
    entered: dict[tuple[Box, bool], int] = defaultdict(int)

    def slot(box: Box) -> float:
        slots[box] += 1
        return box.x + 4 + slots[box] * STROKE

    for trunk in trunks:
        first, target, middle = trunk[0], trunk[0].target, y + ROW_BELOW / 2
        first.texts = _begin_row(first.in_a_line(root), first, rows, y, ROW_BELOW)
        for arrow in trunk:
            x = slot(arrow.source)
            arrow.strokes, arrow.dots = [[(x, arrow.source.bottom), (x, middle)]], [(x, middle)]
            arrow.has_head = arrow is first
        starts = [arrow.dots[0][0] for arrow in trunk]
        if trunk in left or trunk in right:
            is_left = trunk in left
            channel = ((left if is_left else right).index(trunk) + 1) * SPACE
            x, edge = root.right + channel, target.right
            if is_left:
                x, edge = root.x - channel, target.x
            tip = target.y + 12 + entered[target, is_left] * STROKE
            entered[target, is_left] += 1
            way = [((max if is_left else min)(starts), middle), (x, middle), (x, tip), (edge, tip)]
        else:
            x = slot(target)
            first.strokes.append([(min([*starts, x]), middle), (max([*starts, x]), middle)])
            way = [(x, middle), (x, target.bottom)]
        first.strokes.insert(0, way)
        y += ROW_BELOW


# --------------------------------------------------------------------------- below each other


def _stack(
    boxes: list[Box], arrows: list[Arrow], root: Box, state: str, width: float
) -> tuple[float, float]:
    """Place all below each other, and return width and height.

    Each box has a line in it for each of its ties. Those with the group are arrows beside the
    boxes; the others only begin in theirs.
    """
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
                arrow.texts.append(Text(box.x + box.inset + 20, y + STACKED_LINE / 2, line, 11))
                y += STACKED_LINE
            y += 2
        box.height = y + box.inset - box.y
        y = box.bottom + 12
    for arrow in arrows:
        _put_stacked(arrow, rails.get(arrow), root)
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


def _put_stacked(arrow: Arrow, rail: float | None, root: Box) -> None:
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
