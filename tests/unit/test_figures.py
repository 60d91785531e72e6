"""The geometry of the small figures: where bars begin and end, which tiles a map shows."""

from __future__ import annotations

import datetime

import pytest
from datasette_tiles.utils import latlon_to_tile
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.site.drawings.figures import MAP_HEIGHT, MAP_WIDTH, TILE, ZOOM, day_line, map_tiles


def row(earliest: str | None, latest: str | None) -> dict[str, str | None]:
    return {"date_earliest": earliest, "date_latest": latest}


def test_a_day_is_a_bar_one_day_long() -> None:
    line = day_line([row("2018-03-03", "2018-03-03")])
    assert line is not None
    (bar,) = line.bars
    assert (bar.left, bar.width) == pytest.approx((300 / 7, 100 / 7), abs=0.01)
    days = ["28\nFeb\n2018", "1\nMar", "2\nMar", "3\nMar", "4\nMar", "5\nMar", "6\nMar"]
    assert [words for _, words in line.ticks] == days
    assert line.ticks[3][0] == bar.left


def test_each_day_in_dispute_has_its_label() -> None:
    """2 and 3 March had none, and 1 and 4 March had."""
    line = day_line([row("2018-03-02", "2018-03-02"), row("2018-03-03", "2018-03-03")])
    assert line is not None
    named = {words: at for at, words in line.ticks}
    assert [named["2\nMar"], named["3\nMar"]] == [bar.left for bar in line.bars]


def test_a_conflict_of_one_day_is_seen_beside_readings_of_years() -> None:
    day, other = row("2018-03-03", "2018-03-03"), row("2018-03-02", "2018-03-02")
    undated, later = row("2017-03-01", "2022-10-28"), row(None, "2022-10-28")
    line = day_line([day, other, undated, later, row("2019-01-01", None)])
    assert line is not None
    one, two, *others = line.bars
    assert one.left == pytest.approx(two.left + two.width) == pytest.approx(50)
    assert one.width > 10
    assert not any(bar.open_start or bar.open_end for bar in (one, two))
    assert [(bar.open_start, bar.open_end) for bar in others[:2]] == [(True, True), (True, True)]
    assert (others[2].left, others[2].open_end) == (100, True)


def test_an_open_bound_runs_to_the_end_of_the_line() -> None:
    line = day_line([row(None, "2018-03-02"), row("2018-03-03", None), row(None, None)])
    assert line is not None
    before, after = line.bars
    assert (before.open_start, before.open_end, before.left) == (True, False, 0)
    assert (after.open_start, after.open_end) == (False, True)
    assert after.left == pytest.approx(before.width)
    assert after.left + after.width == pytest.approx(100)


def test_no_bound_no_line() -> None:
    assert day_line([row(None, None)]) is None
    assert day_line([]) is None


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("2018-04-01", "2018-04-14", ["Apr 2018", "7 Apr", "11 Apr"]),
        ("2012-01-01", "2012-12-31", ["2012", "Apr", "Jul", "Oct"]),
        ("2017-01-01", "2022-10-28", ["2017", "2019", "2021"]),
    ],
)
def test_ticks_are_as_fine_as_the_line(earliest: str, latest: str, words: list[str]) -> None:
    line = day_line([row(earliest, latest)])
    assert line is not None
    assert [name for _, name in line.ticks] == words


DAYS = st.dates().map(datetime.date.isoformat)


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), max_size=4))
def test_every_bar_lies_on_the_line(bounds: list[tuple[str | None, str | None]]) -> None:
    rows = [row(one, other) for one, other in bounds if not (one and other and one > other)]
    line = day_line(rows)
    for bar in line.bars if line else []:
        assert bar.left >= 0
        assert bar.width >= 0
        assert bar.left + bar.width <= 100.02
    for at, _ in line.ticks if line else []:
        assert 0 <= at <= 100


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(16.77348, -3.00742), (12.36566, -1.53388), (-33.9, 151.2)]
)
def test_the_point_is_where_the_tile_server_has_it(latitude: float, longitude: float) -> None:
    under = [
        tile
        for tile in map_tiles(latitude, longitude)
        if tile.left <= 0 < tile.left + TILE and tile.top <= 0 < tile.top + TILE
    ]
    (tile,) = under
    x, y = latlon_to_tile(latitude, longitude, ZOOM)
    assert tile.x - tile.left / TILE == pytest.approx(x, abs=1 / TILE)
    assert tile.y - tile.top / TILE == pytest.approx(y, abs=1 / TILE)


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_tiles_exist_and_cover_the_map(latitude: float, longitude: float) -> None:
    tiles = map_tiles(latitude, longitude)
    assert 1 <= len(tiles) <= 12
    assert all(0 <= tile.x < 2**ZOOM and 0 <= tile.y < 2**ZOOM for tile in tiles)
    assert min(tile.left for tile in tiles) <= -MAP_WIDTH / 2 + 1
    assert max(tile.left for tile in tiles) + TILE >= MAP_WIDTH / 2 - 1
    if abs(latitude) < 80:
        assert min(tile.top for tile in tiles) <= -MAP_HEIGHT / 2 + 1
        assert max(tile.top for tile in tiles) + TILE >= MAP_HEIGHT / 2 - 1
