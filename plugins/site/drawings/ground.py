"""The background of drawn maps: borders, land, and names of countries and towns.

It is read from the live map's file (loaders/borders.py) and drawn in its style (static/map.css).
"""

import functools
import json
import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import accumulate, chain, pairwise, product
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from plugins.site.drawings.drawing import LIGHT, STATIC, text_width
from plugins.site.hooks import hookimpl

# The height of a line of a label, in pixels.
LINE = 14
# A country's name is also tried this many pixels beside each of its places.
NEAR = (0, 4, -4, 8, -8, 12, -12)
# How many zoom levels farther out towns are taken from, and the most of them.
SPARSE, MOST_TOWNS = 0.5, 14
# The size in pixels of the squares in which the map remembers what is where.
SQUARE = 3
# The space beside a country's name, which would otherwise seem to name a circle.
BESIDE = 6
# The map of a point: its size in pixels, its width in degrees, and half the size of its label.
MAP_WIDTH, MAP_HEIGHT, MAP_DEGREES, LABEL = 400, 240, 10, (85, 40)

Point = tuple[float, float]
Line = list[Point]
Square = tuple[int, int]
Town = tuple[Any, ...]


class Box(NamedTuple):
    """An area of the map: its centre and half its width and height, in pixels."""

    x: float
    y: float
    across: float
    up: float

    def squares(self) -> Iterator[Square]:
        """Return the squares of which it takes half or more."""
        ends = (self.x - self.across, self.x + self.across, self.y - self.up, self.y + self.up)
        left, right, top, foot = (round(end / SQUARE) for end in ends)
        return product(range(left, right), range(top, foot))


class Country(NamedTuple):
    """A country: where its name can be, and its outlines, the largest first."""

    code: str
    name: str
    places: Line
    rings: list[Line]


class Ground(NamedTuple):
    """What is in static/borders.json."""

    countries: list[Country]
    towns: list[Town]


@functools.cache
def ground() -> Ground:
    found = json.loads((STATIC / "borders.json").read_text("utf-8"))
    lines: list[Line] = []
    for steps in found["arcs"]:
        xs, ys = accumulate(steps[::2]), accumulate(steps[1::2])
        lines.append([(x / 100, y / 100) for x, y in zip(xs, ys, strict=True)])
    countries = []
    for code, name, places, outlines in found["countries"]:
        arcs = ((lines[n] if n >= 0 else lines[~n][::-1] for n in ring) for ring in outlines)
        rings = [list(accumulate(chain.from_iterable(ring), _beside)) for ring in arcs]
        countries.append(Country(code or name, name, places, rings))
    return Ground(countries, found["towns"])


def _beside(before: Point, point: Point) -> Point:
    """Return a point beside the one before, where a line crosses the 180th meridian."""
    return point[0] + 360 * round((before[0] - point[0]) / 360), point[1]


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

    def _has(self, line: Line) -> bool:
        xs, ys = zip(*line, strict=True)
        across = max(xs) > self.west and min(xs) < self.east
        return bool(across and max(ys) > self.south and min(ys) < self.north)

    def outlines(self, *countries: Country) -> list[list[Square]]:
        """Return the outlines of all countries in the window, or of some, in whole pixels.

        Each is a point and the steps from it. What lies outside the window is cut off by the SVG.
        """
        rings = (ring for each in countries or ground().countries for ring in each.rings)
        outlines = []
        for ring in filter(self._has, rings):
            points = [(round(x), round(y)) for x, y in (self.place(*point) for point in ring)]
            steps = [(right - x, down - y) for (x, y), (right, down) in pairwise(points)]
            outlines.append([points[0], *filter(any, steps)])
        return outlines


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


