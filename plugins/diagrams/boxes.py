"""Who stands above and below a group in its lineage, as boxes, and their ties, as arrows.

Every tie is told as going up: from who merged, pledged or is called an affiliate to the one it is
told of. So those that the group goes up to stand above it, and those that go up to it below.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from common.date_words import in_words
from plugins.diagrams.drawing import TITLES, Row, label, reading_of, short
from plugins.diagrams.lineage import JOINS, LEADS

# How strongly a tie is drawn on the day that is asked about; without one, fully.
STRENGTHS = {"certain": 1.0, "possible": 0.5, "no": 0.16, None: 1.0}
MARKS = {"possible": "possible", "no": "not then"}
EXISTED = {"certain": "existed", "possible": "possibly existed", "no": "did not exist"}
# For each reading that names a box it has an outline, one inside the other.
OUTLINE = 3.0

Party = tuple[str, str]


@dataclass(eq=False)
class Box:
    """Groups, or a person, that stand together, and where; those known by who leads them share one.

    Attributes:
        names: The groups, or the person.
        people: Who leads or led them, with his posts in words.
        side: 1 above the group, 0 the group itself, -1 below.
        readings: Whose readings name it.
    """

    names: list[Row]
    people: list[Row] = field(default_factory=list)
    side: int = 0
    readings: list[str] = field(default_factory=list)
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


@dataclass(eq=False)
class Arrow:
    """A tie between two boxes. Those of one list, or sentence, have a trunk in common."""

    tie: Row
    source: Box
    target: Box

    @property
    def reading(self) -> str:
        """Return whose reading it is."""
        return reading_of(self.tie)

    @property
    def strength(self) -> float:
        """Return how strongly to draw it."""
        return STRENGTHS[self.tie["certainty"]]

    @property
    def style(self) -> str:
        """Return how to draw it: part, pledge or called."""
        if self.tie["kind"] == "allegiance":
            return "pledge"
        return "part" if self.tie["kind"] in JOINS | {"component"} else "called"

    @property
    def trunk(self) -> tuple[Any, ...]:
        """Return what those with a common trunk have in common."""
        if self.tie["reading_set"]:
            return ("set", self.tie["reading_set"], id(self.target))
        return (self.style, self.tie["claim_id"], id(self.target), self.tie["kind"])

    @property
    def word(self) -> str:
        """Return the tie in a word or two."""
        if self.tie["kind"] == "allegiance":
            return "renewed pledge" if self.tie["is_renewal"] else "pledged"
        text = label(self.tie["tie"], 24)
        for last in (" of", " by", " into"):
            text = text.removesuffix(last)
        return text[:1].lower() + text[1:]

    @property
    def when(self) -> str:
        """Return when, in words; empty where that is not told."""
        if not self.tie["date"]:
            return ""
        words = in_words(self.tie["date"], self.tie["date_earliest"], self.tie["date_latest"])
        return words if self.tie["date_kind"] == "event" else f"held {words}"

    @property
    def mark(self) -> str:
        """Return what to say of it besides on the day that is asked about."""
        return MARKS.get(self.tie["certainty"], "")


def connected(ties: list[Row], parties: list[Row]) -> tuple[list[Box], list[Arrow]]:
    """Put parties into boxes, those above first, and ties between boxes into arrows."""
    told = {(tie[f"{end}_kind"], tie[f"{end}_id"]) for tie in ties for end in ("from", "to")}
    shown = [
        party
        for party in parties
        if party["step"] == 0 or (party["party_kind"], party["party_id"]) in told
    ]
    boxes = _boxes(shown, ties)
    at = _places(boxes)
    arrows = []
    for tie in ties:
        source, target = (at[tie[f"{end}_kind"], tie[f"{end}_id"]] for end in ("from", "to"))
        if tie["from_kind"] == "person" and tie["table_name"] == "membership":
            _write_post(target, tie)
        elif source is not target:
            arrows.append(Arrow(tie, source, target))
        for box in (source, target):
            if reading_of(tie) not in box.readings:
                box.readings.append(reading_of(tie))
    # Who is only told to have had a post, in a box of another, needs none.
    tied = {box for arrow in arrows for box in (arrow.source, arrow.target)}
    root = next(box for box in boxes if box.names[0]["step"] == 0)
    boxes = [box for box in boxes if box in tied or box is root]
    _take_sides(boxes, arrows, root)
    for box in boxes:
        box.readings.sort(key=reading_order)
    ranks = _ranks(boxes, arrows)
    return sorted(boxes, key=lambda box: _order(box, arrows, root, ranks[box])), arrows


def reading_order(reading: str) -> tuple[str, bool]:
    """Return what sorts readings: by document, its own before those of titles that it cites."""
    return reading.removeprefix(TITLES), reading.startswith(TITLES)


def _boxes(shown: list[Row], ties: list[Row]) -> list[Box]:
    """Give each group a box, with who leads it; a person who leads none gets his own."""
    leads: dict[str, list[str]] = defaultdict(list)
    for tie in ties:
        if tie["from_kind"] == "person" and tie["kind"] in LEADS:
            leads[tie["from_id"]].append(tie["to_id"])
    # A group of which nothing else is told stands with the others that he leads.
    busy = {
        tie[f"{end}_id"]
        for tie in ties
        for end in ("from", "to")
        if tie[f"{end}_kind"] == "group" and tie["kind"] not in LEADS
    }
    boxes: list[Box] = []
    box_of: dict[str, Box] = {}
    for party in sorted(shown, key=lambda party: (party["step"], str(party["name"]))):
        if party["party_kind"] != "group":
            continue
        same = [
            box_of[other]
            for others in leads.values()
            if party["party_id"] in others
            for other in others
            if other in box_of and not {other, party["party_id"]} & busy
        ]
        if same:
            same[0].names.append(party)
        else:
            boxes.append(Box([party]))
        box_of[party["party_id"]] = same[0] if same else boxes[-1]
    for party in shown:
        if party["party_kind"] != "person":
            continue
        led = [box_of[one] for one in leads[party["party_id"]] if one in box_of]
        # The group asked about before others, where he leads several.
        led.sort(key=lambda box: int(box.names[0]["step"]))
        if led:
            led[0].people.append(
                {
                    **party,
                    "posts": {},
                }
            )
        else:
            boxes.append(Box([party]))
    return boxes


def _places(boxes: list[Box]) -> dict[Party, Box]:
    return {
        (party["party_kind"], party["party_id"]): box
        for box in boxes
        for party in [*box.names, *box.people]
    }


def _write_post(box: Box, tie: Row) -> None:
    """Write into a box that somebody has or had a post in it."""
    person = next((one for one in box.people if one["party_id"] == tie["from_id"]), None)
    if person is None:
        person = {
            "party_kind": "person",
            "party_id": tie["from_id"],
            "name": tie["from_name"],
            "posts": {},
        }
        box.people.append(person)
    post = label(tie["tie"], 24).removesuffix(" of").lower()
    person["posts"].setdefault(post, []).append(tie["certainty"])


def _take_sides(boxes: list[Box], arrows: list[Arrow], root: Box) -> None:
    """Put each box above or below the group: as its own ties with it tell, or those between."""
    sides = {root: 0}
    for arrow in arrows:
        if arrow.source is root:
            sides[arrow.target] = 1
    for arrow in arrows:
        if arrow.target is root:
            sides.setdefault(arrow.source, -1)
    for _ in boxes:
        for arrow in arrows:
            if sides.get(arrow.source) == 1:
                sides.setdefault(arrow.target, 1)
    for box in boxes:
        box.side = sides.get(box, -1)


def _order(box: Box, arrows: list[Arrow], root: Box, rank: int) -> tuple[Any, ...]:
    if box.side > 0:
        # The nearer to the group, the later: from the top to the bottom.
        return (0, -rank, 0, box.name)
    tied = [arrow for arrow in arrows if arrow.source is box and arrow.target is root]
    merged = sum(arrow.tie["kind"] == "merged" for arrow in tied)
    return (1 if box is root else 2, -merged, -len(tied), box.name)


def _ranks(boxes: list[Box], arrows: list[Arrow]) -> dict[Box, int]:
    """Return how many ties, at most, lead up to each box that is above the group."""
    above = [box for box in boxes if box.side > 0]
    ranks = dict.fromkeys(boxes, 0)
    # Those who are tied to each other both ways would rise for ever.
    for _ in above:
        for arrow in arrows:
            if arrow.source.side > 0 and arrow.target.side > 0:
                ranks[arrow.target] = max(
                    ranks[arrow.target], min(ranks[arrow.source] + 1, len(above))
                )
    return ranks


def existed_on(existence: list[Row], root: Row, on_words: str) -> tuple[str, str]:
    """Return whether the group existed on the day, by all readings, and the same in words."""
    answers = {row["certainty"] for row in existence if row["group_id"] == root["party_id"]}
    if not on_words or not answers:
        return "certain", ""
    if len(answers) == 1:
        (answer,) = answers
        return answer, f"{EXISTED[answer]} on {on_words}"
    return "possible", f"possibly existed on {on_words}, by some readings"


def by_trunk(arrows: list[Arrow]) -> list[list[Arrow]]:
    """Return arrows that share a trunk together, in the order of their readings."""
    trunks: dict[tuple[Any, ...], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        trunks[arrow.trunk].append(arrow)
    return sorted(
        trunks.values(),
        key=lambda trunk: (
            -trunk[0].target.side,
            trunk[0].target.name,
            trunk[0].style != "part",
            reading_order(trunk[0].reading),
            -sum(arrow.tie["kind"] == "merged" for arrow in trunk),
            trunk[0].tie["claim_id"],
        ),
    )


def pairs(arrows: list[Arrow]) -> list[list[Arrow]]:
    """Return arrows between the same two boxes together, whichever way they lead."""
    found: dict[frozenset[Box], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        found[frozenset({arrow.source, arrow.target})].append(arrow)
    return list(found.values())
