"""The map as a picture: the attacks that an address of /map chooses, on borders, without tiles."""

import functools
import json
import math
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted

from common.date_words import in_words
from common.project import DATABASE, PROJECT
from plugins.site.drawings.drawing import Drawing, Layout, ParameterError, label, name_of, short
from plugins.site.drawings.months import counted
from plugins.site.filters import condition
from plugins.site.map_view import View, read
from plugins.site.points import BY, LIMIT, NEWEST, in_time
from plugins.site.queries import Row, label_of, select

TITLE, TEMPLATE = "Map of attacks", "map"
PARAMETERS = ("from", "to", "type", "country", "group", "source", "rule", "size")
BORDERS = Path(__file__).parents[3] / "static" / "borders.json"
WIDE, NARROW, TALLEST = 900, 340, 0.8
# Circles at most, and how many have the name of their place; degrees of the finest grid.
MOST, MOST_NAMED, GRID = 2000, 15, 0.05
PLACE = "substr(location, 1, instr(location || ',', ',') - 1)"
ONE_PLACE = f"case when min({PLACE}) = max({PLACE}) then min({PLACE}) end"
# The largest circle, and the smallest that can be seen.
LARGEST, SMALLEST = 22, 3
# Degrees at least, from edge to edge.
LEAST_SPAN = 6
NOTE = (
    "Attacks mentioned in the sources below: not a complete list. The area of a circle is {}. "
    "Borders: Natural Earth, public domain; they state no opinion on where a border is."
)
COUNTS = """
select
  count(*) as attacks, count(latitude) as placed,
  count(case when geo_precision in ('region', 'country') then latitude end) as vague,
  (max(latitude) - min(latitude)) * (max(longitude) - min(longitude)) as area
from attacks where {}
"""
SPOTS = """
select
  avg(latitude) as latitude, avg(longitude) as longitude, count(*) as attacks, {place} as place,
  sum({measure}) as value, sum(by_whom <> 'other') as not_other,
  sum(by_whom = 'certain') as certain
from (
  select latitude, longitude, killed_best, location, {by} from attacks
  where {where} and latitude is not null {newest} limit :limit
)
group by round(latitude / :grid), round(longitude / :grid)
"""


# From longitude and latitude to pixels.
Place = Callable[[float, float], tuple[float, float]]


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
    return partial(draw, spots, total, sources, said, view.size, short(name))


def spots_of(
    connection: sqlite3.Connection, where: str, params: dict[str, object], measure: str
) -> tuple[Row, list[Row]]:
    """Count the attacks that pass a condition, and put the newest into squares."""
    total = dict(connection.execute(COUNTS.format(where), params).fetchone())
    # So many squares cover all of them, where there are more attacks than that; none is named then.
    many = total["placed"] > MOST
    grid = max(GRID, math.sqrt(total["area"] / MOST)) if many else GRID
    place = "null" if many else ONE_PLACE
    sql = SPOTS.format(where=where, place=place, newest=NEWEST, measure=measure, by=BY)
    asked = {**params, "grid": grid, "limit": LIMIT}
    return total, [dict(row) for row in connection.execute(sql, asked)]


async def sources_of(datasette: Datasette, view: View) -> list[str]:
    """Return which sources report an attack of a view that has a point."""
    found = []
    for source in await select(datasette, "select id, label from map_sources"):
        if view.source in ("", source["id"]):
            filters = view._replace(source=source["id"]).filters()
            rows = await condition(datasette, DATABASE, "attacks", filters, "latitude is not null")
            sql = f"select 1 from attacks where {rows.sql} limit 1"  # noqa: S608  Datasette's conditions
            if await select(datasette, sql, rows.params):
                found.append(source["label"])
    return found


async def chosen(datasette: Datasette, view: View) -> list[str]:
    """Say what a view chooses: whose attacks and when, and then each filter with its name."""
    first, last = view.first and in_words(view.first), view.last and in_words(view.last)
    if first and last:
        when = first if first == last else f"{first} to {last}"
    else:
        when = f"from {first} on" if first else f"up to {last}" if last else "all dates"
    by = {"party": "by, on or with", "possible": "certainly or possibly by, on or with"}
    group = await label_of(datasette, "groups", view.group) or view.group
    said = [f"{by.get(view.rule, 'by')} {group}" if group else "by anyone", when]
    if view.country:
        sql = "select name from places where kind = 'country' and country_code = ?"
        names = await select(datasette, sql, [view.country])
        said.append(f"country: {names[0]['name'] if names else view.country}")
    if view.type:
        names = await select(datasette, "select label from attack_types where id = ?", [view.type])
        said.append(f"type: {names[0]['label'] if names else view.type}")
    if view.source:
        said.append(
            f"reported by {await label_of(datasette, 'sources', view.source) or view.source}"
        )
    return said


