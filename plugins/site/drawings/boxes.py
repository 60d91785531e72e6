"""Who stands above and below a group in its lineage, as boxes, and their ties, as arrows.

Every tie is told as going up: from who merged, pledged or is called an affiliate to the one it is
told of. So those that the group goes up to stand above it, and those that go up to it below.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from plugins.site.drawings.drawing import Row, label, short, wrapped
from plugins.site.drawings.lineage import JOINS, LEADS, Lineage, party_of, when_of

MARKS = {"possible": "possible", "no": "not then"}
EXISTED = {"certain": "existed", "possible": "possibly existed", "no": "did not exist"}
# For each reading that names a box it has an outline, one inside the other; and between two lines.
OUTLINE, LEADING = 3.0, 3.0

Point = tuple[float, float]


class Text(NamedTuple):
    """A line of text, its middle at y."""

    x: float
    y: float
    label: str
    size: float = 11.5
    tone: str = "text"
    italic: bool = False


class Words(NamedTuple):
    """What stands in a box of one party, in lines of one size; or of nobody."""

    party: Row | None
    lines: list[str]
    size: float
    bold: bool = False


@dataclass(eq=False)
class Box:
    """Groups, or a person, that stand together, and where; those known by who leads them share one.

    `people` lead or led them; `readings` are the colours of those who name them, by place. `rank`
    is 0 of the group itself, rises with those above, and is -1 below. `certainty` is whether the
    group existed on the day asked about. The words stand in the middle, or `at_top` where arrows
    are listed below them.
    """

    names: list[Row]
    people: list[Row] = field(default_factory=list)
    rank: int = -1
    readings: dict[int, str] = field(default_factory=dict)
    words: list[Words] = field(default_factory=list)
    at_top: bool = False
    certainty: str = ""
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0

    @property
    def right(self) -> float:
        """Return where it ends on the right."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return where it ends below."""
        return self.y + self.height

    @property
    def inset(self) -> float:
        """Return how far its outlines go inwards."""
        return len(self.readings) * OUTLINE + 2

    @property
    def name(self) -> str:
        """Return what to call it in a line."""
        return " / ".join(short(party["name"], 60) for party in self.names)

    def write(self, size: float, edge: float, state: str = "") -> None:
        """Write names, people and the state of the group into its width; be as high as they are."""
        width, small = self.width - 2 * self.inset - edge, max(11, size - 4)
        for party in self.names:
            name = str(party["name"]) if self.rank == 0 else short(party["name"], 80)
            lines = wrapped(name, width, size, bold=True, most=4)
            self.words.append(Words(party, lines, size, bold=True))
        for person in self.people:
            text = ", ".join([label(person["name"], 60), *_posts(person["posts"])])
            self.words.append(Words(person, wrapped(text, width, small, most=4), small))
        if state and self.rank == 0:
            self.words.append(Words(None, wrapped(state, width, 12, bold=True), 12, bold=True))
        lines_high = (len(words.lines) * (words.size + LEADING) for words in self.words)
        self.height = sum(lines_high) + 2 * self.inset


@dataclass(eq=False)
class Arrow:
    """A tie between two boxes, and how it is drawn: strokes, of which the first may have a head.

    In words it is a `word` or two, `when`, and a `mark` on the day that is asked about. `style`
    is part, pledge or called.
    """

    tie: Row
    source: Box
    target: Box
    strokes: list[list[Point]] = field(default_factory=list)
    has_head: bool = True
    dots: list[Point] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def __post_init__(self) -> None:
        tie = self.tie
        self.when, self.mark = when_of(tie), MARKS.get(tie["certainty"], "")
        self.style = "part" if tie["kind"] in JOINS | {"component"} else "called"
        text = label(tie["tie"], 24)
        for last in (" of", " by", " into"):
            text = text.removesuffix(last)
        self.word = text[:1].lower() + text[1:]
        if tie["kind"] == "allegiance":
            doubt = "possibly " if tie["tie"].startswith("Possibly ") else ""
            self.style = "pledge"
            self.word = doubt + ("renewed pledge" if tie["is_renewal"] else "pledged")

    @property
    def head(self) -> tuple[float, float, int]:
        """Return the tip of its head, and by how many degrees that is turned from the right."""
        (x0, y0), (x, y) = self.strokes[0][-2:]
        return x, y, (0 if x > x0 else 180) if y == y0 else (90 if y > y0 else -90)

    def in_a_line(self, root: Box, with_target: bool = True) -> str:
        """Return who, where that is not the box that it comes from; what, to whom; and when."""
        what = self.word
        if with_target and root not in (self.source, self.target):
            what = f"{what} to" if self.style == "pledge" else label(self.tie["tie"], 30)
            what = f"{what[:1].lower()}{what[1:]} {short(self.tie['to_name'], 40)}"
        elif self.source is root and party_of(self.tie, "from") != party_of(root.names[0]):
            what = f"{label(self.tie['from_name'], 30)}: {what}"
        return ", ".join(part for part in (what, self.when, self.mark) if part)


def _posts(posts: dict[str, list[str | None]]) -> list[str]:
    """Return posts in words, with what is uncertain of them on the day; once, if it is of all."""
    marks = {}
    for post, certainties in posts.items():
        mark = f" ({MARKS['possible' if 'possible' in certainties else 'no']})"
        marks[post] = "" if {None, "certain"} & set(certainties) else mark
    if len(set(marks.values())) == 1:
        return [", ".join(marks) + next(iter(marks.values()))]
    return [post + mark for post, mark in marks.items()]


