"""What a diagram is before it is drawn, and the words and days that all of them need."""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

# What an open bound is in schema/11_query_views.sql.
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
EPOCH = datetime.date(1970, 1, 1)
DAY = 86_400_000
TITLES = "Works cited by "


@dataclass
class Drawing:
    """A diagram: what to put into the spec of its name, and the same in words and rows.

    Attributes:
        title: What it shows, for its heading and for those who cannot see it.
        description: What there is to see, in a sentence or two.
        rows: The rows that it was made of, for the text form beside it.
        values: What stands in the spec for each `{"$value": name}`.
        empty: Why there is nothing to draw; empty where there is.
        problems: What was wrong with the parameters, in sentences.
        facts: What else its page says in words.
    """

    title: str
    description: str
    rows: list[Row] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    empty: str = ""
    problems: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def milliseconds(day: str) -> int:
    """Return an ISO day as milliseconds since 1970, as Vega counts time."""
    return (datetime.date.fromisoformat(day) - EPOCH).days * DAY


def after(day: str) -> int:
    """Return the end of an ISO day, in milliseconds: a bar ends where its last day does."""
    return milliseconds(day) + DAY


def label(text: str, length: int) -> str:
    """Return text as a label: one line, no marks that turn the direction of what follows, cut."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: length * 8]
    )
    kept = re.sub(" +", " ", kept).strip()
    return kept if len(kept) <= length else kept[: length - 1].rstrip() + "…"


def short(name: str, length: int = 30) -> str:
    """Return a name as a label: the acronym where the name ends with one in brackets."""
    acronym = re.search(r"\(([A-Z]{2,8})\)$", name)
    return acronym[1] if acronym else label(name, length)


def reading_of(row: Row) -> str:
    """Return whose reading a row is: the document's, or that of works that it cites."""
    told = label(str(row["source"]), 40)
    return TITLES + told if row["about_source_id"] else told


def readings_of(documents: Iterable[str]) -> list[str]:
    """Return the readings that these documents may give, in an order that stays the same.

    Each has the same colour in every drawing, whatever else is drawn in it.
    """
    return [
        reading
        for document in sorted(documents)
        for reading in (label(document, 40), TITLES + label(document, 40))
    ]
