"""Guess the columns of a table of the user's own, by their names and values."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from anyascii import anyascii

from loaders.events.columns import NO_KEY
from loaders.events.layouts.plain import PLAIN, plain_types
from loaders.events.reference import UNSPECIFIED, ReferenceData
from loaders.events.suggestion import NO_NUMBER, SHOWN_WORDS, Suggestion
from loaders.events.values import (
    NOT_KNOWN,
    AmbiguousDayError,
    coordinates,
    fold_word,
    order_of,
    plain,
    read_day,
    read_period,
    whole_number,
)

KILLED = "killed deaths dead fatalities morts mort tues tue deces"
NAMES = {
    "id": "id code key ref reference identifiant identifier no nr num number numero",
    "date": "date day jour when quand datum",
    "date_end": "end fin until",
    "type": "type kind nature categorie category",
    "perpetrator": "perpetrator attacker assailant auteur assaillant",
    "target": "target victim victims cible cibles victime victimes",
    "party_1": "actor group party acteur groupe partie",
    "party_2": "actor group party acteur groupe partie opponent adversaire",
    "country": "country pays",
    "location": "location place village town city localite lieu ville commune site where",
    "latitude": "latitude lat y",
    "longitude": "longitude lon lng long x",
    "killed_low": KILLED,
    "killed_high": KILLED,
    "killed": KILLED,
    "source": "source sources",
    "notes": "notes note description comment comments details remarques resume summary",
}
"""Words, without their accents, by which people name what we know by another name."""

_KEY = ("date", "date_end", "country", "location", "perpetrator", "target", "killed", "type")
"""Columns that together tell one event from the others, in the order in which they are added."""

_OF_REPORTS = frozenset(
    [
        *("source", "sources", "publication", "published", "publie", "report", "reported"),
        *("update", "updated", "modified", "created", "entry", "access", "accessed", "saisie"),
    ]
)
"""Words of columns with days on which something was told, and not on which it was done."""
_LEAST = frozenset({"min", "minimum", "low", "lowest", "least"})
_MOST = frozenset({"max", "maximum", "high", "highest", "most"})

_COUNTS = frozenset(["of", *KILLED.split()])
"""Words of columns whose number is that of people, and not that of the row."""
_IDS = frozenset(["id", "code", "key", "ref", "reference", "identifiant", "identifier"])

_SHORTEST_KEY = 3
_PARTS = ({"year", "annee", "iyear"}, {"month", "mois", "imonth"}, {"day", "jour", "iday"})
_POINT = ("latitude", "longitude")

_AXES = frozenset(
    [*("latitude", "lat", "longitude", "lon", "lng"), *("coordinates", "coordonnees", "gps")]
)
_NO_POINTS = (
    "# No points are read: latitude and longitude are to be two columns, in degrees such as 14.35"
)

Texts = Mapping[str, list[str]]
"""What stands in each column."""


def complete_own(
    suggestion: Suggestion, header: Sequence[str], rows: list[list[str]], reference: ReferenceData
) -> bool:
    """Add the columns of a table of the user's own to a suggestion.

    Args:
        suggestion: The suggestion.
        header: The names of the columns.
        rows: The rows that were examined.
        reference: The reference data for event data.

    Returns:
        Whether there is a column with days, without which there are no events.
    """
    whole = [row for row in rows if len(row) >= len(header) and not _is_of_tags(row)]
    texts = {name: [plain(row[at]) for row in whole] for at, name in enumerate(header) if name}
    found = _by_name(texts)
    columns: dict[str, Sequence[str]] = {name: (theirs,) for name, theirs in found.items()}
    if "date" not in found:
        days = [
            [name]
            for name, column in texts.items()
            if _holds_days(column) and not _OF_REPORTS & _words(name)
        ]
        columns["date"] = split_date(header) or next(iter(days), [])
    if not columns["date"]:
        return False
    if "id" not in found:
        columns["id"] = _key(columns, texts)
        suggestion.lines += [
            f"# {name} is the same in several rows: each row becomes an event of its own"
            for name in texts
            if {"id", "identifier", "identifiant"} & _words(name) and _repeats(texts[name])
        ]
    if "latitude" not in found and any(_AXES & _words(name) for name in texts):
        suggestion.lines.append(_NO_POINTS)
    suggestion.columns = {name: columns[name] for name in PLAIN if name in columns}
    for name in {"date", "date_end"} & columns.keys():
        if len(columns[name]) == 1:
            suggestion.day_first.update(*filter(None, map(_orders, texts[columns[name][0]])))
    if "type" in found:
        suggestion.words |= _words_for_types(texts[found["type"]], reference)
    for name in [name for name in found if name.startswith("killed")]:
        suggestion.words |= _words_for_numbers(name, texts[found[name]])
    return True


def split_date(header: Sequence[str]) -> list[str]:
    """Return the columns for year, month and day, if the date is split into three; else empty."""
    parts = [[name for name in header if wanted & _words(name)] for wanted in _PARTS]
    return [min(each, key=len) for each in parts] if all(parts) else []


def _is_of_tags(row: Sequence[str]) -> bool:
    """Return whether this is a row of HXL tags."""
    return all(not cell or cell.startswith("#") for cell in row)


def _by_name(texts: Texts) -> dict[str, str]:
    """Return our columns, each with the table's column of a fitting name, used only once."""
    found = {name: name for name in PLAIN if name in texts and _may_be(name, name, texts)}
    for name, words in NAMES.items():
        wanted = frozenset(words.split())
        fits = [
            each
            for each in texts
            if each not in found.values() and wanted & _words(each) and _may_be(name, each, texts)
        ]
        # The shortest name is the likeliest: date, not date of the source.
        if name not in found and fits:
            found[name] = min(fits, key=len)
    # An attacker or target takes precedence over a mere party.
    for name, party in (("perpetrator", "party_1"), ("target", "party_2")):
        if name in found:
            found.pop(party, None)
    # The end of an interview does not end what was asked about.
    start = found.get("date_end", "").replace("end", "start")
    if start in texts and start != found.get("date"):
        del found["date_end"]
    pair = [texts[found[name]] for name in _POINT if name in found]
    if len(pair) < 2 or not all(_reads(coordinates, *point) for point in zip(*pair, strict=True)):
        return {name: each for name, each in found.items() if name not in _POINT}
    return found


