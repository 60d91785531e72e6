"""The lineage of a group in time: a lane for each group and person, a row for each sort of tie."""

import datetime
from collections import defaultdict
from functools import partial
from typing import Any

from plugins.site.drawings.drawing import (
    FIRST_DAY,
    LAST_DAY,
    Drawing,
    Row,
    day_after,
    day_number,
    joined,
    label,
    short,
)
from plugins.site.drawings.lineage import (
    JOINS,
    LEADS,
    Lineage,
    draw,
    existence_in_text,
    party_of,
    tie_in_text,
)
from plugins.site.drawings.scale import Axis, month_start, stretched, ticks, year_start

STRIPE, BETWEEN, EDGE, LEAST_ROW, NARROW_ROW = 6, 2, 4, 17, 8
# How much room a label takes that stands above its row and not before it.
HEAD_ABOVE, LABEL_ABOVE = 15, 13
# The labels before the rows, and the axis; the same for a telephone.
LABELS, WIDE, NARROW = 260, 930, 306
# The axis above, and below the day that is asked about.
ABOVE, BELOW = 20, 34
# The share of the width that the months of the founding get.
WIDE_SHARE = 0.38
# How strongly what is possible is drawn, and the days on which something was; fully is certain.
POSSIBLE, SOME_DAY = 0.25, 0.45
# How far apart the lines of two readings that end on the same day are drawn.
ASIDE = 5
NOTE = (
    "Strong: certain. Light: possible. The first row of a group is when it existed. "
    "Full lines are mergers, broken lines pledges: they lead from those who merged or pledged to "
    "where they did so, at the last day on which it can have been."
)
# What bounds a row in time.
BOUNDS = ("possible_from", "certain_from", "certain_to", "date_earliest", "date_latest")


# A stripe is a tie, or when a group existed, by one reading; a pledge to several is several ties.
Stripe = list[Row]


def draw_lanes(lineage: Lineage, facts: Row, narrow: bool) -> Drawing:
    """Draw a lineage in time."""
    return draw(lineage, facts, partial(_lay_out, narrow=narrow), NOTE)


def _lay_out(drawing: Drawing, lineage: Lineage, root: Row, narrow: bool) -> None:
    width = NARROW if narrow else WIDE
    lanes, height = _lanes(lineage, narrow)
    axis, wide = _axis(lineage, root, width)
    stripes = [stripe for lane in lanes for line in lane["lines"] for stripe in line["stripes"]]
    for stripe in stripes:
        stripe |= _drawn(stripe["rows"], axis, lineage.on_words)
    drawing.left, drawing.top = (2 if narrow else LABELS), ABOVE
    drawing.width, drawing.height = drawing.left + width, ABOVE + height + BELOW
    drawing.facts["wide"] = wide
    drawing.values = {
        **{"narrow": narrow, "width": width, "height": height, "root": root},
        **{"ticks": ticks(axis), "wide": wide, "day": _day(axis, lineage)},
        **{"lanes": lanes, "stripes": stripes, "trunks": _trunks(lanes, axis, root)},
    }
    groups = sum(lane["party"]["party_kind"] == "group" for lane in lanes)
    joining = [tie for tie in lineage.ties if tie["kind"] in JOINS]
    into = {str(tie["from_name"]) for tie in joining if tie["to_id"] == root["party_id"]}
    drawing.description = (
        f"{groups} groups and {len(lanes) - groups} people over time, a lane each, with "
        f"{len(lineage.ties)} ties by one reading or another. Told to have merged into "
        f"{short(root['name'])}, been absorbed or taken in: {joined(sorted(into))}."
        + lineage.counted(lineage.ties, "ties")
    )


# ---------------------------------------------------------------------------------------- rows


