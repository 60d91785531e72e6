"""SQL functions by which the named queries read what people type: names and dates.

Registered on every connection; pure, so that SQLite may call them once per query. What is no
date gives NULL, and a comparison with NULL gives an empty answer and not an error.
"""

import re
import sqlite3
from collections.abc import Callable

from common import folding
from plugins.site.hooks import hookimpl

MAX_LENGTH = 200
# The parameters of named queries that ask about a time.
DATES = {"as_of", "known_by", "date", "start", "end"}
NOTHING = '""'
# What an open bound is, here and in schema/11_query_views.sql.
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"


def asked_from(text: str | None) -> str | None:
    """Return the first day of a date, month, year or interval that somebody asks about.

    Returns:
        An ISO day; the first of the calendar where nothing is asked; None for what is no date.
    """
    return _asked(text)[0]


def asked_to(text: str | None) -> str | None:
    """Return the last day of a date, month, year or interval, in the same way."""
    return _asked(text)[1]


def _asked(text: str | None) -> tuple[str | None, str | None]:
    from common.dates import DateError, parse  # edtf takes a third of a second to import

    text = (text or "").strip()[:MAX_LENGTH]
    if not text:
        return FIRST_DAY, LAST_DAY
    try:
        dates = parse(text)
    except DateError:
        return None, None
    return dates.earliest or FIRST_DAY, dates.latest or LAST_DAY


def names_match(query: str | None, level: str) -> str:
    """Return the FTS5 expression that finds names by the words of a query, all of them.

    Args:
        query: What somebody typed.
        level: `folded`, or `skeleton` for what transliterations differ in.

    Returns:
        An expression for `names_fts MATCH`; one that matches nothing where no word is left.
    """
    text = (query or "")[:MAX_LENGTH]
    words = folding.words(text)
    if not any(re.search("[a-z0-9]", word) for word in words):
        return NOTHING
    whole = " AND ".join(_word_match(word, level) for word in words)
    as_one = folding.joined(text)
    return whole if as_one is None else f"({whole}) OR {_word_match(as_one, level)}"


def _word_match(word: str, level: str) -> str:
    folded = f'key_folded : "{word}"'
    if level == "folded":
        return f"({folded})"
    shapes = [f'key_skeleton : "{shape}"' for shape in folding.skeletons(word)]
    return f"({' OR '.join([folded, *shapes])})"


def words_match(query: str | None) -> str:
    """Return the FTS5 expression that finds texts with all words of a query, and nothing else."""
    words = re.findall(r"\w+", (query or "")[:MAX_LENGTH])
    return " ".join(f'"{word}"' for word in words) or NOTHING


def names_alike(query: str | None, name: str | None) -> int:
    """Tell whether a name found by its skeleton looks enough like the query: 1 or 0."""
    return int(folding.alike((query or "")[:MAX_LENGTH], (name or "")[:MAX_LENGTH]))


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Register the functions on a connection of Datasette's."""
    conn.create_function("asked_from", 1, asked_from, deterministic=True)
    conn.create_function("asked_to", 1, asked_to, deterministic=True)
    conn.create_function("names_match", 2, names_match, deterministic=True)
    conn.create_function("words_match", 1, words_match, deterministic=True)
    conn.create_function("names_alike", 2, names_alike, deterministic=True)


def no_dates(parameters: dict[str, str]) -> list[str]:
    """Return what was typed for a date and is none, for the page to say so."""
    return [
        value for name, value in parameters.items() if name in DATES and asked_from(value) is None
    ]


@hookimpl
def extra_template_vars() -> dict[str, Callable[[dict[str, str]], list[str]]]:
    """Give templates the check of the dates in a query's form."""
    return {"no_dates": no_dates}
