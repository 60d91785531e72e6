"""Everything dated, in the order of time: a row for each thing, its date and name before its mark.

What is known is drawn, and not what is possible: a day is a point, some time in a month or year is
a light bar, and "by that day" or "from that day on" is a mark on that day.
"""

import contextlib
import json
from functools import partial
from itertools import groupby

from datasette.app import Datasette

from common.date_words import between, bounds_of, dates_in_words, in_words, known_of
from common.dates import OPEN, DateError, parse
from plugins.site.drawings.drawing import (
    Drawing,
    Layout,
    ParameterError,
    days_of,
    label,
    lines_of,
    name_of,
    sources_of,
)
from plugins.site.drawings.scale import Axis, Tick, day_after, day_number, of_years, pixel, ticks
from plugins.site.queries import Row, named, select

TITLE, TEMPLATE, PARAMETERS = "Timeline", "timeline", ("kind", "group", "from", "to")
# The words of a row; where the axis begins beside them, and how wide it is. On a telephone the mark
# stands below the words.
WORDS, BESIDE, AXIS, NARROW = 470.0, 486.0, 640.0, 306.0
SIZE, LINE, ABOVE, APART = 14.0, 18.0, 24.0, 9.0
# What is as short as this is a point; how long an arrow is.
POINT, ARROW = 11.0, 14.0
# What sources say and publish is shown where it is asked for, by its kind or with all.
SAID, ALL = {"statement", "publication"}, "all"
NOTE = (
    "Point: a day, or a span too short to draw. Light bar: some time in it; with an edge: from one "
    "time to another. Stroke with an arrow to the left: by that day; to the right: from then on. "
    "Rust: attacks. Diamond: sources conflict on the date. Shaded: years that are drawn closer "
    "together."
)


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Layout:
    """Fetch what is dated, and what else the page lists."""
    kind, group, start, end = (parameters[name] for name in PARAMETERS)
    first, last = days_of(start)[0], days_of(end)[1]
    if first and last and first > last:
        raise ParameterError("The period ends before it begins.")
    words = f"from {in_words(first)}" if first else f"to {in_words(last)}" if last else ""
    words = between(first, last) if first and last else words
    name = await name_of(datasette, "groups", group)
    of_kind = "with statements and publications" if kind == ALL else kind.replace("-", " ")
    chosen = [label(of_kind, 40), label(name, 120), words]
    entries = await select(datasette, "select * from timeline_entries")
    doubtful = {(row["table_name"], row["row_id"]): row["is_doubtful"] for row in entries}
    wanted = "" if kind == ALL else kind
    rows = await named(datasette, "timeline", start=start, end=end, kind=wanted, group=group)
    said = [] if kind else [row for row in rows if row["kind"] in SAID]
    rows = [row for row in rows if kind or row["kind"] not in SAID]
    for row in rows:
        row["is_doubtful"] = doubtful[row["table_name"], row["row_id"]]
    shown = [row for row in entries if kind or row["kind"] not in SAID]
    dated = [row for row in entries if row["is_dated"]]
    groups = {id_ for row in dated for id_ in json.loads(row["group_ids"])}
    names = await select(datasette, "select id, name from groups order by lower(name)")
    # Attacks told in general are of that kind too.
    labels = {row["kind"]: row["kind_label"] for row in dated} | {"attack": "Attack"}
    kinds = {row["kind"] for row in dated}
    days = {
        row["date_earliest"]
        for row in shown
        if row["is_dated"] and (row["date_edtf"] or "")[3:4] not in ("", "X")
    }
    # By the documents alone: event data are not on the timeline.
    newest = (await select(datasette, "select document from page_ends"))[0]["document"]
    goes_on = (first or last) and newest and (not last or last > newest)
    known = {
        "things": things_of(rows),
        "past": f"nothing here is later than {in_words(newest)}" if goes_on else "",
        # The years in which something begins, and what can be chosen.
        "years": sorted({day[:4] for day in days - {None}}),
        "kinds": sorted(((kind, labels[kind]) for kind in kinds), key=lambda pair: pair[1]),
        "groups": [(row["id"], row["name"]) for row in names if row["id"] in groups],
        "undated": sorted({row["title"] for row in shown if not row["is_dated"]}),
        "said": len({row["thing"] for row in said}),
    }
    return partial(draw, known, (first, last), ", ".join(filter(None, chosen)))