def _lanes(lineage: Lineage, narrow: bool) -> tuple[list[Row], float]:
    """Give each party a lane, its lines and their stripes a place; return the height as well."""
    lanes, top = [], 0.0
    for party in lineage.shown():
        lane: Row = {"party": party, "top": top, "lines": []}
        top += EDGE
        for place, (name, stripes) in enumerate(_lines(party, lineage)):
            if narrow:
                top += LABEL_ABOVE if place else HEAD_ABOVE
            used = len(stripes) * (STRIPE + BETWEEN) - BETWEEN
            height = max(used + 2 * EDGE, NARROW_ROW if narrow else LEAST_ROW)
            middle = top + height / 2
            line = {"name": name, "is_head": not place, "top": top, "middle": middle}
            first = middle + (STRIPE - used) / 2
            line["stripes"] = [
                {"rows": rows, "y": first + place * (STRIPE + BETWEEN)}
                for place, rows in enumerate(stripes)
            ]
            lane["lines"].append(line)
            top += height
        top += EDGE
        lanes.append(lane | {"bottom": top})
    return lanes, top


def _lines(party: Row, lineage: Lineage) -> list[tuple[str, list[Stripe]]]:
    """Give a party its rows; the first tells when a group existed, or whom a person leads."""
    lines = _tie_lines(party, lineage.ties)
    if party["party_kind"] == "group":
        existence = [[row] for row in lineage.existence_of(party)]
        return [(short(party["name"]), existence), *lines]
    name = label(party["name"], 34)
    leading = next((line for line in lines if line[0].startswith("leads ")), None)
    if leading is None:
        return [(name, []), *lines]
    others = [line for line in lines if line is not leading]
    return [(label(f"{name}, {leading[0]}", 40), leading[1]), *others]


def _tie_lines(party: Row, ties: list[Row]) -> list[tuple[str, list[Stripe]]]:
    """Make a row for each sort of tie to each other party; all pledges share one."""
    lines: dict[tuple[int, str, str], tuple[str, list[Stripe]]] = {}
    for tie in ties:
        if party_of(tie, "from") != party_of(party):
            continue
        place, name = _sort_of(tie)
        is_pledge = tie["kind"] == "allegiance"
        key = (place, name, "" if is_pledge else tie["to_id"])
        _, stripes = lines.setdefault(key, (name, []))
        # One sentence may name several to whom the pledge goes: one stripe, several lines.
        same = [rows for rows in stripes if rows[0]["claim_id"] == tie["claim_id"]]
        if same and is_pledge:
            same[0].append(tie)
        else:
            stripes.append([tie])
    return [lines[key] for key in sorted(lines, key=lambda key: key[0])]


def _sort_of(tie: Row) -> tuple[int, str]:
    """Return where the row of a tie stands, and what to call it."""
    to = short(tie["to_name"])
    if tie["kind"] == "allegiance":
        place, name = 1, "pledges"
    elif tie["table_name"] != "membership":
        place, name = 4, f"{tie['tie'][:1].lower()}{tie['tie'][1:]} {to}"
    elif tie["kind"].startswith("former"):
        place, name = 4, f"once head of {to}"
    elif tie["from_kind"] == "person" and tie["kind"] in LEADS:
        place, name = 2, f"leads {to}"
    else:
        place, name = 0, f"{'part of' if tie['from_kind'] == 'group' else 'in'} {to}"
    return place, label(name, 34)


# ---------------------------------------------------------------------------------------- time


def _axis(lineage: Lineage, root: Row, width: float) -> tuple[Axis, tuple[float, float] | None]:
    """Make the axis; the months around a dated founding are drawn wider, and returned as pixels."""
    rows = [*lineage.ties, *lineage.existence]
    days = [row[name] for row in rows for name in BOUNDS if row.get(name)]
    days = [day for day in days if FIRST_DAY < day < LAST_DAY]
    # Where nothing is dated, today.
    days += [day for day in lineage.on or () if "1900" < day < "2100"] if days else []
    days = days or [datetime.date.today().isoformat()]
    start, end = year_start(day_number(min(days))), year_start(day_number(max(days)), 1)
    founded = [
        datetime.date.fromisoformat(row[name])
        for row in lineage.existence_of(root)
        if row["date"] and row["date_earliest"] and row["date_latest"]
        for name in ("date_earliest", "date_latest")
    ]
    if not founded:
        return Axis((start, end), (0, width)), None
    first = month_start(min(founded).year, min(founded).month - 1)
    last = month_start(max(founded).year, max(founded).month + 2)
    if not start < first < last < end or (last - first) / (end - start) >= WIDE_SHARE:
        return Axis((start, end), (0, width)), None
    axis = stretched(start, end, [(first, last, WIDE_SHARE * width)], width)
    return axis, (axis.pixel(first), axis.pixel(last))


