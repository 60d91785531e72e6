"""Time axes: ascending lists of days, as numbers, each with its position in pixels."""

import datetime
import math
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

Axis = list[tuple[int, float]]
Span = tuple[int, int]  # its first day, and the day after it

# The width of a letter; the least width of a day and a month with a label, and of a year with two
# and with four digits; the longest axis, in days, with labelled days.
LETTER, DAY, MONTH, SHORT_YEAR, YEAR, DAYS = 8.2, 38, 42, 23, 37, 45
# Empty years are drawn closer together: how wide they are, in years.
GAP = 0.5


class Tick(NamedTuple):
    """A day, month, year or gap of an axis: where it begins, its middle, and its label in lines."""

    x: float
    middle: float
    lines: list[str]


def px(pixels: float) -> str:
    return f"{round(pixels, 1):g}"


def day_number(day: str) -> int:
    """Return the start of an ISO day as a day number."""
    return datetime.date.fromisoformat(day).toordinal()


def day_after(day: str) -> int:
    """Return the end of an ISO day, which is where a bar ends."""
    return day_number(day) + 1


def _year(day: int) -> int:
    return datetime.date.fromordinal(day).year


def month_start(year: int, month: int = 1) -> int:
    """Return the start of a month; numbers above 12 continue into the following years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if year > datetime.MAXYEAR:
        return datetime.date.max.toordinal() + 1
    return datetime.date(year, month, 1).toordinal()


def pixel(axis: Axis, day: float) -> float:
    """Return the position of the start of a day, clamped to the axis."""
    day = min(max(day, axis[0][0]), axis[-1][0])
    after = min(max(bisect(axis, (day, float("inf"))), 1), len(axis) - 1)
    (start, left), (end, right) = axis[after - 1], axis[after]
    return left + (right - left) * (day - start) / (end - start)


def of_years(days: Iterable[int], ends: Iterable[int], width: float) -> tuple[Axis, list[Span]]:
    """Return an axis of whole years that covers the days and ends, and its compressed years.

    Years are of the same width, except those that contain none of the days, if there are any.
    """
    ends = list(ends)
    days = list(days) or ends
    full, covered = set(map(_year, days)), list(map(_year, [*days, *ends]))
    spans = list[tuple[int, int, float]]()
    for is_full, run in groupby(range(min(covered), max(covered) + 1), full.__contains__):
        years = list(run)
        each = [(year, year + 1, 1.0) for year in years]
        spans += each if is_full else [(years[0], years[-1] + 1, GAP)]
    slot, x, axis = width / sum(wide for *_, wide in spans), 0.0, [(month_start(spans[0][0]), 0.0)]
    for _, end, wide in spans:
        x += wide * slot
        axis.append((month_start(end), x))
    return axis, [(month_start(one), month_start(end)) for one, end, wide in spans if wide != 1]


def ticks(axis: Axis, gaps: Sequence[Span] = (), longest: int = DAYS) -> list[Tick]:
    """Return labels for the days, months or years of an axis, the finest with room, and its gaps.

    Days are labelled if there are at most `longest`. The first label within a year names it. Narrow
    years are shortened, or some are left out.
    """
    (start, _), (end, width) = axis[0], axis[-1]
    first, day = _year(start), width / (end - start)
    months = range(1, 12 * (_year(end - 1) - first + 1) + 2)
    step = next((each for each in (1, 2, 3, 6) if each * 30 * day >= MONTH), 12)
    edges: Sequence[int] = [month_start(first, month) for month in months]
    if end - start <= longest:
        edges, step = range(start, end + 1), math.ceil(DAY / day)
    elif step == 12 or gaps:
        edges = edges[::12]
        slot = max(right - left for (_, left), (_, right) in pairwise(axis)) if gaps else 365 * day
        step = 1 if slot >= SHORT_YEAR else math.ceil(YEAR / slot)
    written, named = list[Tick](), set[int]()
    for one, other in list(pairwise(edges))[::step]:
        left, right, date = pixel(axis, one), pixel(axis, other), datetime.date.fromordinal(one)
        if start <= one < end and not any(low <= one < high for low, high in gaps):
            year = str(date.year) if right - left >= YEAR else f"’{date.year % 100:02}"
            lines = [str(date.day)] * (other - one == 1) + [f"{date:%b}"] * (other - one < 365)
            lines += [str(date.year) if lines else year] * (date.year not in named)
            half = LETTER / 2 * max(map(len, lines), default=0)
            middle = max((left + right) / 2, half)  # no letter leaves the axis
            written += [Tick(left, middle, lines)] if middle + half <= width or not written else []
            named.add(date.year)
    for start, end in gaps:
        left, right, one, last = pixel(axis, start), pixel(axis, end), _year(start), _year(end - 1)
        name = f"{one}–{last % 100:02}" if one // 100 == last // 100 else f"{one}–{last}"
        name = name if last > one else str(one)
        names = (name, f"’{name[2:]}")
        label = next((name for name in names if len(name) * LETTER < right - left), "…")
        written.append(Tick(left, (left + right) / 2, [label]))
    return written
