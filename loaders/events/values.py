"""Parse single values of event records, or say why they cannot be read."""

import calendar
import datetime
import enum
import re
from functools import cache
from typing import NamedTuple

from anyascii import anyascii

from common.dates import FRENCH_MONTHS

MISSING = frozenset(
    {
        *("", "NA", "N/A", "n/a", "n.a.", "#N/A", "NULL", "null", "NaN", "nan", "NaT", "<NA>"),
        *("None", "none", ".", "..", "\\N"),
    }
)
"""Values that exports write for a missing value."""

NO_TEXT = MISSING | {"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
"""Values that mean no text, including a spreadsheet's formula errors."""

_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Invisible characters: zero-width, direction and byte order marks."""

BLANK = (
    " \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\x1a" + _INVISIBLE
)
"""All white space that may surround a value, and the DOS end-of-file character."""

_NO_WIDTH = dict.fromkeys(map(ord, _INVISIBLE))


def tidy(text: str) -> str:
    """Return a value without surrounding white space, and with single spaces inside."""
    return " ".join(text.translate(_NO_WIDTH).split())


def plain(text: str) -> str:
    """Return a tidied value without the notation that keeps a spreadsheet from changing it."""
    text = tidy(text)
    return re.sub(AS_TEXT, r"\1\2", text) if text[:1] in ("'", "=") else text


AS_TEXT = r"^(?:=\"([^\"]*)\"|'([-+.0-9A-Z].*))$"
"""Notations that keep a spreadsheet from changing MLI1 or 2018-03-02 into something else."""


def fold_word(text: str) -> str:
    """Return a code list's word for comparison: ignoring case, and spaces around - and /."""
    return _JOINT.sub(r"\1", tidy(text)).casefold()


_JOINT = re.compile(r"\s*([-/])\s*")


class Remedy(enum.Enum):
    """What a mapping file can state to make a value readable."""

    DAY_FIRST = enum.auto()
    OTHER_ORDER = enum.auto()
    WORD = enum.auto()
    NUMBER = enum.auto()
    KEY = enum.auto()
    ENCODING = enum.auto()


class UnreadableValueError(ValueError):
    """A value that cannot be read.

    Attributes:
        position: The index of its column in the step.
        problem: What is wrong with it.
        expected: What would be right.
        remedy: The lines of a mapping file that would help, if any.
        column: The column of the file, if known.
    """

    column = ""

    def __init__(
        self, position: int, problem: str, expected: str, remedy: Remedy | None = None
    ) -> None:
        super().__init__(problem)
        self.position = position
        self.problem = problem
        self.expected = expected
        self.remedy = remedy


class Days(NamedTuple):
    """The days that a date may mean, in the columns of a report."""

    edtf: str | None
    earliest: str | None
    latest: str | None
    precision: str


MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTHS |= FRENCH_MONTHS
_CLOCK = r"(?:[ T]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AP]M)?(?: ?(?:UTC|GMT)|[+-]\d\d:?\d\d)?)?Z?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d\d?)[-/.](\d\d?){_CLOCK}|(\d{{4}})(\d\d)(\d\d)")
_NUMBERS = re.compile(rf"(\d\d?)[/.-](\d\d?)[/.-](\d{{4}}|\d\d){_CLOCK}")
_WORDS = re.compile(r"(\d\d?)(?:er)?[ -]([^\W\d_]+)\.?[ -](\d{4}|\d\d)")
_MONTH_AND_DAY = re.compile(r"([^\W\d_]+)\.? (\d\d?),? (\d{4})")
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?")
"""A spreadsheet's day number: days since 30 December 1899."""
_SECONDS = re.compile(r"(\d{9,10})(?:\.\d+|\d{3})?")
"""A Unix time stamp: seconds or milliseconds since 1970."""
OTHER_COUNT = (
    "; a spreadsheet that counts days from 1904 saves other numbers: save the days as text"
)
DATE_STYLES = "a day such as 2018-03-02, 02 March 2018, 02-March-2018 or 2-Mar-18"
NARROW_SO = (
    "; the column was too narrow when a spreadsheet saved the table: widen it and save again"
)
DAY_FIRST_STYLES = "a day such as 2018-03-02 or 02/03/2018 (day first)"
PERIOD_STYLES = "; or a month (2018-03), a year, or a range (2018-03-02/2018-03-04)"
YEAR_SO = "; with day_first: yes or no in a mapping file the year is the last number"
MONTH_FIRST_STYLES = "a day such as 2018-03-02 or 03/02/2018 (month first)"