class Room:
    """A map, and where it has room for names: beside all that is `taken`, and across no border."""

    def __init__(self, window: Window, *taken: Box, say: Callable[[str], str] = str) -> None:
        self.window, self.say = window, say
        self.land = window.outlines()
        self.taken, self.borders = set[Square](), set[Square]()
        for box in taken:
            self.take(box)
        for outline in self.land:
            points = accumulate(outline, lambda at, step: (at[0] + step[0], at[1] + step[1]))
            for (x, y), (right, down) in pairwise(points):
                steps = max(abs(right - x), abs(down - y)) // SQUARE + 1
                shares = [at / steps / SQUARE for at in range(steps + 1)]
                self.borders |= {
                    (int(x / SQUARE + (right - x) * at), int(y / SQUARE + (down - y) * at))
                    for at in shares
                }

    def take(self, box: Box) -> None:
        self.taken.update(box.squares())

    def has(self, box: Box) -> bool:
        """Return whether nothing is there, and it does not leave the map."""
        width, height = self.window.size
        return (
            box.across <= box.x <= width - box.across
            and box.up <= box.y <= height - box.up
            and self.taken.isdisjoint(box.squares())
        )

    def crossings(self, box: Box) -> int:
        """Count the squares with a border in an area, but for its edge, which no letter reaches."""
        within = box._replace(across=box.across - SQUARE, up=box.up - SQUARE)
        return len(self.borders.intersection(within.squares()))

    def is_clear(self, box: Box) -> bool:
        return self.has(box) and not self.crossings(box)

    def countries(self, countries: Iterable[Country]) -> list[tuple[float, float, str]]:
        """Return the names of countries with room, trying the middle of each country first.

        A name of several words is broken into lines where it does not fit in one.
        """
        named, (width, height) = [], self.window.size
        for country in countries:
            places = (self.window.place(*each) for each in country.places)
            # Others are outside the map, and so would the name be.
            spots = [(x, y) for x, y in places if 0 < x < width and 0 < y < height]
            near = [(x + by, y + up) for up, by in product(NEAR, NEAR) for x, y in spots]
            name = self.say(country.name)
            for lines in [name], name.split(" "):
                half = max(text_width(line.upper(), 10) + len(line) for line in lines) / 2 + BESIDE
                boxes = (Box(x, y - 4, half, LINE * len(lines) / 2 - 1) for x, y in near)
                if here := next(filter(self.is_clear, boxes), None):
                    first = here.y - here.up + LINE - 4
                    named += [(here.x, first + at * LINE, line) for at, line in enumerate(lines)]
                    self.take(here)
                    break
        return named

    def towns(self, given: list[Town] | None = None) -> list[tuple[float, float, str, int]]:
        """Return the given or all large towns with room for their names, and on which side.

        That is right (1) or left (-1) of their dots; only those of given towns may cross a border.
        """
        zoom = math.log2(self.window.scale[0] * 360 / 256) - SPARSE
        large = (town for town in ground().towns if town[3] <= zoom)
        found = list[tuple[float, float, str, int]]()
        for town, longitude, latitude, *_ in large if given is None else given:
            name = self.say(town)
            x, y = self.window.place(longitude, latitude)
            half = text_width(name, 11) / 2 + 5
            sides = [(side, Box(x + side * half, y, half, 8)) for side in (1, -1)]
            has_room = self.is_clear if given is None else self.has
            if free := [each for each in sides if has_room(each[1])]:
                side, _ = min(free, key=lambda each: self.crossings(each[1]))
                found.append((x, y, name, side))
                self.take(Box(x, y, 2 * half, 8))  # both sides, or it would be named again
        return found[:MOST_TOWNS]


@functools.lru_cache(64)  # many attacks are in the same towns
def point_map(env: Any, latitude: float, longitude: float) -> Markup:
    """Draw the neighbourhood of a point (degrees), which is in the middle."""
    window = around([(longitude, latitude)], MAP_DEGREES, 1, MAP_WIDTH, MAP_HEIGHT / MAP_WIDTH)
    room = Room(window, Box(MAP_WIDTH / 2, MAP_HEIGHT / 2, *LABEL))
    svg = env.plain.get_template("drawings/point.svg").render(
        **{"w": MAP_WIDTH, "h": MAP_HEIGHT, "land": room.land},
        **{"countries": room.countries(ground().countries), "towns": room.towns()},
        c={colour: f"var(--{colour})" for colour in LIGHT},
    )
    return Markup(svg)  # noqa: S704  the template has escaped its values


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    env.globals["point_map"] = partial(point_map, env)
