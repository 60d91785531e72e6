"""Time axes: ascending lists of days, as numbers, each with its position in pixels."""

import datetime
import math
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

Axis = list[tuple[int, float]]
Span = tuple[int, int]  # its first day, and the day after it

# The width of a letter in a label; the space between labels, and between a label and its position.
LETTER, APART, BESIDE = 8.2, 6, 4
# The width of a year with four digits, and with two.
YEAR, SHORT_YEAR = 37, 23
# The least distance between labelled months; and the longest axis, in days, with labelled days.
MONTH, DAYS = 42, 45
# Empty years are drawn closer together: how wide they are, in years. If at most a quarter of all
# days come before a gap of more than LONG years, they are EARLIER years wide together.
GAP, LONG, EARLIER = 0.5, 2, 2


class Tick(NamedTuple):
    """A label of an axis, next to its position, or centred at the middle if there is one."""

    x: float
    label: str
    middle: float = 0

    @property
    def is_year(self) -> bool:
        return self.label.isdigit()


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
    days = sorted(days) or ends
    full = sorted({_year(day) for day in days})
    first, last = min([*days, *ends]), max([*days, *ends])
    start = _year(first)
    for before, year in pairwise(full[1:]):
        is_long = year - before > LONG + 1
        start = year if is_long and bisect(days, month_start(year) - 1) <= len(days) / 4 else start
    spans = [(_year(first), start, float(EARLIER))] if start > _year(first) else []
    for is_full, run in groupby(range(start, _year(last) + 1), full.__contains__):
        years = list(run)
        each = [(year, year + 1, 1.0) for year in years]
        spans += each if is_full else [(years[0], years[-1] + 1, GAP)]
    slot, x, axis = width / sum(wide for *_, wide in spans), 0.0, [(month_start(spans[0][0]), 0.0)]
    for _, end, wide in spans:
        x += wide * slot
        axis.append((month_start(end), x))
    return axis, [(month_start(one), month_start(end)) for one, end, wide in spans if wide != 1]


def ticks(axis: Axis, hidden: Sequence[Span] = ()) -> list[Tick]:
    """Return labels for years and, if there is room, months and days; none within `hidden`."""
    (start, _), (end, width) = axis[0], axis[-1]
    years = range(_year(start), _year(end - 1) + 1)
    days = [month_start(year) for year in years]
    wide = width * 365 / 12 / (end - start)
    step = next((each for each in (1, 2, 3, 6) if each * wide >= MONTH), 12)
    days += [month_start(year, month) for year in years for month in range(1 + step, 13, step)]
    days += range(start, end) if end - start <= DAYS else []
    written: list[tuple[float, float, Tick]] = []
    named = set()
    for day in days:
        if not start <= day < end or any(first <= day < last for first, last in hidden):
            continue
        date, x = datetime.date.fromordinal(day), pixel(axis, day)
        name = f"{date:%b}" if date.day == 1 else f"{date.day} {date:%b}"
        name = str(date.year) if (date.day, date.month) == (1, 1) else name
        name += "" if name.isdigit() or date.year in named else f" {date.year}"
        right = x + BESIDE + len(name) * LETTER
        if right <= width and all(right + APART <= a or b + APART <= x for a, b, _ in written):
            written.append((x, right, Tick(x, name)))
            named.add(date.year)
    return [tick for _, _, tick in sorted(written)]


def years_of(axis: Axis, gaps: Sequence[Span] = ()) -> list[Tick]:
    """Return a label in the middle of each year, shortened if it is narrow, and of each gap."""
    (start, _), (end, _) = axis[0], axis[-1]
    years = [(year, month_start(year)) for year in range(_year(start), _year(end - 1) + 1)]
    years = [each for each in years if not any(one <= each[1] < other for one, other in gaps)]
    spans = [(year, pixel(axis, day), pixel(axis, month_start(year + 1))) for year, day in years]
    slot = min(right - left for _, left, right in spans)
    every, written = math.ceil(SHORT_YEAR / slot), list[Tick]()
    for place, (year, left, right) in enumerate(spans):
        label = str(year) if slot >= YEAR or not place else f"’{year % 100:02}"
        written.append(Tick(left, "" if place % every else label, (left + right) / 2))
    for start, end in gaps:
        left, right, one, last = pixel(axis, start), pixel(axis, end), _year(start), _year(end - 1)
        name = f"{one}–{last % 100:02}" if one // 100 == last // 100 else f"{one}–{last}"
        name = name if last > one else str(one)
        names = (name, f"’{name[2:]}")
        label = next((name for name in names if len(name) * LETTER < right - left), "…")
        written.append(Tick(left, label, (left + right) / 2))
    return written
