"""Everything dated, in the order of time: a row for each thing, with its date and name beside it.

What is known is drawn, and not what is possible: a day is a point, some time in a month or year is
a light bar, and "by that day" or "from that day on" is a mark on that day.
"""

import json
from itertools import groupby

from common.date_words import in_words
from plugins.site.drawings.drawing import (
    FIRST_DAY,
    Drawing,
    Row,
    day_after,
    day_number,
    lines_of,
    sources_of,
)
from plugins.site.drawings.scale import Axis, gaps_between, stretched, ticks, year_start

WIDE, NARROW, SIZE, LINE, APART = 980.0, 306.0, 12.5, 16.0, 5.0
# Above the rows; between a mark and its words, and the least room that words need.
ABOVE, BESIDE, LEAST = 22.0, 9.0, 120.0
# Years without anything that are drawn at their length; how wide more are.
EMPTY_YEARS, GAP = 4, 22
# What is as short as this is a point.
POINT = 7.0
ON = "/.."
NOTE = (
    "Point: a day or a few. Light bar: some time in it. Stroke with an arrow to the left: by that "
    "day; to the right: from then on. Rust: attacks. Diamond: sources conflict on the date. "
    "Shaded: years without any event, shortened."
)


def things_of(rows: list[Row]) -> list[Row]:
    """Put what sources say of each thing together.

    Returns:
        For each thing: `title`, `kind`, `kind_label`, `attack_id`, its `readings`, and the
        `disagreements` about its date, each with id and topic.
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
        thing["known"] = known_of(readings)
        things.append(thing)
    return things


def known_of(readings: list[Row]) -> list[Row]:
    """Return the dates that say most: the narrowest, or all where they cannot all be right.

    A date that its source doubts counts where there is no other, and so does a bound.
    """
    dated = [row for row in readings if row["date"] and _bounds(row)]
    dated = [row for row in dated if not row["is_doubtful"]] or dated
    spans = [row for row in dated if row["date_earliest"] and row["date_latest"]] or dated
    spans = [row for row in spans if not row["date"].endswith(ON)] or spans
    spans.sort(key=lambda row: (row["date_earliest"] or FIRST_DAY, row["date_latest"] or ""))
    ends = [row["date_latest"] for row in spans if row["date_latest"]]
    if ends and max(row["date_earliest"] or FIRST_DAY for row in spans) <= min(ends):
        return [min(spans, key=_length)]
    return list({row["date"]: row for row in spans}.values())


def _length(row: Row) -> tuple[int, str]:
    if not row["date_earliest"] or not row["date_latest"]:
        return 10**7, row["date_latest"] or row["date_earliest"]
    return day_after(row["date_latest"]) - day_number(row["date_earliest"]), row["date_latest"]


def when_of(thing: Row) -> str:
    """Return when a thing was, in words, as far as it is known."""
    return " or ".join(
        in_words(row["date"], row["date_earliest"], row["date_latest"]) for row in thing["known"]
    )


def by_year(things: list[Row]) -> list[tuple[str, list[Row]]]:
    """Put things under the year in which they begin, or by whose end they were."""

    def year(thing: Row) -> str:
        first = thing["readings"][0]
        if first["date"][3:4] == "X":
            return f"{first['date'][:3]}0s"
        return str(first["date_earliest"] or first["date_latest"])[:4]

    return [(name, list(run)) for name, run in groupby(things, key=year)]


def draw_timeline(
    rows: list[Row], period: tuple[str, str], chosen: str, facts: Row, narrow: bool
) -> Drawing:
    """Draw what the query timeline answers; `chosen` is what was asked for, in words."""
    things = things_of(rows)
    drawn = [thing for thing in things if thing["known"]]
    drawing = Drawing("Timeline" + (f": {chosen}" if chosen else ""), rows=rows)
    drawing.facts = facts | {"things": things}
    if not drawn:
        drawing.empty = f"Nothing dated is found{f' ({chosen})' if chosen else ''}."
        return drawing
    many = f"{len(things)} dated event{'' if len(things) == 1 else 's'}"
    undated = len(facts["undated"])
    drawing.counts = f"{many}, by what is known of each date" + (
        f"; {undated} undated events are left out" if undated and not chosen else ""
    )
    drawing.sources = sources_of(rows)
    drawing.description = f"{many} from top to bottom, in the order of time."
    drawing.note = NOTE
    width = NARROW if narrow else WIDE
    axis, gaps = _axis(drawn, period, width)
    drawing.values = {"rows": _rows(drawn, axis), "ticks": ticks(axis, hidden=gaps)}
    drawing.left, drawing.top = 4, ABOVE
    last = drawing.values["rows"][-1]
    height = last["y"] + (len(last["lines"]) - 0.5) * LINE + APART
    drawing.values |= {"width": width, "height": height, "line_height": LINE, "size": SIZE}
    drawing.values["gaps"] = [(axis.pixel(start), axis.pixel(end)) for start, end in gaps]
    drawing.width, drawing.height = width + 8, ABOVE + height
    return drawing


def _axis(
    things: list[Row], period: tuple[str, str], width: float
) -> tuple[Axis, list[tuple[int, int]]]:
    """Make the axis, of the period where one is asked about, and return what it leaves out."""
    first, last = period
    if first and last:
        return Axis((day_number(first), day_after(last)), (0, width)), []
    dates = [row for thing in things for row in thing["known"]]
    days = sorted(day_number(row[name]) for row in dates for name in _bounds(row))
    start = year_start(day_number(first) if first else days[0])
    end = year_start(max(start, day_number(last) if last else days[-1]), 1)
    gaps = gaps_between(start, end, days, EMPTY_YEARS * 366)
    return stretched(start, end, ((*gap, GAP) for gap in gaps), width), gaps


def _bounds(row: Row) -> list[str]:
    """Return which ends of a date are known: what goes on has no last day."""
    names = [name for name in ("date_earliest", "date_latest") if row[name]]
    return names[:1] if row["date"].endswith(ON) else names


def _rows(things: list[Row], axis: Axis) -> list[Row]:
    """Place the things below each other: their marks, and the words beside these."""
    width, y = axis.range[-1], 0.0
    order = sorted(
        things, key=lambda thing: [thing["known"][0][n] for n in _bounds(thing["known"][0])]
    )
    rows = []
    for thing in order:
        marks = [_mark(row, axis) for row in thing["known"]]
        left, right = min(one["x"] for one in marks), max(one["end"] for one in marks)
        room = max(left, width - right) - BESIDE
        anchor, x = ("start", right + BESIDE) if width - right >= left else ("end", left - BESIDE)
        y += LINE / 2 + APART / 2
        words_y = y
        if room < LEAST:
            # No room beside a long bar: below it.
            anchor, x, room, words_y = "start", 0, width, y + LINE - 3
        lines = lines_of(f"{when_of(thing)}:", thing["title"], room, SIZE)
        first = thing["known"][0]
        rows.append(
            {
                **{"y": y, "words_y": words_y, "x": x, "anchor": anchor, "lines": lines},
                **{"marks": marks, "is_attack": thing["kind"] == "attack"},
                "is_disputed": bool(thing["disagreements"]) and len(thing["known"]) > 1,
                "href": f"/attacks/{thing['attack_id']}"
                if thing["attack_id"]
                else f"/claims/{first['claim_id']}",
                "title": f"{when_of(thing)}: {thing['title']}",
            }
        )
        y = words_y + (len(lines) - 0.5) * LINE + APART / 2
    return rows


def _mark(row: Row, axis: Axis) -> Row:
    """Return how a date is drawn: a point, a light bar, or a stroke with where it may lie."""
    bounds = _bounds(row)
    low, high = axis.domain[0], axis.domain[-1]
    if row["date_latest"] and day_after(row["date_latest"]) <= low:
        return {"sort": "by", "x": -4, "end": 6}
    if row["date_earliest"] and day_number(row["date_earliest"]) >= high:
        return {"sort": "from", "x": axis.range[-1] - 6, "end": axis.range[-1] + 4}
    if len(bounds) == 2:
        x, end = axis.span(row["date_earliest"], row["date_latest"])
        middle = (x + end) / 2
        if end - x > POINT:
            return {"sort": "bar", "x": x, "end": end}
        return {"sort": "point", "x": middle - 4, "end": middle + 4}
    if bounds == ["date_earliest"]:
        x = axis.pixel(day_number(row["date_earliest"]))
        return {"sort": "from", "x": x, "end": x + 10}
    x = axis.pixel(day_after(row["date_latest"]))
    return {"sort": "by", "x": x - 10, "end": x}
