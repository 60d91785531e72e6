"""The lineage of a group: a lane for each group and person, a row for each sort of tie in it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from common.date_words import in_words
from plugins.diagrams.drawing import (
    DAY,
    FIRST_DAY,
    LAST_DAY,
    Drawing,
    Row,
    after,
    label,
    milliseconds,
    reading_of,
    readings_of,
    short,
)
from plugins.diagrams.scale import (
    Axis,
    day_of,
    names,
    ticks,
    time_of,
    widened,
    year_after,
    year_start,
)

STRIPE, BETWEEN, ROW_EDGE, LANE_EDGE = 6, 2, 4, 4
# How much room a label takes that stands above its row and not before it.
HEAD_ABOVE, LABEL_ABOVE = 15, 13
# The share of the width that the months of the founding get.
WIDE_SHARE = 0.38
# How strongly what is possible is drawn; what is certain is drawn fully.
POSSIBLE = 0.25
# How far apart the lines of two readings that end on the same day are drawn.
ASIDE = 5
SIDES = {"above": 0, "own": 1, "below": 2}
LEADS = {"leader", "emir"}
JOINS = {"merged", "absorbed", "incorporated"}
ANSWERS = {"yes": "certain", "possible": "possible", "no": "no"}
CERTAINTIES = {"certain": "certainly", "possible": "possibly", "no": "not"}


@dataclass
class Line:
    """One row of a lane: its label, and a stripe for each reading."""

    name: str
    is_head: bool
    stripes: list[Row] = field(default_factory=list)
    top: float = 0
    height: float = 0

    def middle(self, stripe: Row) -> float:
        """Return where the middle of a stripe is."""
        used = len(self.stripes) * (STRIPE + BETWEEN) - BETWEEN
        place = next(i for i, other in enumerate(self.stripes) if other is stripe)
        return self.top + (self.height - used) / 2 + place * (STRIPE + BETWEEN) + STRIPE / 2


def in_text(tie: Row, on: str = "") -> str:
    """Say a tie in a sentence, for those who cannot see it."""
    text = f"{tie['from_name']}: {tie['tie'][:1].lower()}{tie['tie'][1:]} {tie['to_name']}"
    if tie["date"]:
        words = in_words(tie["date"], tie["date_earliest"], tie["date_latest"])
        text += f", {words}" if tie["date_kind"] == "event" else f", held {words}"
    if on:
        text += f"; {CERTAINTIES[tie['certainty']]} on {on}"
    return f"{text}. {tie['source']}, {tie['passage']}"


def draw(
    ties: list[Row],
    parties: list[Row],
    existence: list[Row],
    documents: Iterable[str],
    on: tuple[str, str] | None,
    on_words: str,
    narrow: bool,
) -> Drawing:
    """Lay out the lanes.

    Args:
        ties: What the query lineage answers.
        parties: Who belongs to the lineage, with step and side.
        existence: When groups existed, by each reading, with the answer for the day asked about.
        documents: What the documents are called, those as well that are not asked for.
        on: The first and last day that is asked about.
        on_words: The same in words.
        narrow: Whether it is for a telephone.
    """
    root, drawing = begun(ties, parties, existence)
    if root is None:
        return drawing
    lanes = _lanes(ties, parties, existence)
    height = _place(lanes, narrow)
    bounds = _bounds(ties, existence, on)
    width = 306 if narrow else 930
    founded = [row for row in existence if row["group_id"] == root["party_id"] and row["date"]]
    axis, wide = _axis(bounds, founded, width)
    spans, marks, hits = _spans(lanes, axis, on_words)
    lines, ends = _lines(lanes, axis, root["party_id"])
    written = ticks(axis, room=34)
    drawing.description = _described(lanes, ties, root, on_words)
    drawing.facts["wide"] = wide
    drawing.values = {
        "width": width,
        "height": height,
        "ys": [0, height],
        "domain": axis.domain,
        "range": axis.range,
        "ticks": [tick["time"] for tick in written],
        "names": names(written),
        "wide": [{"start": wide[0], "end": wide[1], "label": "drawn wider"}] if wide else [],
        "readings": readings_of(documents),
        "shown": [
            reading
            for reading in readings_of(documents)
            if reading in {reading_of(row) for row in [*ties, *existence]}
        ],
        "lanes": _bands(lanes, root["party_id"], narrow),
        "labels": _labels(lanes, narrow),
        "spans": spans,
        "marks": marks,
        "hits": hits,
        "lines": lines,
        "ends": ends,
        "day": _day(axis, on, on_words),
        "states": _states(lanes, axis, on),
        "narrow": narrow,
        "columns": 1 if narrow else 2,
    }
    return drawing


def begun(ties: list[Row], parties: list[Row], existence: list[Row]) -> tuple[Row | None, Drawing]:
    """Return the group that is asked for, None where nothing is to be drawn, and the drawing."""
    root = next((party for party in parties if party["step"] == 0), None)
    name = str(root["name"]) if root else ""
    drawing = Drawing(f"Lineage of {label(name, 120)}", "", rows=ties)
    drawing.facts = facts_of(ties, parties, existence)
    if root is None:
        drawing.empty = "There is no group of this id."
    elif not ties:
        drawing.empty = "No tie is told by this reading."
    return (root if ties else None), drawing


def facts_of(ties: list[Row], parties: list[Row], existence: list[Row]) -> Row:
    """Return what the page says in words, whichever way the lineage is drawn."""
    root = next((party for party in parties if party["step"] == 0), None)
    lanes = _lanes(ties, parties, existence) if root and ties else []
    return {
        "existence": existence,
        "root": root,
        "days": _days(existence, root),
        "told": [_told(party, ties, existence) for party, _ in lanes],
    }


def _told(party: Row, ties: list[Row], existence: list[Row]) -> Row:
    """Return a lane for the text form: when the group existed, and its ties, by each reading."""
    own = [
        tie
        for tie in ties
        if (tie["from_kind"], tie["from_id"]) == (party["party_kind"], party["party_id"])
    ]
    same: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for tie in own:
        same[tie["tie"], tie["to_kind"], tie["to_id"]].append(tie)
    return {
        "party": party,
        "existence": [
            row
            for row in existence
            if (party["party_kind"], party["party_id"]) == ("group", row["group_id"])
        ],
        "ties": list(same.values()),
    }


def _days(existence: list[Row], root: Row | None) -> list[str]:
    """Return the days on which what is known of the group's existence changes."""
    return sorted(
        {
            row[name]
            for row in existence
            for name in ("possible_from", "certain_from", "certain_to")
            if root and row["group_id"] == root["party_id"] and FIRST_DAY < row[name] < LAST_DAY
        }
    )


