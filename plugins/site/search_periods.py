"""Dates and periods in a search: in 2018, after 2019, between March and July 2018."""

import datetime
import re
from calendar import month_abbr, month_name
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from common.dates import FRENCH_MONTHS, DateError, parse, typed

MONTHS = {month.lower() for month in [*month_name, *month_abbr] if month} | FRENCH_MONTHS.keys()
DAY = datetime.timedelta(days=1)
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_DAY = r"(?:\d\d?(?:st|nd|rd|th|er)?)"
_DATE = rf"\b(?:(?:{_DAY} )?{_MONTH} (?:{_DAY} )?)?(?:19|20)\d\d\b"
# The first of two dates may lack the year, or year and month, that it shares with the second.
_FIRST = rf"{_DATE}|\b(?:{_DAY} )?{_MONTH}(?: {_DAY})?\b|\b{_DAY}\b"
# In folded text, in which jusqu'en is one word.
_UNTIL = "until|till|up to|by|jusqu(?:en|a|au)"
_TWO = re.compile(
    rf"\b(?:(?:between|entre) ({_FIRST}) (?:and|et)"
    rf"|(?:(?:from|since|depuis) )?({_FIRST}) (?:to|a|au|{_UNTIL})) ({_DATE})"
)
_ONE = re.compile(
    rf"\b(?:(after|apres)|(since|from|depuis|a partir)|(before|avant)|{_UNTIL}) ({_DATE})"
    r"(?: on| onwards?)?\b"
)
_YEARLESS = re.compile(rf"\b(?:{_DAY} {_MONTH}|{_MONTH} {_DAY})\b(?! (?:19|20)\d\d\b)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er)\b")
_LITTLE = re.compile(r"\b(?:the|of|le|la|de|du) ")
# “After the start of” a year means since that year, “before the end of” it means until then.
_PART = re.compile(
    r"\b(after|apres|before|avant)? ?\b(?:start|beginning|early|mid|late|end|debut|mi|fin) "
)
_WHOLE = {"after": "since ", "apres": "since ", "before": "until ", "avant": "until "}


class Period(NamedTuple):
    """A period in EDTF, an open end being empty, and the words that name it."""

    first: str
    last: str
    words: str

    def days(self) -> tuple[str, str]:
        """Return the first and last day; an open end is a value that sorts before or after all."""
        first = parse(self.first).earliest if self.first else ""
        return first or "", (self.last and parse(self.last).latest) or "9999-12-31"


def with_year(words: Sequence[str], known: Iterable[str]) -> Sequence[str]:
    """Return folded words with a year after a day without one, if one year alone has that day."""
    if not (found := _YEARLESS.search(text := " ".join(words))):
        return words
    asked = typed(_ORDINAL.sub("", f"{found[0]} 2000"))
    years = {day[:4] for day in known if day[4:] == asked[4:]}
    return text.replace(found[0], " ".join([found[0], *years]), len(years) == 1).split()


def periods(words: Sequence[str]) -> list[Period]:
    """Return the period that folded words name, or else each date; empty if one is invalid."""
    text = _LITTLE.sub("", " ".join(words))
    text = _PART.sub(lambda part: _WHOLE.get(part[1], " "), text)
    try:
        if found := _TWO.search(text):
            first, last = found[1] or found[2], found[3]
            if not re.search(r"\d{4}", first):
                is_day = re.fullmatch(_DAY, first)
                first += last.removeprefix(last.split()[0]) if is_day else f" {last[-4:]}"
            return [Period(edtf(first), edtf(last), found[0])]
        if found := _ONE.search(text):
            after, since, before, said = found.groups()
            date = edtf(said)
            first, last = map(datetime.date.fromisoformat, Period(date, date, "").days())
            date = str(last + DAY) if after else str(first - DAY) if before else date
            return [Period(date, "", found[0]) if after or since else Period("", date, found[0])]
        return [Period(edtf(date), edtf(date), date) for date in re.findall(_DATE, text)]
    except DateError:
        return []


def edtf(text: str) -> str:
    """Return a date in EDTF.

    Raises:
        DateError: If there is no such day.
    """
    date = typed(_ORDINAL.sub("", text))
    parse(date)
    return date
