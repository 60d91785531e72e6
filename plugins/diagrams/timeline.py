"""Everything dated, as bars as long as the uncertainty: a row for each thing, by kinds."""

import json
import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from common.date_words import in_words
from plugins.diagrams.drawing import (
    DAY,
    Drawing,
    Row,
    after,
    label,
    milliseconds,
    reading_of,
    readings_of,
)
from plugins.diagrams.scale import names, straight, ticks, without_gaps, year_after, year_start

STRIPE, BETWEEN, ROW_EDGE, KIND_HEAD = 8, 3, 4, 30
# Years without anything that are drawn at their length; more are left out.
EMPTY_YEARS = 5
GAP_PIXELS = 26
# What is as short as this on paper is drawn as a point.
POINT_PIXELS = 9
# What a title begins with: a name and its acronym, of which the acronym is enough for a label.
ACRONYM = re.compile(r"^[^()]{1,80} \(([A-Z]{2,8})\)(?=:)")
# Shapes in the terms of SVG: a stroke for the day by which something was.
STROKE = "M-0.25,-1H0.25V1H-0.25Z"
# The last day that a document could know of is no end of the thing that it tells as going on.
ON = "/.."


def things(rows: list[Row]) -> list[Row]:
    """Put the readings of each thing together.

    Returns:
        For each thing: `title`, `kind`, `kind_label`, `attack_id`, its `readings`, and the
        `disagreements` that they are in, each with id and topic.
    """
    found = []
    for _, run in groupby(rows, key=lambda row: row["thing"]):
        readings = list(run)
        disputes = {
            one["id"]: one["topic"] for row in readings for one in json.loads(row["disagreements"])
        }
        found.append(
            {
                **{
                    name: readings[0][name] for name in ("title", "kind", "kind_label", "attack_id")
                },
                "readings": readings,
                "disagreements": [{"id": key, "topic": disputes[key]} for key in sorted(disputes)],
            }
        )
    return found


def by_year(told: list[Row]) -> list[tuple[str, list[Row]]]:
    """Put things under the year in which they begin, or by whose end they were."""

    def year(thing: Row) -> str:
        first = thing["readings"][0]
        if first["date"][3:4] == "X":
            return f"{first['date'][:3]}0s"
        return str(first["date_earliest"] or first["date_latest"])[:4]

    return [(name, list(run)) for name, run in groupby(told, key=year)]


def years(rows: list[Row]) -> list[str]:
    """Return the years in which something begins."""
    return sorted(
        {
            row["date_earliest"][:4]
            for row in rows
            if row["date"] and row["date_earliest"] and row["date"][3:4] != "X"
        }
    )


def in_text(thing: Row, row: Row) -> str:
    """Say a reading in a sentence, for those who cannot see it."""
    words = in_words(row["date"], row["date_earliest"], row["date_latest"])
    disputed = ", disputed" if thing["disagreements"] else ""
    return f"{thing['title']}: {words}{disputed}. {row['source']}, {row['passage']}"


def draw(
    rows: list[Row],
    documents: Iterable[str],
    asked: tuple[str, str] | None,
    chosen: str,
    narrow: bool,
) -> Drawing:
    """Lay out the bars.

    Args:
        rows: What the query timeline answers.
        documents: What the documents are called, those as well that are not asked for.
        asked: The first and last day asked about; None for all.
        chosen: What was asked for, in words.
        narrow: Whether it is for a telephone.
    """
    told = things(rows)
    drawing = Drawing("Timeline" + (f": {chosen}" if chosen else ""), "", rows=rows)
    drawing.facts = {"things": told}
    if not told:
        drawing.empty = "No document dates anything of the sort" + (
            f" ({chosen})." if chosen else "."
        )
        return drawing
    dated = [row for row in rows if row["date"]]
    bounds = sorted(
        day for row in dated for day in (row["date_earliest"], row["date_latest"]) if day
    )
    width = 306 if narrow else 790
    gaps: list[tuple[int, int]] = []
    if asked and all(asked):
        axis = straight(milliseconds(asked[0]), after(asked[1]), width)
    else:
        start = year_start(milliseconds(asked[0] if asked and asked[0] else bounds[0]))
        last = milliseconds(asked[1] if asked and asked[1] else bounds[-1])
        axis, gaps = without_gaps(
            start,
            year_after(max(start, last)),
            [milliseconds(day) for day in bounds],
            EMPTY_YEARS * 366 * DAY,
            GAP_PIXELS,
            width,
        )
    values: dict[str, list[Row]] = {
        name: [] for name in ("bars", "points", "arrows", "hits", "labels", "kinds")
    }
    top = 0.0
    ordered = sorted(told, key=lambda thing: thing["kind_label"])
    first_of = {
        kind: min(told.index(thing) for thing in ordered if thing["kind_label"] == kind)
        for kind in {thing["kind_label"] for thing in ordered}
    }
    ordered.sort(key=lambda thing: (first_of[thing["kind_label"]], told.index(thing)))
    for kind, of_kind in groupby(ordered, key=lambda thing: str(thing["kind_label"])):
        values["kinds"].append(
            {"y": top + KIND_HEAD - 10, "rule": top + 6, "label": label(kind, 50)}
        )
        top += KIND_HEAD
        for thing in of_kind:
            top = _thing(thing, top, axis, values, narrow)
    drawing.facts |= {"gaps": gaps}
    written = ticks(axis, room=36, hidden=gaps)
    drawing.description = (
        f"{len(told)} things that documents date, {len(dated)} dates by one reading or another, "
        "grouped by kind; the sources disagree on the time of "
        f"{sum(bool(thing['disagreements']) for thing in told)} of the things."
    )
    drawing.values = {
        "width": width,
        "height": top,
        "ys": [0, top],
        "domain": axis.domain,
        "range": axis.range,
        "ticks": [tick["time"] for tick in written],
        "names": names(written),
        "gaps": [{"start": start, "end": end} for start, end in gaps],
        "readings": readings_of(documents),
        "shown": [
            reading
            for reading in readings_of(documents)
            if reading in {reading_of(row) for row in dated}
        ],
        "narrow": narrow,
        "columns": 1 if narrow else 2,
        **values,
    }
    return drawing


