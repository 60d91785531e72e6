"""The lineage at a glance: whom a group answers to above it, who made it up below, as boxes.

Each box says in short what each reading tells of its tie, and each tie is a line in the colour of
its reading: full for those who merged or were taken in, broken for pledges, dotted for the rest.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from loaders.date_words import in_words
from plugins.diagrams.drawing import Drawing, Row, label, reading_of, readings_of, short
from plugins.diagrams.lineage import LEADS, in_text

NAME_LINE, TEXT_LINE, EDGE, GAP = 15, 13, 8, 12
# The average letter, in pixels, of names and of what is told; Vega does not measure for us.
NAME_LETTER, TEXT_LETTER = 6.9, 5.7
# What lies between the rows of boxes, for the lines.
BETWEEN = 44
# How far apart the lines of two readings run.
ASIDE = 7
# How strongly a line is drawn on a day on which it holds certainly, possibly, or not.
STRENGTH = {"certain": 1.0, "possible": 0.5, "no": 0.12, None: 1.0}
DASHES = {"joined": [1, 0], "pledged": [6, 4], "other": [2, 3]}
MOST_BOXES = 14


@dataclass
class Box:
    """A group or person, with what is told of its ties to the group in the middle."""

    party: Row
    ties: list[Row] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    left: float = 0
    top: float = 0
    width: float = 0

    def names(self) -> list[str]:
        """Return the name in lines that fit."""
        letters = max(8, int((self.width - 2 * EDGE) / NAME_LETTER))
        return textwrap.wrap(label(short(str(self.party["name"]), 60), 60), letters)[:3]

    def told(self) -> list[tuple[Row, str]]:
        """Return what is told in lines that fit, each with the tie that it tells."""
        letters = max(10, int((self.width - 2 * EDGE - 10) / TEXT_LETTER))
        lines: list[tuple[Row, str]] = []
        for tie in self.ties:
            words = textwrap.wrap(tie["words"], letters)[:4]
            lines += [(tie, ("  " if place else "") + line) for place, line in enumerate(words)]
        return lines

    @property
    def height(self) -> float:
        """How high it is."""
        lines = len(self.names()) * NAME_LINE + len(self.leads) * TEXT_LINE
        return 2 * EDGE + lines + len(self.told()) * TEXT_LINE

    @property
    def middle(self) -> float:
        """Where the middle of it is, from the left."""
        return self.left + self.width / 2

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height


def sort_of(tie: Row) -> str:
    """Return how a tie is drawn."""
    if tie["kind"] == "allegiance":
        return "pledged"
    return "joined" if tie["table_name"] == "membership" else "other"


def words_of(tie: Row, root: str) -> str:
    """Say a tie in a few words: `merged, March 2017`; whose it is, where not the group's own."""
    verb = str(tie["tie"])[:1].lower() + str(tie["tie"])[1:]
    for ending in (" into", " by", " of", " to", " its pledge to"):
        verb = verb.removesuffix(ending)
    if tie["kind"] == "allegiance":
        verb = "renewed pledge" if tie["is_renewal"] else "pledge"
    if root not in (tie["from_id"], tie["to_id"]):
        verb = f"{verb} of {label(str(tie['from_name']), 30)}"
    if tie["date"]:
        words = in_words(tie["date"], tie["date_earliest"], tie["date_latest"])
        verb += f", {words}"
    verb = label(verb, 120)
    return {"no": f"{verb} (not then)", "possible": f"{verb} (possible)"}.get(
        str(tie.get("certainty")), verb
    )


