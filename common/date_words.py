"""Dates in words, with exactly the precision that they have."""

import datetime
import functools
import re
from collections.abc import Callable
from typing import Any

from common.dates import OPEN

NOT_STATED = "not dated"
_MONTHS = [
    "Jan",
    "Feb",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
]
HAPPENS = frozenset({"founds", "follows", "joins", "merges", "pledges", "succeeds", "unites"})
"""Meanings of ties that are events, which happen once and do not last."""
_ONCE = HAPPENS | {"takes-in"}  # with milestones
DAY = re.compile(r"[0-9]{1,2} \w+ [0-9]{4}")
_OR_BEFORE = re.compile(r"^(?:on|in) or before ")
_DOUBT = {"?": "possibly ", "~": "about ", "%": "possibly about "}


@functools.lru_cache(16_384)  # pages and data sets repeat the same dates many times
def in_words(edtf: str | None, earliest: str | None = None, latest: str | None = None) -> str:
    """Return a date in words.

    Args:
        edtf: The date as the source states it, in the EDTF of common/dates.py; None if it states
            none.
        earliest: The first possible day, if that is narrower than `edtf`.
        latest: The last possible day, likewise.

    Returns:
        `3 March 2018`, `March 2017`, `2012`, `between 1 and 29 July 2018`,
        `on or before 2 March 2018`, `in or before May 2018`, `from March 2017 on`,
        `possibly March 2017`; `not dated` for None. Anything else is returned unchanged.
    """
    if not edtf:
        return NOT_STATED
    try:
        start, _, end = edtf.partition("/")
        if not end:
            return _point_in_bounds(edtf, earliest, latest)
        if start == OPEN:
            return _possibly(_or_before, end)
        if end == OPEN:
            return _possibly("from {} on".format, start)
        return f"{_point(start)} to {_point(end)}"
    except (ValueError, IndexError):
        return edtf


def since(row: Any, words: str) -> str:
    """Return a date in words as a beginning: `since` for a lasting state told in the present.

    An event happened on a day that is `not before` its first bound, or `between` two; what
    somebody “has done since” it, `at some time since`: “from 1991 on” would say all the time.

    Args:
        row: A row of `page_lines` or of the query `lineage`, with the meaning of its kind.
        words: Its date, in words.
    """
    if row["table_name"] == "milestones" and row["date_kind"] == "seen":
        return going_on(words)
    if row["table_name"] in ("milestones", "statements") and " to " in words:
        return _day_within(row, row["date_edtf"], words)
    if row["meaning"] in _ONCE and words.startswith("from "):
        return _from_then(words, "not before")
    if row["meaning"] in _ONCE and " to " in words:
        return _within(words)
    if words.startswith("from ") and _is_bound(row):
        then = words.removeprefix("from ").removesuffix(" on")
        return f"at some time since {then}" if row["told"] == "perfect" else f"{then} or later"
    is_tie = row["table_name"] in ("membership", "relations") and row["meaning"] not in HAPPENS
    is_state = row["table_name"] == "characteristics" or (
        row["table_name"] == "milestones" and row["meaning"] == "lasts"
    )
    if not (is_tie or is_state) or row["told"] != "present" or row["date_kind"] != "event":
        return words
    if words.startswith("from "):
        # A relation lasted for the open span; a membership began at some time within it.
        later = " or later" if row["table_name"] == "membership" else ""
        return f"since {words.removeprefix('from ').removesuffix(' on')}{later}"
    if _OR_BEFORE.match(words):
        return f"since {_OR_BEFORE.sub('', words)} or before"
    return f"since {'a day ' if words.startswith('between ') else ''}{words}"


def is_going_on(row: Any) -> bool:
    """Return whether it is a lasting state that is said to have continued since its date."""
    is_told = row["told"] in ("perfect", "present") and "/" not in row["date"]
    return bool(row["meaning"] == "lasts" and (is_told or row["date"].endswith(f"/{OPEN}")))


def going_on(words: str) -> str:
    """Return words saying that something was under way at a date, which is not its beginning."""
    doubt = "possibly " if words.startswith("possibly ") else ""
    words = words.removeprefix(doubt)
    if words.startswith("from "):
        words = f"{words.removeprefix('from ').removesuffix(' on')} or later"
    before = "" if words.startswith(("on or ", "in or ", "between ", "about ")) else "in "
    return f"{doubt}going on {'on ' if DAY.fullmatch(words) else before}{words}"


