"""The background of drawn maps: borders, land, and names of countries and towns.

It is read from the live map's file (loaders/borders.py) and drawn in its style (static/map.css).
"""

import functools
import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from typing import NamedTuple

from plugins.site.drawings.drawing import STATIC, text_width

# The height of a line of a label, in pixels.
LINE = 14
# A country's name is also tried this many pixels beside each of its places.
NEAR = (0, 4, -4, 8, -8, 12, -12)
# How many zoom levels farther out towns are taken from, and the most of them.
SPARSE, MOST_TOWNS = 0.5, 14

Point = tuple[float, float]
Line = list[Point]
Rows = dict[int, Line]


class Box(NamedTuple):
    """An occupied area of the map: its centre and half its width and height, in pixels."""

    x: float
    y: float
    across: float
    up: float

    def is_free(self, taken: list["Box"]) -> bool:
        return not any(
            abs(self.x - each.x) < self.across + each.across
            and abs(self.y - each.y) < self.up + each.up
            for each in taken
        )


class Country(NamedTuple):
    """A country: where its name can be, and its outlines, the largest first."""

    code: str
    name: str
    places: Line
    rings: list[Line]


class Ground(NamedTuple):
    """What is in static/borders.json."""

    lines: list[Line]
    countries: list[Country]
    towns: list[tuple[str, float, float, int]]


@functools.cache
def ground() -> Ground:
    found = json.loads((STATIC / "borders.json").read_text("utf-8"))
    lines = []
    for steps in found["arcs"]:
        x = y = 0
        line: Line = []
        for right, up in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + right, y + up
            line.append((x / 100, y / 100))
        lines.append(line)
    countries = [
        Country(
            code or name,
            name,
            places,
            [
                [p for n in ring for p in (lines[n] if n >= 0 else lines[~n][::-1])]
                for ring in rings
            ],
        )
        for code, name, places, rings in found["countries"]
    ]
    return Ground(lines, countries, found["towns"])


class Window(NamedTuple):
    """A part of the world as drawn: its edges in degrees, and pixels per degree each way."""

    west: float
    south: float
    east: float
    north: float
    scale: Point

    def place(self, longitude: float, latitude: float) -> Point:
        return (longitude - self.west) * self.scale[0], (self.north - latitude) * self.scale[1]

    @property
    def size(self) -> Point:
        return self.place(self.east, self.south)

    def has(self, line: Line) -> bool:
        xs, ys = zip(*line, strict=True)
        across = max(xs) > self.west and min(xs) < self.east
        return bool(across and max(ys) > self.south and min(ys) < self.north)

    def lines(self) -> list[Line]:
        """Return the borders and coasts within the window, in pixels."""
        return [
            thin(self.place(*point) for point in line) for line in ground().lines if self.has(line)
        ]

    def areas(self, *countries: Country) -> list[Line]:
        """Return the land within the window, or that of some countries only, in pixels."""
        return [
            thin(self.place(*point) for point in inside)
            for country in countries or ground().countries
            for ring in country.rings
            if self.has(ring) and (inside := cut(ring, self))
        ]


def around(
    points: Iterable[Point], least: float, margin: float, width: float, high: float
) -> Window:
    """Return the window around points, for a width in pixels and a ratio of height to width.

    `least` is its least extent in degrees; `margin`, how many times the extent of the points.
    """
    xs, ys = zip(*points, strict=True)
    across, up = max(least, (max(xs) - min(xs)) * margin), (max(ys) - min(ys)) * margin
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    # Degrees of longitude get shorter away from the equator.
    shrink = max(0.2, math.cos(math.radians(y)))
    across = max(across, up / shrink / high)
    up, pixels = across * shrink * high, width / across
    edges = (x - across / 2, y - up / 2, x + across / 2, y + up / 2)
    return Window(*edges, (pixels, pixels / shrink))


