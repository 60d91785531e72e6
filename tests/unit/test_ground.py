"""The background of all maps: of the whole world, small, and without lines that are none."""

from __future__ import annotations

from itertools import pairwise

from common.project import ENGINE
from loaders.borders import parted, simplified
from plugins.site.drawings.ground import Box, Room, around, ground


def test_it_is_small_and_of_the_whole_world() -> None:
    assert (ENGINE / "static/borders.json").stat().st_size < 250_000
    codes = {country.code for country in ground().countries}
    assert {"ML", "BF", "NE", "US", "AU", "BR", "MM", "Kosovo"} <= codes
    assert {"Bamako", "Timbuktu", "Gao", "Tokyo"} <= {name for name, *_ in ground().towns}
    capitals = {code: name for name, *_, code in ground().towns if isinstance(code, str)}
    assert (capitals["ML"], capitals["BF"], capitals["NE"]) == ("Bamako", "Ouagadougou", "Niamey")
    # Towns for a far view come first.
    zooms = [zoom for _, _, _, zoom, *_ in ground().towns]
    assert zooms == sorted(zooms)


def test_no_line_runs_across_the_whole_world() -> None:
    """Where Fiji's coast crosses the 180th meridian, a line ran through Madagascar."""
    for line in (ring for country in ground().countries for ring in country.rings):
        assert all(abs(one[0] - other[0]) < 180 for one, other in pairwise(line))
    line = [(179.0, -17.0), (180.0, -17.0), (-180.0, -17.0), (-179.0, -16.0)]
    assert parted(line) == [line[:2], line[2:]]


def test_outlines_close() -> None:
    for (x, y), *_, last in (ring for country in ground().countries for ring in country.rings):
        assert ((last[0] - x) % 360, last[1]) == (0, y), "Antarctica lies around the pole"


def test_a_line_keeps_what_matters() -> None:
    line = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (3.0, 2.0), (4.0, 0.0)]
    assert simplified(line, 0.1) == [line[0], line[2], line[3], line[4]]


def test_an_outline_is_a_point_and_steps_in_whole_pixels() -> None:
    """With each point in tenths of a pixel, a page with two maps had ten kilobytes more."""
    window = around([(-3.0, 16.8)], 22, 1, 460, 0.62)
    (mali,) = (country for country in ground().countries if country.code == "ML")
    (start, *steps), *_ = window.outlines(mali)
    assert all(isinstance(each, int) for point in (start, *steps) for each in point)
    assert (0, 0) not in steps
    # The last point is the first.
    assert tuple(map(sum, zip(*steps, strict=True))) == (0, 0)
    assert len(window.outlines()) < len(ground().countries), "those that it touches"


def test_a_map_has_room_beside_what_is_taken_and_within_its_edges() -> None:
    room = Room(around([(0, 25)], 8, 1, 400, 1), Box(200, 200, 20, 20))
    box = Box(100, 100, 30, 8)
    assert room.has(box)
    room.take(box)
    assert not room.has(box)
    assert not room.has(Box(200, 200, 5, 5))
    assert room.has(Box(200, 240, 5, 5))
    assert not any(room.has(each) for each in (Box(10, 50, 30, 8), Box(300, 397, 30, 8)))


def test_a_name_is_across_no_border() -> None:
    window = around([(-3.0, 16.8)], 22, 1, 460, 0.62)
    room = Room(window)
    (x, y) = window.place(-1.5, 12.0)  # in the middle of Burkina Faso
    assert room.crossings(Box(x, y, 10, 5)) == 0
    assert room.crossings(Box(x, y, 150, 5)) > 0
    assert [name for *_, name in room.countries(ground().countries)].count("Mali") == 1