# ------------------------------------------------------------------------------- lanes and rows

Lanes = list[tuple[Row, list[Line]]]


def _lanes(ties: list[Row], parties: list[Row], existence: list[Row]) -> Lanes:
    """Sort the parties and give each its rows; one that nothing is told of by this reading goes."""
    told_of = {(tie[f"{end}_kind"], tie[f"{end}_id"]) for tie in ties for end in ("from", "to")}
    ordered = [
        party
        for party in sorted(parties, key=lambda party: _order(party, ties))
        if party["step"] == 0 or (party["party_kind"], party["party_id"]) in told_of
    ]
    led = {
        tie["from_id"]: tie["to_id"]
        for tie in ties
        if tie["from_kind"] == "person" and tie["kind"] in LEADS
    }
    # A person stands under the group that he leads.
    people = [party for party in ordered if party["party_kind"] == "person"]
    lanes: Lanes = []
    for party in ordered:
        if party["party_kind"] == "group":
            lanes.append((party, _group_lines(party, ties, existence)))
            for person in people:
                if led.get(person["party_id"]) == party["party_id"]:
                    lanes.append((person, _person_lines(person, ties)))
    placed = {party["party_id"] for party, _ in lanes}
    lanes += [
        (person, _person_lines(person, ties))
        for person in people
        if person["party_id"] not in placed
    ]
    return lanes


def _order(party: Row, ties: list[Row]) -> tuple[int, int, int, str]:
    side = SIDES[party["side"]]
    merged = sum(tie["kind"] == "merged" for tie in ties if tie["from_id"] == party["party_id"])
    # Those above the group stand the nearer, the nearer they are to it.
    return side, -party["step"] if side == 0 else party["step"], -merged, party["name"]


def _group_lines(party: Row, ties: list[Row], existence: list[Row]) -> list[Line]:
    head = Line(short(party["name"]), is_head=True)
    head.stripes = [row for row in existence if row["group_id"] == party["party_id"]]
    return [head, *_tie_lines(party, ties)]


