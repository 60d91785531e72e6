"""Write static/borders.json: the borders and coasts around the map's centre, for map pictures.

They are from Natural Earth, which is in the public domain, by way of the npm package world-atlas.
`make borders` installs that and calls this with its file.
"""

import json
import math
import sys
from itertools import accumulate, product
from pathlib import Path
from typing import Any

from common.project import PROJECT

OUT = Path("static/borders.json")
# Degrees from the centre to the eastern and western edges, and to the northern and southern ones.
ACROSS, UP = 26, 18
# Least distance between a name and a border, in degrees.
APART = 0.7

Line = list[tuple[float, float]]


def decoded(topology: dict[str, Any]) -> list[Line]:
    """Return the arcs of a TopoJSON topology, which stores differences, as points in degrees."""
    (east, north), (left, bottom) = topology["transform"].values()
    lines = []
    for arc in topology["arcs"]:
        xs = [round(x * east + left, 2) for x in accumulate(step[0] for step in arc)]
        ys = [round(y * north + bottom, 2) for y in accumulate(step[1] for step in arc)]
        lines.append(list(zip(xs, ys, strict=True)))
    return lines


def largest(rings: list[list[list[int]]], lines: list[Line]) -> tuple[float, float, Line]:
    """Return the largest part of a country: its middle, then its outline."""
    found, size = (0.0, 0.0, list[tuple[float, float]]()), 0.0
    for outer, *_ in rings:
        ring = [p for arc in outer for p in (lines[arc] if arc >= 0 else lines[~arc][::-1])]
        pairs = list(zip(ring, ring[1:] + ring[:1], strict=True))
        turns = [a[0] * b[1] - b[0] * a[1] for a, b in pairs]
        area = sum(turns) / 2
        if abs(area) > size:
            x, y = (
                sum((a[axis] + b[axis]) * t for (a, b), t in zip(pairs, turns, strict=True))
                / (6 * area)
                for axis in (0, 1)
            )
            found, size = (round(x, 1), round(y, 1), ring), abs(area)
    return found


def away(x: float, y: float, ring: Line) -> float:
    """Return the distance of a point from a border in degrees; negative if it is outside."""
    inside, least = False, 360.0
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
        long = (bx - ax) ** 2 + (by - ay) ** 2
        along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / (long or 1)))
        least = min(least, math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)))
    return least if inside else -least


def places(x: float, y: float, ring: Line) -> list[tuple[float, float]]:
    """Return positions for a country's name: first its middle, then others away from borders."""
    xs, ys = zip(*ring, strict=True)
    grid = product(
        range(math.ceil(min(xs)), math.ceil(max(xs))), range(math.ceil(min(ys)), math.ceil(max(ys)))
    )
    within = [(float(i), float(j)) for i, j in grid if near(i, j) and away(i, j, ring) >= APART]
    return [(x, y), *sorted(within, key=lambda at: math.dist(at, (x, y)))]


def near(x: float, y: float) -> bool:
    """Whether a point is near the centre of the map."""
    return abs(x - PROJECT.map[1]) <= ACROSS and abs(y - PROJECT.map[0]) <= UP


def borders(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the lines around the centre, and the countries' names with possible positions."""
    lines = decoded(topology)
    names = []
    for country in topology["objects"]["countries"]["geometries"]:
        rings = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        x, y, ring = largest(rings, lines)
        if near(x, y):
            names.append([country["properties"]["name"], places(x, y, ring)])
    kept = [line for line in lines if any(near(*point) for point in line)]
    return {"lines": kept, "names": sorted(names)}


if __name__ == "__main__":
    read = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = json.dumps(borders(read), ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(f"{text}\n", encoding="utf-8")
