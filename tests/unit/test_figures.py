"""The geometry of the small figures: where bars begin and end, and what a map shows."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.site.drawings.ground import MAP_DEGREES, MAP_HEIGHT, MAP_WIDTH, around
from plugins.site.drawings.possible_dates import WIDTH, bars_of
from plugins.site.drawings.time_axis import ticks
from plugins.site.queries import Row


def percent(x: float) -> float:
    return x / WIDTH * 100


def day_line(readings: list[dict[str, str | None]]) -> tuple[list[Row], list[tuple[float, str]]]:
    """Return the bars and the labels of a line of days, in percent of the line."""
    bars, axis = bars_of(readings)
    bars = [bar | {name: percent(bar[name]) for name in ("x", "width")} for bar in bars]
    labels = ticks(axis) if axis else []
    return bars, [(percent(each.x), "\n".join(each.lines)) for each in labels]


def row(earliest: str | None, latest: str | None) -> dict[str, str | None]:
    return {"date_earliest": earliest, "date_latest": latest}


def test_a_day_is_a_bar_one_day_long() -> None:
    (bar,), labels = day_line([row("2018-03-03", "2018-03-03")])
    assert (bar["x"], bar["width"]) == pytest.approx((300 / 7, 100 / 7), abs=0.01)
    days = ["28\nFeb\n2018", "1\nMar", "2\nMar", "3\nMar", "4\nMar", "5\nMar", "6\nMar"]
    assert [words for _, words in labels] == days
    assert labels[3][0] == bar["x"]


def test_each_day_in_dispute_has_its_label() -> None:
    """2 and 3 March had none, and 1 and 4 March had."""
    bars, labels = day_line([row("2018-03-02", "2018-03-02"), row("2018-03-03", "2018-03-03")])
    named = {words: at for at, words in labels}
    assert [named["2\nMar"], named["3\nMar"]] == [bar["x"] for bar in bars]


def test_a_conflict_of_one_day_is_seen_beside_readings_of_years() -> None:
    day, other = row("2018-03-03", "2018-03-03"), row("2018-03-02", "2018-03-02")
    undated, later = row("2017-03-01", "2022-10-28"), row(None, "2022-10-28")
    (one, two, *others), _ = day_line([day, other, undated, later, row("2019-01-01", None)])
    assert one["x"] == pytest.approx(two["x"] + two["width"]) == pytest.approx(50)
    assert one["width"] > 10
    assert not any(bar["open_start"] or bar["open_end"] for bar in (one, two))
    assert [(bar["open_start"], bar["open_end"]) for bar in others[:2]] == [
        (True, True),
        (True, True),
    ]
    assert (others[2]["x"], others[2]["open_end"]) == (100, True)


def test_an_open_bound_runs_to_the_end_of_the_line() -> None:
    rows = [row(None, "2018-03-02"), row("2018-03-03", None), row(None, None)]
    (before, after), _ = day_line(rows)
    assert (before["open_start"], before["open_end"], before["x"]) == (True, False, 0)
    assert (after["open_start"], after["open_end"]) == (False, True)
    assert after["x"] == pytest.approx(before["width"])
    assert after["x"] + after["width"] == pytest.approx(100)


def test_no_bound_no_line() -> None:
    assert bars_of([row(None, None)]) == ([], [])
    assert bars_of([]) == ([], [])


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("2018-04-01", "2018-04-14", ["29\nMar\n2018", "1\nApr", "4\nApr", "7\nApr", "10\nApr"]),
        ("2012-01-01", "2012-12-31", ["Jan\n2012", "Mar", "May", "Jul", "Sep", "Nov"]),
        ("2017-01-01", "2022-10-28", ["2017", "2018", "2019", "2020", "2021", "2022"]),
    ],
)
def test_ticks_are_as_fine_as_the_line(earliest: str, latest: str, words: list[str]) -> None:
    assert [name for _, name in day_line([row(earliest, latest)])[1]][: len(words)] == words


DAYS = st.dates().map(datetime.date.isoformat)


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), max_size=4))
def test_every_bar_lies_on_the_line(bounds: list[tuple[str | None, str | None]]) -> None:
    rows = [row(one, other) for one, other in bounds if not (one and other and one > other)]
    bars, axis = bars_of(rows)
    for bar in bars:
        assert bar["x"] >= 0
        assert bar["width"] >= 0
        assert bar["x"] + bar["width"] <= WIDTH + 0.1
    for tick in ticks(axis) if axis else []:
        assert 0 <= tick.x <= WIDTH


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_anywhere_in_the_world_the_map_is_as_large(latitude: float, longitude: float) -> None:
    window = around([(longitude, latitude)], MAP_DEGREES, 1, MAP_WIDTH, MAP_HEIGHT / MAP_WIDTH)
    assert window.size == pytest.approx((MAP_WIDTH, MAP_HEIGHT))
    assert window.place(longitude, latitude) == pytest.approx((MAP_WIDTH / 2, MAP_HEIGHT / 2))