def _person_lines(party: Row, ties: list[Row]) -> list[Line]:
    """Give a person rows; the first tells whom he leads, as that of a group does when it was."""
    lines = _tie_lines(party, ties)
    head = Line(label(party["name"], 34), is_head=True)
    leading = next((line for line in lines if line.name.startswith("leads ")), None)
    if leading is not None:
        lines.remove(leading)
        head.name, head.stripes = label(f"{head.name}, {leading.name}", 40), leading.stripes
    return [head, *lines]


def _tie_lines(party: Row, ties: list[Row]) -> list[Line]:
    """Make a row for each sort of tie to each other party; all pledges share one."""
    lines: dict[tuple[str, ...], Line] = {}
    for tie in ties:
        if (tie["from_id"], tie["from_kind"]) != (party["party_id"], party["party_kind"]):
            continue
        if tie["table_name"] == "membership":
            key: tuple[str, ...] = ("in", tie["to_id"])
            name = f"{'part of' if tie['from_kind'] == 'group' else 'in'} {short(tie['to_name'])}"
            if tie["kind"].startswith("former"):
                key, name = ("once", tie["to_id"]), f"once head of {short(tie['to_name'])}"
            elif tie["from_kind"] == "person" and tie["kind"] in LEADS:
                key, name = ("leads", tie["to_id"]), f"leads {short(tie['to_name'])}"
        elif tie["kind"] == "allegiance":
            key, name = ("pledge",), "pledges"
        else:
            key = (tie["kind"], tie["to_id"])
            name = f"{tie['tie'][:1].lower()}{tie['tie'][1:]} {short(tie['to_name'])}"
        line = lines.setdefault(key, Line(label(name, 34), is_head=False))
        # One sentence may name several to whom the pledge goes: one stripe, several lines.
        same = [
            stripe
            for stripe in line.stripes
            if key == ("pledge",) and stripe["claim_id"] == tie["claim_id"]
        ]
        if same:
            same[0]["others"].append(tie)
        else:
            line.stripes.append({**tie, "others": []})
    order = ["in", "pledge", "leads"]
    return [
        lines[key]
        for key in sorted(lines, key=lambda key: order.index(key[0]) if key[0] in order else 9)
    ]


def _place(lanes: Lanes, narrow: bool) -> float:
    """Give each row its place, and return the height of all."""
    top = 0.0
    for _, lines in lanes:
        top += LANE_EDGE
        for line in lines:
            room = len(line.stripes) * (STRIPE + BETWEEN) - BETWEEN + 2 * ROW_EDGE
            line.height = max(room, 8 if narrow else 17)
            if narrow:
                top += HEAD_ABOVE if line.is_head else LABEL_ABOVE
            line.top = top
            top += line.height
        top += LANE_EDGE
    return top


# --------------------------------------------------------------------------------------- time


def _bounds(ties: list[Row], existence: list[Row], on: tuple[str, str] | None) -> list[str]:
    days = [
        row[name]
        for row in [*ties, *existence]
        for name in ("possible_from", "certain_from", "certain_to", "date_earliest", "date_latest")
        if row.get(name) and FIRST_DAY < row[name] < LAST_DAY
    ]
    inside = [day for day in on or () if days and "1900" < day < "2100"]
    return sorted([*days, *inside])


def _axis(
    bounds: list[str], founded: list[Row], width: float
) -> tuple[Axis, tuple[int, int] | None]:
    """Make the axis: the months around the founding, where one is dated, are drawn wider."""
    start = year_start(milliseconds(bounds[0]))
    end = year_after(milliseconds(bounds[-1]))
    dated = [row for row in founded if row["date_earliest"] and row["date_latest"]]
    if not dated:
        return Axis((start, end), (0, width)), None
    first = day_of(milliseconds(min(row["date_earliest"] for row in dated)))
    last = day_of(milliseconds(max(row["date_latest"] for row in dated)))
    wide = (time_of(first.year, first.month - 1), time_of(last.year, last.month + 2))
    axis = widened(start, end, wide, WIDE_SHARE, width)
    return axis, wide if len(axis.domain) > 2 else None


def _day(axis: Axis, on: tuple[str, str] | None, words: str) -> list[Row]:
    if on is None or not _meets(axis, on):
        return []
    start, end = axis.clip(milliseconds(on[0])), axis.clip(after(on[1]))
    return [
        {"start": start, "end": end, "middle": (start + end) / 2, "label": words}
        if on[0] != on[1]
        else {"start": start, "end": start, "middle": start, "label": words}
    ]


