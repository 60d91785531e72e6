"""The numbers of killed and injured in the facts, and whom they count."""

import re
from typing import NamedTuple

from loaders.facts import Entry
from loaders.readings import NUMBERS

COUNTS = ("killed", "injured")
# U.N., U.S.: as everywhere, without points
POINTS = re.compile(r"\b(?:[A-Z]\.){2,}")


class Count(NamedTuple):
    """A number of people: at least, most likely, at most; None if not stated."""

    low: int | None
    best: int | None
    high: int | None


def count(text: str | None) -> Count:
    """Parse a number: `8` is exact, `8..12` between, `8..` at least."""
    if text is None:
        return Count(None, None, None)
    low, dots, high = text.partition("..")
    if not dots:
        return Count(int(low), int(low), int(low))
    return Count(int(low), None, int(high) if high else None)


def runs_backwards(text: str | None) -> bool:
    """Whether a number is a range that begins with the greater one."""
    low, _, high = count(text)
    return low is not None and high is not None and high < low


def counted(row: Entry, name: str) -> dict[str, int | str | None]:
    """Return the ends of a number in a row, and whom it counts, if the victims named are as many.

    A victim does not say whether it was killed or injured, so nobody can tell if both numbers are
    the same.
    """
    low, _, high = count(row.get(name))
    others = [count(row.get(other)).low for other in COUNTS if other != name]
    people = None
    if low is not None and high in (None, low) and low not in others:
        signs = {str(low), *NUMBERS[low : low + 1], *(("a", "an") if low == 1 else ())}
        for actor in row.data.get("actors", []):
            first, _, noun = (actor["name"] or "").partition(" ")
            if actor["side"] == "victim" and noun and first.lower() in signs:
                people = people or (f"{first} {noun}" if low == 1 else noun)
    words = people and POINTS.sub(lambda found: found[0].replace(".", ""), people)
    return {"low": low, "high": high, "people": words}
