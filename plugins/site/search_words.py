"""What the words of a search are, and how near each other: the part of it that asks no database."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain, combinations, islice, product
from typing import Any

from common.date_words import in_words
from common.folding import plain_letters
from plugins.site.template_helpers import beginning

MAX_WORDS, MAX_WORDINGS = 6, 80
# How like each other two words are, of 1, that are taken for one another; shorter ones never are.
LIKENESS = 0.82
MIN_LETTERS = 4
MIN_PART, MIN_BEGINNING, MAX_LETTERS = 3, 5, 200  # Kati is no Katiba
# What is in the names of many, and by itself names nobody.
PARTICLES = {"abu", "ag", "al", "ben", "bin", "bint", "dr", "el", "ibn", "ould", "sheikh"}
# As they are written in French: too short for `find` to be taken for one another.
SAME_PARTICLE = {"abou": "abu", "cheikh": "sheikh"}


def folded(text: str) -> list[str]:
    """Return the words of a text in small plain letters, Abou as Abu."""
    return list(_folded(text))


@lru_cache(4096)  # each search goes through all spellings, claims and notes
def _folded(text: str) -> tuple[str, ...]:
    words = plain_letters(text).casefold().split()
    return tuple(SAME_PARTICLE.get(word, word) for word in words)


def plainly(query: str, phrases: Mapping[str, list[str]]) -> str:
    """Return a query with its dates in words, without articles that are joined to words.

    Phrases that mean one word are that word; they are regular expressions. `or` is gold in French,
    behind an article, before other words of French, and where no English sentence has it.
    """
    query = query.replace("’", "'").strip(" ?!.")
    for word, same in phrases.items():
        query = re.sub(rf"(?i)\b(?:{'|'.join(same)})\b", word, query)
    query = re.sub(r"\b(\d\d)/(\d\d)/(\d{4})\b", r"\3-\2-\1", query)
    query = re.sub(r"\b(\d{4}) ?[-–/] ?(\d{4})\b", r"\1 to \2", query)
    query = re.sub(r"\b\d{4}-\d\d(-\d\d)?\b", lambda date: in_words(date[0]), query)
    return re.sub(r"['’]s\b", "", re.sub(r"(?i)\b(?:[cdjlmnst]|qu)['’]", " ", query))


def acronyms(query: str) -> set[str]:
    """Return the words of a query that are written in capitals, where not all is."""
    found = [] if query.isupper() else re.findall(r"\b[A-Z]{2,}\b", query)
    return {word.lower() for word in found}


def telling(query: str, asking: Iterable[str]) -> list[str]:
    """Return the words of a plain query without those that only ask, `who`; none may be left."""
    asking = set(asking) - acronyms(query)
    return [word for word in folded(query) if word not in asking][:MAX_WORDS]


def alternates(text: str, sets: Iterable[list[str]]) -> list[str]:
    """Return a word, of one thing or of several, and others for the same."""
    forms = {text, text.removesuffix("s"), text + "s"}
    others = [other for same in sets if not forms.isdisjoint(same) for other in same]
    return [text, *(other for other in dict.fromkeys(others) if other not in forms)]


def wordings(same: Iterable[list[str]]) -> list[str]:
    """Return each way to say all of some words by others for the same thing.

    Those first in which the fewest are other words: of many, not all ways are tried.
    """
    words = list(same)
    others = (
        set(each) for n in range(len(words) + 1) for each in combinations(range(len(words)), n)
    )
    ways = (
        product(*(each[1:] if n in other else each[:1] for n, each in enumerate(words)))
        for other in others
    )
    return [" ".join(way) for way in islice(chain.from_iterable(ways), MAX_WORDINGS)]


def near(query: str, rows: list[Any], column: str) -> list[Any]:
    """Return the rows whose text has most words that a query has, or nearly, or as beginnings."""
    words = [word for word in folded(query) if word not in PARTICLES][:MAX_WORDS]
    texts = [set(folded(row[column])) for row in rows]
    known = set().union(*texts)
    alike = [
        {each for each in known if len(word) >= MIN_BEGINNING and each.startswith(word)}.union(
            get_close_matches(word, known, len(known), LIKENESS) if len(word) >= MIN_LETTERS else []
        )
        for word in words
    ]
    scores = [sum(not each.isdisjoint(text) for each in alike) for text in texts]
    best = max(scores, default=0)
    return [row for row, score in zip(rows, scores, strict=True) if score == best > 0]


def is_said_in(query: str, subjects: Iterable[str]) -> bool:
    """Return whether a query has one of some words, or a longer one that begins so."""
    words = " ".join(folded(re.sub("['’]", " ", query)))  # droits de l'homme
    return any(beginning(" ".join(folded(each))).search(words) for each in subjects)


def asking_most(questions: list[dict[str, Any]], asked: set[str]) -> list[dict[str, Any]]:
    """Return the questions that some words ask: more words more exactly, `who founded` not when."""
    phrases = [[each.split() for each in row["words"]] for row in questions]
    sizes = [max(len(each) * asked.issuperset(each) for each in row) for row in phrases]
    most = max(sizes, default=0)
    return [row for row, size in zip(questions, sizes, strict=True) if size == most > 0]


def beside(questions: list[dict[str, Any]], words: list[str], harmless: list[str]) -> list[str]:
    """Return the words that stand beside those that ask, and may be what is asked about."""
    known = {word for row in questions for each in row["words"] for word in each.split()}
    known.update(word for row in questions for word in row.get("beside", []))
    return [word for word in words if word not in known and word not in harmless]


def is_short(question: dict[str, Any]) -> bool:
    """Return whether a question has an answer of its own, and not only a page that answers it."""
    return not question.keys().isdisjoint({"answer", "lines", "besides"})
