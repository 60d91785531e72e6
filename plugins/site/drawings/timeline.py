"""Everything dated, as bars as long as the uncertainty: a row for each thing, by kinds."""

import json
import re
from itertools import groupby

from common.date_words import in_words
from plugins.site.drawings.drawing import (
    FIRST_DAY,
    Drawing,
    Row,
    day_after,
    day_number,
    label,
)
from plugins.site.drawings.scale import Axis, gaps_between, stretched, ticks, year_start

STRIPE, BETWEEN, EDGE, KIND_HEAD, LEAST_ROW = 8, 3, 4, 30, 18
# The labels before the rows, with a place for the mark of those disputed; above, for a telephone.
LABELS, WIDE, NARROW, LABEL_ABOVE, MARK = 310, 790, 306, 14, 16
# The axis above.
ABOVE = 20
# Years without anything that are drawn at their length; how wide more are.
EMPTY_YEARS, GAP = 5, 26
# What is as short as this on paper is drawn as a point.
POINT = 9
# How strongly bars are drawn: a span, one that goes on, and the time before a day by which it was.
SPAN, GOES_ON, BEFORE = 0.8, 0.35, 0.3
# What a title begins with: a name and its acronym, of which the acronym is enough for a label.
ACRONYM = re.compile(r"^[^()]{1,80} \(([A-Z]{2,8})\)(?=:)")
# The last day that a document could know of is no end of the thing that it tells as going on.
ON = "/.."
NOTE = (
    "A bar is as long as the uncertainty, a point is some days. A stroke with a thin line before "
    "it: by that day. An arrow: it goes on. A diamond: the time is disputed. Shaded: left out."
)


def things_of(rows: list[Row]) -> list[Row]:
    """Put the readings of each thing together.

    Returns:
        For each thing: `title`, `kind`, `kind_label`, `attack_id`, its `readings`, and the
        `disagreements` that they are in, each with id and topic.
    """
    things = []
    for _, run in groupby(rows, key=lambda row: row["thing"]):
        readings = list(run)
        disputes = {
            one["id"]: one["topic"] for row in readings for one in json.loads(row["disagreements"])
        }
        thing = {name: readings[0][name] for name in ("title", "kind", "kind_label", "attack_id")}
        thing["readings"] = readings
        thing["disagreements"] = [{"id": key, "topic": disputes[key]} for key in sorted(disputes)]
        things.append(thing)
    return things


def by_year(things: list[Row]) -> list[tuple[str, list[Row]]]:
    """Put things under the year in which they begin, or by whose end they were."""

    def year(thing: Row) -> str:
        first = thing["readings"][0]
        if first["date"][3:4] == "X":
            return f"{first['date'][:3]}0s"
        return str(first["date_earliest"] or first["date_latest"])[:4]

    return [(name, list(run)) for name, run in groupby(things, key=year)]


def draw_timeline(
    rows: list[Row],
    period: tuple[str, str],
    chosen: str,
    facts: Row,
    narrow: bool,
) -> Drawing:
    """Draw the bars.

    Args:
        rows: What the query timeline answers.
        period: The first and last day asked about, empty where open.
        chosen: What was asked for, in words.
        facts: What its page says besides.
        narrow: Whether it is for a telephone.
    """
    things = things_of(rows)
    drawing = Drawing("Timeline" + (f": {chosen}" if chosen else ""), rows=rows)
    drawing.facts = facts | {"things": things}
    if not things:
        asked = f" ({chosen})" if chosen else ""
        drawing.empty = f"No document dates anything of the sort{asked}."
        return drawing
    dated = [row for row in rows if row["date"]]
    width = NARROW if narrow else WIDE
    axis, gaps = _axis(dated, period, width)
    drawing.facts["gaps"] = gaps
    drawing.description = (
        f"{len(things)} things that documents date, {len(dated)} dates by one reading or another, "
        "grouped by kind; the sources disagree on the time of "
        f"{sum(bool(thing['disagreements']) for thing in things)} of the things."
    )
    drawing.explain(NOTE, dated)
    kinds, height = _kinds(things, axis, narrow)
    labels = 0 if narrow else LABELS
    drawing.left, drawing.top = MARK + labels, ABOVE
    drawing.width, drawing.height = drawing.left + width, ABOVE + height
    drawing.values = {
        **{"labels": -labels, "narrow": narrow, "width": width, "height": height},
        **{"ticks": ticks(axis, hidden=gaps), "kinds": kinds},
        "gaps": [(axis.pixel(start), axis.pixel(end)) for start, end in gaps],
    }
    return drawing