def cut(ring: Line, window: Window) -> Line:
    """Cut an outline at the edges of a window (Sutherland and Hodgman)."""
    for axis, edge, sign in (
        *((0, window.west, 1), (0, window.east, -1)),
        *((1, window.south, 1), (1, window.north, -1)),
    ):
        kept: Line = []
        for a, b in pairwise([ring[-1], *ring] if ring else []):
            inside = [(point[axis] - edge) * sign >= 0 for point in (a, b)]
            if inside[0] != inside[1]:
                share = (edge - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share))
            kept += [b] if inside[1] else []
        ring = kept
    return ring


def thin(points: Iterable[Point]) -> Line:
    """Leave out points within a pixel of the one before, but for the last."""
    found: Line = []
    last = None
    for last in points:
        if not found or math.dist(found[-1], last) >= 1:
            found.append(last)
    return [*found[:-1], last] if last else found


def points_on(lines: list[Line]) -> Rows:
    """Return points a few pixels apart on lines, from left to right in rows as high as a label.

    A label lies in two or three of these rows, so few points need to be checked for each place.
    """
    rows = Rows()
    for (ax, ay), (bx, by) in (pair for line in lines for pair in pairwise(line)):
        steps = max(1, int(max(abs(ax - bx), abs(ay - by)) / 3))
        for at in (step / steps for step in range(steps + 1)):
            x, y = ax + (bx - ax) * at, ay + (by - ay) * at
            rows.setdefault(int(y // LINE), []).append((x, y))
    for row in rows.values():
        row.sort()
    return rows


def crossed(box: Box, points: Rows) -> Iterator[bool]:
    """Yield whether a line crosses an area, for each point in the rows of the area."""
    for row in range(int((box.y - box.up) // LINE), int((box.y + box.up) // LINE) + 1):
        line = points.get(row, [])
        first = bisect_right(line, (box.x - box.across, math.inf))
        last = bisect_left(line, (box.x + box.across, -math.inf))
        yield from (abs(y - box.y) < box.up for _, y in line[first:last])


def crossings(box: Box, points: Rows) -> int:
    """Count the points within an area; 0 if no line crosses it."""
    return sum(crossed(box, points))


def edges_of(width: float, height: float) -> list[Box]:
    """Return the areas just outside a map, which no label may cover."""
    far = 9999.0
    sides = [Box(-far, 0, far, far), Box(width + far, 0, far, far), Box(0, -far, far, far)]
    return [*sides, Box(0, height + far, far, far)]


def countries_in(
    window: Window, countries: Iterable[Country], points: Rows, taken: list[Box]
) -> list[tuple[float, float, str]]:
    """Return the names of countries with a free place, trying the middle of each country first.

    A name of several words is broken into lines where it does not fit in one.
    """
    named = []
    (width, height), far = window.size, max(NEAR)
    for country in countries:
        spots = [window.place(*each) for each in country.places]
        # The name would lie outside the map.
        spots = [(x, y) for x, y in spots if -far < x < width + far and -far < y < height + far]
        near = [(x + by, y + up) for up, by in product(NEAR, NEAR) for x, y in spots]
        for lines in [country.name], country.name.split(" "):
            half = max(text_width(line, 12) + len(line) for line in lines) / 2
            boxes = (Box(x, y - 4, half, LINE * len(lines) / 2 - 1) for x, y in near)
            free = (box for box in boxes if box.is_free(taken))
            if here := next((box for box in free if not any(crossed(box, points))), None):
                first = here.y - here.up + LINE - 4
                named += [(here.x, first + at * LINE, line) for at, line in enumerate(lines)]
                taken.append(here)
                break
    return named


def towns_in(window: Window, points: Rows, taken: list[Box]) -> list[tuple[float, float, str]]:
    """Return the towns with a free place for their names, right of their dots; large ones first."""
    zoom = math.log2(window.scale[0] * 360 / 256) - SPARSE
    found = list[tuple[float, float, str]]()
    for name, longitude, latitude, least in ground().towns:
        if least > zoom or len(found) == MOST_TOWNS:
            break
        x, y = window.place(longitude, latitude)
        half = text_width(name, 11) / 2 + 5
        box = Box(x + half, y, half, 8)
        if box.is_free(taken) and not any(crossed(box, points)):
            found.append((x, y, name))
            taken.append(box)
    return found