def draw(
    ties: list[Row],
    parties: list[Row],
    documents: Iterable[str],
    on_words: str,
    narrow: bool,
) -> Drawing:
    """Lay out the boxes.

    Args:
        ties: What the query lineage answers.
        parties: Who belongs to the lineage, with step and side.
        documents: What the documents are called, those as well that are not asked for.
        on_words: The day that is asked about, in words.
        narrow: Whether it is for a telephone.
    """
    root = next((party for party in parties if party["step"] == 0), None)
    name = short(str(root["name"])) if root else ""
    drawing = Drawing(f"{name}: who stands above it, and who made it up", "", rows=ties)
    boxes, leaders = _boxes(ties, parties, root) if root else ({}, [])
    if root is None or not boxes:
        drawing.title = "Lineage"
        drawing.empty = (
            "No tie is told by this reading." if root else "There is no group of this id."
        )
        return drawing
    width = 306 if narrow else 1150
    middle = Box(root, leads=[f"emir: {leader}" for leader in leaders], width=min(width, 250))
    top = _place(boxes, "above", 0, width, narrow)
    middle.left, middle.top = (width - middle.width) / 2, top + BETWEEN
    below = middle.bottom + BETWEEN
    height = _place(boxes, "below", below, width, narrow) + 2
    every = [box for side in boxes.values() for box in side]
    told = [tie for box in every for tie in box.ties]
    lines, heads = _lines(boxes, middle)
    drawing.description = (
        f"Above {name}: {_names(boxes, 'above')}. Below it: {_names(boxes, 'below')}."
    )
    shown = {reading_of(tie) for tie in told}
    drawing.values = {
        "width": width,
        "height": height,
        "xs": [0, width],
        "ys": [0, height],
        "readings": readings_of(documents),
        "shown": [reading for reading in readings_of(documents) if reading in shown],
        "columns": 1 if narrow else 4,
        "squares": [line for box in every for line in _told(box, on_words) if line["is_first"]],
        "boxes": [_rectangle(box, box is middle) for box in (middle, *every)],
        "names": [line for box in (middle, *every) for line in _written(box, box is middle)],
        "told": [line for box in every for line in _told(box, on_words)],
        "lines": lines,
        "heads": heads,
    }
    return drawing


def _names(boxes: dict[str, list[Box]], side: str) -> str:
    return ", ".join(short(str(box.party["name"])) for box in boxes.get(side, [])) or "nobody"


def _boxes(
    ties: list[Row], parties: list[Row], root: Row
) -> tuple[dict[str, list[Box]], list[str]]:
    """Return the boxes above and below, and who leads the group.

    Above stand those to whom the group, its leaders or its parts pledged, and whose branch or
    affiliate it is called; below those who merged into it or were taken in.
    """
    id_ = root["party_id"]
    leading = {
        tie["from_id"]: label(str(tie["from_name"]), 40)
        for tie in ties
        if tie["to_id"] == id_ and tie["table_name"] == "membership" and tie["kind"] in LEADS
    }
    side_of = {party["party_id"]: party for party in parties if party["step"] == 1}
    members = {tie["from_id"] for tie in ties if tie["to_id"] == id_}
    found: dict[str, Box] = {}
    for tie in ties:
        other = None
        if tie["to_id"] == id_ and tie["from_id"] in side_of:
            other = tie["from_id"]
        elif (tie["from_id"] == id_ and tie["to_id"] in side_of) or (
            tie["kind"] == "allegiance"
            and tie["to_id"] in side_of
            and (tie["from_id"] in leading or tie["from_id"] in members)
        ):
            other = tie["to_id"]
        if other is not None and other not in leading:
            box = found.setdefault(other, Box(side_of[other]))
            box.ties.append({**tie, "words": words_of(tie, id_)})
    for tie in ties:
        if tie["kind"] in LEADS and tie["from_id"] in found:
            leads = f"leads {short(str(tie['to_name']), 24)}"
            if leads not in found[tie["from_id"]].leads:
                found[tie["from_id"]].leads.append(leads)
    sides: dict[str, list[Box]] = {}
    for box in sorted(found.values(), key=lambda each: (-len(each.ties), each.party["name"])):
        if sum(map(len, sides.values())) < MOST_BOXES:
            box.ties.sort(key=lambda tie: (reading_of(tie), tie["date"] is None, tie["words"]))
            sides.setdefault(box.party["side"], []).append(box)
    return sides, sorted(set(leading.values()))


