"""The geometry of the small figures: where bars begin and end, which tiles a map shows."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.site.drawings.figures import MAP_DEGREES, MAP_HEIGHT, MAP_WIDTH, day_line
from plugins.site.drawings.ground import around


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


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_anywhere_in_the_world_the_map_is_as_large(latitude: float, longitude: float) -> None:
    window = around([(longitude, latitude)], MAP_DEGREES, 1, MAP_WIDTH, MAP_HEIGHT / MAP_WIDTH)
    assert window.size == pytest.approx((MAP_WIDTH, MAP_HEIGHT))
    assert window.place(longitude, latitude) == pytest.approx((MAP_WIDTH / 2, MAP_HEIGHT / 2))
    # What is drawn ends at its edges.
    for x, y in (point for area in window.areas() for point in area):
        assert -0.01 <= x <= MAP_WIDTH + 0.01
        assert -0.01 <= y <= MAP_HEIGHT + 0.01