def event_in_words(row: Any) -> str:
    """Return the date of an event in words: an interval is where its day lies, not its duration.

    Args:
        row: A row of the query `timeline`, with the meaning of its kind.
    """
    words = in_words(row["date"], row["date_earliest"], row["date_latest"])
    if not row["date"]:
        return words
    if row["date_kind"] == "seen":
        return going_on(words)
    start, _, end = row["date"].partition("/")
    if end == OPEN and (is_going_on(row) or row["meaning"] in _ONCE):
        return _from_then(words, "since" if is_going_on(row) else "not before")
    if end == OPEN:  # on some day from then on, not on every one
        return f"{words.replace('from ', '', 1).removesuffix(' on')} or later"
    if end and OPEN not in (start, end):
        return _day_within(row, row["date"], words)
    return f"since {words}" if is_going_on(row) else words


def tie_in_words(row: Any) -> str:
    """Return when a tie began or held, in words; an inferred bound is not stated as its date.

    Args:
        row: A row of the query `lineage` with the meaning of its kind and whether its date
            `is_inferred`; or of the query `existed`, whose date is that of a founding.
    """
    words = in_words(row["date"], row["date_earliest"], row["date_latest"])
    is_tie = "meaning" in row
    if not row["date"]:
        return words
    if not is_tie and " to " in words:
        return _within(words)
    if is_tie and row["date_kind"] != "event":
        return f"held {words}"
    if row["date"].endswith(f"/{OPEN}") and (not is_tie or row["meaning"] in HAPPENS):
        words = _from_then(words, "not before")
        return f"no date given; {words}" if is_tie and row["is_inferred"] else words
    return since(row, words) if is_tie else words


def until(words: str) -> str:
    """Return words saying that something ended then; for `in or before 2018`, at the latest."""
    if _OR_BEFORE.match(words):
        return f"until {_OR_BEFORE.sub('', words)} at the latest"
    if words.startswith("from "):
        return f"until {words.removeprefix('from ').removesuffix(' on')} or later"
    return f"until {'a day ' if words.startswith('between ') else ''}{words}"


def between(earliest: str, latest: str) -> str:
    """Return a span in words: `3 March 2018`, `2 or 3 March 2018`, `between 1 and 29 July 2018`.

    Raises:
        ValueError: If one of them is not an ISO day.
    """
    first, last = datetime.date.fromisoformat(earliest), datetime.date.fromisoformat(latest)
    if first == last:
        return _day(first)
    if (last - first).days == 1:  # there is no day in between
        return f"{first.day if first.month == last.month else _day(first)} or {_day(last)}"
    if first.year != last.year:
        return f"between {_day(first)} and {_day(last)}"
    if first.month != last.month:
        return f"between {first.day} {first:%B} and {_day(last)}"
    return f"between {first.day} and {_day(last)}"


def _day_within(row: Any, edtf: str, words: str) -> str:
    """Return the interval that contains an event's day, in words; in days if its ends differ."""
    start, _, end = edtf.partition("/")
    bounds = row["date_earliest"], row["date_latest"]
    return _within(words) if len(start) == len(end) or None in bounds else between(*bounds)


def _within(words: str) -> str:
    """Return words for some day within a span: `2 or 3 March 2017`, `between 2012 and 2013`."""
    first, _, last = words.partition(" to ")
    if not last:  # not a span
        return words
    try:
        ends = [datetime.datetime.strptime(end, "%d %B %Y").date() for end in (first, last)]
    except ValueError:  # not two days
        return f"between {first} and {last}"
    return between(*map(str, ends))


def either(dates: list[str]) -> str:
    """Join alternative dates in words: `2 or 3 March 2018`, `March or April 2018`."""
    words = [date.split() for date in dates]
    shared = 0
    # A shared ending is written once, if each date keeps a number or a name before it.
    while len(words) > 1 and len({len(each) for each in words}) == 1 and shared < len(words[0]) - 1:
        if len({each[-1 - shared] for each in words}) > 1:
            break
        shared += 1
    kept = [" ".join(each[: len(each) - shared]) for each in words[:-1]]
    return " or ".join([*kept, *dates[-1:]])


def known_of(readings: list[Any]) -> list[Any]:
    """Return the most informative dates: the narrowest, or all if they cannot all be right.

    Readings have `date` in EDTF, its bounds `date_earliest` and `date_latest`, and `is_doubtful`.
    A date that its source doubts, or a mere bound, counts only if there is no other.
    """
    dated = [row for row in readings if row["date"] and bounds_of(row)]
    dated = [row for row in dated if not row["is_doubtful"]] or dated
    spans = [row for row in dated if row["date_earliest"] and row["date_latest"]] or dated
    spans = [row for row in spans if not row["date"].endswith(f"/{OPEN}")] or spans
    spans.sort(key=lambda row: (row["date_earliest"] or "", row["date_latest"] or ""))
    ends = [row["date_latest"] for row in spans if row["date_latest"]]
    if ends and max(row["date_earliest"] or "" for row in spans) <= min(ends):
        return [min(spans, key=_length)]
    return list({row["date"]: row for row in spans}.values())