def _axis(
    dated: list[Row], period: tuple[str, str], width: float
) -> tuple[Axis, list[tuple[int, int]]]:
    """Make the axis, of the period where one is asked about, and return what it leaves out."""
    first, last = period
    if first and last:
        return Axis((day_number(first), day_after(last)), (0, width)), []
    bounds = [row[name] for row in dated for name in ("date_earliest", "date_latest")]
    days = sorted(day_number(day) for day in bounds if day)
    start = year_start(day_number(first) if first else days[0])
    end = year_start(max(start, day_number(last) if last else days[-1]), 1)
    gaps = gaps_between(start, end, days, EMPTY_YEARS * 366)
    return stretched(start, end, ((*gap, GAP) for gap in gaps), width), gaps


def _kinds(things: list[Row], axis: Axis, narrow: bool) -> tuple[list[Row], float]:
    """Place the things, by kinds in the order of their first, and return the height of all."""
    kinds: dict[str, Row] = {}
    for thing in things:
        name = str(thing["kind_label"])
        kinds.setdefault(name, {"label": label(name, 50), "things": []})["things"].append(thing)
    top = 0.0
    for kind in kinds.values():
        kind["rule"], kind["y"] = top + 6, top + KIND_HEAD - 14
        top += KIND_HEAD
        for place, thing in enumerate(kind["things"]):
            top += LABEL_ABOVE if narrow else 0
            readings = [row for row in thing["readings"] if row["date"]]
            used = len(readings) * (STRIPE + BETWEEN) - BETWEEN
            height = max(used + 2 * EDGE, 0 if narrow else LEAST_ROW)
            first = top + (height - used + STRIPE) / 2
            kind["things"][place] = {
                "y": top - 7 if narrow else top + height / 2,
                "label": label(ACRONYM.sub(r"\1", thing["title"]), 48),
                "is_disputed": bool(thing["disagreements"]),
                "marks": [
                    _mark(thing, row, axis) | {"y": first + place * (STRIPE + BETWEEN)}
                    for place, row in enumerate(readings)
                ],
            }
            top += height
    return list(kinds.values()), top


def _mark(thing: Row, row: Row, axis: Axis) -> Row:
    """Return how a reading is drawn: x, width and strength of its bar, stroke, point and arrows."""
    low, high = axis.domain[0], axis.domain[-1]
    start = day_number(row["date_earliest"] or FIRST_DAY)
    end = day_after(row["date_latest"]) if row["date_latest"] else high
    left, right = axis.pixel(start), axis.pixel(end)
    words = in_words(row["date"], row["date_earliest"], row["date_latest"])
    disputed = ", disputed" if thing["disagreements"] else ""
    said = f"{thing['title']}: {words}{disputed}. {row['source']}, {row['passage']}"
    page = f"/attacks/{thing['attack_id']}" if thing["attack_id"] else f"/claims/{row['claim_id']}"
    mark = {"x": left, "width": right - left, "href": page, "said": label(said, 300)}
    mark["colour"] = row["colour"]
    goes_on = row["date"].endswith(ON)
    if end <= low or start >= high:
        # Another reading of the thing lies in the period; this one is beyond the edge.
        return mark | {"before": end <= low, "after": end > low}
    if not row["date_earliest"]:
        # By that day: a stroke there, and a thin line before it.
        by = {"after": True} if end > high else {"stroke": right}
        return mark | {"strength": BEFORE, "thin": True} | by
    mark |= {"before": start < low, "after": goes_on or end > high}
    if right - left < POINT:
        return mark | {"point": (left + right) / 2}
    return mark | {"strength": GOES_ON if goes_on else SPAN}
