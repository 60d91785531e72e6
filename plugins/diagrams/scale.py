"""Axes of time: straight, with a period drawn wider, or with empty years left out."""

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from plugins.diagrams.drawing import DAY, EPOCH

Tick = dict[str, Any]


@dataclass(frozen=True)
class Axis:
    """Days to pixels, straight between each two of its points.

    Attributes:
        domain: Milliseconds, rising.
        range: Pixels, as many.
    """

    domain: tuple[int, ...]
    range: tuple[float, ...]

    def pixel(self, time: float) -> float:
        """Return where a time lies; the edge for one beyond it."""
        time = self.clip(time)
        for (start, end), (left, right) in zip(
            pairwise(self.domain), pairwise(self.range), strict=True
        ):
            if time <= end:
                return left + (right - left) * (time - start) / (end - start)
        return self.range[-1]

    def clip(self, time: float) -> float:
        """Return a time, or the edge that it lies beyond."""
        return min(max(time, self.domain[0]), self.domain[-1])


def straight(start: int, end: int, width: float) -> Axis:
    """Make an axis that is the same everywhere."""
    return Axis((start, end), (0, width))


def widened(start: int, end: int, wide: tuple[int, int], share: float, width: float) -> Axis:
    """Make an axis on which a period takes at least its share of the width."""
    first, last = max(start, wide[0]), min(end, wide[1])
    whole = end - start
    if not start < first < last < end or (last - first) / whole >= share:
        return straight(start, end, width)
    before = (1 - share) * (first - start) / (whole - (last - first))
    return Axis((start, first, last, end), (0, before * width, (before + share) * width, width))


def without_gaps(
    start: int, end: int, times: Iterable[int], longest: int, gap: float, width: float
) -> tuple[Axis, list[tuple[int, int]]]:
    """Make an axis on which long periods in which nothing lies shrink to `gap` pixels.

    Args:
        start: Where the axis begins, in milliseconds.
        end: Where it ends.
        times: What lies on it.
        longest: How long a period may be empty, in milliseconds.
        gap: How wide an empty one is drawn.
        width: The width of the whole axis.

    Returns:
        The axis, and the periods that were shrunk.
    """
    stops = [start, *sorted(time for time in set(times) if start < time < end), end]
    gaps = []
    for one, other in pairwise(stops):
        first, last = year_after(one), year_start(other)
        if last - first > longest:
            gaps.append((first, last))
    drawn = (end - start) - sum(last - first for first, last in gaps)
    scale = (width - gap * len(gaps)) / drawn
    domain, pixels = [start], [0.0]
    for first, last in gaps:
        pixels.append(pixels[-1] + (first - domain[-1]) * scale)
        pixels.append(pixels[-1] + gap)
        domain += [first, last]
    domain.append(end)
    pixels.append(width)
    return Axis(tuple(domain), tuple(pixels)), gaps


def day_of(time: float) -> datetime.date:
    """Return the day that a time lies on."""
    return EPOCH + datetime.timedelta(days=time // DAY)


def year_start(time: int) -> int:
    """Return the beginning of the year that a time lies in."""
    return time_of(day_of(time).year, 1)


def year_after(time: int) -> int:
    """Return the beginning of the next year."""
    return time_of(day_of(time).year + 1, 1)


def time_of(year: int, month: int) -> int:
    """Return the beginning of a month, counted on past 12 and before 1, in milliseconds."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return (datetime.date(year, month, 1) - EPOCH).days * DAY


def ticks(axis: Axis, room: float = 40, hidden: Sequence[tuple[int, int]] = ()) -> list[Tick]:
    """Return where to write years and, in years that are wide enough, months.

    Args:
        axis: The axis.
        room: The least number of pixels between two labels.
        hidden: Periods that are not to be written on.

    Returns:
        `time` in milliseconds and `label`, in the order of time. The first label of a year names
        the year.
    """
    first, last = day_of(axis.domain[0]), day_of(axis.domain[-1] - 1)
    years, months = [], []
    for year in range(first.year, last.year + 1):
        years.append(time_of(year, 1))
        january, december = axis.pixel(time_of(year, 1)), axis.pixel(time_of(year + 1, 1))
        if december - january >= 3 * room:
            months += [time_of(year, month) for month in range(2, 13)]
    if not any(axis.domain[0] <= time < axis.domain[-1] for time in [*years, *months]):
        months = [axis.domain[0]]
    taken: list[tuple[float, int]] = []
    for time in [*years, *months]:
        pixel = axis.pixel(time)
        if (
            axis.domain[0] <= time < axis.domain[-1]
            and not any(start <= time < end for start, end in hidden)
            and all(abs(pixel - other) >= room for other, _ in taken)
        ):
            taken.append((pixel, time))
    taken.sort()
    if len(taken) > 1 and day_of(taken[0][1]).month > 1 and taken[1][0] - taken[0][0] < 1.8 * room:
        # The first label names month and year, and needs the room of two.
        del taken[1]
    found = []
    told = 0
    for _, time in taken:
        day = day_of(time)
        name = str(day.year) if day.month == 1 else f"{day:%b}"
        if day.month > 1 and day.year != told:
            name = f"{day:%b} {day.year}"
        told = day.year
        found.append({"time": time, "label": name})
    return found


def names(found: Iterable[Tick]) -> str:
    """Return the labels of ticks as an expression that Vega looks them up with."""
    return json.dumps({str(tick["time"]): tick["label"] for tick in found}) + "[datum.value]"
