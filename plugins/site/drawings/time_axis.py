"""Time axes: ascending lists of days, as numbers, each with its position in pixels."""

import datetime
import math
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Axis = list[tuple[int, float]]

# The width of a letter in a label; the space between labels, and between a label and its position.
LETTER, APART, BESIDE = 7.6, 6, 4
# The width of a year with four digits, and with two.
YEAR, SHORT_YEAR = 34, 21
# The least distance between labelled months; and the longest axis, in days, with labelled days.
MONTH, DAYS = 42, 45
# A gap of up to EMPTY_YEARS is drawn to scale; a longer one is one year wide. If at most a quarter
# of all days come before it, they are EARLIER years wide together.
EMPTY_YEARS, EARLIER = 2, 2


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


def of_years(days: Iterable[int], width: float) -> tuple[Axis, list[tuple[int, int]]]:
    """Return an axis for the years that contain the days, and the years that are compressed."""
    days = sorted(days)
    years = sorted({_year(day) for day in days})
    edges, gaps = [(years[0], 0)], []
    for before, year in pairwise(years[1:]):
        start = month_start(year)
        if year - before > EMPTY_YEARS + 1 and bisect(days, start - 1) <= len(days) / 4:
            edges, gaps = [(years[0], 0), (year, EARLIER)], [(month_start(years[0]), start)]
    years = [year for year in years if year >= edges[-1][0]]
    for year, following in pairwise([*years, years[-1] + 1]):
        edges.append((year + 1, edges[-1][1] + 1))
        if empty := following - year - 1:
            edges.append((following, edges[-1][1] + (empty if empty <= EMPTY_YEARS else 1)))
        if empty > EMPTY_YEARS:
            gaps.append((month_start(year + 1), month_start(following)))
    slot = width / edges[-1][1]
    return [(month_start(year), place * slot) for year, place in edges], gaps


def ticks(axis: Axis, hidden: Sequence[tuple[int, int]] = ()) -> list[Tick]:
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


def years_of(axis: Axis, hidden: Sequence[tuple[int, int]] = ()) -> list[Tick]:
    """Return a label in the middle of each year, shortened if it is narrow; none in `hidden`."""
    (start, _), (end, _) = axis[0], axis[-1]
    spans = [
        (year, pixel(axis, month_start(year)), pixel(axis, month_start(year + 1)))
        for year in range(_year(start), _year(end - 1) + 1)
        if not any(first <= month_start(year) < last for first, last in hidden)
    ]
    slot = min(right - left for _, left, right in spans)
    every, written = math.ceil(SHORT_YEAR / slot), list[Tick]()
    for place, (year, left, right) in enumerate(spans):
        label = str(year) if slot >= YEAR or not place else f"’{year % 100:02}"
        written.append(Tick(left, "" if place % every else label, (left + right) / 2))
    return written


def names_of_gaps(axis: Axis, gaps: Iterable[tuple[int, int]]) -> list[Tick]:
    """Return a label in the middle of each period that is drawn closer together: its years."""
    labels = list[Tick]()
    for start, end in gaps:
        first, last, left = _year(start), _year(end - 1), pixel(axis, start)
        wide = pixel(axis, end) - left
        names = (f"{first}–{last}", f"{first}–{last % 100:02}")
        name = next((name for name in names if len(name) * LETTER < wide), "…")
        labels.append(Tick(left, name, left + wide / 2))
    return labels
