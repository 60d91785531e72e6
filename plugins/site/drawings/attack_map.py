"""The map as a picture: the attacks that an address of /map chooses, on borders, without tiles."""

import functools
import json
import math
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from datasette.app import Datasette
from datasette.database import QueryInterrupted

from common.date_words import in_words
from common.project import DATABASE, PROJECT
from plugins.site.drawings.drawing import (
    Drawing,
    Layout,
    ParameterError,
    label,
    name_of,
    short,
    text_width,
)
from plugins.site.drawings.months import RULE, counted
from plugins.site.filters import condition, count
from plugins.site.map_view import (
    ALL_DATES,
    ANYONE,
    PERHAPS,
    PLACE,
    View,
    chosen,
    read,
    sources_of,
)
from plugins.site.points import BY, LIMIT, NEWEST, in_time
from plugins.site.queries import Row, label_of, select

TITLE, TEMPLATE = "Map of attacks", "map"
PARAMETERS = ("from", "to", "type", "country", "group", "source", "rule", "size")
BORDERS = Path(__file__).parents[3] / "static" / "borders.json"
WIDE, NARROW, TALLEST = 900, 340, 0.8
# Circles at most, and how many have the name of their place; the attacks of which each is told;
# degrees of the finest grid.
MOST, MOST_NAMED, MOST_TOLD, GRID = 2000, 15, 2, 0.05
# When an attack was, with a day to order it by, and on what its sources conflict.
SAID = """coalesce(date_earliest, '') || char(31) || coalesce(date_words, 'no date')
  || iif(disputed, char(31) || 'sources conflict' || coalesce(' on ' || conflict_words, ''), '')"""
ONE_PLACE = f"case when min({PLACE}) = max({PLACE}) then min({PLACE}) end"
# The largest circle, and the smallest that can be seen; so many circles are many.
LARGEST, SMALLEST, MANY = 22, 3, 60
# Degrees at least, from edge to edge: so that the neighbours are seen.
LEAST_SPAN = 20
# The height of a line of what is written beside circles; kilometres of a degree.
LINE, DEGREE = 14, 111.3
NOTE = (
    "Attacks mentioned in the sources below: not a complete list. {}"
    "Borders: Natural Earth, public domain; they state no opinion on where a border is."
)
COUNTS = """
select
  count(*) as attacks, count(latitude) as placed,
  count(case when geo_precision in ('region', 'country') then latitude end) as vague,
  (max(latitude) - min(latitude)) * (max(longitude) - min(longitude)) as area,
  count(date_words) as dated, min(iif(date_words is null, null, date_earliest)) as first,
  max(iif(date_words is null, null, date_latest)) as last
from attacks where {}
"""
SPOTS = """
select
  avg(latitude) as latitude, avg(longitude) as longitude, count(*) as attacks, {place} as place,
  sum({measure}) as value, sum(by_whom <> 'other') as not_other,
  sum(by_whom = 'certain') as certain, group_concat(said, char(30)) as said
from (
  select latitude, longitude, killed_best, location, {said} as said, {by} from attacks
  where {where} and latitude is not null {newest} limit :limit
)
group by round(latitude / :grid), round(longitude / :grid)
"""


class Box(NamedTuple):
    """A part of the map that is covered: its middle and half its size, in pixels."""

    x: float
    y: float
    across: float
    up: float

    def is_free(self, taken: list["Box"]) -> bool:
        """Return whether it covers nothing."""
        return not any(
            abs(self.x - each.x) < self.across + each.across
            and abs(self.y - each.y) < self.up + each.up
            for each in taken
        )


# From longitude and latitude to pixels.
Place = Callable[[float, float], tuple[float, float]]


class Spot(NamedTuple):
    """Attacks that are one circle."""

    latitude: float
    longitude: float
    attacks: int
    place: str | None
    value: int | None
    not_other: int
    certain: int
    said: str | None = None

    def words(self) -> list[str]:
        """Say in lines when each was, and on what sources conflict; of many how many they are."""
        if self.attacks > MOST_TOLD or not self.said:
            return [counted(self.attacks)]
        each = [attack.split("\x1f")[1:] for attack in sorted(self.said.split("\x1e"))]
        return [label(line, 60) for lines in each for line in lines]