def dates_in_words(known: list[Any]) -> str:
    """Return the most informative dates in words; conflicting sources have equal weight."""
    return either(
        [in_words(row["date"], row["date_earliest"], row["date_latest"]) for row in known]
    )


def _from_then(words: str, how: str) -> str:
    """Rephrase `from March 2017 on` with another word; a doubt stays in front."""
    return words.replace("from ", f"{how} ", 1).removesuffix(" on")


def _is_bound(row: Any) -> bool:
    """Return whether its date is only the earliest possible beginning, not the beginning itself.

    A relation lasts for an open span. A membership not told in the present began at some time
    within it, and something that somebody “has done since” happened at some time since.
    """
    if row["table_name"] == "membership":
        return bool(row["date_kind"] == "event" and row["told"] != "present")
    return bool(row["table_name"] == "characteristics" and row["told"] == "perfect")


def _length(row: Any) -> tuple[int, str]:
    if not row["date_earliest"] or not row["date_latest"]:
        return 10**7, row["date_latest"] or row["date_earliest"]
    first, last = (
        datetime.date.fromisoformat(row[f"date_{end}"]) for end in ("earliest", "latest")
    )
    return (last - first).days, row["date_latest"]


def bounds_of(row: Any) -> list[str]:
    """Return the bounds that a date states: an ongoing one has no last day, “by then” no first."""
    bounds = [row[name] for name in ("date_earliest", "date_latest") if row[name]]
    if row["date"].startswith(f"{OPEN}/"):
        return bounds[-1:]
    return bounds[:1] if row["date"].endswith(f"/{OPEN}") else bounds


def in_short(earliest: str | None, latest: str | None) -> str:
    """Return a span in few words: `28 Oct 2022`, `July 2018`, `Sept–Dec 2018`, `2017–2020`.

    Returns:
        The words; `no date printed` if neither end is known, `undated` if only one is.
    """
    if earliest is None or latest is None:
        return "undated" if earliest or latest else "no date printed"
    first, last = datetime.date.fromisoformat(earliest), datetime.date.fromisoformat(latest)
    if first == last:
        return f"{first.day} {_MONTHS[first.month - 1]} {first:%Y}"
    if first.year != last.year:
        return f"{first:%Y}–{last:%Y}"
    months = dict.fromkeys(_MONTHS[day.month - 1] for day in (first, last))
    is_whole_year = earliest[5:] == "01-01" and latest[5:] == "12-31"
    return f"{first:%Y}" if is_whole_year else f"{'–'.join(months)} {first:%Y}"


def _point_in_bounds(edtf: str, earliest: str | None, latest: str | None) -> str:
    """Return a date that is not an interval in words; its bounds, if they are narrower."""
    if edtf[-1] in _DOUBT or earliest is None or latest is None:
        return _point(edtf)
    bounds = {4: (f"{edtf}-01-01", f"{edtf}-12-31"), 7: (f"{edtf}-01", _month_end(edtf))}
    if len(edtf) in bounds and (earliest, latest) != bounds[len(edtf)] and edtf[-1] != "X":
        return between(earliest, latest)
    return _point(edtf)


def _month_end(edtf: str) -> str:
    if len(edtf) != 7:
        return ""
    year, month = map(int, edtf.split("-"))
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).isoformat()


def _possibly(say: Callable[[str], str], edtf: str) -> str:
    """Return an open span in words, a doubt about its end in front: `possibly from 2017 on`."""
    doubt = _DOUBT["?"] if edtf.endswith("?") else ""
    return doubt + say(_point(edtf.removesuffix("?")))


def _or_before(end: str) -> str:
    """Return the last possible day, month or year in words; “by” could also mean on that day."""
    return f"{'on' if DAY.fullmatch(end) else 'in'} or before {end}"


def _point(edtf: str) -> str:
    doubt = _DOUBT.get(edtf[-1], "")
    text = edtf[:-1] if doubt else edtf
    if text.endswith("X"):
        return f"{doubt}the {int(text[:3])}0s"
    match text.split("-"):
        case [year]:
            return f"{doubt}{int(year):04}"
        case [year, month]:
            return f"{doubt}{datetime.date(int(year), int(month), 1):%B} {year}"
        case _:
            return f"{doubt}{_day(datetime.date.fromisoformat(text))}"


def _day(day: datetime.date) -> str:
    # `%Y` does not pad the year, so the year 1 would look like a day.
    return f"{day.day} {day:%B} {day.year:04}"