def things_of(rows: list[Row]) -> list[Row]:
    """Put what sources say of each thing together.

    Returns:
        For each thing: `title`, `kind`, `kind_label`, `attack_id`, its `readings`, the
        `disagreements` about its date, each with id and topic, what is `known` of it, in words
        `when`, and the `year` under which it is listed.
    """
    things = []
    for _, run in groupby(rows, key=lambda row: row["thing"]):
        readings = list(run)
        known = known_of(readings)
        # It bears the title of the date that is shown: of another it may be but possible.
        shown = known[0] if known else readings[0]
        disputes = {
            one["id"]: one["topic"] for row in readings for one in json.loads(row["disagreements"])
        }
        begun = begun_by(shown)[0][:4]
        things.append(
            {name: shown[name] for name in ("title", "kind", "kind_label", "attack_id")}
            | {
                "readings": readings,
                "disagreements": [{"id": key, "topic": disputes[key]} for key in sorted(disputes)],
                "known": known,
                "when": dates_in_words(known),
                "year": f"{begun[:3]}0s" if shown["date"][3:4] == "X" else begun,
                "turn": begun_by(shown),
            }
        )
    return sorted(things, key=lambda thing: thing["turn"])


def begun_by(row: Row) -> tuple[str, str]:
    """Return the day by which something has begun, as far as that is known, to order it by.

    Returns:
        That day, of what goes on the first on which it may have begun, and the first possible one.
    """
    start, _, end = row["date"].partition("/")
    bounds = bounds_of(row) or [""]
    day = bounds[0] if end == OPEN else bounds[-1]
    if end and OPEN not in (start, end):
        with contextlib.suppress(DateError):  # in a database that no build has made
            day = parse(start).latest or day
    return day, bounds[0]


def draw(known: Row, period: tuple[str, str], chosen: str, narrow: bool) -> Drawing:
    """Draw things below each other; `chosen` is what is asked for, in words."""
    things = known["things"]
    drawing = Drawing("Timeline" + (f": {chosen}" if chosen else ""), facts=known)
    drawing.rows = [row for thing in things for row in thing["readings"]]
    drawn = [thing for thing in things if thing["known"]]
    if not drawn:
        past = known["past"] and f": {known['past']}"
        drawing.empty = f"Nothing dated is found{f' ({chosen})' if chosen else ''}{past}."
        return drawing
    many = f"{len(things)} dated event{'' if len(things) == 1 else 's'}"
    left_out = 0 if chosen else len(known["undated"])
    plural = "s are" if left_out > 1 else " is"
    undated = f"; {left_out} undated event{plural} left out" if left_out else ""
    past = known["past"] and f"; {known['past']}"
    drawing.counts = f"{many}, by what is known of each date{undated}{past}"
    drawing.description = f"{many} from top to bottom, in the order of time."
    drawing.sources, drawing.note = sources_of(drawing.rows), NOTE
    width, left = (NARROW, 0.0) if narrow else (AXIS, BESIDE)
    days = [day_number(day) for thing in drawn for row in thing["known"] for day in bounds_of(row)]
    ends = [day_number(day) for day in period if day]
    low = ends[0] if period[0] else min(days + ends)
    high = ends[-1] if period[1] else max(days + ends)
    axis, gaps = of_years([low, high, *(day for day in days if low <= day <= high)], width)
    if all(period):
        axis, gaps = [(low, 0.0), (high + 1, width)], []
    labels = ticks(axis, gaps)
    if gaps and gaps[0][0] == axis[0][0]:
        labels.insert(0, Tick(0, "earlier"))
    y, words_width = ABOVE, NARROW if narrow else WORDS
    for thing in drawn:
        thing["marks"] = [_mark(row, axis) for row in thing["known"]]
        thing["lines"] = lines_of(f"{thing['when']}:", thing["title"], words_width, SIZE)
        thing["y"], height = y, len(thing["lines"]) * LINE
        thing["mark_y"] = y + (height + 6 if narrow else LINE / 2)
        y += height + APART + (12 if narrow else 0)
    drawing.width, drawing.height = left + width, y + ABOVE
    drawing.values = {
        **{"things": drawn, "left": left, "line_height": LINE, "size": SIZE},
        "ticks": labels,
        "gaps": [(pixel(axis, start), pixel(axis, end)) for start, end in gaps],
    }
    return drawing


def _mark(row: Row, axis: Axis) -> Row:
    """Return how a date is drawn: a point, a light bar, or a stroke with where it may lie."""
    earliest, latest = row["date_earliest"], row["date_latest"]
    start, _, until = row["date"].partition("/")
    if start == OPEN:  # as its words say, and not since when the order of events lets it be
        earliest = None
    low, width = axis[0][0], axis[-1][1]
    x = pixel(axis, day_number(earliest)) if earliest else 0.0
    end = pixel(axis, day_after(latest)) if latest else width
    if not earliest or (latest and day_after(latest) <= low):
        return {"sort": "by", "x": max(end, ARROW)}
    if x >= width or len(bounds_of(row)) == 1:
        return {"sort": "from", "x": min(x, width - ARROW)}
    if end - x > POINT:
        return {"sort": "bar", "x": x, "width": end - x, "is_span": bool(until)}
    return {"sort": "point", "x": (x + end) / 2}