def _thing(thing: Row, top: float, axis: Any, values: dict[str, list[Row]], narrow: bool) -> float:
    """Lay out one thing, and return where the next begins."""
    readings = [row for row in thing["readings"] if row["date"]]
    if narrow:
        top += 14
    used = len(readings) * (STRIPE + BETWEEN) - BETWEEN
    height = used + 2 * ROW_EDGE + (0 if narrow else max(0, 18 - used - 2 * ROW_EDGE))
    values["labels"].append(
        {
            "y": top - 3 if narrow else top + height / 2,
            "label": label(ACRONYM.sub(r"\1", thing["title"]), 48),
            "is_disputed": bool(thing["disagreements"]),
        }
    )
    address = f"/attacks/{thing['attack_id']}" if thing["attack_id"] else None
    for place, row in enumerate(readings):
        y = top + (height - used) / 2 + place * (STRIPE + BETWEEN) + STRIPE / 2
        _reading(thing, row, y, axis, values, address)
    return top + height


def _reading(
    thing: Row, row: Row, y: float, axis: Any, values: dict[str, list[Row]], address: str | None
) -> None:
    low, high = axis.domain[0], axis.domain[-1]
    open_start = row["date_earliest"] is None
    open_end = row["date"].endswith(ON)
    start = low if open_start else milliseconds(row["date_earliest"])
    end = after(row["date_latest"]) if row["date_latest"] else high
    shared = {"y": y, "reading": reading_of(row)}
    hit = {
        **shared,
        "top": y - STRIPE / 2 - 1,
        "bottom": y + STRIPE / 2 + 1,
        "href": address or f"/claims/{row['claim_id']}",
        "label": label(in_text(thing, row), 300),
    }
    bar = {**shared, "top": y - STRIPE / 2 + 1, "bottom": y + STRIPE / 2 - 1}
    if end <= low or start >= high:
        # Another reading of the thing lies in the period; this one is beyond the edge.
        edge, shape = (low, "triangle-left") if end <= low else (high, "triangle-right")
        values["arrows"].append({**shared, "time": edge, "shape": shape})
        values["hits"].append({**hit, "start": edge, "end": edge})
        return
    from_pixel, to_pixel = axis.pixel(start), axis.pixel(end)
    if open_start:
        # By that day: a stroke there, and a thin line before it.
        if end > high:
            values["arrows"].append({**shared, "time": high, "shape": "triangle-right"})
        else:
            values["points"].append({**shared, "time": end, "shape": STROKE})
        values["bars"].append(
            {**bar, "start": axis.clip(start), "end": axis.clip(end), "strength": 0.3}
            | {"top": y - 1, "bottom": y + 1}
        )
        values["hits"].append({**hit, "start": axis.clip(start), "end": axis.clip(end)})
        return
    if to_pixel - from_pixel < POINT_PIXELS:
        values["points"].append({**shared, "time": axis.clip((start + end) / 2), "shape": "circle"})
    else:
        values["bars"].append(
            {
                **bar,
                "start": axis.clip(start),
                "end": axis.clip(end),
                "strength": 0.35 if open_end else 0.8,
            }
        )
    if open_end or end > high:
        values["arrows"].append({**shared, "time": axis.clip(end), "shape": "triangle-right"})
    if start < low:
        values["arrows"].append({**shared, "time": low, "shape": "triangle-left"})
    values["hits"].append({**hit, "start": axis.clip(start), "end": axis.clip(end)})