def _place(boxes: dict[str, list[Box]], side: str, top: float, width: float, narrow: bool) -> float:
    """Put the boxes of a side in rows; return where the last row ends."""
    members = boxes.get(side, [])
    in_row = 2 if narrow else max(1, min(7, len(members)))
    for start in range(0, len(members), in_row):
        row = members[start : start + in_row]
        each = min(215.0, (width - GAP * (in_row - 1)) / in_row)
        left = (width - each * len(row) - GAP * (len(row) - 1)) / 2
        for box in row:
            box.left, box.top, box.width = left, top, each
            left += each + GAP
        tallest = max(box.height for box in row)
        if side == "above":
            # They stand on one line, nearest to what they stand above.
            for box in row:
                box.top = top + tallest - box.height
        top += tallest + (GAP if start + in_row < len(members) else 0)
    return top


def _rectangle(box: Box, is_root: bool) -> Row:
    return {
        "left": box.left,
        "top": box.top,
        "right": box.left + box.width,
        "bottom": box.bottom,
        "is_root": is_root,
    }


def _written(box: Box, is_root: bool) -> list[Row]:
    """The name of a box, and whom it leads, line by line."""
    page = {"group": "groups", "person": "people"}[box.party["party_kind"]]
    lines = []
    y = box.top + EDGE
    for text in box.names():
        y += NAME_LINE
        lines.append(
            {
                "x": box.left + EDGE,
                "y": y - 4,
                "text": text,
                "size": 13,
                "weight": "bold",
                "is_root": is_root,
                "href": f"/{page}/{box.party['party_id']}",
                "label": label(str(box.party["name"]), 200),
            }
        )
    for text in box.leads:
        y += TEXT_LINE
        lines.append(
            {
                "x": box.left + EDGE,
                "y": y - 3,
                "text": label(text, 34),
                "size": 11,
                "weight": "normal",
                "is_root": is_root,
                "href": f"/{page}/{box.party['party_id']}",
                "label": text,
            }
        )
    return lines


def _told(box: Box, on_words: str) -> list[Row]:
    """What is told of a box, line by line, in the colour of whoever tells it."""
    y = box.top + EDGE + len(box.names()) * NAME_LINE + len(box.leads) * TEXT_LINE
    lines = []
    for tie, text in box.told():
        y += TEXT_LINE
        lines.append(
            {
                "x": box.left + EDGE + 11,
                "y": y - 3,
                "square_x": box.left + EDGE + 3,
                "square_y": y - 7,
                "text": text.strip(),
                "reading": reading_of(tie),
                "strength": STRENGTH[tie.get("certainty") if on_words else None],
                "text_strength": 0.6 if on_words and tie.get("certainty") == "no" else 1,
                "href": f"/claims/{tie['claim_id']}",
                "label": in_text(tie, on_words),
                "is_first": not text.startswith(" "),
            }
        )
    return lines


def _lines(boxes: dict[str, list[Box]], middle: Box) -> tuple[list[Row], list[Row]]:
    """The lines between boxes, those of several readings side by side, and their heads."""
    by_id = {box.party["party_id"]: box for side in boxes.values() for box in side}
    lines, heads = [], []
    for side, members in boxes.items():
        for place, box in enumerate(members):
            drawn: dict[tuple[str, str, str], Row] = {}
            for tie in box.ties:
                drawn.setdefault((reading_of(tie), sort_of(tie), tie["from_id"]), tie)
            ours = list(drawn.items())
            for number, ((reading, sort, who), tie) in enumerate(ours):
                aside = (number - (len(ours) - 1) / 2) * ASIDE
                # Where on the middle box it comes in: in the order of the boxes.
                share = (place + 1) / (len(members) + 1)
                other = by_id.get(who)
                start = (box.middle + aside, box.bottom if side == "above" else box.top)
                end = (middle.left + middle.width * share + aside, middle.top)
                if side == "below":
                    end = (end[0], middle.bottom)
                if other is not None and other is not box:
                    end = (other.middle + aside, other.top)
                line = {
                    "x": start[0],
                    "y": start[1],
                    "x2": end[0],
                    "y2": end[1],
                    "reading": reading,
                    "dash": DASHES[sort],
                    "strength": STRENGTH[tie.get("certainty")],
                    "href": f"/claims/{tie['claim_id']}",
                    "label": f"{reading}: {tie['words']}",
                }
                lines.append(line)
                head = start if side == "above" else end
                heads.append(
                    {
                        "x": head[0],
                        "y": head[1] + 4,
                        "reading": reading,
                        "strength": line["strength"],
                    }
                )
    return lines, heads