def _day(axis: Axis, lineage: Lineage) -> Row | None:
    """Return where the time lies that is asked about; None where none is, or off the axis."""
    if lineage.on is None:
        return None
    first, last = lineage.on
    if day_number(first) >= axis.domain[-1] or day_number(last) < axis.domain[0]:
        return None
    x, right = axis.span(first, last) if first != last else (axis.pixel(day_number(first)),) * 2
    return {"x": x, "width": right - x, "middle": (x + right) / 2, "label": lineage.on_words}


def _drawn(rows: Stripe, axis: Axis, on_words: str) -> Row:
    """Return a stripe as its template draws it: pieces, each as strong as it is certain."""
    row, mark = rows[0], None
    start, end = axis.span(row["possible_from"], row["possible_to"])
    pieces = [(start, end, POSSIBLE)]
    if row["certain_from"] <= row["certain_to"]:
        sure, unsure = axis.span(row["certain_from"], row["certain_to"])
        pieces = [(start, sure, POSSIBLE), (sure, unsure, 1.0), (unsure, end, POSSIBLE)]
    elif row["date_latest"]:
        first, mark = axis.span(row["date_earliest"] or row["date_latest"], row["date_latest"])
        if row["date_earliest"]:
            pieces.append((first, mark, SOME_DAY))
    in_text = existence_in_text if "group_id" in row else tie_in_text
    return {
        **{"x": start, "width": end - start, "mark": mark, "certainty": row["certainty"]},
        "pieces": [(x, right - x, strength) for x, right, strength in pieces if right > x],
        "colour": row["colour"],
        "href": f"/claims/{row['claim_id']}",
        "said": label(" ".join(in_text(each, on_words) for each in rows), 400),
    }


def _trunks(lanes: list[Row], axis: Axis, root: Row) -> list[Row]:
    """Return the lines of mergers and pledges, from party to party, with their ends.

    A line stands at the last day on which the thing can have happened. Those of one reading share
    one; those of several that end on one day stand side by side, pledges first.
    """
    heads = {lane["party"]["party_id"]: lane["lines"][0]["middle"] for lane in lanes}
    ends: dict[tuple[Any, ...], list[tuple[float, float]]] = defaultdict(list)
    stripes = [stripe for lane in lanes for line in lane["lines"] for stripe in line["stripes"]]
    for tie, y in ((row, stripe["y"]) for stripe in stripes for row in stripe["rows"]):
        is_merger = tie.get("kind") in JOINS and tie["to_id"] == root["party_id"]
        is_event = (is_merger or tie.get("kind") == "allegiance") and tie["date_kind"] == "event"
        if is_event and tie["date_latest"] and tie["to_id"] in heads:
            x, trunk = axis.pixel(day_after(tie["date_latest"])), tie["reading_set"]
            key = (x, is_merger, tie["place"], tie["colour"], trunk or tie["claim_id"])
            ends[key].append((y, heads[tie["to_id"]]))
    places: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key in sorted(ends):
        places[round(key[0])].append(key)
    return [
        {
            "x": key[0] + (place - len(beside) + 1) * ASIDE,
            **{"is_pledge": not key[1], "colour": key[3], "ends": ends[key]},
            "top": min(min(pair) for pair in ends[key]),
            "bottom": max(max(pair) for pair in ends[key]),
        }
        for beside in places.values()
        for place, key in enumerate(beside)
    ]