class AmbiguousDayError(ValueError):
    """A numeric date without information on whether the day or the month comes first."""


@cache
def read_day(text: str, day_first: bool | None = None) -> datetime.date:
    """Parse a day in one of the styles of the data sets.

    Args:
        text: The day as written.
        day_first: Whether 03/02/2018 is the third of February; None if that is unknown.

    Raises:
        ValueError: If it is not a day; the message says why.
    """
    text = tidy(text)
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups() if part)
    elif match := _WORDS.fullmatch(text):
        day, month, year = int(match[1]), _month(match[2], text), _full_year(match[3])
    elif match := _MONTH_AND_DAY.fullmatch(text):
        day, month, year = int(match[2]), _month(match[1], text), int(match[3])
    elif match := _SERIAL.fullmatch(text):
        return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(match[1]))
    elif match := _SECONDS.fullmatch(text):
        moment = datetime.timedelta(seconds=int(match[1]))
        return (datetime.datetime(1970, 1, 1) + moment).date()
    elif match := _NUMBERS.fullmatch(text):
        if day_first is None and len(match[3]) == 2 and "-" in text:
            raise ValueError(f"'{text}' may have its year first or last")
        if day_first is None:
            # For 5/13/2021 as well, so that a file has one message for all its dates.
            raise AmbiguousDayError(f"'{text}' is in numbers, the day or the month first")
        numbers = int(match[1]), int(match[2])
        day, month = numbers if day_first else numbers[::-1]
        year = _full_year(match[3])
    else:
        raise ValueError(f"'{text}' is no day")
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        raise ValueError(f"'{text}' is not in the calendar") from None
    if not 1900 <= date.year <= 2100:
        raise ValueError(f"'{text}' is in a year that no data set covers")
    return date


_YEAR_AND_MONTH = re.compile(r"(\d{4})[-/.](\d\d?)")
_MONTH_AND_YEAR = re.compile(r"(\d\d?)[-/.](\d{4})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)\.?[ -](\d{4})")
_YEAR = re.compile(r"\d{4}")
_RANGE = re.compile(r"(\d{4}(?:-\d\d){0,2})/(\d{4}(?:-\d\d){0,2})")
_UNKNOWN_PARTS = re.compile(r"^(\d{4}(?:-[1-9]\d?|-0[1-9])?)(?:-0{0,2})+$")