async def fetch(datasette: Datasette, parameters: dict[str, str]) -> Layout:
    """Fetch the attacks of a view that have a point, square by square, and whose words they are."""
    view, refused = read(parameters)
    if refused:
        raise ParameterError(f"“{refused[0]}” cannot be chosen here.")
    await name_of(datasette, "groups", view.group)
    await name_of(datasette, "sources", view.source)
    rows = await condition(datasette, DATABASE, "attacks", view.filters())
    params = {**rows.params, "by": view.group or PROJECT.subject.id}
    try:
        measure = "killed_best" if view.size == "killed" else "1"
        read_spots = partial(spots_of, where=rows.sql, params=params, measure=measure)
        total, spots = await in_time(datasette, SPOTS, params, read_spots)
        sources = await sources_of(datasette, view)
    except QueryInterrupted as error:
        raise ParameterError("These are too many attacks to draw in time. Narrow down.") from error
    name = await label_of(datasette, "groups", view.group) or PROJECT.subject.name
    said = await chosen(datasette, view)
    also = await _possibly(datasette, view, total["attacks"], short(name))
    also += await _reach(datasette)
    return partial(draw, spots, total, sources, said, also, view.size, short(name))


async def _possibly(datasette: Datasette, view: View, certainly: int, name: str) -> str:
    """Say how many more attacks are possibly by the group, where those are left out."""
    if not view.group or view.rule != RULE:
        return ""
    filters = view._replace(rule=PERHAPS).filters()
    more = await count(datasette, DATABASE, "attacks", filters) - certainly
    return f"{more:,} more {'is' if more == 1 else 'are'} possibly by {name}. " if more else ""


async def _reach(datasette: Datasette) -> str:
    """Say what days the event data cover, or where the documents end."""
    ends = (await select(datasette, "select * from page_ends"))[0]
    first, last = ends["first_record"], ends["last_record"]
    if last:
        return f"The event data cover {in_words(first)} to {in_words(last)}. "
    newest = ends["document"]
    return f"Nothing here is later than {in_words(newest)}. " if newest else ""


def spots_of(
    connection: sqlite3.Connection, where: str, params: dict[str, object], measure: str
) -> tuple[Row, list[Spot]]:
    """Count the attacks that pass a condition, and put the newest into squares."""
    total = dict(connection.execute(COUNTS.format(where), params).fetchone())
    # So many squares cover all of them, where there are more attacks than that; none is named then.
    many = total["placed"] > MOST
    grid = max(GRID, math.sqrt(total["area"] / MOST)) if many else GRID
    words = {"place": "null", "said": "null"} if many else {"place": ONE_PLACE, "said": SAID}
    sql = SPOTS.format(where=where, newest=NEWEST, measure=measure, by=BY, **words)
    asked = {**params, "grid": grid, "limit": LIMIT}
    return total, [Spot(*row) for row in connection.execute(sql, asked)]