def _meets(axis: Axis, on: tuple[str, str]) -> bool:
    return milliseconds(on[0]) < axis.domain[-1] and milliseconds(on[1]) >= axis.domain[0]


# ------------------------------------------------------------------------------- what is drawn


def _spans(lanes: Lanes, axis: Axis, on_words: str) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the pieces of the stripes, the ticks of single days, and what can be followed."""
    spans, marks, hits = [], [], []
    for _, lines in lanes:
        for line in lines:
            for stripe in line.stripes:
                y, reading = line.middle(stripe), reading_of(stripe)
                for start, end, strength in _pieces(stripe, axis):
                    spans.append(
                        {"start": start, "end": end, "y": y, "y2": y, "reading": reading}
                        | {"strength": strength, "top": y - STRIPE / 2, "bottom": y + STRIPE / 2}
                    )
                if stripe["date_latest"] and stripe["certain_from"] > stripe["certain_to"]:
                    time = axis.clip(after(stripe["date_latest"]))
                    marks.append(
                        {"time": time, "reading": reading}
                        | {"top": y - STRIPE / 2 - 1, "bottom": y + STRIPE / 2 + 1}
                    )
                told = [stripe, *stripe.get("others", [])]
                hits.append(
                    {
                        "start": axis.clip(milliseconds(stripe["possible_from"])),
                        "end": axis.clip(_edge(stripe["possible_to"], is_end=True)),
                        "top": y - STRIPE / 2 - 1,
                        "bottom": y + STRIPE / 2 + 1,
                        "href": f"/claims/{stripe['claim_id']}",
                        "label": label(
                            existed_in_text(stripe, on_words)
                            if "group_id" in stripe
                            else " ".join(in_text(tie, on_words) for tie in told),
                            400,
                        ),
                    }
                )
    return spans, marks, hits


def existed_in_text(row: Row, on: str = "") -> str:
    """Say in a sentence when a group existed by one reading."""
    if row["basis"] == "founded":
        words = in_words(row["date"], row["date_earliest"], row["date_latest"])
        text = f"{row['name']}: founded {words}"
    else:
        text = f"{row['name']}: existed by {in_words(row['certain_from'])}, founding not dated"
    if on:
        text += f"; existed {CERTAINTIES[row['certainty']]} on {on}"
    return f"{text}. {row['source']}, {row['passage']}"


def _pieces(row: Row, axis: Axis) -> list[tuple[float, float, float]]:
    """Cut a span into its possible and certain parts: start, end, and how strongly to draw it."""
    edges = {
        name: _edge(row[name], is_end=name.endswith("_to"))
        for name in ("possible_from", "certain_from", "certain_to", "possible_to")
    }
    start, end = axis.clip(edges["possible_from"]), axis.clip(edges["possible_to"])
    if row["certain_from"] <= row["certain_to"]:
        sure, unsure = axis.clip(edges["certain_from"]), axis.clip(edges["certain_to"])
        found = [(start, sure, POSSIBLE), (sure, unsure, 1.0), (unsure, end, POSSIBLE)]
    else:
        found = [(start, end, POSSIBLE)]
        if row["date_earliest"] and row["date_latest"]:
            # It held, or happened, on some day of these.
            first = axis.clip(milliseconds(row["date_earliest"]))
            found.append((first, axis.clip(after(row["date_latest"])), 0.45))
    return [piece for piece in found if piece[1] - piece[0] >= DAY]


def _edge(day: str, is_end: bool) -> int:
    return after(day) if is_end and day < LAST_DAY else milliseconds(day)


def _lines(lanes: Lanes, axis: Axis, root_id: str) -> tuple[list[Row], list[Row]]:
    """Return the lines of mergers and pledges, from party to party, with their two ends.

    A line stands at the last day on which the thing can have happened. Those of one reading share
    one; those of several that end on one day stand side by side, pledges first.
    """
    heads = {party["party_id"]: lines[0] for party, lines in lanes}
    found: list[Row] = []
    for _, lines in lanes:
        for line in lines:
            for stripe in line.stripes:
                for tie in [stripe, *stripe.get("others", [])]:
                    if "tie" in tie and _is_event(tie, root_id) and tie["to_id"] in heads:
                        head = heads[tie["to_id"]]
                        found.append(
                            {
                                "time": axis.clip(after(tie["date_latest"])),
                                "start": line.middle(stripe),
                                "end": head.top + head.height / 2,
                                "reading": reading_of(tie),
                                "kind": "pledge" if tie["kind"] == "allegiance" else "merger",
                                "trunk": tie["reading_set"] or tie["claim_id"],
                            }
                        )
    ends = []
    by_day: dict[float, list[tuple[Any, ...]]] = defaultdict(list)
    for each in found:
        key = (each["kind"] != "pledge", each["reading"], each["trunk"])
        if key not in by_day[round(axis.pixel(each["time"]))]:
            by_day[round(axis.pixel(each["time"]))].append(key)
    trunks: dict[tuple[Any, ...], Row] = {}
    for each in found:
        keys = sorted(by_day[round(axis.pixel(each["time"]))])
        key = (each["kind"] != "pledge", each["reading"], each["trunk"])
        aside = (keys.index(key) - len(keys) + 1) * ASIDE
        shared = {name: each[name] for name in ("time", "reading", "kind")} | {"aside": aside}
        shape = "triangle-up" if each["end"] < each["start"] else "triangle-down"
        ends.append({**shared, "y": each["start"], "shape": "circle", "size": 26})
        ends.append({**shared, "y": each["end"], "shape": shape, "size": 44})
        trunk = trunks.setdefault((each["time"], *key), {**shared, "start": [], "end": 0})
        trunk["start"] += [each["start"], each["end"]]
    for trunk in trunks.values():
        trunk["start"], trunk["end"] = min(trunk["start"]), max(trunk["start"])
    return list(trunks.values()), ends


def _is_event(tie: Row, root_id: str) -> bool:
    """Whether a tie is a merger into the group or a pledge, with a day by which it happened."""
    if tie["date_kind"] != "event" or not tie["date_latest"]:
        return False
    return tie["kind"] == "allegiance" or (tie["kind"] in JOINS and tie["to_id"] == root_id)


def _bands(lanes: Lanes, root_id: str, narrow: bool) -> list[Row]:
    return [
        {
            "top": min(line.top for line in lines) - LANE_EDGE - (HEAD_ABOVE if narrow else 0),
            "bottom": max(line.top + line.height for line in lines) + LANE_EDGE,
            "is_root": party["party_id"] == root_id,
        }
        for party, lines in lanes
    ]


def _labels(lanes: Lanes, narrow: bool) -> list[Row]:
    return [
        {
            "y": line.top - 5 if narrow else line.top + line.height / 2,
            "label": line.name,
            "is_head": line.is_head,
        }
        for _, lines in lanes
        for line in lines
    ]


def _states(lanes: Lanes, axis: Axis, on: tuple[str, str] | None) -> list[Row]:
    """Return a point for each stripe where the day asked about crosses it."""
    day = _day(axis, on, "")
    if not day:
        return []
    return [
        {"time": day[0]["middle"], "y": line.middle(stripe), "certainty": stripe["certainty"]}
        for _, lines in lanes
        for line in lines
        for stripe in line.stripes
        if stripe["certainty"] in ("certain", "possible")
    ]


def _described(lanes: Lanes, ties: list[Row], root: Row, on_words: str) -> str:
    groups = sum(party["party_kind"] == "group" for party, _ in lanes)
    merged = groupby(
        sorted(
            (tie for tie in ties if tie["kind"] in JOINS and tie["to_id"] == root["party_id"]),
            key=lambda tie: str(tie["from_name"]),
        ),
        key=lambda tie: str(tie["from_name"]),
    )
    text = (
        f"{groups} groups and {len(lanes) - groups} people over time, a lane each, with "
        f"{len(ties)} ties by one reading or another. Told to have merged into "
        f"{short(root['name'])}, "
        f"been absorbed or taken in: "
        f"{listed(name for name, _ in merged)}."
    )
    if on_words:
        states = [tie["certainty"] for tie in ties]
        text += (
            f" On {on_words}: {states.count('certain')} ties certain, "
            f"{states.count('possible')} possible, {states.count('no')} not."
        )
    return text


def listed(names: Iterable[str]) -> str:
    """Return names in a line."""
    return "; ".join(label(name, 60) for name in names) or "none"