def read_period(text: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day of a month, a year or a range; None if it is none of these.

    Unknown parts may be missing or zero, as in a date made of three columns: 2018-03-00.

    Raises:
        ValueError: If there is no such month or day; the message says why.
    """
    text = _UNKNOWN_PARTS.sub(r"\1", tidy(text))
    if match := _RANGE.fullmatch(text):
        return _bounds(match[1])[0], _bounds(match[2])[1]
    if match := _YEAR_AND_MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH_AND_YEAR.fullmatch(text):
        year, month = int(match[2]), int(match[1])
    elif match := _NAMED_MONTH.fullmatch(text):
        year, month = int(match[2]), _month(match[1], text)
    elif _YEAR.fullmatch(text):
        first = read_day(f"{text}-01-01")
        return first, first.replace(month=12, day=31)
    else:
        return None
    if not 1 <= month <= 12:
        raise ValueError(f"'{text}' is not in the calendar")
    first = read_day(f"{year}-{month:02}-01")
    return first, last_of_month(first)


def _bounds(text: str) -> tuple[datetime.date, datetime.date]:
    period = read_period(text)
    return period or (read_day(text), read_day(text))


def _month(name: str, text: str) -> int:
    """Return the number of a month, by its English or French name."""
    month = MONTHS.get(anyascii(name).lower())
    if month is None:
        raise ValueError(f"'{text}' names no month")
    return month


def order_of(text: str) -> bool | None:
    """Return whether a numeric date must have the day first; None if undecided or invalid."""
    match = _NUMBERS.fullmatch(tidy(text))
    if match is None or (int(match[1]) > 12) == (int(match[2]) > 12):
        return None
    return int(match[1]) > 12


def _full_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    # ACLED begins in 1997, and there are no events from 2070.
    return int(digits) + (1900 if int(digits) >= 70 else 2000)


def span(start: datetime.date, end: datetime.date) -> Days:
    """Return the columns for some day from start to end: a day, a month, a year or a range."""
    earliest, latest = start.isoformat(), end.isoformat()
    if start == end:
        return Days(earliest, earliest, latest, "day")
    if start.day == 1 and end == last_of_month(start):
        return Days(earliest[:7], earliest, latest, "month")
    if (start.month, start.day) == (1, 1) and end == datetime.date(start.year, 12, 31):
        return Days(earliest[:4], earliest, latest, "year")
    return Days(f"{earliest}/{latest}", earliest, latest, "range")


def last_of_month(day: datetime.date) -> datetime.date:
    """Return the last day of the month of a day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


_WHOLE = re.compile(r"[+-]?\d+(\.0+|,0)?")
THOUSANDS = re.compile(r"\d{1,3}(?:[,'’ \u00a0\u202f]\d{3})+")
"""Not with a point as the separator, because 1.200 may be a little more than one."""
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+")
POINTS_SO = ", without points between thousands"
NOT_KNOWN = MISSING | {"unknown", "Unknown", "?"}


def whole_number(text: str, position: int, *, unknown: frozenset[str] = NOT_KNOWN) -> int | None:
    """Parse a number of people: a whole number from 0, or None.

    Args:
        text: The field.
        position: The index of its column in the step, for the message.
        unknown: The values that mean None.
    """
    text = text.strip(BLANK)
    if text in unknown:
        return None
    if THOUSANDS.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if not _WHOLE.fullmatch(text) or len(text) > 12:
        expected = "a whole number from 0 up" + (POINTS_SO if _POINTS.fullmatch(text) else "")
        problem = f"'{text}' is no whole number"
        raise UnreadableValueError(position, problem, expected, Remedy.NUMBER)
    number = int(text.partition(".")[0].partition(",")[0])
    if number < 0:
        problem = f"'{text}' is below zero"
        raise UnreadableValueError(position, problem, "a whole number from 0 up", Remedy.NUMBER)
    return number


_DECIMAL = re.compile(r"[+-]?\d{1,3}([.,]\d*)?(?:[eE][+-]?\d+)?")


def coordinates(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    """Parse a point in degrees; None, None if neither is given.

    A comma can only be a decimal comma, because no degree has thousands. A dash can only be the
    minus that a word processor has changed.
    """
    texts = tuple(re.sub("^[−–]", "-", text.strip(BLANK)) for text in (latitude, longitude))  # noqa: RUF001
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
        number = float(text.replace(",", "."))
        if abs(number) > limit:
            raise UnreadableValueError(position, f"'{text}' is not on the globe", expected)
        degrees.append(number)
    return degrees[0], degrees[1]


def code(text: str) -> str:
    """Return a numeric code without the decimals that a spreadsheet adds."""
    return text.strip(BLANK).removesuffix(".0")


def one_of(
    text: str, position: int, words: dict[str, str | None], expected: str = ""
) -> str | None:
    """Look up a word in a code list."""
    text = code(text)
    if text not in words:
        known = ", ".join(word for word in words if word)
        raise UnreadableValueError(
            position,
            f"'{text}' is no code of this column" if text else "nothing stands here",
            expected or f"one of {known}",
        )
    return words[text]


def excerpt(text: str) -> str:
    """Return a value for a message: at most a line long, without terminal control characters."""
    clean = "".join(each if each.isprintable() else "�" for each in text[:80])
    return clean if len(text) <= 60 else f"{clean[:57]}..."
