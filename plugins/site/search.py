"""What the search page tries beside the words as typed: other words for the same, near spellings.

Name search itself is the query `find`, and text search the query `search`. Which words mean the
same or ask a ready question, and which names only another register gives, stands in metadata.yml
under plugins: search.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from datasette.app import Datasette

from common.folding import plain_letters
from common.project import DATABASE
from plugins.site.hooks import hookimpl

MAX_WORDINGS = 8
# How like each other two words are, of 1, that are taken for one another; shorter ones never are.
LIKENESS = 0.78
MIN_LETTERS = 4
MIN_PART = 3


def folded(text: str) -> list[str]:
    """Return the words of a text in small plain letters."""
    return plain_letters(text).casefold().split()


def telling(query: str, asking: Iterable[str]) -> str:
    """Return a query without words that only ask, `who` and `the`; all of it where none is left."""
    words = [word.strip("?!.,;:") for word in re.sub(r"['’]s\b", "", query).split()]
    return " ".join(word for word in words if not set(folded(word)) <= set(asking)) or query


def fitting(query: str, questions: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """Return the ready questions that a word of a query asks, and its words besides."""
    words = folded(query)
    fit = [each for each in questions if not set(words).isdisjoint(each["words"])]
    known = {word for each in fit for word in each["words"]}
    return fit, " ".join(word for word in words if word not in known)


def wordings(query: str, sets: Iterable[list[str]]) -> list[str]:
    """Return a query and the same with one of its words replaced by another for the same thing."""
    words = folded(query)
    others = [
        " ".join([*words[:n], other, *words[n + 1 :]])
        for n, word in enumerate(words)
        for same in sets
        if word in same
        for other in same
        if other != word
    ]
    return [query, *others][:MAX_WORDINGS]


def elsewhere(query: str, names: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return what another register calls by just this name: its name here, and which register."""
    words = folded(query)
    return next(
        (each for each in names if any(folded(name) == words for name in each["also"])), None
    )


def near(query: str, rows: list[Any], column: str) -> list[Any]:
    """Return the rows whose text has all words of a query in part, or most nearly as a word."""
    words = folded(query)[:6]
    wanted = [*words, *(["".join(words)] if len(words) in (2, 3) else [])]
    scored, best = [], 0
    for least in (MIN_PART, len(query) + 1):
        texts = [(folded(row[column]), row) for row in rows]
        scored = [(sum(_is_near(word, text, least) for word in wanted), row) for text, row in texts]
        best = max((score for score, _ in scored), default=0)
        if best >= len(words):
            break
    return [row for score, row in scored if score == best > 0]


def _is_near(word: str, words: list[str], least: int) -> bool:
    if len(word) >= least and any(other.startswith(word) for other in words):
        return True
    return len(word) >= MIN_LETTERS and bool(get_close_matches(word, words, 1, LIKENESS))


def corrected(query: str, texts: Iterable[str]) -> str:
    """Return a query with each word that no text has replaced by the nearest that one has."""
    known = {word for text in texts for word in folded(text)}
    best = [
        word if word in known else (get_close_matches(word, known, 1, LIKENESS) or [word])[0]
        for word in folded(query)[:6]
    ]
    return " ".join(best)


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    """Give the search page what is above."""
    config = datasette.plugin_config("search") or {}
    queries = (datasette.metadata("queries", database=DATABASE) or {}).items()
    return {
        "ready_questions": [
            *(datasette.metadata("questions") or []),
            *({"question": each["title"], "path": f"/{DATABASE}/{name}"} for name, each in queries),
        ],
        "telling": lambda query: telling(query, config.get("asking", "").split()),
        "fitting": lambda query: fitting(query, config.get("questions", [])),
        "search_words": config,
        "wordings": lambda query: wordings(query, config.get("words", [])),
        "elsewhere": lambda query: elsewhere(query, config.get("names", [])),
        "near": near,
        "corrected": corrected,
    }
