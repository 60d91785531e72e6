"""Axes of time, counted in days: straight, with a period drawn wider, or without empty years."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plugins.site.drawings.drawing import day_after, day_number

# How wide a letter of a label is; how far apart two labels are, and one is from its place.
LETTER, APART, BESIDE = 6.6, 6, 4
# In a year that is less wide no months are written, and on a longer axis no days.
WIDE_YEAR, DAYS = 110, 45


@dataclass(frozen=True)
class Axis:
    """Days to pixels, straight between each two of its points: rising days, and as many pixels."""

    domain: tuple[int, ...]
    range: tuple[float, ...]

    def pixel(self, day: float) -> float:
        """Return where a day begins; the edge for one beyond it."""
        day = min(max(day, self.domain[0]), self.domain[-1])
        for (start, end), (left, right) in zip(
            pairwise(self.domain), pairwise(self.range), strict=True
        ):
            if day <= end:
                return left + (right - left) * (day - start) / (end - start)
        return self.range[-1]

    def span(self, first: str, last: str) -> tuple[float, float]:
        """Return where a period begins and ends, by its first and last ISO day."""
        return self.pixel(day_number(first)), self.pixel(day_after(last))


@dataclass(frozen=True)
class Tick:
    """A label of an axis; the first one of a year names the year."""

    x: float
    label: str
    is_year: bool
    anchor: str = "start"


def stretched(
    start: int, end: int, periods: Iterable[tuple[int, int, float]], width: float
) -> Axis:
    """Make an axis on which periods have a width of their own, in pixels, and the rest is even."""
    own = list(periods)
    rest = end - start - sum(last - first for first, last, _ in own)
    scale = (width - sum(pixels for _, _, pixels in own)) / rest
    days, places = [start], [0.0]
    for first, last, pixels in own:
        left = places[-1] + (first - days[-1]) * scale
        days += [first, last]
        places += [left, left + pixels]
    return Axis((*days, end), (*places, width))


def gaps_between(start: int, end: int, days: Iterable[int], longest: int) -> list[tuple[int, int]]:
    """Return the whole years between days where there are more of them than `longest` days."""
    stops = [start, *sorted(day for day in set(days) if start < day < end), end]
    gaps = [(year_start(one, 1), year_start(other)) for one, other in pairwise(stops)]
    return [(first, last) for first, last in gaps if last - first > longest]


def year_start(day: int, years: int = 0) -> int:
    """Return the beginning of the year that a day lies in, or of one some years later."""
    return month_start(datetime.date.fromordinal(day).year + years, 1)


def month_start(year: int, month: int) -> int:
    """Return the beginning of a month, counted on past 12 and before 1."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if year > datetime.MAXYEAR:
        return datetime.date.max.toordinal() + 1
    return datetime.date(year, month, 1).toordinal()


def ticks(axis: Axis, hidden: Sequence[tuple[int, int]] = (), beside: bool = False) -> list[Tick]:
    """Return where to write years and, where there is room beside them, months and days.

    Not in hidden periods; `beside` their place on the right, and not below or above it.
    """
    start, end, width = axis.domain[0], axis.domain[-1], axis.range[-1]
    first, last = datetime.date.fromordinal(start).year, datetime.date.fromordinal(end - 1).year
    days = [month_start(year, 1) for year in range(first, last + 1)]
    for year in range(first, last + 1):
        if axis.pixel(month_start(year + 1, 1)) - axis.pixel(month_start(year, 1)) >= WIDE_YEAR:
            days += [month_start(year, month) for month in range(2, 13)]
    if end - start <= DAYS:
        days += range(start, end)
    taken: list[tuple[float, float]] = []
    written, years = [], set()
    for day in days:
        if not start <= day < end or any(first <= day < last for first, last in hidden):
            continue
        date, x = datetime.date.fromordinal(day), axis.pixel(day)
        name = f"{date:%b}" if date.day == 1 else f"{date.day} {date:%b}"
        name = str(date.year) if (date.day, date.month) == (1, 1) else name
        name += f" {date.year}" if name != str(date.year) and date.year not in years else ""
        wide = len(name) * LETTER + (BESIDE if beside else 0)
        anchor = "start" if beside or x < wide / 2 else "end" if x > width - wide / 2 else "middle"
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        free = all(left >= other[1] + APART or left + wide + APART <= other[0] for other in taken)
        if free and left + wide <= max(width, wide):
            taken.append((left, left + wide))
            years.add(date.year)
            written.append(Tick(x, name, name == str(date.year), anchor))
    return sorted(written, key=lambda tick: tick.x)