def connected(lineage: Lineage) -> tuple[list[Box], list[Arrow], Box]:
    """Put parties into boxes, those above first, and ties between boxes into arrows.

    Returns:
        The boxes, the arrows, and the box of the group itself.
    """
    boxes, arrows = _boxes(lineage), []
    at = {party_of(party): box for box in boxes for party in [*box.names, *box.people]}
    for tie in lineage.ties:
        source, target = at[party_of(tie, "from")], at[party_of(tie, "to")]
        if tie["from_kind"] == "person" and tie["table_name"] == "membership":
            _add_post(target, tie)
        elif source is not target:
            arrows.append(Arrow(tie, source, target))
        for box in (source, target):
            box.readings[tie["place"]] = tie["colour"]
    # Who is only told to have had a post, in a box of another, needs none.
    tied = {box for arrow in arrows for box in (arrow.source, arrow.target)}
    root = next(box for box in boxes if box.names[0]["step"] == 0)
    boxes = [box for box in boxes if box in tied or box is root]
    _rank(boxes, arrows, root)

    def place(box: Box) -> tuple[Any, ...]:
        ties = [arrow.tie for arrow in arrows if arrow.source is box and arrow.target is root]
        merged = sum(tie["kind"] == "merged" for tie in ties)
        return -box.rank, *((-merged, -len(ties)) if box.rank < 0 else ()), box.name

    return sorted(boxes, key=place), arrows, root


def _boxes(lineage: Lineage) -> list[Box]:
    """Give each group a box, with who leads it; a person who leads none gets his own."""
    leads: dict[str, list[str]] = defaultdict(list)
    # A group of which nothing else is told stands with the others that its leader leads.
    busy = set()
    for tie in lineage.ties:
        if tie["kind"] not in LEADS:
            busy |= {party_of(tie, "from"), party_of(tie, "to")}
        elif tie["from_kind"] == "person":
            leads[tie["from_id"]].append(tie["to_id"])
    boxes: list[Box] = []
    box_of: dict[str, Box] = {}
    for party in sorted(lineage.shown(), key=lambda party: (party["step"], str(party["name"]))):
        id_ = party["party_id"]
        if party["party_kind"] == "group":
            others = [other for led in leads.values() if id_ in led for other in led]
            free = [one for one in others if one in box_of and ("group", one) not in busy]
            if free and ("group", id_) not in busy:
                box_of[id_] = box_of[free[0]]
                box_of[id_].names.append(party)
            else:
                boxes.append(Box([party]))
                box_of[id_] = boxes[-1]
    for party in (party for party in lineage.shown() if party["party_kind"] == "person"):
        # The group asked about before others, where he leads several.
        led_boxes = [box_of[one] for one in leads[party["party_id"]] if one in box_of]
        if led_boxes:
            nearest = min(led_boxes, key=lambda box: int(box.names[0]["step"]))
            nearest.people.append({**party, "posts": {}})
        else:
            boxes.append(Box([party]))
    return boxes


def _add_post(box: Box, tie: Row) -> None:
    """Add to a box that somebody has or had a post in it."""
    person = next((one for one in box.people if one["party_id"] == tie["from_id"]), None)
    if person is None:
        person = {"party_kind": "person", "party_id": tie["from_id"], "name": tie["from_name"]}
        person["posts"] = {}
        box.people.append(person)
    told = label(tie["tie"], 24).removesuffix(" of").lower()
    # Doubtful by one source, and perhaps not by another.
    post = told.removeprefix("possibly ")
    certainty = tie["certainty"] if post == told else "possible"
    person["posts"].setdefault(post, []).append(certainty)


def _rank(boxes: list[Box], arrows: list[Arrow], root: Box) -> None:
    """Rank the boxes above the group by how many ties, at most, lead up to them.

    What a box is told to be to the group itself comes before what it is to those above.
    """
    own = {arrow.target for arrow in arrows if arrow.source is root}
    below = {arrow.source for arrow in arrows if arrow.target is root} - own | {root}
    root.rank = 0
    # Those who are tied to each other both ways would rise for ever.
    for _ in boxes:
        for arrow in arrows:
            if arrow.source.rank >= 0 and arrow.target not in below:
                rank = min(arrow.source.rank + 1, len(boxes))
                arrow.target.rank = max(arrow.target.rank, rank)


def existed_on(lineage: Lineage, root: Row) -> tuple[str, str]:
    """Return whether the group existed on the day, by all readings, and the same in words."""
    certainties = {row["certainty"] for row in lineage.existence_of(root)}
    if not lineage.on_words or not certainties:
        return "certain", ""
    certainty = certainties.pop() if len(certainties) == 1 else "possible"
    by_some = ", by some readings" if certainties else ""
    return certainty, f"{EXISTED[certainty]} on {lineage.on_words}{by_some}"


def by_trunk(arrows: Iterable[Arrow]) -> list[list[Arrow]]:
    """Return arrows of one list, or sentence, together, which have a trunk in common."""
    trunks: dict[tuple[Any, ...], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        own = (arrow.style, arrow.tie["claim_id"], arrow.tie["kind"])
        trunks[arrow.target, arrow.tie["reading_set"] or own].append(arrow)

    def place(trunk: list[Arrow]) -> tuple[Any, ...]:
        first, merged = trunk[0], sum(arrow.tie["kind"] == "merged" for arrow in trunk)
        sort = first.style != "part", first.tie["place"], -merged, first.tie["claim_id"]
        return first.target.rank < 0, first.target.name, *sort

    return sorted(trunks.values(), key=place)


def in_order(arrows: Iterable[Arrow]) -> list[Arrow]:
    """Return arrows by reading, sort and time."""
    return sorted(arrows, key=lambda one: (one.tie["place"], one.style, one.when))
