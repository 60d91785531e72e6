"""The geometry of the small figures: where bars begin and end, and what a map shows."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.site.drawings.ground import MAP_DEGREES, MAP_HEIGHT, MAP_WIDTH, around
from plugins.site.drawings.time_axis import Axis, ticks

# The width of an axis, in pixels.
WIDTH = 330.0


def axis_of(first: datetime.date, last: datetime.date) -> Axis:
    return [(first.toordinal(), 0.0), (last.toordinal() + 1, WIDTH)]


def test_each_day_of_a_week_has_its_label() -> None:
    """2 and 3 March had none, and 1 and 4 March had."""
    axis = axis_of(datetime.date(2018, 2, 28), datetime.date(2018, 3, 6))
    days = ["28\nFeb\n2018", "1\nMar", "2\nMar", "3\nMar", "4\nMar", "5\nMar", "6\nMar"]
    assert ["\n".join(tick.lines) for tick in ticks(axis)] == days
    assert [tick.x for tick in ticks(axis)] == pytest.approx([at * WIDTH / 7 for at in range(7)])


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("2018-04-01", "2018-04-14", ["1\nApr\n2018", "3\nApr", "5\nApr", "7\nApr"]),
        ("2012-01-01", "2012-12-31", ["Jan\n2012", "Mar", "May", "Jul", "Sep", "Nov"]),
        ("2017-01-01", "2022-10-28", ["2017", "2018", "2019", "2020", "2021", "2022"]),
    ],
)
def test_ticks_are_as_fine_as_the_line(earliest: str, latest: str, words: list[str]) -> None:
    axis = axis_of(datetime.date.fromisoformat(earliest), datetime.date.fromisoformat(latest))
    assert ["\n".join(tick.lines) for tick in ticks(axis)][: len(words)] == words


@settings(deadline=None)
@given(st.dates(max_value=datetime.date(9999, 12, 30)), st.dates())
def test_every_label_lies_on_the_line(first: datetime.date, last: datetime.date) -> None:
    for tick in ticks(axis_of(min(first, last), max(first, last))):
        assert 0 <= tick.x <= WIDTH


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_anywhere_in_the_world_the_map_is_as_large(latitude: float, longitude: float) -> None:
    window = around([(longitude, latitude)], MAP_DEGREES, 1, MAP_WIDTH, MAP_HEIGHT / MAP_WIDTH)
    assert window.size == pytest.approx((MAP_WIDTH, MAP_HEIGHT))
    assert window.place(longitude, latitude) == pytest.approx((MAP_WIDTH / 2, MAP_HEIGHT / 2))