def draw(
    spots: list[Spot],
    total: Row,
    sources: list[str],
    said: list[str],
    also: str,
    size: str,
    by: str,
    narrow: bool,
) -> Drawing:
    """Draw circles on borders.

    `total` is how many attacks there are, and how many have a point; `also` are sentences on what
    is left out and what is not covered.
    """
    # Where no time is chosen, the years of the attacks.
    years = dict.fromkeys(day[:4] for day in (total["first"], total["last"]) if day)
    when = said[1] if said[1] != ALL_DATES or not years else " to ".join(years)
    drawing = Drawing(label(f"Attacks {said[0]}, {when}", 200))
    drawing.counts = "; ".join([*in_all(total), *said[2:]])
    if not spots:
        none = "What was read mentions no such attack. That does not mean that there was none."
        drawing.empty = f"{'None has a point.' if total['attacks'] else none} {also}".strip()
        return drawing
    most = max((spot.value or 0 for spot in spots), default=0) or 1
    area = "the number of attacks there" if most > 1 else ""
    if size == "killed":
        area = "the best estimate of people killed"
    drawing.note = NOTE.format(also + (area and f"The area of a circle is {area}. "))
    drawing.sources = "; ".join(sources)
    drawing.description = f"{drawing.counts}."
    # Many circles are smaller.
    single = 7 if len(spots) <= MANY else 4
    radius = partial(radius_of, most=most, largest=min(LARGEST, single * math.sqrt(most)))
    box, scale = window(spots, NARROW if narrow else WIDE)
    west, south, east, north = box

    def place(longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - west) * scale[0], (north - latitude) * scale[1]

    width, height = place(east, south)
    circles = [
        {
            **dict(zip("xy", place(spot.longitude, spot.latitude), strict=True)),
            **{"r": radius(spot.value), "spot": spot, "parts": parts_of(spot)},
            "name": label(spot.place or "", 30) if len(spots) <= MOST_NAMED else "",
        }
        for spot in sorted(spots, key=lambda each: -(each.value or 0))
    ]
    sizes = [(radius(value), f"{value:,}") for value in sorted({1, round(most / 4) or 1, most})]
    sizes[-1] = (sizes[-1][0], f"{most:,} {'killed' if size == 'killed' else 'attacks'}")
    # The title says by whom where all are.
    kinds = {kind for spot in spots for _, kind in parts_of(spot)}
    kinds -= {"certain"} if kinds == {"certain"} and said[0] != ANYONE else set()
    legend, top = legend_of(kinds, sizes if area else [], label(by, 24), width)
    kilometres = next(each for each in (500, 200, 100, 50) if each * 5 < DEGREE * (north - south))
    bar = kilometres / DEGREE * scale[1]
    drawing.width, drawing.height = width, height + top
    drawing.values = {
        **borders_in(box, place, written(circles, edges_of(width, height, bar))),
        **{"circles": circles, "legend": legend, "top": top, "line_height": LINE},
        "scale": (bar, f"{kilometres} km"),
    }
    return drawing


def in_all(total: Row) -> list[str]:
    """Say how many attacks there are, and how many of them are on the map."""
    many, placed = counted(total["attacks"]), total["placed"]
    if placed > LIMIT:
        return [f"{many}, the newest {LIMIT:,} of them on the map"]
    if not total["attacks"]:
        return []
    without = total["attacks"] - placed
    undated = total["attacks"] - total["dated"]
    many += f", {undated:,} undated" if undated else ""
    said = f"{placed:,} on the map" + (f", {without:,} without an exact place" if without else "")
    vague = f"of {total['vague']:,} only the region or the country is known"
    return [many, said, vague] if total["vague"] else [many, said]


def edges_of(width: float, height: float, bar: float) -> list[Box]:
    """Return what is beyond the edges, and where the scale is written."""
    far = 9999.0
    beside = [Box(-far, 0, far, far), Box(width + far, 0, far, far)]
    above_and_below = [Box(0, -far, far, far), Box(0, height + far, far, far)]
    return [*beside, *above_and_below, Box(width, height, bar + 20, 40)]


def parts_of(spot: Spot) -> list[tuple[float, str]]:
    """Return circles within each other as shares: of all, of the group's perhaps, and its own."""
    if spot.value is None:
        return [(1, "ring")]
    parts = [(spot.attacks, spot.not_other, "other"), (spot.not_other, spot.certain, "possible")]
    parts.append((spot.certain, 0, "certain"))
    return [(math.sqrt(of / spot.attacks), kind) for of, within, kind in parts if of > within]