def _may_be(name: str, column: str, texts: Texts) -> bool:
    """Return whether the name and values of a column fit the meaning of one of ours."""
    words, values = _words(column), texts[column]
    if name == "id":
        return _tells_apart([column], texts) and bool(_IDS & words or not _COUNTS & words)
    if name in ("date", "date_end"):
        is_end = not words.isdisjoint(NAMES["date_end"].split())
        is_told = any(_orders(text) is not None for text in values)
        return is_end == (name == "date_end") and is_told and not _OF_REPORTS & words
    if name.startswith("killed"):
        ends = bool(_LEAST & words), bool(_MOST & words)
        is_number = any(any(map(str.isdigit, text)) for text in values)
        return ends == (name == "killed_low", name == "killed_high") and is_number
    return True


def _words(name: str) -> set[str]:
    """Return the words of a column's name, in lower case without accents."""
    return set(re.findall("[a-z]+", anyascii(re.sub("[°º]", "o", name)).lower()))


def _holds_days(column: Iterable[str]) -> bool:
    """Return whether a column holds days, with few exceptions."""
    told = [_orders(text) is not None for text in column if text not in NOT_KNOWN]
    return bool(told) and 10 * sum(told) >= 9 * len(told)


def _orders(text: str) -> set[bool | None] | None:
    """Return the order that a day in numbers must have, if any; None if it is no day or month.

    A year may be that of a total, and five digits a spreadsheet's day or any other number.
    """
    if text.isdecimal() and len(text) in (4, 5):
        return None
    try:
        if read_period(text) is None:
            read_day(text)
    except AmbiguousDayError:
        return {order_of(text)}
    except ValueError:
        return None
    return set()


def _reads(read: Callable[..., object], *texts: object) -> bool:
    try:
        read(*texts)
    except ValueError:
        return False
    return True


def _key(columns: Mapping[str, Sequence[str]], texts: Texts) -> list[str]:
    """Return enough columns to distinguish every row, if there are such."""
    known = [columns[name] for name in _KEY if name in columns]
    others = [[name] for name in texts if not any(name in each for each in known)]
    key: list[str] = []
    for each in (*known, *others):
        key += each
        # The day alone may distinguish the rows of a short list, but only until it grows.
        if len(key) >= _SHORTEST_KEY and _tells_apart(key, texts):
            return key
    return key


def _tells_apart(columns: Sequence[str], texts: Texts) -> bool:
    rows = list(zip(*(texts[name] for name in columns), strict=True))
    keys = {re.sub(NO_KEY, "-", "-".join(row)) for row in rows}
    shape = all(re.fullmatch("[A-Za-z0-9._:/-]{1,80}", row[0]) for row in rows)
    return len(keys) == len(rows) and (len(columns) > 1 or shape)


def _repeats(column: Sequence[str]) -> bool:
    return len({*column}) < len(column)


def _words_for_types(column: Iterable[str], reference: ReferenceData) -> dict[str, dict[str, str]]:
    """Return our nearest words for the unknown ones in a column of types."""
    types = [*plain_types(reference)]
    unknown = [word for word in dict.fromkeys(column) if word and fold_word(word) not in types]
    near = {
        word: next(iter(difflib.get_close_matches(fold_word(word), types, 1, 0.75)), UNSPECIFIED)
        for word in unknown[:SHOWN_WORDS]
    }
    return {"type": near} if near else {}


def _words_for_numbers(name: str, column: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return entries for values that are not numbers, as unknown until somebody says otherwise."""
    odd = [text for text in dict.fromkeys(column) if not _reads(whole_number, text, 0)]
    return {name: dict.fromkeys(odd[:SHOWN_WORDS], NO_NUMBER)} if odd else {}