def draw(
    spots: list[Row],
    total: Row,
    sources: list[str],
    said: list[str],
    size: str,
    by: str,
    narrow: bool,
) -> Drawing:
    """Draw circles on borders. `total` is how many attacks there are, and how many have a point."""
    drawing = Drawing(label(f"Attacks {', '.join(said[:2])}", 200))
    shown = f"{counted(total['attacks'])}, {total['placed']:,} on the map"
    if total["placed"] > LIMIT:
        shown = f"{counted(total['attacks'])}, the newest {LIMIT:,} of them on the map"
    elif total["vague"]:
        shown += f", {total['vague']:,} of which only the region or the country is known"
    drawing.counts = "; ".join([shown if total["attacks"] else "", *said[2:]]).removeprefix("; ")
    if not spots:
        none = "The sources here mention no such attack"
        drawing.empty = f"{'None has a point' if total['attacks'] else none}: nothing to draw."
        return drawing
    unit = "the best estimate of people killed; a ring: none is stated" if size == "killed" else ""
    drawing.note = NOTE.format(unit or "the number of attacks there")
    drawing.sources = "; ".join(sources)
    drawing.description = f"{drawing.counts}."
    most = max((spot["value"] or 0 for spot in spots), default=0) or 1
    radius = partial(radius_of, most=most, largest=LARGEST if most > 1 else 6)
    box, scale = window(spots, NARROW if narrow else WIDE)
    west, south, east, north = box

    def place(longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - west) * scale[0], (north - latitude) * scale[1]

    drawing.width, drawing.height = place(east, south)
    circles = [
        {
            **dict(zip("xy", place(spot["longitude"], spot["latitude"]), strict=True)),
            **{"r": radius(spot["value"]), "spot": spot},
            "name": label(spot["place"] or "", 30) if len(spots) <= MOST_NAMED else "",
            "label": f"{spot['place'] or 'Several places'}: {counted(spot['attacks'])}",
        }
        for spot in sorted(spots, key=lambda each: -(each["value"] or 0))
    ]
    drawing.values = {
        **borders_in(box, place, circles),
        **{"circles": circles, "of": "killed" if size == "killed" else "attacks"},
        "sizes": [(value, radius(value)) for value in sorted({1, round(most / 4) or 1, most})],
        "by": by,
    }
    return drawing


def radius_of(value: int | None, most: int, largest: float) -> float:
    """Return the radius of a circle whose area is a number; of no number that of a ring."""
    return 6 if value is None else max(SMALLEST, largest * math.sqrt(value / most))


def window(
    spots: list[Row], width: float
) -> tuple[tuple[float, float, float, float], tuple[float, float]]:
    """Return the edges of a map, west, south, east and north, and pixels of a degree each way."""
    longitudes = [spot["longitude"] for spot in spots]
    latitudes = [spot["latitude"] for spot in spots]
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


def clear(x: float, y: float, circles: list[Row]) -> tuple[float, float]:
    """Return a place for the name of a country that is above the circle which would hide it."""
    for circle in circles:
        if abs(circle["x"] - x) < circle["r"] + 60 and abs(circle["y"] - y) < circle["r"] + 12:
            return x, circle["y"] - circle["r"] - 16
    return x, y


def borders_in(
    box: tuple[float, float, float, float], place: Place, circles: list[Row]
) -> dict[str, Any]:
    """Return the lines, names of countries and degrees within the edges of a map, in pixels."""
    west, south, east, north = box

    def inside(points: Iterable[tuple[float, float]]) -> bool:
        xs, ys = zip(*points, strict=True)
        return bool(max(xs) > west and min(xs) < east and max(ys) > south and min(ys) < north)

    def degrees(first: float, last: float, signs: str) -> list[tuple[int, str]]:
        marks = range(math.ceil(first / step) * step, math.ceil(last), step)
        return [(at, f"{abs(at)}°{signs[at > 0] if at else ''}") for at in marks]

    step = next(each for each in (1, 2, 5, 10, 20, 45) if east - west <= 8 * each or each > 20)
    return {
        "lines": [[place(*point) for point in line] for line in borders()["lines"] if inside(line)],
        "countries": [
            (*clear(*place(x, y), circles), name)
            for name, x, y, _ in borders()["names"]
            if inside([(x, y)])
        ],
        "meridians": [(place(at, north)[0], words) for at, words in degrees(west, east, "WE")],
        "parallels": [(place(west, at)[1], words) for at, words in degrees(south, north, "SN")],
    }