def legend_of(
    kinds: set[str], sizes: list[tuple[float, str]], by: str, width: float
) -> tuple[list[Row], float]:
    """Place what circles mean above the map, in lines; return where the map begins."""
    words = {"certain": f"by {by}", "possible": f"possibly by {by}"}
    words |= {"other": "by others, or not stated", "ring": "no number stated"}
    items = [(r, "size", text) for r, text in sizes]
    items += [(5.0, kind, words[kind]) for kind in words if kind in kinds]
    placed: list[Row] = []
    x, y, high = 0.0, 0.0, sizes[-1][0] + 4 if sizes else 9.0 if items else 0.0
    for r, kind, text in items:
        wide = 2 * r + 6 + text_width(text, 12)
        if x and x + wide > width:
            x, y, high = 0.0, y + 2 * high, 9
        placed.append({"x": x + r + 1, "y": y + high, "r": r, "kind": kind, "text": text})
        x += wide + 16
    return placed, y + 2 * high


def written(circles: list[Row], taken: list[Box]) -> list[Box]:
    """Write beside circles where they are, and when the attacks were where there is room for it.

    Returns:
        What is covered by then.
    """
    taken = taken + [Box(each["x"], each["y"], each["r"], each["r"]) for each in circles]
    for circle in (each for each in circles if each["name"]):
        every = [circle["name"], *circle["spot"].words()]
        brief = [line.partition(" on ")[0] for line in every]
        for lines, side in product((every, brief, every[:1]), (1, -1)):
            circle["side"], circle["lines"] = side, lines
            half = max(text_width(line, 12, line is every[0]) for line in lines) / 2 + 2
            tall = LINE * len(lines) / 2
            box = Box(
                circle["x"] + side * (circle["r"] + 4 + half), circle["y"] - 7 + tall, half, tall
            )
            if box.is_free(taken):
                taken.append(box)
                break
        else:
            circle["side"] = 1  # in spite of all, and the name alone
    return taken


def radius_of(value: int | None, most: int, largest: float) -> float:
    """Return the radius of a circle whose area is a number; of no number that of a ring."""
    return 6 if value is None else max(SMALLEST, largest * math.sqrt(value / most))


def window(
    spots: list[Spot], width: float
) -> tuple[tuple[float, float, float, float], tuple[float, float]]:
    """Return the edges of a map, west, south, east and north, and pixels of a degree each way."""
    longitudes = [spot.longitude for spot in spots]
    latitudes = [spot.latitude for spot in spots]
    across = max(LEAST_SPAN, (max(longitudes) - min(longitudes)) * 1.3)
    up = max(LEAST_SPAN / 2, (max(latitudes) - min(latitudes)) * 1.3)
    middle = (max(longitudes) + min(longitudes)) / 2, (max(latitudes) + min(latitudes)) / 2
    # A degree of longitude is shorter the farther it is from the equator.
    shrink = max(0.2, math.cos(math.radians(middle[1])))
    up = max(up, across * shrink * 0.55)
    across = max(across, up / shrink / TALLEST)
    pixels = width / across
    edges = (middle[0] - across / 2, middle[1] - up / 2, middle[0] + across / 2, middle[1] + up / 2)
    return edges, (pixels, pixels / shrink)


@functools.cache
def borders() -> dict[str, Any]:
    """Return what loaders/borders.py has written."""
    return json.loads(BORDERS.read_text("utf-8"))  # type: ignore[no-any-return]


def named_in(place: Place, taken: list[Box]) -> list[tuple[float, float, str]]:
    """Return the names of countries where there is room for them, the middle of each first."""
    found = []
    for name, places in borders()["names"]:
        half = text_width(name, 12) / 2 + len(name) / 2
        for x, y in (place(*each) for each in places):
            here = Box(x, y - 4, half, 8)
            if here.is_free(taken):
                found.append((x, y, name))
                taken.append(here)
                break
    return found


def borders_in(
    box: tuple[float, float, float, float], place: Place, taken: list[Box]
) -> dict[str, Any]:
    """Return the lines and names of countries within the edges of a map, in pixels."""
    west, south, east, north = box

    def inside(points: Iterable[tuple[float, float]]) -> bool:
        xs, ys = zip(*points, strict=True)
        return bool(max(xs) > west and min(xs) < east and max(ys) > south and min(ys) < north)

    return {
        "lines": [[place(*point) for point in line] for line in borders()["lines"] if inside(line)],
        "countries": named_in(place, taken),
    }
