"""The geometry of two small figures: a line of days with a bar for each reading, and a map.

This computes only positions and widths; templates draw them (drawings/possible-dates.svg,
drawings/point.svg, _figures.html).
"""

import datetime
import functools
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from plugins.site.drawings.drawing import LIGHT
from plugins.site.drawings.ground import (
    Box,
    around,
    countries_in,
    edges_of,
    ground,
    points_on,
    towns_in,
)
from plugins.site.drawings.time_axis import day_after, day_number, pixel, ticks
from plugins.site.hooks import hookimpl

# The size of the map in pixels and its width in degrees; half the size of the label in its middle.
MAP_WIDTH, MAP_HEIGHT, MAP_DEGREES = 400, 240, 10
LABEL = (85, 40)
# The approximate width of the line of days; and how many times longer than the shortest date others
# may be and still fit on it (a month next to a day, a year next to a month).
LINE_WIDTH = 260.0
LONGEST = 31
# On a line of up to so many days, each has its label.
FEW_DAYS = 10
# The end of time.
NEVER = datetime.date.max.toordinal() + 1


@functools.lru_cache(64)  # many attacks are in the same towns
def point_map(env: Any, latitude: float, longitude: float) -> Markup:
    """Draw the neighbourhood of a point (degrees), which is in the middle."""
    window = around([(longitude, latitude)], MAP_DEGREES, 1, MAP_WIDTH, MAP_HEIGHT / MAP_WIDTH)
    lines, taken = window.lines(), [*edges_of(*window.size)]
    taken.append(Box(MAP_WIDTH / 2, MAP_HEIGHT / 2, *LABEL))
    points = points_on(lines)
    countries = countries_in(window, ground().countries, points, taken)
    svg = env.plain.get_template("drawings/point.svg").render(
        **{"w": MAP_WIDTH, "h": MAP_HEIGHT, "land": window.areas(), "lines": lines},
        **{"countries": countries, "towns": towns_in(window, points, taken)},
        c={colour: f"var(--{colour})" for colour in LIGHT},
    )
    return Markup(svg)  # noqa: S704  the template has escaped its values


class Bar(NamedTuple):
    """A reading: where its bar begins and how long it is, in percent of the line."""

    reading: Any
    left: float
    width: float
    open_start: bool
    open_end: bool


class DayLine(NamedTuple):
    """A line of days: bars for readings, ticks as (percent, words)."""

    bars: list[Bar]
    ticks: list[tuple[float, str]]


def day_line(readings: Iterable[Any]) -> DayLine | None:
    """Lay out readings on a line of days, each from its first to its last possible day.

    The line covers the shortest dates, so that a conflict of one day is visible.

    Returns:
        None if no reading has a bound. A bar with no end, or none on the line, is open.
    """
    bounds = []
    for row in readings:
        start = day_number(row["date_earliest"]) if row["date_earliest"] else 0
        end = day_after(row["date_latest"]) if row["date_latest"] else NEVER
        bounds += [(row, start, end)] if (start, end) != (0, NEVER) else []
    if not bounds:
        return None
    longest = LONGEST * min(end - start for _, start, end in bounds)
    drawn = [day for _, *ends in bounds if ends[1] - ends[0] <= longest for day in ends]
    days = [day for day in drawn if 0 < day < NEVER]
    first, last = min(days), max(days)
    room = max(3, (last - first) // 8)
    domain = (max(1, first - room), min(NEVER - 1, last + room))
    axis = [(domain[0], 0.0), (domain[1], LINE_WIDTH)]

    def percent(day: int) -> float:
        return round(pixel(axis, day) / LINE_WIDTH * 100, 2)

    bars = []
    for row, start, end in bounds:
        left, right = percent(start), percent(end)
        is_open = start < domain[0], end > domain[1]
        bars.append(Bar(row, left, round(right - left, 2), *is_open))
    if domain[1] - domain[0] <= FEW_DAYS:
        written = [(percent(day), _label_of(day, domain[0])) for day in range(*domain)]
    else:
        written = [(round(tick.x / LINE_WIDTH * 100, 2), tick.label) for tick in ticks(axis)]
    return DayLine(bars, written)


def _label_of(day: int, first: int) -> str:
    """Return a day in short lines, so that days fit beside each other; the first has its year."""
    date = datetime.date.fromordinal(day)
    lines = [str(date.day), f"{date:%b}"]
    return "\n".join([*lines, str(date.year)] if day == first else lines)


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.globals["point_map"] = partial(point_map, env)
