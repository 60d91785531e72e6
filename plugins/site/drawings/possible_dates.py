"""The days on which an attack may have been, a bar for each date that a source gives it."""

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

from datasette.app import Datasette
from datasette.utils import tilde_encode

from plugins.site.drawings.drawing import (
    NO_ID,
    Draw,
    Drawing,
    Key,
    ParameterError,
    label,
    lines_of,
    sources_of,
)
from plugins.site.drawings.time_axis import Axis, day_after, day_number, pixel, ticks
from plugins.site.profile_lines import when
from plugins.site.queries import Row, select

TITLE, TEMPLATE, FORMS, PARAMETERS = "Possible dates", "possible-dates", ("",), ("attack",)
WIDTH = 330.0
# The height of a bar with the space around it, of a line of words, and of the axis.
BAR, LINE, AXIS = 17, 16, 50
NOTE = "A bar is as long as the days that a source leaves possible."
CONFLICT, OTHER = "cannot be right if another bar here is", "fits every other bar"
OPEN = "goes on beyond the picture"
# How many times longer than the shortest date others may be and still be drawn whole: a month next
# to a day, a year next to a month.
LONGEST = 31
# The end of time.
NEVER = datetime.date.max.toordinal() + 1
# As on the attack's page: dates with a beginning first, and titles after everything that was read.
DATES = """
SELECT * FROM page_possible_dates WHERE attack_id = ?
ORDER BY
  via IS NOT NULL, date_edtf IS NULL OR date_earliest IS NULL, follow_order, access DESC,
  report_id, is_own
"""


def page(query: str) -> str:
    """Return the path of the page with the drawing."""
    return f"/attacks/{tilde_encode(parse_qs(query[1:])['attack'][0])}" if query else "/attacks"


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Draw:
    attack = parameters["attack"]
    found = await select(datasette, "SELECT title FROM attacks WHERE id = ?", [attack])
    if not found:
        raise ParameterError(NO_ID.format("attack", label(attack, 60)))
    drawing = draw(found[0]["title"], await select(datasette, DATES, [attack]))
    return lambda _: drawing


def draw(title: str, rows: list[Row]) -> Drawing:
    drawing = Drawing(f"{TITLE}: {title}", width=WIDTH, rows=rows, note=NOTE)
    bars, axis = bars_of(rows)
    if not axis:
        drawing.empty = "No source gives a date."
        return drawing
    y = 0.0
    for bar in bars:
        bar["lines"] = lines_of(told(bar["reading"]), f" {who(bar['reading'])}", WIDTH, 12)
        bar["top"] = y + 4
        bar["y"] = y + LINE * len(bar["lines"]) + 4
        y = bar["y"] + BAR
    drawing.keys = [Key("conflict", CONFLICT)] if any(row["contradicts"] for row in rows) else []
    drawing.keys += [Key("other", OTHER)] if not all(row["contradicts"] for row in rows) else []
    is_open = any(bar["open_start"] or bar["open_end"] for bar in bars)
    drawing.keys += [Key("open", OPEN)] if is_open else []
    drawing.values = {"bars": bars, "axis": y, "ticks": ticks(axis)}
    drawing.height = y + AXIS
    drawing.of_years, drawing.sources = sources_of(rows)
    drawing.description = " ".join(f"{told(row)}: {who(row)}." for row in rows)
    return drawing


def bars_of(readings: Iterable[Any]) -> tuple[list[Row], Axis]:
    """Lay out readings on a line of days, each from its first to its last possible day.

    The line covers the shortest dates, so that a conflict of one day is visible. A bar with no end,
    or none on the line, is open. If no reading has a bound, there is neither bar nor axis.
    """
    bounds = []
    for row in readings:
        start = day_number(row["date_earliest"]) if row["date_earliest"] else 0
        end = day_after(row["date_latest"]) if row["date_latest"] else NEVER
        bounds += [(row, start, end)] if (start, end) != (0, NEVER) else []
    if not bounds:
        return [], []
    longest = LONGEST * min(end - start for _, start, end in bounds)
    drawn = [day for _, *ends in bounds if ends[1] - ends[0] <= longest for day in ends]
    days = [day for day in drawn if 0 < day < NEVER]
    room = max(3, (max(days) - min(days)) // 8)
    low, high = max(1, min(days) - room), min(NEVER - 1, max(days) + room)
    axis = [(low, 0.0), (high, WIDTH)]
    bars = []
    for row, start, end in bounds:
        x, is_open = pixel(axis, start), {"open_start": start < low, "open_end": end > high}
        bars.append({"reading": row, "x": x, "width": pixel(axis, end) - x, **is_open})
    return bars, axis


def told(row: Row) -> str:
    """Return the date in words or, if none is stated, the last possible day."""
    if row["date_edtf"] or not row["date_latest"]:
        return when(row)
    last = when({"date_edtf": row["date_latest"], "date_earliest": None, "date_latest": None})
    return f"not dated; by {last} at the latest{' (inferred)' if row['is_inferred'] else ''}"


def who(row: Row) -> str:
    return f"the title of {row['source']}, cited by {row['via']}" if row["via"] else row["source"]
