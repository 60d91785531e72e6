"""Where the boxes of a lineage stand: in three columns, or below each other on a telephone."""

from dataclasses import dataclass, field
from functools import partial

from plugins.site.drawings.drawing import Drawing, Line, Row, label, lines_of, short, sources_of
from plugins.site.drawings.lineage import (
    JOINS,
    Box,
    Lineage,
    boxes_of,
    facts_of,
    lists_of_members,
)

# Boxes beside each other, and between them; on a telephone, with what the lines take beside them.
COLUMN, BETWEEN, NARROW, RAIL = 300.0, 46.0, 306.0, 22.0
# The sizes of a name and of what stands below it, between lines, and the edge of a box.
NAME, ROOT_NAME, TEXT, LEADING, EDGE = 15.0, 17.0, 12.5, 4.0, 10.0
# Between boxes that stand below each other, and the room of a column's heading.
APART, HEADING = 14.0, 24.0
NOTE = (
    "Full line: stated. Broken line: only possible. In each box: what it is to the group in the "
    "middle, and who says so; then who leads it, as of when, and its other ties."
)

Point = tuple[float, float]


@dataclass(eq=False)
class Placed:
    """A box with its lines of words, each with its middle and size, and where it stands."""

    box: Box
    style: str
    width: float
    texts: list[tuple[float, float, Line]] = field(default_factory=list)
    x: float = 0
    y: float = 0
    height: float = 0

    def __post_init__(self) -> None:
        size = ROOT_NAME if self.style == "root" else NAME
        self._write((str(self.box.party["name"]), ""), size)
        for words in self.box.words:
            self._write(words, TEXT)
        self.height += 2 * EDGE

    def _write(self, words: tuple[str, str], size: float) -> None:
        for line in lines_of(*words, self.width - 2 * EDGE, size):
            self.texts.append((EDGE + self.height + (size + LEADING) / 2, size, line))
            self.height += size + LEADING

    @property
    def middle(self) -> float:
        """Return the middle of its height."""
        return self.y + self.height / 2

    @property
    def bottom(self) -> float:
        """Return where it ends below."""
        return self.y + self.height


Columns = list[tuple[str, list[Placed]]]


def draw_lineage(lineage: Lineage, facts: Row, narrow: bool) -> Drawing:
    """Draw a lineage."""
    root = lineage.root
    drawing = Drawing(f"Lineage of {label(root['name'] if root else '', 120)}", rows=lineage.ties)
    drawing.facts = facts | facts_of(lineage)
    if root is None:
        drawing.empty = "There is no group of this id."
    elif not lineage.ties:
        drawing.empty = "No pledge of allegiance and no other tie is stated."
    else:
        _draw(drawing, lineage, root, narrow)
    return drawing


def _draw(drawing: Drawing, lineage: Lineage, root_row: Row, narrow: bool) -> None:
    root_box, above, below = boxes_of(lineage, root_row)
    name = short(root_row["name"])
    drawing.description = " ".join(
        f"{what}: {'; '.join(str(box.party['name']) for box in boxes)}."
        for what, boxes in (
            (_heading(above, name, True), above),
            (_heading(below, name, False), below),
        )
        if boxes
    )
    when = f"on {lineage.on_words}" if lineage.on_words else "at any time"
    lists = len(lists_of_members(lineage))
    drawing.counts = f"Groups tied to {name}, {when}, by what sources say" + (
        f"; the sources give {lists} lists of who merged into it" if lists > 1 else ""
    )
    drawing.sources, drawing.note = sources_of(lineage.ties), NOTE
    make = partial(Placed, width=NARROW - RAIL if narrow else COLUMN)
    root = Placed(root_box, "root", NARROW if narrow else COLUMN)
    columns: Columns = [
        (_heading(above, name, True), [make(box, box.state) for box in above]),
        ("", [root, *(make(box, "rival") for box in _rivals(lineage))]),
        (_heading(below, name, False), [make(box, box.state) for box in below]),
    ]
    columns = [(heading, boxes) for heading, boxes in columns if boxes]
    (_stack if narrow else _columns)(drawing, columns, root)
    placed = [one for _, boxes in columns for one in boxes]
    drawing.values |= {"boxes": placed, "on_words": lineage.on_words}


def _heading(boxes: list[Box], name: str, above: bool) -> str:
    """Say what those in a column have in common."""
    meanings = {tie["meaning"] for box in boxes for tie in box.ties}
    words = ["merged into"] if meanings & JOINS and not above else []
    if meanings - JOINS - {"pledges"}:
        words.append("belongs to")
    if "pledges" in meanings:
        words.append("pledged to")
    said = " or ".join(words)
    return f"What {name} {said}" if above else f"Who {said} {name}"


def _rivals(lineage: Lineage) -> list[Box]:
    """Return a box for each rival, as the sources of today know them: on a day asked about none."""
    boxes: dict[str, Box] = {}
    for row in [] if lineage.on_words else lineage.rivals:
        party = {"party_kind": "group", "party_id": row["party_id"], "name": row["name"]}
        box = boxes.setdefault(row["party_id"], Box(party))
        if not any(row["source"] in words for _, words in box.words):
            box.words.append(("Rival:", str(row["source"])))
    return list(boxes.values())


def _columns(drawing: Drawing, columns: Columns, root: Placed) -> None:
    """Place the boxes beside each other."""
    lines, headings, foot = [], [], 0.0
    for place, (heading, boxes) in enumerate(columns):
        x = place * (COLUMN + BETWEEN)
        headings.append((x, HEADING / 2 - 2, heading))
        y = HEADING
        for box in boxes:
            box.x, box.y = x, y
            y = box.bottom + APART
        foot = max(foot, y - APART)
    for _, boxes in columns:
        for one in boxes:
            if one is not root and one.style != "no":
                lines.append((one.style, _beside(one, root)))
    drawing.width = len(columns) * (COLUMN + BETWEEN) - BETWEEN
    drawing.height = foot + 4
    drawing.values = {"lines": lines, "headings": headings}


def _beside(box: Placed, root: Placed) -> list[Point]:
    """Return the line from who belongs to whom, or from the group down to its rival."""
    if box.x == root.x:
        return [(root.x + COLUMN / 2, root.bottom), (root.x + COLUMN / 2, box.y)]
    lower, upper = (root, box) if box.x < root.x else (box, root)
    turn = lower.x - BETWEEN / 2
    start, end = (lower.x, lower.middle), (upper.x + upper.width, upper.middle)
    return [start, (turn, start[1]), (turn, end[1]), end]


def _stack(drawing: Drawing, columns: Columns, root: Placed) -> None:
    """Place the boxes below each other, with lines on their left."""
    y, lines, headings = 0.0, [], []
    for heading, boxes in columns:
        if heading:
            headings.append((RAIL, y + HEADING / 2, heading))
            y += HEADING
        for box in boxes:
            box.x, box.y = (0.0 if box is root else RAIL), y
            y = box.bottom + APART
    for box in (one for _, boxes in columns for one in boxes if one is not root):
        rail = RAIL * (0.7 if box.style == "rival" else 0.35)
        edge = root.y if box.y < root.y else root.bottom
        line = [(box.x, box.middle), (rail, box.middle), (rail, edge)]
        if box.style != "no":
            lines.append((box.style, line[::-1] if box.y < root.y else line))
    drawing.width, drawing.height = NARROW, y - APART + 4
    drawing.values = {"lines": lines, "headings": headings}
