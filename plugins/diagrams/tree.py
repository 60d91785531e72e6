"""The lineage of a group at a glance: who is above and below it in boxes, and each tie an arrow."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from datasette.utils import tilde_encode

from plugins.diagrams.boxes import (
    MARKS,
    OUTLINE,
    Arrow,
    Box,
    Party,
    by_trunk,
    connected,
    existed_on,
    pairs,
    reading_order,
)
from plugins.diagrams.drawing import Drawing, Row, label, readings_of, short
from plugins.diagrams.lineage import begun, in_text, listed

# Between the strokes of an arrow; how long its head is, and half of a point.
STROKE, HEAD, DOT = 8.0, 8.0, 4.0
# Letters are about this wide, for one of their size.
LETTER = {False: 0.5, True: 0.58}

Point = tuple[float, float]
# Left, top, right and bottom.
Area = tuple[float, float, float, float]


@dataclass
class Canvas:
    """What is drawn so far, for a day in words. Strokes and heads of one sort are one path each."""

    on_words: str
    strokes: dict[tuple[str, str, float], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    heads: dict[tuple[str, float], list[str]] = field(default_factory=lambda: defaultdict(list))
    rules: list[str] = field(default_factory=list)
    fills: list[Row] = field(default_factory=list)
    samples: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    hits: list[Row] = field(default_factory=list)

    def stroke(self, arrow: Arrow, *points: Point) -> None:
        """Draw a line through points."""
        first, *others = points
        path = f"M{first[0]:g},{first[1]:g}" + "".join(f"L{x:g},{y:g}" for x, y in others)
        self.strokes[arrow.reading, arrow.style, arrow.strength].append(path)

    def head(self, arrow: Arrow, at: Point, towards: str) -> None:
        """Draw the head of an arrow, its point at a place."""
        (x, y), half = at, HEAD / 2
        self.heads[arrow.reading, arrow.strength].append(
            f"M{x:g},{y:g}"
            + {
                "up": f"l{half:g},{HEAD:g}h{-HEAD:g}Z",
                "down": f"l{half:g},{-HEAD:g}h{-HEAD:g}Z",
                "left": f"l{HEAD:g},{half:g}v{-HEAD:g}Z",
                "right": f"l{-HEAD:g},{half:g}v{-HEAD:g}Z",
            }[towards]
        )

    def dot(self, arrow: Arrow, x: float, y: float) -> None:
        """Draw a point: where a line begins, or joins others."""
        self.heads[arrow.reading, arrow.strength].append(
            f"M{x - DOT * 0.4:g},{y - DOT:g}h3.2l2.4,2.4v3.2l-2.4,2.4h-3.2l-2.4,-2.4v-3.2Z"
        )

    def text(self, x: float, y: float, text: str, **looks: Any) -> None:
        """Write a line, its middle at y."""
        self.texts.append(
            {"x": x, "y": y, "label": label(text, 160), "size": 11.5, "bold": False, "tone": "text"}
            | {"align": "left", "italic": False}
            | looks
        )

    def follow(self, href: str, spoken: str, *areas: Area) -> None:
        """Make areas lead to an address."""
        path = "".join(
            f"M{left:g},{top:g}H{right:g}V{bottom:g}H{left:g}V{top:g}"
            for left, top, right, bottom in areas
        )
        hit = {"shape": path, "href": href, "label": label(spoken, 400), "top": areas[0][1]}
        self.hits.append(hit)

    def follow_claim(self, arrow: Arrow, *areas: Area) -> None:
        """Make areas lead to the claim of an arrow."""
        self.follow(f"/claims/{arrow.tie['claim_id']}", in_text(arrow.tie, self.on_words), *areas)


def wrapped(text: str, width: float, size: float, bold: bool = False, most: int = 3) -> list[str]:
    """Break a text into lines that fit a width, about; what is left over is cut."""
    room = max(4, int(width / (size * LETTER[bold])))
    lines = [""]
    for word in label(text, room * most).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= room:
            lines[-1] = longer
        else:
            lines += [label(word, room)]
    lines = [line for line in lines if line] or ["…"]
    if len(lines) > most:
        lines = [*lines[: most - 1], label(" ".join(lines[most - 1 :]), room)]
    return lines


def draw(
    ties: list[Row],
    parties: list[Row],
    existence: list[Row],
    documents: Iterable[str],
    _on: tuple[str, str] | None,
    on_words: str,
    narrow: bool,
) -> Drawing:
    """Lay out the boxes and arrows; the arguments are those of lineage.draw."""
    root, drawing = begun(ties, parties, existence)
    if root is None:
        return drawing
    boxes, arrows = connected(ties, parties)
    drawing.facts |= {"boxes": boxes, "arrows": arrows}
    canvas = Canvas(on_words)
    state = existed_on(existence, root, on_words)
    if narrow or not _can_step(boxes, arrows):
        width = NARROW if narrow else STACKED
        width, height = _stacked(canvas, boxes, arrows, state, width)
    else:
        width, height = _wide(canvas, boxes, arrows, state)
    drawing.description = _described(boxes, arrows, on_words)
    named = {reading for box in boxes for reading in box.readings}
    drawing.values = {
        "width": width,
        "height": height,
        "xs": [0, width],
        "ys": [0, height],
        "readings": readings_of(documents),
        "shown": [reading for reading in readings_of(documents) if reading in named],
        "strokes": [
            {"reading": reading, "style": style, "strength": strength, "shape": "".join(paths)}
            for (reading, style, strength), paths in canvas.strokes.items()
        ],
        "heads": [
            {"reading": reading, "strength": strength, "shape": "".join(paths)}
            for (reading, strength), paths in canvas.heads.items()
        ],
        "samples": canvas.samples,
        "rules": [{"shape": "".join(canvas.rules)}] if canvas.rules else [],
        "fills": canvas.fills,
        "outlines": [
            {"reading": reading, "shape": "".join(paths)} for reading, paths in _outlines(boxes)
        ],
        "texts": canvas.texts,
        # Who goes through them by keyboard goes from the top to the bottom.
        "hits": sorted(canvas.hits, key=lambda hit: float(hit["top"])),
        "columns": 1 if narrow else 4,
    }
    return drawing


def _described(boxes: list[Box], arrows: list[Arrow], on_words: str) -> str:
    root = next(box for box in boxes if box.side == 0)
    above = [box.name for box in boxes if box.side > 0]
    joined = {
        arrow.source.name: None
        for arrow in arrows
        if arrow.target is root and arrow.style == "part"
    }
    text = (
        f"{len(boxes)} boxes and {len(arrows)} arrows. Above {root.name}, to whom it pledged or "
        f"whose affiliate or branch it is called: {listed(above)}. Below, those told to have "
        f"merged into it, been absorbed or taken in: {listed(joined)}."
    )
    if on_words:
        states = [arrow.tie["certainty"] for arrow in arrows]
        text += (
            f" On {on_words}: {states.count('certain')} arrows certain, "
            f"{states.count('possible')} possible, {states.count('no')} not."
        )
    return text


# ------------------------------------------------------------------------------ what is in a box


def _lines_of(box: Box, width: float, size: float) -> list[Row]:
    """Return the lines of text of a box: names, and people with their posts."""
    lines: list[Row] = []
    for party in box.names:
        name = str(party["name"]) if box.side == 0 else short(party["name"], 80)
        lines += [
            {"text": text, "size": size, "bold": True, "tone": "text", "party": party}
            for text in wrapped(name, width, size, bold=True, most=4)
        ]
    small = max(11, size - 4)
    for person in box.people:
        told = ", ".join([label(person["name"], 60), *_posts(person["posts"])])
        lines += [
            {"text": text, "size": small, "bold": False, "tone": "quiet", "party": person}
            for text in wrapped(told, width, small, most=4)
        ]
    return lines


def _posts(posts: dict[str, list[str | None]]) -> list[str]:
    """Return posts in words, with what is uncertain of them on the day; once, if it is of all."""
    marks = {post: _unless_certain(answers) for post, answers in posts.items()}
    if len(set(marks.values())) == 1:
        return [", ".join(marks) + next(iter(marks.values()))]
    return [post + mark for post, mark in marks.items()]


def _unless_certain(answers: list[str | None]) -> str:
    for answer in ("certain", None):
        if answer in answers:
            return ""
    return f" ({MARKS['possible' if 'possible' in answers else 'no']})"


def _text_height(lines: list[Row]) -> float:
    return float(sum(line["size"] + 3 for line in lines))


def _put_box(
    canvas: Canvas,
    box: Box,
    lines: list[Row],
    state: tuple[str, str],
    is_listing: bool = False,
) -> None:
    """Draw a box, write into it, and make its lines lead to their pages.

    Args:
        canvas: Where to draw.
        box: The box, placed.
        lines: What to write, as _lines_of gives it.
        state: What existed_on gives of the group.
        is_listing: Whether more is listed below the lines, which then stand at the top.
    """
    inset = box.inset
    sort = "box"
    if box.side == 0:
        sort = {"certain": "root", "possible": "root-possible", "no": "root-no"}[state[0]]
        if state[1]:
            looks = {"size": 12, "bold": True, "tone": "text", "party": None}
            lines = [
                *lines,
                *(
                    {"text": part} | looks
                    for part in wrapped(state[1], box.width - 34, 12, bold=True)
                ),
            ]
        canvas.fills.append({"shape": _rect(box), "sort": "box"})
    canvas.fills.append({"shape": _rect(box, inset if box.side == 0 else 0), "sort": sort})
    y = box.y + (inset if is_listing else (box.height - _text_height(lines)) / 2)
    areas: dict[Party, list[Area]] = defaultdict(list)
    parties: dict[Party, Row] = {}
    for line in lines:
        height = line["size"] + 3
        tone = "ground" if sort == "root" else line["tone"]
        looks = {"size": line["size"], "bold": line["bold"], "tone": tone, "align": "center"}
        canvas.text(box.x + box.width / 2, y + height / 2, line["text"], **looks)
        if line["party"]:
            key = (line["party"]["party_kind"], line["party"]["party_id"])
            parties[key] = line["party"]
            areas[key].append((box.x + inset, y, box.right - inset, y + height))
        y += height
    for key, where in areas.items():
        kind, id_ = key
        area = (where[0][0], where[0][1], where[-1][2], where[-1][3])
        folder = {"group": "groups", "person": "people"}[kind]
        if len(areas) == 1:
            area = (box.x, box.y, box.right, box.bottom)
        canvas.follow(
            f"/{folder}/{tilde_encode(id_)}", f"{label(parties[key]['name'], 120)}: page", area
        )


def _rect(box: Box, inset: float = 0) -> str:
    left, top = box.x + inset, box.y + inset
    # Back up by hand: Vega closes only the last part of a path.
    return f"M{left:g},{top:g}H{box.right - inset:g}V{box.bottom - inset:g}H{left:g}V{top - 1:g}"


def _outlines(boxes: list[Box]) -> Iterator[tuple[str, list[str]]]:
    """Yield the outlines of each reading: of the boxes that it names, one inside the other."""
    paths: dict[str, list[str]] = defaultdict(list)
    for box in boxes:
        for place, reading in enumerate(box.readings):
            paths[reading].append(_rect(box, place * OUTLINE + 1))
    yield from paths.items()


# ------------------------------------------------------------------------------------ wide layout

LABELS, SPACE = 210.0, 8.0
NARROWEST = 84.0
ROW, ROW_BELOW, LINE = 30.0, 27.0, 16.0
KEY = 28.0
STYLES = {
    "part": "merged, absorbed, incorporated, component",
    "pledge": "pledged",
    "called": "affiliate, branch, overseen, responsible",
}


def _can_step(boxes: list[Box], arrows: list[Arrow]) -> bool:
    """Whether the arrows between those above and the group are free of boxes and of each other."""
    above = [box for box in reversed(boxes) if box.side > 0]
    tier = {box: place for place, box in enumerate(above)} | {
        box: -1 for box in boxes if box.side <= 0
    }
    # From the lower to the upper one, in the column of the first that is above.
    ways = []
    for same in pairs(arrows):
        low, high = sorted((tier[same[0].source], tier[same[0].target]))
        if high >= 0 and all(box.side >= 0 for box in (same[0].source, same[0].target)):
            ways.append((high if low < 0 else low, low, high))
        elif any(arrow.source.side > 0 for arrow in same):
            return False
    first = {
        place: min(low if low >= 0 else high for _, low, high in ways if high == place)
        for place in {high for _, _, high in ways}
    }
    return not any(
        first.get(between, between) <= column <= between
        for column, low, high in ways
        for between in range(low + 1, high)
    ) and not any(
        one is not other and one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
        for one in ways
        for other in ways
    )


def _wide(
    canvas: Canvas, boxes: list[Box], arrows: list[Arrow], state: tuple[str, str]
) -> tuple[float, float]:
    """Lay out for a wide page, and return width and height.

    Those above stand in steps, each with a column in which the group's arrows reach it; those
    below stand in a row, and between them and the group is a table: a list to a row, with an
    arrow up where it names who stands below. What else those below are tied to leads around.
    """
    root = next(box for box in boxes if box.side == 0)
    above = [box for box in reversed(boxes) if box.side > 0]
    below = [box for box in boxes if box.side < 0]
    up = [arrow for arrow in arrows if arrow.source.side >= 0 and arrow.target.side >= 0]
    joining = [arrow for arrow in arrows if arrow.source.side < 0 and arrow.target is root]
    around = [arrow for arrow in arrows if arrow not in up and arrow not in joining]
    trunks = by_trunk(around)
    left = [trunk for trunk in trunks if above and trunk[0].target is above[0]]
    right = [trunk for trunk in trunks if trunk[0].target.side >= 0 and trunk not in left]

    start = LABELS + (len(left) + 1) * SPACE
    x = start
    lines: dict[Box, list[Row]] = {}
    for box in below:
        box.x, box.width = x, _needed(box, joining)
        x += box.width + SPACE
        lines[box] = _lines_of(box, box.width - 2 * box.inset - 2, 12)
    root.x, root.width = start, max(x - SPACE - start, 330.0 * max(1, len(above)), 620.0)
    width = root.right + (len(right) + 1) * SPACE + 2

    _put_key(canvas, arrows)
    y = _put_above(canvas, above, root, up, lines)
    lines[root] = _lines_of(root, root.width - 2 * root.inset, 18)
    root.y, root.height = y, _text_height(lines[root]) + 2 * root.inset + 18
    if state[1]:
        root.height += 15
    y = root.bottom + 14
    rows, y = _put_table(canvas, root, joining, y)
    tall = max((_text_height(lines[box]) + 2 * box.inset + 8 for box in below), default=0)
    for box in below:
        box.y, box.height = y, tall
    _put_joining(canvas, below, rows, root)
    y += tall + (14 if trunks else 0)
    y = _put_around(canvas, (trunks, left, right), root, y)
    for box in boxes:
        _put_box(canvas, box, lines[box], state)
    return width, y + 4


def _needed(box: Box, joining: list[Arrow]) -> float:
    """Return how wide a box below is: as its strokes and the words beside them, and its name."""
    own = [arrow for arrow in joining if arrow.source is box]
    words = max((max(len(_joined(one)), len(one.when) - 1) for one in own), default=0)
    name = max(len(word) for party in box.names for word in short(party["name"]).split() or "-")
    across = _beside(box, joining) - box.x + words * 5.7 + 2
    return max(NARROWEST, across, min(name, 20) * 7.2 + 2 * box.inset + 4)


def _joined(arrow: Arrow) -> str:
    return arrow.word + (f", {arrow.mark}" if arrow.mark and arrow.when else "")


def _put_key(canvas: Canvas, arrows: list[Arrow]) -> None:
    """Say above the drawing what the sorts of lines in it are."""
    x = 0.0
    for style, words in STYLES.items():
        if style in {arrow.style for arrow in arrows}:
            canvas.samples.append({"style": style, "shape": f"M{x:g},7h34"})
            canvas.text(x + 42, 7, words)
            x += 62 + len(words) * 6


def _put_above(
    canvas: Canvas, above: list[Box], root: Box, up: list[Arrow], lines: dict[Box, list[Row]]
) -> float:
    """Place those above, from the nearest to the last, draw the arrows, and return their foot."""
    if not above:
        return KEY
    edges = _columns(above, root, up)
    y = 0.0
    for place, box in enumerate(above):
        sources = [above.index(a.source) for a in up if a.target is box and a.source in above]
        first = min([place, *(source for source in sources if source < place)])
        box.x = edges[first]
        box.width = edges[place + 1] - box.x - (SPACE if place < len(above) - 1 else 0)
        lines[box] = _lines_of(box, box.width - 2 * box.inset - 8, 14)
        box.height = _text_height(lines[box]) + 2 * box.inset + 8
        # How far up: so that what leads to it, or leads to it from those that it stands over,
        # has room for a line each.
        rise = y + HEAD + 22 if place else 0
        for same in pairs(up):
            between = {same[0].source, same[0].target}
            if box in between and not between & set(above[place + 1 :]):
                (other,) = between - {box}
                foot = 0 if other is root else -other.y
                rise = max(rise, foot + len(same) * LINE + HEAD + 12)
        box.y = -(rise + box.height)
        y = rise + box.height
    top = min(box.y for box in above) - KEY
    for box in above:
        box.y -= top
    root.y = -top
    for same in pairs(up):
        ordered = sorted(same, key=_spoken_order)
        own = _column(same[0], above)
        at = edges[own] + 16
        for place, arrow in enumerate(ordered):
            source, target = arrow.source, arrow.target
            goes_up = source.y > target.y
            begin, end = (source.y, target.bottom) if goes_up else (source.bottom, target.y)
            stroke = at + place * STROKE
            canvas.stroke(arrow, (stroke, begin), (stroke, end + (HEAD if goes_up else -HEAD)))
            canvas.head(arrow, (stroke, end), "up" if goes_up else "down")
            high, low = sorted((begin, end))
            line = low - 8 - LINE * (len(ordered) - place - 0.5)
            canvas.dot(arrow, stroke, line)
            words = _in_a_line(arrow, root)
            texts = at + (len(ordered) - 1) * STROKE + 9
            room_across = edges[own + 1] - texts - 4
            said = label(words, int(room_across / 5.6))
            canvas.text(texts, line, said)
            canvas.follow_claim(
                arrow,
                (stroke - STROKE / 2, high, stroke + STROKE / 2, low),
                (texts - 3, line - 8, min(texts + len(said) * 6.2, texts + room_across), line + 8),
            )
    return root.y


def _spoken_order(arrow: Arrow) -> tuple[Any, ...]:
    return reading_order(arrow.reading), arrow.style, arrow.when


def _column(arrow: Arrow, above: list[Box]) -> int:
    """Return the column in which a tie is drawn: the one that both reach."""
    return min(above.index(box) for box in (arrow.source, arrow.target) if box.side > 0)


def _columns(above: list[Box], root: Box, up: list[Arrow]) -> list[float]:
    """Return where the columns begin and end: as wide as their words, and the rest shared."""
    needed = [120.0] * len(above)
    for same in pairs(up):
        place = _column(same[0], above)
        longest = max(len(_in_a_line(arrow, root)) for arrow in same)
        needed[place] = max(needed[place], 40 + len(same) * STROKE + longest * 5.6)
    spare = (root.width - sum(needed)) / len(above)
    edges = [root.x]
    for width in needed:
        edges.append(edges[-1] + (width + spare if spare > 0 else width * root.width / sum(needed)))
    return edges


def _in_a_line(arrow: Arrow, root: Box) -> str:
    """Return an arrow in a line: who, where it is not the box that it comes from; what; when."""
    who = ""
    first = arrow.source.names[0]
    if (arrow.tie["from_kind"], arrow.tie["from_id"]) != (first["party_kind"], first["party_id"]):
        who = f"{label(arrow.tie['from_name'], 30)}: " if arrow.source is root else ""
    return ", ".join(part for part in (who + arrow.word, arrow.when, arrow.mark) if part)


def _put_table(
    canvas: Canvas, root: Box, joining: list[Arrow], y: float
) -> tuple[dict[Arrow, float], float]:
    """Write the rows between the group and those below; return the row of each, and their foot."""
    rows: dict[Arrow, float] = {}
    for trunk in by_trunk(joining):
        middle = y + ROW / 2
        canvas.rules.append(f"M0,{y:g}H{root.right:g}")
        _put_row_label(canvas, _list_name(trunk[0]), trunk[0], middle)
        rows |= dict.fromkeys(trunk, middle)
        _put_not_named(canvas, trunk, joining, middle)
        y += ROW
    if joining:
        canvas.rules.append(f"M0,{y:g}H{root.right:g}")
    return rows, y + 12


def _list_name(arrow: Arrow) -> str:
    return label(arrow.tie["reading_label"] or arrow.reading, 90)


def _put_not_named(canvas: Canvas, trunk: list[Arrow], joining: list[Arrow], row: float) -> None:
    """Say of a list who it does not name, of those that another list has as merged."""
    if not any(arrow.tie["kind"] == "merged" and arrow.tie["reading_set"] for arrow in trunk):
        return
    named = {arrow.source for arrow in trunk}
    merged = {arrow.source for arrow in joining if arrow.tie["kind"] == "merged"}
    for box in merged - named:
        canvas.text(_beside(box, joining), row, "not named", tone="quiet", italic=True)


def _beside(box: Box, joining: list[Arrow]) -> float:
    """Return where the words beside the strokes of a box begin."""
    return box.x + 10 + (sum(arrow.source is box for arrow in joining) - 1) * STROKE + 8


def _put_row_label(canvas: Canvas, text: str, arrow: Arrow, middle: float) -> None:
    lines = wrapped(text, LABELS - 16, 11, most=2)
    canvas.heads[arrow.reading, 1.0].append(f"M0,{middle - 5:g}h10v10h-10Z")
    for place, line in enumerate(lines):
        canvas.text(16, middle + (place - (len(lines) - 1) / 2) * 12, line, size=11)


def _put_joining(canvas: Canvas, below: list[Box], rows: dict[Arrow, float], root: Box) -> None:
    """Draw the arrows from those below up to the group, each with its words in its row."""
    for box in below:
        own = sorted((arrow for arrow in rows if arrow.source is box), key=lambda one: rows[one])
        for place, arrow in enumerate(own):
            x = box.x + 10 + place * STROKE
            row = rows[arrow]
            canvas.stroke(arrow, (x, box.y), (x, root.bottom + HEAD))
            canvas.head(arrow, (x, root.bottom), "up")
            canvas.dot(arrow, x, row)
            texts = _beside(box, own)
            canvas.text(texts, row - (6.5 if arrow.when or arrow.mark else 0), _joined(arrow))
            if arrow.when or arrow.mark:
                looks = {"tone": "quiet", "size": 11}
                canvas.text(texts, row + 6.5, arrow.when or arrow.mark, **looks)
            canvas.follow_claim(
                arrow,
                (x - STROKE / 2, root.bottom, x + STROKE / 2, box.y),
                (texts - 3, row - ROW / 2 + 1, box.right + SPACE - 2, row + ROW / 2 - 1),
            )


def _put_around(
    canvas: Canvas,
    sorted_trunks: tuple[list[list[Arrow]], list[list[Arrow]], list[list[Arrow]]],
    root: Box,
    y: float,
) -> float:
    """Draw what leads around: down from those below, along a row, and up beside the group."""
    trunks, left, right = sorted_trunks
    slots: dict[Box, int] = defaultdict(int)

    def slot(box: Box) -> float:
        slots[box] += 1
        return box.x + 4 + slots[box] * STROKE

    entered: dict[tuple[Box, bool], int] = defaultdict(int)
    for trunk in trunks:
        first, target = trunk[0], trunk[0].target
        middle = y + ROW_BELOW / 2
        _put_row_label(canvas, _told_in(first, root), first, middle)
        canvas.rules.append(f"M0,{y:g}H{root.right:g}")
        starts = []
        for arrow in trunk:
            x = slot(arrow.source)
            canvas.stroke(arrow, (x, arrow.source.bottom), (x, middle))
            canvas.dot(arrow, x, middle)
            starts.append(x)
        areas = []
        if trunk in left or trunk in right:
            is_left = trunk in left
            side = (left if is_left else right).index(trunk)
            channel = root.x - (side + 1) * SPACE if is_left else root.right + (side + 1) * SPACE
            place = entered[target, is_left]
            entered[target, is_left] += 1
            at = target.y + 12 + place * STROKE
            edge = target.x if is_left else target.right
            canvas.stroke(
                first,
                (max(starts) if is_left else min(starts), middle),
                (channel, middle),
                (channel, at),
                (edge + (-HEAD if is_left else HEAD), at),
            )
            canvas.head(first, (edge, at), "right" if is_left else "left")
            areas = [
                (channel - 4, at, channel + 4, middle),
                (min(channel, edge), at - 4, max(channel, edge), at + 4),
            ]
            ends = [*starts, channel]
        else:
            to = slot(target)
            canvas.stroke(first, (starts[0], middle), (to, middle), (to, target.bottom + HEAD))
            for x in starts[1:]:
                canvas.stroke(first, (x, middle), (to, middle))
            canvas.head(first, (to, target.bottom), "up")
            areas = [(to - 4, target.bottom, to + 4, middle)]
            ends = [*starts, to]
        for x, arrow in zip(starts, trunk, strict=True):
            own = [(x - 4, arrow.source.bottom, x + 4, middle + 5)]
            if arrow is first:
                own += [(min(ends), middle - 4, max(ends), middle + 4), *areas]
                own += [(0, middle - ROW_BELOW / 2 + 1, LABELS - 8, middle + ROW_BELOW / 2 - 1)]
            canvas.follow_claim(arrow, *own)
        y += ROW_BELOW
    return y


# --------------------------------------------------------------------------------- stacked layout

NARROW, STACKED, GUTTER, NARROW_LINE = 306.0, 640.0, 62.0, 14.0


def _stacked(
    canvas: Canvas, boxes: list[Box], arrows: list[Arrow], state: tuple[str, str], width: float
) -> tuple[float, float]:
    """Lay out below each other, and return width and height.

    All boxes stand below each other, with a line in them for each of their ties. Those with the
    group are arrows beside the boxes; the others only begin in theirs.
    """
    root = next(box for box in boxes if box.side == 0)
    ends = [arrow for arrow in arrows if root in (arrow.source, arrow.target)]
    up = [arrow for arrow in ends if _other(arrow, root).side > 0]
    down = [arrow for arrow in ends if arrow not in up]
    rails: dict[Arrow, float] = {}
    for trunks in ([[arrow] for arrow in sorted(up, key=_spoken_order)], by_trunk(down)):
        apart = min(STROKE, (GUTTER - 12) / max(1, len(trunks)))
        for place, trunk in enumerate(trunks):
            rails |= dict.fromkeys(trunk, GUTTER - 12 - place * apart)
    y = 4.0
    places: list[tuple[Box, list[Row], list[tuple[Arrow, list[str]]]]] = []
    for box in boxes:
        box.x, box.width, box.y = (0 if box is root else GUTTER), width, y
        box.width -= box.x
        lines = _lines_of(box, box.width - 2 * box.inset - 4, 15 if box is root else 13)
        own = [arrow for arrow in arrows if (arrow in ends and _other(arrow, root) is box)]
        own.sort(key=_spoken_order)
        own += [arrow for arrow in arrows if arrow.source is box and arrow not in ends]
        room = box.width - 2 * box.inset - 24
        told = [(arrow, wrapped(_told_in(arrow, root), room, 11)) for arrow in own]
        box.height = _text_height(lines) + 2 * box.inset + 6
        box.height += sum(len(words) * NARROW_LINE + 2 for _, words in told)
        box.height += 18 if box is root and state[1] else 0
        places.append((box, lines, told))
        y = box.bottom + 12
    for box, lines, told in places:
        _put_box(canvas, box, lines, state, is_listing=bool(told))
        y = box.bottom - box.inset - sum(len(words) * NARROW_LINE + 2 for _, words in told)
        for arrow, words in told:
            middle = y + NARROW_LINE / 2
            x = box.x + box.inset + 3
            if arrow in rails:
                _put_rail(canvas, arrow, rails[arrow], middle, root)
            else:
                canvas.stroke(arrow, (x, middle), (x + 5, middle))
                canvas.head(arrow, (x + 12, middle), "right")
            foot = y + len(words) * NARROW_LINE
            canvas.follow_claim(arrow, (box.x + box.inset, y, box.right - box.inset, foot))
            for word in words:
                canvas.text(box.x + box.inset + 20, y + NARROW_LINE / 2, word, size=11)
                y += NARROW_LINE
            y += 2
    return width, places[-1][0].bottom + 6


def _put_rail(canvas: Canvas, arrow: Arrow, rail: float, middle: float, root: Box) -> None:
    """Draw an arrow beside the boxes, between the group and the line that tells of it."""
    box = _other(arrow, root)
    edge = root.y if box.side > 0 else root.bottom
    if arrow.source is root:
        canvas.stroke(arrow, (rail, edge), (rail, middle), (box.x - HEAD, middle))
        canvas.head(arrow, (box.x, middle), "right")
    else:
        sign = 1 if box.side < 0 else -1
        canvas.stroke(arrow, (box.x, middle), (rail, middle), (rail, edge + sign * HEAD))
        canvas.head(arrow, (rail, edge), "up" if sign > 0 else "down")
    canvas.dot(arrow, box.x + box.inset + 8, middle)


def _other(arrow: Arrow, root: Box) -> Box:
    return arrow.target if arrow.source is root else arrow.source


def _told_in(arrow: Arrow, root: Box) -> str:
    """Return an arrow in words, for the line in a box where it begins or ends."""
    if root in (arrow.source, arrow.target):
        return _in_a_line(arrow, root)
    words = f"{arrow.word} to" if arrow.style == "pledge" else label(arrow.tie["tie"], 30)
    words = f"{words[:1].lower()}{words[1:]} {short(arrow.tie['to_name'], 40)}"
    return ", ".join(part for part in (words, arrow.when, arrow.mark) if part)
