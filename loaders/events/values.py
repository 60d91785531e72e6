"""Single values of event records: what a field says, or why it cannot be read."""

import calendar
import datetime
import re
from functools import cache
from typing import NamedTuple

MISSING = frozenset({"", "NA", "NULL", "null"})
"""What exports write for a missing value."""

BLANK = " \t\r\n"
"""White space that may stand around a value."""


class UnreadableValueError(ValueError):
    """A value that cannot be read.

    Attributes:
        position: Which of the step's columns it stands in, counted from 0.
        problem: What is wrong with it.
        expected: What would be right.
    """

    def __init__(self, position: int, problem: str, expected: str) -> None:
        super().__init__(problem)
        self.position = position
        self.problem = problem
        self.expected = expected


class Days(NamedTuple):
    """The days that a date may mean, as columns of a report."""

    edtf: str | None
    earliest: str | None
    latest: str | None
    precision: str


MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_CLOCK = r"(?:[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"
_ISO = re.compile(rf"(\d{{4}})-(\d\d?)-(\d\d?){_CLOCK}")
_AMERICAN = re.compile(rf"(\d\d?)/(\d\d?)/(\d{{4}}){_CLOCK}")
_WORDS = re.compile(r"(\d\d?)[ -]([A-Za-z]+)[ -](\d{4}|\d\d)")
DATE_STYLES = "a day such as 2018-03-02, 02 March 2018, 02-March-2018 or 2-Mar-18"
AMERICAN_STYLES = "a day such as 2018-03-02 or 03/02/2018 (month first)"


@cache
def read_day(text: str, *, american: bool = False) -> datetime.date:
    """Read a day in one of the styles of the data sets.

    Args:
        text: The day as written.
        american: Whether 03/02/2018 is the second of March; otherwise nobody can tell.

    Raises:
        ValueError: Where it is none; the message says why.
    """
    text = text.strip(BLANK)
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _WORDS.fullmatch(text):
        if match[2].lower() not in MONTHS:
            raise ValueError(f"'{text}' names no month")
        day, month, year = int(match[1]), MONTHS[match[2].lower()], int(match[3])
        if len(match[3]) == 2:
            # ACLED begins in 1997, and nobody has events of 2070.
            year += 1900 if year >= 70 else 2000
    elif match := _AMERICAN.fullmatch(text):
        if not american:
            raise ValueError(f"'{text}' may be read with the day or the month first")
        month, day, year = map(int, match.groups())
    else:
        raise ValueError(f"'{text}' is no day")
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        raise ValueError(f"'{text}' is not in the calendar") from None
    if not 1900 <= date.year <= 2100:
        raise ValueError(f"'{text}' is in a year that no data set covers")
    return date


def span(start: datetime.date, end: datetime.date) -> Days:
    """The columns for some day from start to end: a day, a month, a year or a range."""
    earliest, latest = start.isoformat(), end.isoformat()
    if start == end:
        return Days(earliest, earliest, latest, "day")
    if start.day == 1 and end == last_of_month(start):
        return Days(earliest[:7], earliest, latest, "month")
    if (start.month, start.day) == (1, 1) and end == datetime.date(start.year, 12, 31):
        return Days(earliest[:4], earliest, latest, "year")
    return Days(f"{earliest}/{latest}", earliest, latest, "range")


def last_of_month(day: datetime.date) -> datetime.date:
    """The last day of the month in which a day lies."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


_WHOLE = re.compile(r"[+-]?\d+(\.0+)?")


def whole_number(text: str, position: int, *, unknown: frozenset[str] = MISSING) -> int | None:
    """A count of people: a whole number from 0 up, or nothing.

    Args:
        text: The field.
        position: Its place among the columns of the step, for the message.
        unknown: What stands for nothing.
    """
    text = text.strip(BLANK)
    if text in unknown:
        return None
    if not _WHOLE.fullmatch(text) or len(text) > 12:
        raise UnreadableValueError(
            position, f"'{text}' is no whole number", "a whole number from 0 up"
        )
    number = int(text.partition(".")[0])
    if number < 0:
        raise UnreadableValueError(position, f"'{text}' is below zero", "a whole number from 0 up")
    return number


_DECIMAL = re.compile(r"[+-]?\d{1,3}(\.\d*)?(?:[eE]-?\d+)?")


def coordinates(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    """A point in degrees; nothing where neither is given."""
    texts = (latitude.strip(BLANK), longitude.strip(BLANK))
    if texts[0] in MISSING and texts[1] in MISSING:
        return None, None
    degrees = []
    for position, (text, limit) in enumerate(zip(texts, (90, 180), strict=True)):
        expected = f"degrees from -{limit} to {limit}, with a decimal point"
        if text in MISSING:
            raise UnreadableValueError(
                position, "nothing stands here and the other degree is given", expected
            )
        if not _DECIMAL.fullmatch(text):
            raise UnreadableValueError(position, f"'{text}' is no number of degrees", expected)
        if abs(float(text)) > limit:
            raise UnreadableValueError(position, f"'{text}' is not on the globe", expected)
        degrees.append(float(text))
    return degrees[0], degrees[1]


def one_of(
    text: str, position: int, words: dict[str, str | None], expected: str = ""
) -> str | None:
    """A word of a code list."""
    text = text.strip(BLANK)
    if text.endswith(".0"):
        text = text[:-2]
    if text not in words:
        known = ", ".join(word for word in words if word)
        raise UnreadableValueError(
            position,
            f"'{text}' is no code of this column" if text else "nothing stands here",
            expected or f"one of {known}",
        )
    return words[text]


def excerpt(text: str) -> str:
    """A value as a message shows it: not longer than a line, without what a terminal would obey."""
    clean = "".join(each if each.isprintable() else "�" for each in text[:80])
    return clean if len(text) <= 60 else f"{clean[:57]}..."
