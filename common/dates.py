"""Parse EDTF dates into inclusive bounds in days, using the library edtf.

The library accepts more than facts may contain, and handles some of it in surprising ways (edtf
5.0.2: `2018-02-29` passes, `2018-21` is a season, `198X/..` does not parse, `2018-03/` means some
years). So the form of each end is checked here, and intervals are split here.
"""

import calendar
import datetime
import re
import time
import unicodedata
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

OPEN = ".."
EXPECTED = (
    "an EDTF date such as 2018-03-03, 2018-03, 2018, 198X, 2017-03/.., ../2018-03-02 or "
    "2017-03-01/2017-03-02, with ? or ~ at the end where it is uncertain or about then"
)
NO_DATE = (
    "“{}” is no date. Write a day as 2018-03-03 or 3 March 2018, a month as 2018-03 or March 2018, "
    "a year as 2018, a period as 2018-03/2018-07, or leave it empty."
)
ENDS_FIRST = "The period from {} to {} ends before it begins: exchange the two dates."
# How people write days and months, and the length of each in EDTF.
_DAYS, _MONTHS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y"), ("%B %Y", "%b %Y", "%m/%Y")
_TYPED = dict.fromkeys(_DAYS, 10) | dict.fromkeys(_MONTHS, 7)
# French names of months, without accents, and their abbreviations.
FRENCH_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("janvier janv", "fevrier fevr", "mars", "avril avr", "mai", "juin"),
            *("juillet juil", "aout", "septembre sept", "octobre", "novembre", "decembre"),
        ),
        1,
    )
    for name in names.split()
}
_SHAPES = {
    "day": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[?~%]?"),
    "month": re.compile(r"[0-9]{4}-[0-9]{2}[?~%]?"),
    "year": re.compile(r"[0-9]{4}[?~%]?"),
    "decade": re.compile(r"[0-9]{3}X[?~%]?"),
}


class DateError(ValueError):
    """An invalid date; the message says what is wrong with it."""


class Dates(NamedTuple):
    """The days that a date may mean, as inclusive ISO days; None is an open end."""

    edtf: str | None
    earliest: str | None
    latest: str | None
    precision: str


# Bounded, because readers of the site can ask about any period.
@lru_cache(maxsize=100_000)
def parse(edtf: str) -> Dates:
    """Read an EDTF date.

    Args:
        edtf: The date as written, e.g. `2018-03` or `2017-03/..`.

    Returns:
        Its bounds and its precision.

    Raises:
        DateError: If it is not a date that a document can state.
    """
    if "/" not in edtf:
        earliest, latest, precision = _point(edtf)
        return Dates(edtf, earliest, latest, precision)
    if edtf.count("/") > 1:
        raise DateError(f"'{edtf}' is no date")
    start, _, end = edtf.partition("/")
    if not start or not end:
        raise DateError(f"'{edtf}' leaves an end bare; write an open end as ..")
    if start == OPEN and end == OPEN:
        raise DateError(f"'{edtf}' is open at both ends; leave the date out")
    if start == OPEN:
        return Dates(edtf, None, _point(end)[1], "before")
    if end == OPEN:
        return Dates(edtf, _point(start)[0], None, "after")
    earliest, latest = _point(start)[0], _point(end)[1]
    if latest < earliest:
        raise DateError(f"'{edtf}' ends before it starts")
    return Dates(edtf, earliest, latest, "range")


def is_backwards(start: str, end: str) -> bool:
    """Return whether a period of two dates, of which either may be empty, ends before it begins."""
    return bool(start and end) and (parse(start).earliest or "") > (parse(end).latest or "9999")


def typed(text: str) -> str:
    """Return a date as people type it in EDTF; unchanged if it is not understood.

    `3 March 2018`, `March 3, 2018`, `3 Mar. 2018` and `3 mars 2018` become `2018-03-03`; `Sept
    2018`, `septembre 2018` and `09/2018` become `2018-09`. Ambiguous dates such as `02/03/2018`,
    in March or in February, are unchanged.
    """
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    words = [_in_english(word) for word in re.sub("[.,]", " ", plain).split()]
    for form, length in _TYPED.items():
        with suppress(ValueError):
            day = datetime.datetime.strptime(" ".join(words), form).date()
            return day.isoformat()[:length]
    return text.strip()


def _in_english(word: str) -> str:
    """Translate a word of a French date into English; `1er` becomes `1`."""
    number = FRENCH_MONTHS.get(word)
    return calendar.month_abbr[number] if number else "1" if word == "1er" else word


def _point(edtf: str) -> tuple[str, str, str]:
    """Return bounds and precision of a date that is not an interval."""
    precision = next((name for name, shape in _SHAPES.items() if shape.fullmatch(edtf)), None)
    if precision is None:
        raise DateError(f"'{edtf}' is no date")
    if precision == "month" and "21" <= edtf[5:7] <= "41":
        raise DateError(f"'{edtf}' is a season; give the months, such as 2018-03/2018-05")
    # Imported only when needed: the import builds the grammar, which takes a while.
    from edtf.parser.grammar import level0Expression, level1Expression
    from pyparsing import ParseException

    # The form determines the level, and using only its grammar is ten times as fast as parse_edtf.
    level = level1Expression if edtf[-1] in "X?~%" else level0Expression
    try:
        parsed = level.parse_string(edtf, parse_all=True)[0]
        return _iso(parsed.lower_strict()), _iso(parsed.upper_strict()), precision
    except (ParseException, ValueError):
        raise DateError(f"'{edtf}' is not in the calendar") from None


def _iso(day: time.struct_time) -> str:
    """Return an ISO day; raise ValueError if there is no such day."""
    return datetime.date(day.tm_year, day.tm_mon, day.tm_mday).isoformat()
