"""How time is divided, and how words are broken into lines."""

from __future__ import annotations

from itertools import pairwise

import pytest

from plugins.site.drawings import months, time_axis
from plugins.site.drawings.drawing import label, lines_of, short, text_width


def test_empty_years_are_shortened_on_an_axis() -> None:
    days = map(time_axis.day_number, ["1988-06-01", "1991-12-31", "2012-01-01", "2013-02-03"])
    newest = time_axis.day_number("2022-10-28")
    axis, gaps = time_axis.of_years(days, [newest], 770)
    starts = [time_axis.month_start(year) for year in (1989, 1991, 1992, 2012, 2014, 2023)]
    assert gaps == list(batched(starts))
    assert [axis[0], axis[-1]] == [(time_axis.month_start(1988), 0), (starts[-1], 770)]
    # Each year is as wide, 1988, 1991, 2012 and 2013, and each of the three gaps half as wide.
    wide = {time_axis.pixel(axis, end) - time_axis.pixel(axis, start) for start, end in gaps}
    wide.add(time_axis.pixel(axis, starts[0]) / 2)
    assert all(each == pytest.approx(70) for each in wide)
    pixels = [time_axis.pixel(axis, day) for day in range(axis[0][0] - 5, axis[-1][0] + 5, 5)]
    assert pixels == sorted(pixels)
    ticks = time_axis.ticks(axis, gaps)
    named = ["1988", "1991", "2012", "2013", "1989–90", "’92–2011", "2014–22"]
    assert [tick.lines for tick in ticks] == [[name] for name in named]
    assert [tick.middle - tick.x for tick in ticks] == pytest.approx([70] * 4 + [35] * 3)


def batched(days: list[int]) -> list[tuple[int, int]]:
    return list(zip(days[::2], days[1::2], strict=True))


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ((2014, 11), (2019, 3), ["2015", "2016", "2017", "2018"]),
        ((2018, 1), (2018, 7), ["Jan 2018", "Feb", "Mar", "Apr", "May", "Jun"]),
        ((2018, 12), (2019, 2), ["Dec 2018", "Jan 2019"]),
        ((2018, 3), (2018, 4), ["1 Mar 2018", "5 Mar", "9 Mar", "13 Mar"]),
        ((1990, 1), (2020, 1), ["’90", "’94", "’98", "’02", "’06"]),
        ((9999, 1), (9999, 13), ["Jan 9999", "Mar", "May"]),
    ],
)
def test_an_axis_names_years_or_where_there_is_room_months_or_days(
    first: tuple[int, int], last: tuple[int, int], labels: list[str]
) -> None:
    axis = [(time_axis.month_start(*first), 0.0), (time_axis.month_start(*last), 300.0)]
    ticks = time_axis.ticks(axis)
    assert [" ".join(tick.lines) for tick in ticks][: len(labels)] == labels
    # No label touches another, or leaves the axis.
    for one, other in pairwise(ticks):
        for words, others in zip(one.lines, other.lines, strict=False):
            assert one.middle + len(words) * 3.6 < other.middle - len(others) * 3.6
    for middle, half in ((tick.middle, max(map(len, tick.lines)) * 3.6) for tick in ticks):
        assert half <= middle <= 300 - half


def test_labels_are_one_line_without_marks_of_direction() -> None:
    assert label("a\n\tb\u202ec\u2067d\x00e", 20) == "a b c d e"
    assert label("x" * 10_000, 10) == "x" * 9 + "…"
    assert short("Al-Qaeda in the Islamic Maghreb (AQIM)") == "AQIM"
    assert short("Factions (by a title)") == "Factions (by a title)"


def test_a_text_is_broken_into_lines_that_fit_and_keep_every_word() -> None:
    assert lines_of("", "one two three", 50, 10) == [("", "one two"), ("", "three")]
    lines = lines_of("", "x" * 1_000 + " y", 60, 10, most=1_000)
    assert all(text_width(line.rest, 10) <= 60 for line in lines)
    assert "".join(line.rest for line in lines).replace(" ", "") == "x" * 1_000 + "y"
    assert lines_of("", "word " * 100, 60, 10, most=2)[-1].rest.endswith("…")
    assert lines_of("", "", 60, 10) == []
    assert ["".join(line) for line in lines_of("a b", "c d", 32, 10)] == ["a b c", "d"]
    assert lines_of("a b", "c d", 32, 10) == [("a b ", "c"), ("", "d")]


@pytest.mark.parametrize("most", [0, 1, 2, 4, 5, 9, 41, 999, 123_456])
def test_counts_beside_the_bars_are_whole_and_few(most: int) -> None:
    steps = months.steps(most)
    assert steps[0] == 0
    assert most <= steps[-1]
    assert 2 <= len(steps) <= 6
    assert len({b - a for a, b in pairwise(steps)}) == 1
